"""A statement before anything is known of what it says: speaker, spans, cue, stance, and when it was said."""

from __future__ import annotations

import re
from dataclasses import replace

from servanda.model import Extent, Interval, Kind, Stance
from servanda.reading.dates import Use
from servanda.reading.offsets import Span
from servanda.reading.spans import Attribution
from servanda.reading.speakers import Speaker
from servanda.reading.statement import Statement
from servanda.reading.view import View

_EARLIER = re.compile(r"\b(?:[Ee]arlier|[Pp]reviously|[Bb]efore that|had said)\b")


class Frames:
    """Makes the bare statements of one text."""

    def __init__(self, view: View) -> None:
        self.view, self.report, self.page = view, view.report, view.page
        self.text, self.published = view.text, view.published

    def attributed(self, a: Attribution, speaker: Speaker) -> Statement:
        """What `speaker` is said to say in `a`."""
        return self.statement(speaker, a, a.contents, a.stance, a.manner, a.confidence)

    def statement(
        self,
        speaker: Speaker,
        a: Attribution | None,
        contents: tuple[Span, ...],
        stance: Stance,
        manner: str,
        confidence: float,
    ) -> Statement:
        outlet = (self.report.outlet,) if self.report.outlet else ()
        spans = tuple(self.page.repaired.back(c) for c in contents)
        source = self.page.repaired.back(a.source) if a and a.source else None
        cue = self.page.repaired.back(a.cue) if a and a.cue else None
        narrated = speaker.role == "narration"
        flags = () if speaker.ids or narrated else ("unknown-speaker",)
        return Statement(
            report=self.report.id,
            speaker=self.view.slice(source) if source else "",
            speaker_ids=speaker.ids or ((speaker.body,) if speaker.body else ()),
            speaker_span=source,
            speaker_role=speaker.role,
            speaker_name=speaker.name if not speaker.ids else "",
            via=() if narrated else outlet,
            cue=self.view.slice(cue) if cue else "",
            cue_span=cue,
            content_spans=spans,
            quote=self.view.quote(spans),
            stance=stance,
            kind=Kind.OCCURRENCE,
            said=self.said(a),
            when=Extent(),
            manner=manner,
            confidence=round(confidence * speaker.confidence, 3),
            flags=flags + (("floating-quotation",) if manner == "floating" else ()),
        )

    def with_content(self, base: Statement, contents: tuple[Span, ...]) -> Statement:
        spans = tuple(self.page.repaired.back(c) for c in contents)
        return replace(base, content_spans=spans, quote=self.view.quote(spans))

    def said(self, a: Attribution | None) -> Interval:
        if a is None:
            return self.published
        outside = [
            d
            for d in self.view.dates(*a.unit)
            if d.extent is not None
            and d.use is Use.AT
            and not d.weak
            and not any(x <= d.start < y for x, y in a.contents)
        ]
        if outside and outside[0].extent is not None:
            return Interval(outside[0].extent.from_earliest, outside[0].extent.to_latest)
        frame = self.text[a.unit[0] : a.contents[0][0]] if a.contents else ""
        if _EARLIER.search(frame):
            return Interval(None, self.published.end)
        return self.published
