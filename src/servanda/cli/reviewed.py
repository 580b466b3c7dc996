"""What people have decided about machine-read claims, as marked documents that the reader can learn from."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from pathlib import Path

from servanda.cli import folder
from servanda.model import Claim, Handling, Report, Review
from servanda.reading import Attribution, Context, read
from servanda.reading.learned.examples import Example, Relation
from servanda.reading.learned.score import jaccard
from servanda.reading.offsets import Span

_SAME = 0.5


def reviewed(dossier: Path | None) -> list[Example]:
    """Reports of which a machine-read claim was accepted or corrected, with their relations: what was rejected is left
    out, what was corrected has the corrected content, and what nobody has looked at stays as it is read. Nothing
    restricted or secret is learned from.

    A claim is corrected by one that supersedes it, or by rejecting it and writing it by hand, with a `quote` that
    stands in the report's text where the rejected one was read."""
    opened = folder.opened(dossier if dossier is not None else folder.nearest() or Path())
    view = opened.view(opened.clocks())
    of: dict[str, list[Claim]] = defaultdict(list)
    for claim in view.claims.values():
        if claim.reader and claim.handling is Handling.PUBLIC and claim.span:
            of[claim.report].append(claim)
    quotes = [c.quote for c in view.claims.values() if not c.reader and c.quote and c.handling is Handling.PUBLIC]
    context = opened.inlets.reader()
    found = []
    for report, claims in sorted(of.items()):
        known = view.reports.get(report)
        if known is None or not known.text or known.handling is not Handling.PUBLIC:
            continue
        rejected = [c for c in claims if c.review is Review.REJECTED]
        by_hand = [span for span in _places(known.text, quotes) if any(_overlap(c, [span]) for c in rejected)]
        decided = [c for c in claims if c.review is not None and c.review not in (Review.UNREVIEWED, Review.REJECTED)]
        if decided or by_hand:
            found.append(_example(known, claims, by_hand, context))
    return found


def _places(text: str, quotes: list[str]) -> list[Span]:
    """Where the quotes stand, each once and verbatim."""
    found = []
    for quote in dict.fromkeys(quotes):
        at = text.find(quote)
        if at >= 0 and text.find(quote, at + 1) < 0:
            found.append((at, at + len(quote)))
    return found


def _example(report: Report, claims: list[Claim], by_hand: list[Span], context: Context) -> Example:
    reading = read(replace(report, language="en"), context)
    back = reading.page.repaired.back
    relations: list[Relation] = []
    for a in reading.attributions:
        contents = [back(c) for c in a.contents]
        mine = [c for c in claims if _overlap(c, contents)]
        right = [span for span in by_hand if jaccard([span], contents) > 0]
        if right and any(c.review is Review.REJECTED for c in mine):
            relations.append(_relation(a, right, back))
            continue
        if mine and all(c.review is Review.REJECTED for c in mine):
            continue
        corrected = next((c for c in mine if c.supersedes and c.review is not Review.REJECTED), None)
        if corrected is not None and jaccard(corrected.span, contents) >= _SAME:
            contents = [(x, y) for x, y in corrected.span]
        relations.append(_relation(a, contents, reading.page.repaired.back))
    return Example(report.id, report.text or "", tuple(relations))


def _relation(a: Attribution, contents: list[tuple[int, int]], back: object) -> Relation:
    assert callable(back)
    return {
        "source": [back(a.source)] if a.source else [],
        "cue": [back(a.cue)] if a.cue else [],
        "content": contents,
    }


def _overlap(claim: Claim, contents: list[tuple[int, int]]) -> bool:
    return any(a < y and x < b for a, b in claim.span for x, y in contents)
