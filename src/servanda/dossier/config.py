"""dossier.yaml: what a dossier is called and how it counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import Any

from servanda.documents import Document, load_yaml, unknown_keys
from servanda.model import STANDARDS, Finding, TimeError, duration, zone
from servanda.words import _

FILE = "dossier.yaml"
KEYS = ("servanda", "id", "title", "timezone", "clock", "standard", "period", "lateness", "languages", "notes")


@dataclass(frozen=True)
class Config:
    """`timezone`: bare dates lie in it. `clock`: ledger or public. `period_s`: the length of *this period*, in
    seconds. `lateness_s`: how long after its period a verdict stays provisional, unless the accord says."""

    id: str
    title: str
    timezone: str = "UTC"
    clock: str = "ledger"
    standard: str = "alleged"
    period_s: int = 7 * 86_400
    lateness_s: int = 14 * 86_400

    @property
    def tz(self) -> tzinfo:
        try:
            return zone(self.timezone)
        except TimeError:
            return UTC


def read_config(content: bytes) -> tuple[Config, list[Finding]]:
    """The configuration; whatever is wrong is a finding and falls back to the default."""
    document, findings = load_yaml(content, FILE)
    if document is None:
        return Config("dossier", ""), findings
    if not isinstance(document.data, dict):
        what = _("the file must say `servanda: 1`, id, title, timezone")
        return Config("dossier", ""), [Finding("dossier-shape", what, at=document.at())]
    row = document.data
    found = list(unknown_keys(document, (), row, KEYS))
    values: dict[str, Any] = {"id": str(row.get("id") or "dossier"), "title": str(row.get("title") or "")}
    if row.get("servanda", 1) != 1:
        what, advice = _("another version of the format"), _("use the Servanda that wrote it")
        found.append(
            Finding("format-version", what, "servanda: 1", str(row["servanda"]), advice, document.at(("servanda",)))
        )
    _choice(document, row, "clock", ("ledger", "public"), values, found)
    _choice(document, row, "standard", tuple(s.word for s in STANDARDS), values, found)
    if row.get("timezone") is not None:
        try:
            zone(str(row["timezone"]))
            values["timezone"] = str(row["timezone"])
        except TimeError as error:
            what = _("this is no time zone")
            found.append(Finding("timezone", what, str(error), at=document.at(("timezone",))))
    for key, name in (("period", "period_s"), ("lateness", "lateness_s")):
        if row.get(key) is not None:
            try:
                values[name] = duration(str(row[key]))
            except TimeError as error:
                found.append(Finding("duration", _("this is no duration"), str(error), at=document.at((key,))))
    return Config(**values), found


def _choice(
    document: Document,
    row: Mapping[str, Any],
    key: str,
    allowed: tuple[str, ...],
    values: dict[str, Any],
    found: list[Finding],
) -> None:
    if row.get(key) is None:
        return
    if row[key] in allowed:
        values[key] = row[key]
    else:
        what = _("the value of {key} is not known").format(key=key)
        found.append(Finding("dossier-value", what, " | ".join(allowed), str(row[key]), at=document.at((key,))))
