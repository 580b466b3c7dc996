"""Where it all comes from: carriers with their grades and origins, readings taken, licences."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from servanda.accord import Accord
from servanda.brief.cards import Cards
from servanda.brief.chronology import is_dataset
from servanda.brief.data import Attribution, Dependent, ReadingRow, SourceRow
from servanda.dossier import View
from servanda.errors import ServandaError
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
    notice = _notice(folder)
    found.update(notice or {f"{a.name}\n{a.licence}": a for a in drawings(view)})
    return tuple(found.values())


def drawings(view: View) -> tuple[Attribution, ...]:
    """Licensed drawings of lines and areas, by what their files say of themselves (name, licence, attribution)."""
    made = []
    for path in sorted(p for p in view.law.shelf.paths if p.startswith("geo/")):
        for properties in _properties(view, path):
            name, licence, attribution, source = (
                value if isinstance(value := properties.get(key), str) else ""
                for key in ("name", "licence", "attribution", "source")
            )
            if licence or attribution:
                made.append(Attribution(name or path, licence, " · ".join(t for t in (attribution, source) if t)))
    return tuple(dict.fromkeys(made))


def _properties(view: View, path: str) -> Sequence[Mapping[str, object]]:
    try:
        drawn = json.loads(view.law.shelf.read(path))
    except (ServandaError, ValueError, RecursionError):
        return []
    features = drawn.get("features") if isinstance(drawn, dict) else None
    found = [f.get("properties") for f in features if isinstance(f, dict)] if isinstance(features, list) else []
    return [p for p in found if isinstance(p, dict)][:8]


def _notice(folder: Path) -> dict[str, Attribution]:
    """What NOTICE.md says: the rows of its tables (what, whose, licence), its list items and its paragraphs."""
    try:
        text = (folder / "NOTICE.md").read_text(encoding="utf-8", errors="replace")[:_LONGEST_NOTICE]
    except OSError:
        return {}
    made: dict[str, Attribution] = {}
    for block in re.split(r"\n\s*\n|\n(?=[-*] )", text):
        lines = [line.strip() for line in block.strip().splitlines()]
        if not lines or lines[0].startswith("#"):
            continue
        if lines[0].startswith("|"):
            rows = [_plain(line).strip("|").split("|") for line in lines[1:] if set(line) - set("|-: ")]
            for cells in rows:
                if len(cells) >= 2:
                    name, *middle, licence = (cell.strip() for cell in cells)
                    made[name] = Attribution(name, licence, "; ".join(middle))
        else:
            told = _plain(" ".join(line.removeprefix("- ").removeprefix("* ") for line in lines))
            made[told] = Attribution("", "", told)
    return made


def _plain(text: str) -> str:
    """Markdown without its marks of emphasis and code."""
    return re.sub(r"[`*]", "", text)
