"""The sidecar of a report: `NAME.yaml` beside `NAME.txt`, with what the bytes do not say themselves."""

from __future__ import annotations

from dataclasses import dataclass

from servanda.documents import did_you_mean, load_yaml, unknown_keys
from servanda.model import Finding, Handling, Interval, Position, Severity, TimeError, extent
from servanda.sources.intake import Context
from servanda.words import _

KEYS = ("title", "outlet", "author", "published", "retrieved", "url", "language", "handling", "licence", "attribution")


@dataclass(frozen=True, slots=True)
class Sidecar:
    """`published` is the interval in which the report became public; its ends are None where nobody says."""

    title: str = ""
    outlet: str = ""
    author: str = ""
    published: Interval = Interval()
    retrieved: int | None = None
    url: str = ""
    language: str = ""
    handling: Handling = Handling.PUBLIC
    handling_said: bool = False
    licence: str = ""
    attribution: str = ""


def read_sidecar(context: Context) -> tuple[Sidecar, list[Finding]]:
    """The sidecar of the context; an empty one when there is none. Errors in it keep the report out."""
    if context.sidecar is None:
        return Sidecar(), []
    file = context.sidecar_file
    document, findings = load_yaml(context.sidecar, file)
    if document is None or document.data is None:
        return Sidecar(), findings
    data = document.data
    if not isinstance(data, dict):
        what, expected = _("the sidecar is no list of keys"), _("title: …, published: …")
        return Sidecar(), [Finding("sidecar-shape", what, expected, type(data).__name__, at=Position(file, 1))]
    findings += unknown_keys(document, (), data, KEYS)
    texts: dict[str, str] = {}
    for key in KEYS:
        value = data.get(key)
        if isinstance(value, (dict, list)):
            what = _("{key} holds no plain value").format(key=key)
            findings.append(Finding("sidecar-shape", what, _("text"), at=document.at((key,))))
        else:
            texts[key] = "" if value is None else str(value).strip()

    def moment(key: str) -> Interval:
        try:
            return extent(texts[key], context.timezone).outer if texts.get(key) else Interval()
        except (TimeError, OverflowError) as error:
            what = _("{key} cannot be read as a time").format(key=key)
            findings.append(Finding("sidecar-time", what, str(error), at=document.at((key,))))
            return Interval()

    handling = Handling.PUBLIC
    known = [str(h) for h in Handling]
    if texts.get("handling") and texts["handling"] not in known:
        what, got = _("no such handling"), texts["handling"]
        findings.append(Finding("sidecar-handling", what, did_you_mean(got, known), got, at=document.at(("handling",))))
    elif texts.get("handling"):
        handling = Handling(texts["handling"])
    made = Sidecar(
        title=texts.get("title", ""),
        outlet=texts.get("outlet", ""),
        author=texts.get("author", ""),
        published=moment("published"),
        retrieved=moment("retrieved").start,
        url=texts.get("url", ""),
        language=texts.get("language", ""),
        handling=handling,
        handling_said=bool(texts.get("handling")),
        licence=texts.get("licence", ""),
        attribution=texts.get("attribution", ""),
    )
    return made, findings


def undated(file: str) -> Finding:
    """Nothing says when the report was published: its claims can be dated by themselves only."""
    return Finding(
        "undated-report",
        _("nothing says when the report was published"),
        advice=_("write `published:` into its sidecar {name}").format(name=_sidecar_name(file)),
        at=Position(file),
        severity=Severity.WARNING,
    )


def _sidecar_name(file: str) -> str:
    return file.rsplit("/", 1)[-1].rsplit(".", 1)[0] + ".yaml"
