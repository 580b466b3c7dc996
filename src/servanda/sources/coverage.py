"""coverage.yaml: who watched what, where, over which window, by which report. One claim per kind of occurrence.

A coverage turns silence into a denial by its speaker, so a file with an error is refused whole.
"""

from __future__ import annotations

import re
from enum import StrEnum

from servanda.accord.verbs import verbs
from servanda.documents import did_you_mean, load_yaml, unknown_keys
from servanda.model import (
    Claim,
    Extent,
    Finding,
    Handling,
    Interval,
    Kind,
    Mode,
    Report,
    TimeError,
    claim_id,
    digest_local,
    duration,
)
from servanda.sources.by_hand_claim import cited_id
from servanda.sources.intake import Context, Intake
from servanda.sources.manifest import Manifest
from servanda.sources.row import Row, plain_cell, position_of
from servanda.sources.slugs import event_kind
from servanda.words import _

KEYS = ("speaker", "zone", "events", "window", "mode", "lag", "source", "published", "handling", "note")
_NEEDED = ("speaker", "zone", "events", "window", "source")
MANIFEST = Manifest(
    name="coverage",
    formats=("coverage YAML",),
    suffixes=("coverage.yaml", "coverage.yml"),
    says="Who watched which zone for which kinds of occurrence over which window, continuously or at sample times.",
    bad_data="The file is refused whole when any entry has an error; all findings come at once.",
    licence_note="Your own work; each entry cites its source.",
    notes=(
        "Keys: `speaker`, `zone`, `events` (a list), `window`, `mode`, `lag`, `source`, `published`, `handling`, "
        "`note`. One claim of kind coverage for each kind of event, throughout the window; a sampled one has the "
        "attribute `sampled`. `source` is an address, a citation or the id of a kept report (`r-…`). Without "
        "`published` the end of the window is taken, with a warning.",
        "Cover only what a report says was watched: a coverage turns silence into a denial by its speaker.",
    ),
    options={"mode": "continuous (default) or sampled", "lag": "how long the watcher takes to report, such as P1D"},
)
_REPORT = re.compile(r"r-[a-z2-7]{10}\Z")


class Watch(StrEnum):
    CONTINUOUS = "continuous"
    SAMPLED = "sampled"


def sniff(name: str, head: bytes) -> int:
    lowered = name.casefold()
    if lowered.rsplit("/", 1)[-1] in MANIFEST.suffixes:
        return 95
    if not lowered.endswith((".yaml", ".yml")):
        return 0
    keys = set(re.findall(r"^[\s-]*(\w+)\s*:", head.decode("utf-8", "ignore"), re.MULTILINE))
    return 70 if {"window", "zone", "events"} <= keys else 0


def read(content: bytes, file: str, context: Context) -> Intake:
    document, findings = load_yaml(content, file)
    if document is None:
        return Intake(findings=tuple(findings))
    data = document.data
    path: tuple[str | int, ...] = ()
    if isinstance(data, dict) and "coverage" in data:
        findings += unknown_keys(document, (), data, ("servanda", "coverage"))
        data, path = data["coverage"], ("coverage",)
    if data is None:
        return Intake(findings=tuple(findings))
    if not isinstance(data, list):
        what, expected = (
            _("no list of coverages"),
            _("a YAML list of speaker, zone, events, window, source"),
        )
        findings.append(Finding("coverage-shape", what, expected, type(data).__name__, at=document.at(path)))
        return Intake(findings=tuple(findings))
    claims: dict[str, Claim] = {}
    reports: dict[str, Report] = {}
    for index, item in enumerate(data):
        here = (*path, index)
        if not isinstance(item, dict):
            what = _("the item is no coverage")
            findings.append(Finding("coverage-shape", what, _("keys and values"), str(item)[:60], at=document.at(here)))
            continue
        findings += unknown_keys(document, here, item, KEYS)
        cells = {key: plain_cell(value, ";") for key, value in item.items()}
        for key in (key for key, cell in cells.items() if cell is None):
            what, expected = _("{column} holds no plain value").format(column=key), _("text, or a list of them")
            findings.append(Finding("coverage-shape", what, expected, at=document.at((*here, key))))
        row = Row({key: cell or "" for key, cell in cells.items()}, position_of(document, here), context)
        for claim, report in _coverages(row, context):
            if claim.id in claims:
                what = _("the same coverage stands further up")
                findings.append(Finding("coverage-twice", what, got=claim.event, at=document.at(here)))
            claims[claim.id] = claim
            if report is not None:
                reports.setdefault(report.id, report)
        findings += row.findings
    if any(f.is_error for f in findings):
        return Intake(findings=tuple(findings))
    return Intake(tuple(reports.values()), tuple(claims.values()), tuple(findings))


def _coverages(row: Row, context: Context) -> list[tuple[Claim, Report | None]]:
    """A claim per event kind of the entry; none when the entry has an error."""
    row.need(_NEEDED, _("every coverage has one"))
    window = row.time("window")
    speaker = row.actors("speaker")
    mode = row.choice("mode", Watch, Watch.CONTINUOUS)
    handling = row.choice("handling", Handling, Handling.PUBLIC)
    events = _events(row)
    lag_s = _lag(row)
    zone = row.zone(row["zone"], "zone") if row["zone"] else ""
    said = row.time("published")
    if window is not None and said is None and not row["published"]:
        row.remark(
            "undated-report",
            "source",
            _("nothing says when the source was published; the end of the window is taken"),
            advice=_("fill in published"),
        )
    if row.broken or window is None:
        return []
    published = said.outer if said else _after(window, lag_s)
    source = row["source"]
    report = None if _REPORT.match(source) else _cited(source, published, context)
    report_id = report.id if report else source
    made = []
    for event in events:
        local = "c-" + digest_local(";".join(speaker), zone, event, row["window"], mode)
        claim = Claim(
            id=claim_id(report_id, local),
            report=report_id,
            speaker=speaker,
            kind=Kind.COVERAGE,
            event=event,
            aspect=verbs().kinds[event].aspect,
            attributes=(("sampled", "yes"),) if mode is Watch.SAMPLED else (),
            said=published.start,
            said_to=published.end,
            when_from_earliest=window.from_earliest,
            when_from_latest=window.from_latest,
            when_to_earliest=window.to_earliest,
            when_to_latest=window.to_latest,
            when_mode=Mode.THROUGHOUT,
            extent_place=zone,
            note=row["note"],
            lag_s=lag_s,
            handling=handling,
            published=published.start,
            published_to=published.end,
        )
        made.append((claim, report))
    return made


def _events(row: Row) -> list[str]:
    found = []
    for word in filter(None, (part.strip() for part in row["events"].split(";"))):
        known = event_kind(word)
        if known is None:
            expected = did_you_mean(word, tuple(verbs().kinds))
            row.problem("unknown-event", "events", _("no such event kind"), expected, word)
        else:
            found.append(known)
    return list(dict.fromkeys(found))


def _lag(row: Row) -> int:
    try:
        return duration(row["lag"]) if row["lag"] else 0
    except (TimeError, OverflowError) as error:
        row.problem("coverage-lag", "lag", _("lag is no duration"), str(error))
        return 0


def _after(window: Extent, lag_s: int) -> Interval:
    """From the end of the window until its reports are in; open where the window is."""
    end = window.to_latest
    return Interval() if end is None else Interval(end, end + max(lag_s, 1))


def _cited(source: str, published: Interval, context: Context) -> Report:
    is_url = source.casefold().startswith(("http://", "https://"))
    return Report(
        id=cited_id(source, published, context),
        title="" if is_url else source,
        url=source if is_url else "",
        published=published.start,
        published_to=published.end,
        cited_only=True,
    )
