"""A statement: what the reader found in one place of a text, and the claims that are made of it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from servanda.accord.verbs import verbs
from servanda.model import (
    Claim,
    Count,
    Extent,
    Handling,
    Interval,
    Kind,
    Mode,
    Polarity,
    Report,
    Stance,
    claim_id,
    digest_local,
    rfc3339,
)
from servanda.reading.offsets import Span
from servanda.reading.roots import CAMEO
from servanda.words import _

READER = "rules-1"


@dataclass(frozen=True, slots=True)
class PlaceRead:
    """Where a statement puts its event: a disc that certainly holds it; no numbers where nobody has published any."""

    name: str
    id: str = ""
    lat: float | None = None
    lon: float | None = None
    radius_m: float | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """One attributed proposition. Spans are code points of `Report.text`, end-exclusive, in order; `speaker` is the
    source phrase as it stands there ("" for narration); `speaker_name` the fullest name that the text has for somebody
    whom the register does not know. `speaker_ids` are actor ids; `target` whom it is about: the
    accused, those struck, those addressed. `obligation` is the one thing that an assessment assesses; `alternatives`
    others that may be meant, with confidence. `zone` is a zone of an accord that the event was in, where no place is
    named. Times are seconds UTC; `said` and `when` half-open."""

    report: str
    speaker: str
    speaker_ids: tuple[str, ...]
    speaker_span: Span | None
    speaker_role: str
    via: tuple[str, ...]
    cue: str
    cue_span: Span | None
    content_spans: tuple[Span, ...]
    quote: str
    stance: Stance
    kind: Kind
    event: str = ""
    polarity: Polarity = Polarity.AFFIRMS
    aspect: str = ""
    obligation: str = ""
    alternatives: tuple[tuple[str, float], ...] = ()
    actor: tuple[tuple[str, ...], ...] = ()
    target: tuple[tuple[str, ...], ...] = ()
    object: str = ""
    attributes: tuple[tuple[str, float | str], ...] = ()
    counts: tuple[Count, ...] = ()
    said: Interval = Interval()
    when: Extent = Extent()
    when_known: bool = False
    place: PlaceRead | None = None
    zone: str = ""
    demand: str = ""
    addressee: tuple[str, ...] = ()
    deadline: int | None = None
    consequence: str = ""
    manner: str = "indirect"
    confidence: float = 0.5
    flags: tuple[str, ...] = ()
    speaker_name: str = ""
    root: str = ""
    """PLOVER root of a sentence that tells of none of our kinds of event."""

    @property
    def id(self) -> str:
        """`<report>.<8 hex of spans, speaker, stance, event>`: reading again gives the same."""
        what = self.obligation or self.event or self.demand
        who = ";".join(self.speaker_ids) or self.speaker_name or self.speaker
        # one sentence may tell of two events of a kind: what tells them apart belongs to the event
        event = (what, str(self.polarity), self.actor, self.place.name if self.place else "")
        return claim_id(self.report, digest_local(self.content_spans, who, str(self.stance), *event))


def statement_json(s: Statement) -> dict[str, Any]:
    """One line of `servanda read --json`: RFC 3339 times, code points, unknown is null."""
    said = [rfc3339(s.said.start), rfc3339(s.said.end)]
    when = [rfc3339(s.when.from_earliest), rfc3339(s.when.to_latest)]
    asks = s.demand or s.consequence or s.deadline is not None
    return {
        "id": s.id,
        "speaker": s.speaker or None,
        "speaker_id": ";".join(s.speaker_ids) or None,
        "speaker_name": s.speaker_name or None,
        "speaker_span": list(s.speaker_span) if s.speaker_span else None,
        "speaker_role": s.speaker_role,
        "via": list(s.via),
        "cue": s.cue or None,
        "cue_span": list(s.cue_span) if s.cue_span else None,
        "content_spans": [list(c) for c in s.content_spans],
        "quote": s.quote,
        "stance": str(s.stance),
        "alternatives": [{"obligation": ref, "confidence": share} for ref, share in s.alternatives],
        "target": _joined(s.target),
        "kind": str(s.kind),
        "event": s.event or None,
        "codes": dict(zip(("plover", "cameo"), (code or None for code in codes(s)), strict=True)),
        "polarity": str(s.polarity),
        "actor": _joined(s.actor),
        "object": s.object or None,
        "obligation": s.obligation or None,
        "said": said if any(said) else None,
        "when": when if any(when) else None,
        "place": None
        if s.place is None
        else {"name": s.place.name, "lat": s.place.lat, "lon": s.place.lon, "radius_m": s.place.radius_m},
        "zone": s.zone or None,
        "counts": [c._asdict() for c in s.counts],
        "attributes": dict(s.attributes),
        "demand": {
            "says": s.demand or None,
            "addressee": list(s.addressee),
            "deadline": rfc3339(s.deadline),
            "consequence": s.consequence or None,
        }
        if asks
        else None,
        "confidence": round(s.confidence, 2),
        "flags": list(s.flags),
        "no_claim": no_claim(s) or None,
    }


_BY_STANCE = {
    Stance.ACCUSES: ("ACCUSE", "112"),
    Stance.DEMANDS: ("REQUEST", "100"),
    Stance.THREATENS: ("THREATEN", "130"),
    Stance.PROMISES: ("AGREE", "030"),
    Stance.DENIES: ("REJECT", "120"),
}


def codes(s: Statement) -> tuple[str, str]:
    """PLOVER root and CAMEO code of what is said; "" where neither has one. What somebody is accused of, asked for,
    threatened with or promised is coded as that act of speech, everything else by its kind of event, a denied event
    not at all; what tells of none of our kinds by the root that its words have (`roots`)."""
    if s.kind is not Kind.OCCURRENCE or s.stance in (Stance.ACCUSES, Stance.THREATENS, Stance.DEMANDS):
        return _BY_STANCE.get(s.stance, ("", ""))
    if s.polarity is Polarity.DENIES:
        return _BY_STANCE[Stance.DENIES] if s.stance is Stance.DENIES else ("", "")
    kinds, name = verbs().kinds, s.event
    plover = cameo = ""
    while name and name in kinds:
        plover, cameo = plover or kinds[name].plover, cameo or kinds[name].cameo
        name = kinds[name].parent
    if not s.event and s.root:
        return s.root, CAMEO[s.root]
    return plover, cameo


def _joined(rows: tuple[tuple[str, ...], ...]) -> list[str]:
    return ["|".join(candidates) for candidates in rows]


def provisional_id(name: str) -> str:
    """A slug for a speaker whom the register does not know, so that nobody else is made to speak."""
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^A-Za-z0-9]+", "-", bare).strip("-").lower()[:40].strip("-")
    return slug if slug[:1].isalpha() else f"x-{slug}"[:40].strip("-")


def no_claim(statement: Statement) -> str:
    """Why a statement makes no claim, in words for people; "" where it makes one."""
    s = statement
    if s.kind is Kind.OCCURRENCE and not s.event:
        return _("no kind of event is named")
    placed = s.actor or s.target or s.place or s.zone or s.counts or s.polarity is Polarity.DENIES
    if s.kind is Kind.OCCURRENCE and not placed:
        return _("neither who, nor where, nor how many is said")
    if s.kind is Kind.ASSESSMENT and not s.obligation:
        return _("no obligation is named")
    if s.kind is Kind.UNDERTAKING and not (s.demand or s.obligation or s.consequence or s.event):
        return _("nothing is undertaken or demanded")
    if not s.speaker_ids and (not s.speaker or s.speaker_role == "unknown"):
        return _("nobody knows who says it")
    return ""


def claims_of(statement: Statement, report: Report, reader: str = READER) -> tuple[Claim, ...]:
    """The claims that a statement makes; none where it says nothing that could bear on anything (`no_claim`)."""
    s = statement
    if no_claim(s):
        return ()
    denied = s.polarity is Polarity.DENIES
    speaker, flags = s.speaker_ids, s.flags
    if not speaker:
        speaker = (provisional_id(s.speaker_name or s.speaker),)
        flags += ("unregistered-speaker",)
    place = s.place
    known = place is not None and place.lat is not None
    return (
        Claim(
            id=s.id,
            report=s.report,
            speaker=speaker,
            kind=s.kind,
            event=s.event,
            aspect=s.aspect,
            polarity=s.polarity,
            stance=s.stance,
            actor=s.actor,
            target=s.target,
            object=s.object,
            attributes=s.attributes,
            counts=s.counts,
            said=s.said.start,
            said_to=s.said.end,
            when_from_earliest=s.when.from_earliest,
            when_from_latest=s.when.from_latest,
            when_to_earliest=s.when.to_earliest,
            when_to_latest=s.when.to_latest,
            when_mode=Mode.THROUGHOUT if denied else Mode.SOME,
            lat=place.lat if place and known else None,
            lon=place.lon if place and known else None,
            radius_m=place.radius_m if place and known else None,
            place=(place.id or place.name) if place else "",
            extent_place=s.zone if place is None else "",
            assesses=(s.obligation,) if s.obligation else (),
            addressee=s.addressee,
            deadline=s.deadline,
            consequence=s.consequence,
            span=s.content_spans,
            speaker_role=s.speaker_role,
            via=s.via,
            lang=report.language or "en",
            quote=s.quote,
            note="; ".join(f"or {ref} ({share:.0%})" for ref, share in s.alternatives)
            or (s.demand if s.demand else ""),
            handling=Handling(report.handling),
            confidence=round(s.confidence, 2),
            reader=reader,
            flags=flags,
            published=report.published,
            published_to=report.published_to,
        ),
    )
