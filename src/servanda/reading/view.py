"""One text, looked up by span: names, dates, places, sentences, and the words as they stand in the report."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property

from servanda.geo import LatLon
from servanda.model import Interval, Report
from servanda.reading.context import Context
from servanda.reading.dates import Calendar, DateMention
from servanda.reading.mentions import Mention, mentions
from servanda.reading.offsets import Span
from servanda.reading.places import PlaceMention, located_names, places
from servanda.reading.repair import Page
from servanda.reading.sentences import sentences
from servanda.reading.towns import anchors


class View:
    """Spans asked for are of the repaired text, `[a, b)`; `slice` and `quote` take spans of the report's."""

    def __init__(self, report: Report, context: Context, page: Page) -> None:
        self.report, self.context, self.page = report, context, page
        self.text = page.text
        self.published = context.published or Interval(report.published, report.published_to)
        self.at = self.published.start
        self.parts = sentences(self.text, page.quotations)
        self.mentions, self.cast = mentions(self.text, self.parts, context, self.at)
        calendar = Calendar(self.published if self.published.start is not None else None, context.timezone)
        self._dates = [list(calendar.dates(self.text, s.start, s.end)) for s in self.parts]
        self._where: dict[int, list[PlaceMention]] = {}

    def slice(self, span: Span) -> str:
        text = self.report.text or ""
        return text[span[0] : span[1]]

    def original(self, span: Span) -> str:
        return self.slice(self.page.repaired.back(span))

    def quote(self, spans: Sequence[Span]) -> str:
        return " … ".join(self.slice(s) for s in spans)

    def names(self, a: int, b: int) -> list[Mention]:
        return [m for i in self.range(a, b) for m in self.mentions[i] if m.start < b and a < m.end]

    def dates(self, a: int, b: int) -> list[DateMention]:
        return [d for i in self.range(a, b) for d in self._dates[i] if d.start < b and a < d.end]

    def places(self, a: int, b: int) -> list[PlaceMention]:
        out: list[PlaceMention] = []
        for i in self.range(a, b):
            if i not in self._where:
                self._where[i] = places(
                    self.text, self.parts[i].start, self.parts[i].end, self.context, lambda: self.anchors
                )
            out += [p for p in self._where[i] if p.start < b and a < p.end]
        return out

    @cached_property
    def anchors(self) -> list[LatLon]:
        """Where the text is, by the places that its names certainly mean."""
        return anchors(located_names(self.text), self.context)

    def range(self, a: int, b: int) -> range:
        starts = self.starts
        first = max(0, bisect_right(starts, a) - 1)
        return range(first, bisect_left(starts, b))

    @cached_property
    def starts(self) -> list[int]:
        return [s.start for s in self.parts]

    def sentences_of(self, clause: Span) -> list[Span]:
        return [
            (max(self.parts[i].start, clause[0]), min(self.parts[i].end, clause[1]))
            for i in self.range(*clause)
            if max(self.parts[i].start, clause[0]) < min(self.parts[i].end, clause[1])
        ]

    def paragraph_of(self, at: int) -> str:
        i = self.range(at, at + 1)
        paragraph = self.parts[i.start].paragraph if len(i) else 0
        return " ".join(
            self.text[s.start : s.end]
            for s in self.parts[max(0, i.start - 6) : i.start + 7]
            if s.paragraph == paragraph
        )
