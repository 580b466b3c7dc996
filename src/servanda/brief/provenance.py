"""Where it all comes from: carriers with their grades and origins, readings taken, licences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from servanda.accord import Accord
from servanda.brief.cards import Cards
from servanda.brief.chronology import is_dataset
from servanda.brief.data import Attribution, Dependent, ReadingRow, SourceRow
from servanda.dossier import View
from servanda.model import Claim, Report, Verdict
from servanda.words import _

_LONGEST_NOTICE = 6000


def source_rows(view: View, cards: Cards) -> tuple[SourceRow, ...]:
    """One row a carrier, those of most claims first; what may not be shown is one row without a name."""
    groups: dict[str, list[tuple[Report, list[Claim]]]] = {}
    claims: dict[str, list[Claim]] = {}
    for claim in view.claims.values():
        claims.setdefault(claim.report, []).append(claim)
    for ident, report in sorted(view.reports.items()):
        if ident not in claims:
            continue
        shown = view.shown_report(report)
        name = cards.outlet(shown) if shown is not None else _("reports that are not public")
        groups.setdefault(name, []).append((report, claims[ident]))
    rows = [_row(name, carried, view) for name, carried in groups.items()]
    return tuple(sorted(rows, key=lambda r: (-r.claims, r.name)))


def _row(name: str, carried: Sequence[tuple[Report, list[Claim]]], view: View) -> SourceRow:
    public = [report for report, _c in carried if view.shown_report(report) is not None]
    said = [c for _r, claims in carried for c in claims]
    kinds = {_("dataset") if is_dataset(r) else _("cited") if r.cited_only else _("read") for r in public}
    grades = {f"{c.reliability}{c.credibility}" for c in said} - {""}
    days = [r.published for r in public if r.published is not None]
    origins = {c.origin or (c.speaker[0] if c.speaker else c.id) for c in said}
    return SourceRow(
        name,
        ", ".join(sorted(kinds)),
        len(carried),
        len(said),
        len(origins),
        _grades(grades),
        min(days, default=None),
        max(days, default=None),
        next((r.url for r in public if r.url), "") if len(public) == 1 else "",
        ", ".join(sorted({r.licence for r in public if r.licence})),
    )


def _grades(grades: set[str]) -> str:
    ordered = sorted(grades)
    return ", ".join(ordered) if len(ordered) <= 2 else f"{ordered[0]}–{ordered[-1]}"


def reading_rows(
    accords: Iterable[Accord], verdicts: Mapping[str, Verdict], anchors: Mapping[str, str]
) -> tuple[ReadingRow, ...]:
    """Every declared reading, who uses it, and which verdicts to date would read otherwise under an alternative."""
    rows = []
    for accord in accords:
        for name, reading in accord.readings.items():
            used = [o.ref for o in accord.obligations if name in o.readings]
            touched = [v for v in verdicts.values() if v.accord == accord.id]
            dependents = [d for v in touched for d in _dependents(v, name, anchors)]
            chosen = accord.chosen.get(name) or reading.default
            others = tuple(a for a in reading.alternatives if a != chosen)
            links = tuple((ref, anchors.get(ref, ref)) for ref in used)
            rows.append(ReadingRow(accord.title, name, reading.says, chosen, others, links, tuple(dependents)))
    return tuple(sorted(rows, key=lambda r: not r.dependents))


def _dependents(verdict: Verdict, name: str, anchors: Mapping[str, str]) -> Iterable[Dependent]:
    for could in verdict.undetermined:
        reading, _sep, alternative = could.because.partition("=")
        if could.axis == "reading" and reading == name:
            for label in could.could_be:
                ref = verdict.ref
                yield Dependent(alternative, ref, anchors.get(ref, ref), label, str(verdict.label))


def attributions(view: View, folder: Path) -> tuple[Attribution, ...]:
    """What the licences of reports and lines ask to be said, and the dossier's own NOTICE.md."""
    found: dict[str, Attribution] = {}
    for report in view.reports.values():
        if (report.licence or report.attribution) and view.shown_report(report) is not None:
            name = report.title or report.outlet or report.id
            made = Attribution(name, report.licence, report.attribution, report.url)
            found.setdefault(f"{report.licence}\n{report.attribution}", made)
    for accord in view.law.accords:
        for name, line in accord.lines.items():
            if line.source:
                licence = "ODbL 1.0" if "openstreetmap" in line.source.casefold() else ""
                found.setdefault(line.source, Attribution(_("line {name}").format(name=name), licence, line.source))
    found.update(_notice(folder))
    return tuple(found.values())


def _notice(folder: Path) -> dict[str, Attribution]:
    """Paragraphs of NOTICE.md, each under its own first words."""
    try:
        text = (folder / "NOTICE.md").read_text(encoding="utf-8", errors="replace")[:_LONGEST_NOTICE]
    except OSError:
        return {}
    made = {}
    for paragraph in re.split(r"\n\s*\n", text):
        plain = " ".join(line.strip().lstrip("#*-> ") for line in paragraph.splitlines()).strip()
        if not plain or paragraph.lstrip().startswith("#"):
            continue
        head, _sep, tail = plain.partition(". ")
        made[f"notice\n{plain}"] = Attribution(head[:160], "", tail)
    return made
