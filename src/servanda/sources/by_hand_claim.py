"""From the cells of one row to a claim and the report that it cites."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from servanda.accord.verbs import verbs
from servanda.documents import did_you_mean
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
    cited_report_id,
    claim_id,
)
from servanda.sources.columns import ACTS, LENGTHS_M
from servanda.sources.intake import Context
from servanda.sources.row import Row
from servanda.sources.slugs import event_kind, object_class
from servanda.sources.written import written
from servanda.words import _

_KEY = re.compile(r"\w[\w.\-]{0,79}\Z")
_WHOLE = re.compile(r"(r-[a-z2-7]{10})\.(\w[\w.\-]{0,79})\Z")
_COUNT_OF = re.compile(r"[A-Za-z][\w-]{0,39}(:[A-Za-z][\w-]{0,39})?\Z")
_UNDERTAKES = (Stance.DEMANDS, Stance.THREATENS, Stance.PROMISES)


def claim_of_row(row: Row, context: Context) -> tuple[Claim | None, Report | None]:
    """The claim, and the report that it cites; None for the report when the row names a kept one by a whole claim id.
    Problems are in `row.findings`; the claim is None when it could not be made at all."""
    identity = _Identity.of(row, context)
    speaker = row.actors("speaker")
    stance = row.choice("stance", Stance, Stance.ASSERTS)
    kind = _kind(row, stance)
    event = _event(row, kind)
    _check(row, kind, stance)
    said = row.time("said")
    said_at = said.outer if said else identity.published
    mode = row.choice("mode", Mode, Mode.THROUGHOUT if kind is Kind.COVERAGE else Mode.SOME)
    when = row.time("when") or _default_when(kind, said_at)
    lat, lon, radius_m, place, extent_place = _where(row)
    counts, attributes = amounts(row)
    known = verbs().kinds.get(event)
    aspect = row["aspect"].casefold() or (known.aspect if known else "")
    if aspect and aspect not in ("event", "state", "achievement"):
        row.problem("claim-value", "aspect", _("no aspect"), "event, state, achievement", aspect)
    if known and identity.published.end is not None and _foretold(kind, when, identity.published, row):
        row.remark(
            "claim-foretold",
            "when",
            _("what is said to have happened lies after the day on which it was published"),
            got=row["when"],
            advice=_("check both dates, or set kind to undertaking"),
        )
    if identity.local is None or identity.report_id is None:
        return None, None
    claim = Claim(
        id=claim_id(identity.report_id, identity.local),
        report=identity.report_id,
        speaker=speaker,
        kind=kind,
        event=event,
        aspect=aspect,
        polarity=row.choice("polarity", Polarity, default_polarity(stance)),
        stance=str(stance),
        actor=row.participants("actor"),
        target=row.participants("target"),
        object=object_class(row["object"]),
        attributes=attributes,
        counts=counts,
        said=said_at.start,
        said_to=said_at.end,
        when_from_earliest=when.from_earliest,
        when_from_latest=when.from_latest,
        when_to_earliest=when.to_earliest,
        when_to_latest=when.to_latest,
        when_mode=mode,
        lat=lat,
        lon=lon,
        radius_m=radius_m,
        place=place,
        extent_place=extent_place,
        assesses=row.aims(),
        addressee=row.actors("addressee"),
        deadline=row.instant("deadline"),
        consequence=row["consequence"],
        via=row.outlets("via"),
        lang=row["lang"],
        quote=row["quote"],
        note=row["note"],
        same_as=row["same_as"],
        handling=row.choice("handling", Handling, Handling.PUBLIC),
        reliability=row.grade("reliability", "ABCDEF"),
        credibility=row.grade("credibility", "123456"),
        published=identity.published.start,
        published_to=identity.published.end,
    )
    return claim, identity.report(claim)


def is_whole_id(text: str) -> bool:
    """Whether the text is a claim id, `r-….key`, and no mere key."""
    return _WHOLE.match(text) is not None


def default_polarity(stance: str) -> Polarity:
    """Affirms; a denial and an accusation of non-compliance deny; who cannot confirm says neither."""
    if stance in (Stance.DENIES, Stance.ACCUSES):
        return Polarity.DENIES
    return Polarity.NONE if stance == Stance.UNABLE else Polarity.AFFIRMS


def cited_id(source: str, published: Interval, context: Context) -> str:
    """The id of the report that a row cites: from its source and the notation of its date of publication."""
    return cited_report_id(source, written(Extent.exact(*published), context.timezone))


@dataclass(frozen=True)
class _Identity:
    """What names a row's claim: its key, and the report by whole id or by (source, published)."""

    local: str | None
    report_id: str | None
    published: Interval
    source: str
    cited: bool

    @classmethod
    def of(cls, row: Row, context: Context) -> _Identity:
        key, source = row["claim"], row["source"]
        whole = _WHOLE.match(key)
        row.need(
            ("claim", "speaker") if whole else ("claim", "speaker", "published", "source"), _("every claim has one")
        )
        if key and not _KEY.match(key):
            what, expected = _("no key"), _("letters, digits, - _ and . (at most 80)")
            row.problem("claim-key", "claim", what, expected, key[:60])
        when = row.time("published")
        published = when.outer if when else Interval()
        cited = cited_id(source, published, context) if source and when else None
        report_id = whole[1] if whole else cited
        return cls(whole[2] if whole else key or None, report_id, published, source, report_id == cited)

    def report(self, claim: Claim) -> Report | None:
        if not self.cited or self.report_id is None:
            return None
        is_url = self.source.casefold().startswith(("http://", "https://"))
        return Report(
            id=self.report_id,
            title="" if is_url else self.source,
            url=self.source if is_url else "",
            outlet=claim.via[-1] if claim.via else "",
            published=self.published.start,
            published_to=self.published.end,
            cited_only=True,
        )


def _kind(row: Row, stance: Stance) -> Kind:
    """As written; else what the row can only be: who demands or promises undertakes, who names an obligation and no
    event assesses, all else is an occurrence."""
    if not row["kind"]:
        if stance in _UNDERTAKES:
            return Kind.UNDERTAKING
        return Kind.ASSESSMENT if row["assesses"] and not row["event"] else Kind.OCCURRENCE
    kind = row.choice("kind", Kind, Kind.OCCURRENCE)
    if kind is Kind.OCCURRENCE and stance in _UNDERTAKES:
        row.remark(
            "claim-kind",
            "kind",
            _("what somebody demands, promises or threatens has not occurred"),
            str(Kind.UNDERTAKING),
            str(kind),
            _("set kind to undertaking"),
        )
    return kind


def _event(row: Row, kind: Kind) -> str:
    text = row["event"]
    if not text:
        return ""
    known = event_kind(text)
    if kind is Kind.ACT:
        known = text.casefold() if text.casefold() in ACTS else None
    if known is None:
        names = ACTS if kind is Kind.ACT else tuple(verbs().kinds)
        advice = _("the kinds stand in docs/reference/verbs.md")
        row.problem("unknown-event", "event", _("no such event kind"), did_you_mean(text, names), text, advice)
        return ""
    return known


def _check(row: Row, kind: Kind, stance: Stance) -> None:
    """What each kind cannot do without."""
    needs: Mapping[Kind, tuple[str, ...]] = {
        Kind.OCCURRENCE: ("event", "when"),
        Kind.FINDING: ("event", "when"),
        Kind.ASSESSMENT: ("assesses",),
        Kind.ACT: ("event", "assesses"),
        Kind.COVERAGE: ("event", "when", "place"),
        Kind.DESIGNATION: ("actor", "object"),
    }
    row.need(needs.get(kind, ()), _("a claim of kind {kind} has one").format(kind=kind))
    if kind is Kind.UNDERTAKING and stance in (Stance.DEMANDS, Stance.THREATENS) and not row["addressee"]:
        what = _("it is not said to whom")
        row.remark("claim-incomplete", "addressee", what, advice=_("fill in addressee"))


def _default_when(kind: Kind, said: Interval) -> Extent:
    """An assessment or act is of the time at which it is said; a designation holds from then on."""
    if kind in (Kind.ASSESSMENT, Kind.ACT):
        return Extent.exact(said.start, said.end)
    if kind is Kind.DESIGNATION:
        return Extent.exact(said.start, None)
    return Extent()


def _foretold(kind: Kind, when: Extent, published: Interval, row: Row) -> bool:
    affirms = row["polarity"].casefold() in ("", "affirms") and kind in (Kind.OCCURRENCE, Kind.FINDING)
    start, end = when.from_earliest, published.end
    return affirms and start is not None and end is not None and start >= end


def _where(row: Row) -> tuple[float | None, float | None, float | None, str, str]:
    """lat, lon, radius_m, place, extent_place."""
    text = row["place"]
    radius_m = row.metres("radius_m")
    if not text:
        if radius_m is not None:
            row.problem("claim-place", "radius_m", _("a radius without a place"), advice=_("fill in place"))
        return None, None, None, "", ""
    if text.casefold().startswith("in:"):
        return None, None, radius_m, "", row.zone(text[3:].strip())
    hit = row.place()
    if hit is None:
        return None, None, radius_m, text, ""
    return hit.lat, hit.lon, hit.radius_m if radius_m is None else radius_m, hit.id, ""


def amounts(row: Row) -> tuple[tuple[Count, ...], tuple[tuple[str, float | str], ...]]:
    """The row's one count, or its length as an attribute in metres. With a best figure inside a range the range is the
    count and the best figure the attribute `<count_of>_best`."""
    best, low, high = row.number("count"), row.number("count_min"), row.number("count_max")
    of = row["count_of"]
    given = [value for value in (best, low, high) if value is not None]
    if not of:
        if given:
            what = _("a number without what it counts")
            row.problem("claim-count", "count_of", what, _("such as killed, injured, patrols, depth_km"))
        return (), ()
    if not _COUNT_OF.match(of):
        row.problem(
            "claim-count", "count_of", _("no name of what is counted"), _("such as killed or killed:civilians"), of
        )
        return (), ()
    if not given:
        if not row.broken:
            row.problem("claim-count", "count", _("count_of without a number"), got=of, advice=_("fill in count"))
        return (), ()
    if low is not None and high is not None and low > high:
        row.problem("claim-count", "count_min", _("count_min is more than count_max"), got=f"{low:g} > {high:g}")
        return (), ()
    if best is not None and ((low is not None and low > best) or (high is not None and high < best)):
        row.problem("claim-count", "count", _("count lies outside count_min and count_max"), got=f"{best:g}")
        return (), ()
    if of in LENGTHS_M:
        name, metres = LENGTHS_M[of]
        return (), ((name, (best if best is not None else given[0]) * metres),)
    name, _colon, role = of.partition(":")
    if best is None:
        return (Count(name, low, high, role),), ()
    if low is None and high is None:
        return (Count(name, best, best, role),), ()
    bounds = (best if low is None else low, best if high is None else high)
    return (Count(name, *bounds, role),), ((f"{of}_best", best),)
