"""Claims by hand: a CSV with a header, or a YAML list with the same keys (docs/reference/claims.md).

A file with an error in any row is refused whole, with all its findings at once: nothing is half done. Each distinct
(source, published) becomes one report that is only cited.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import tzinfo
from typing import Any, NamedTuple

from servanda.documents import Document, load_csv, load_yaml, unknown_keys
from servanda.model import Claim, Finding, Position, Report, TimeError, zone
from servanda.sources.by_hand_claim import KEY, claim_of_row
from servanda.sources.columns import COLUMNS, LISTS, REQUIRED
from servanda.sources.intake import Context, Intake
from servanda.sources.manifest import Manifest
from servanda.sources.row import Row
from servanda.words import _

MANIFEST = Manifest(
    name="by-hand",
    formats=("claims CSV", "claims YAML"),
    suffixes=(".csv", ".yaml", ".yml"),
    says="Claims that people write, one a row: who said what, when, about what.",
    bad_data="The file is refused whole when any row has an error; all findings come at once.",
    licence_note="Your own work; each claim cites its source.",
    options={"timezone": "YAML with `claims:` only: the zone of its bare dates and of clock times without one."},
)

_EXPORTED = re.compile(r"'+[=+\-@\t\r]")


class _Entry(NamedTuple):
    cells: Mapping[str, str]
    at: Callable[[str], Position]


def sniff(name: str, head: bytes) -> int:
    text = head.decode("utf-8", "ignore").removeprefix("\ufeff")
    if name.casefold().endswith(".csv"):
        header = {cell.strip(" \"'").casefold() for cell in text.split("\n", 1)[0].split(",")}
        return 90 if {"claim", "speaker"} <= header else 50 if len(header & set(COLUMNS)) >= 4 else 0
    if name.casefold().endswith((".yaml", ".yml")):
        if re.search(r"^\s*(-\s*)?\{?\s*claim\s*:", text, re.MULTILINE):
            return 90
        return 60 if re.search(r"^claims\s*:", text, re.MULTILINE) else 0
    return 0


def read(content: bytes, file: str, context: Context) -> Intake:
    """Every claim of the file, or every finding that keeps it out. Warnings come with the claims."""
    yaml = file.casefold().endswith((".yaml", ".yml"))
    file_zone: tzinfo | None = None
    if yaml:
        entries, file_zone, findings = _yaml_entries(content, file)
    else:
        entries, findings = _csv_entries(content, file)
    claims: list[Claim] = []
    reports: dict[str, Report] = {}
    lines: dict[str, Position] = {}
    references: list[tuple[int, str, Position]] = []
    keys: dict[str, str] = {}
    for entry in entries:
        row = Row(entry.cells, entry.at, context, file_zone)
        key = row["claim"]
        if key in lines:
            first = _("it stands in line {line} too").format(line=lines[key].line)
            row.problem("claim-key", "claim", _("the key is not unique in the file"), first, key, _("number the rows"))
        lines.setdefault(key, entry.at("claim"))
        claim, report = claim_of_row(row, context)
        findings += row.findings
        if claim is None or row.broken:
            continue
        if report is not None:
            reports.setdefault(report.id, report)
        keys[key] = claim.id
        if claim.same_as:
            references.append((len(claims), claim.same_as, entry.at("same_as")))
        claims.append(claim)
    findings += _tie(claims, references, keys, lines)
    if not entries and not findings:
        what = _("there are no claims in the file")
        findings.append(Finding("empty", what, advice=_("add rows below the header"), at=Position(file, 1)))
    if any(finding.is_error for finding in findings):
        return Intake(findings=tuple(findings))
    return Intake(tuple(reports.values()), tuple(claims), tuple(findings))


def _tie(
    claims: list[Claim],
    references: list[tuple[int, str, Position]],
    keys: Mapping[str, str],
    lines: Mapping[str, Position],
) -> list[Finding]:
    """Make each `same_as` the id of the claim that it names; keys of other files are named by whole claim ids."""
    from dataclasses import replace

    findings = []
    for index, key, at in references:
        whole = keys.get(key) or (key if KEY.match(key) and "." in key and key.startswith("r-") else None)
        if whole is None and key not in lines:
            what = _("same_as names no claim of this file")
            advice = _("write the key of a row, or a whole claim id")
            findings.append(Finding("claim-reference", what, _("a key of this file"), key, advice, at))
        claims[index] = replace(claims[index], same_as=whole or "")
    return findings


def _csv_entries(content: bytes, file: str) -> tuple[list[_Entry], list[Finding]]:
    rows, findings = load_csv(content, file, required=REQUIRED, known=COLUMNS)

    def fixed(at: Position) -> Callable[[str], Position]:
        return lambda _column: at

    def plain(cell: str) -> str:
        return cell[1:] if _EXPORTED.match(cell) else cell

    return [_Entry({k: plain(v) for k, v in cells.items()}, fixed(at)) for at, cells in rows], findings


def _yaml_entries(content: bytes, file: str) -> tuple[list[_Entry], tzinfo | None, list[Finding]]:
    document, findings = load_yaml(content, file)
    if document is None:
        return [], None, findings
    data, file_zone = document.data, None
    path: tuple[str | int, ...] = ()
    if isinstance(data, dict):
        findings += unknown_keys(document, (), data, ("servanda", "timezone", "claims"))
        if data.get("timezone") is not None:
            try:
                file_zone = zone(str(data["timezone"]))
            except TimeError as error:
                what = _("the time zone is not known")
                findings.append(Finding("time-zone", what, str(error), at=document.at(("timezone",))))
        data, path = data.get("claims"), ("claims",)
    if not isinstance(data, list):
        what, expected = _("no list of claims"), _("a YAML list, each item with the keys of a claim")
        findings.append(Finding("claims-shape", what, expected, type(data).__name__, at=document.at(path)))
        return [], file_zone, findings
    entries = []
    for index, item in enumerate(data):
        here = (*path, index)
        if not isinstance(item, dict):
            what = _("the item is no claim")
            findings.append(Finding("claims-shape", what, _("keys and values"), str(item)[:60], at=document.at(here)))
            continue
        findings += unknown_keys(document, here, item, COLUMNS)
        cells = {}
        for column, value in item.items():
            cell = _cell(column, value)
            if cell is None:
                what = _("{column} holds no plain value").format(column=column)
                at = document.at((*here, column))
                findings.append(Finding("claims-shape", what, _("text, a number or a list of them"), at=at))
            cells[column] = cell or ""
        entries.append(_Entry(cells, _finder(document, here)))
    return entries, file_zone, findings


def _finder(document: Document, here: tuple[str | int, ...]) -> Callable[[str], Position]:
    return lambda column: document.at((*here, column))


def _cell(column: str, value: Any) -> str | None:
    if value is None:
        return ""
    if isinstance(value, list):
        mark = LISTS.get(column)
        if mark is None or any(isinstance(part, (list, dict)) for part in value):
            return None
        return mark.join(str(part) for part in value)
    return None if isinstance(value, dict) else str(value).strip()
