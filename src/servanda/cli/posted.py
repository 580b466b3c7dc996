"""Answers of `servanda posts` and `servanda weapons` as rows and lines."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from servanda.cli import folder, ground
from servanda.documents import did_you_mean
from servanda.errors import UsageError
from servanda.field.posts import NOT, Number, Overlooked, Standing, counts_said, number, overlooked, standing
from servanda.geo import Line, Membership, Zone, distance_text
from servanda.geo.zone import united
from servanda.model import Claim, Interval, TimeError, extent, rfc3339
from servanda.words import _

if TYPE_CHECKING:
    from servanda.dossier import Dossier, View
    from servanda.field.weapons import Beyond, Held


@dataclass(frozen=True)
class Asked:
    """What was typed."""

    as_of: str | None
    zone: str | None = None
    beyond: str | None = None
    side: str | None = None
    reach: str | None = None
    obligation: str | None = None


@dataclass(frozen=True)
class Answer:
    """The posts of a day, and what else was asked of them."""

    day: Interval
    posts: tuple[Standing, ...]
    zone: str
    line: str
    overlooked: dict[str, Overlooked | None]
    said: list[Claim]
    view: View


def posts_on(asked: Asked, given: Path | None) -> Answer:
    """Raises UsageError."""
    opened = folder.opened(given)
    day = window(opened, asked.as_of)
    zones = {asked.zone: _zone(opened, asked.zone)} if asked.zone else {}
    if asked.obligation:
        zones.update(_zones_of(opened, asked.obligation))
    zone = united(zones.values()) if zones else None
    line_name, line, side = _line(opened, asked)
    found = standing(opened.posts, day, zone, line, side)
    seen: dict[str, Overlooked | None] = {}
    if asked.reach is not None:
        if not zones:
            what = _("--reach needs a zone or an obligation: of what are the posts to see how much?")
            raise UsageError("posts-reach", what, "--zone, --obligation")
        reach_m = ground.radius(asked.reach)
        seen = {name: overlooked(found, one, reach_m) for name, one in zones.items()}
    view = opened.view(opened.clocks(as_of=asked.as_of))
    shown = [c for c in (view.shown(c) for c in counts_said(view.claims.values(), day)) if c is not None]
    return Answer(day, found, " + ".join(zones), line_name, seen, shown, view)


def window(opened: Dossier, as_of: str | None) -> Interval:
    """The day or minute asked for; now by default."""
    if as_of is None:
        now = int(time.time())
        return Interval(now, now + 1)
    try:
        return extent(as_of, opened.config.tz).outer
    except (TimeError, OverflowError) as error:
        raise UsageError("time-malformed", _("--as-of: expected {what}").format(what=error)) from error


def _zone(opened: Dossier, name: str) -> Zone:
    found = opened.law.zones.get(name)
    if found is None:
        raise UsageError(
            "unknown-zone", _("there is no zone {name!r}").format(name=name), did_you_mean(name, list(opened.law.zones))
        )
    return found


def _zones_of(opened: Dossier, ref: str) -> dict[str, Zone]:
    """The zones of an obligation, by `accord/zone`."""
    accord, obligation = opened.find(ref)
    deed = obligation.norm.deed
    names = obligation.zones or ((deed.zone,) if deed is not None and deed.zone else ())
    if not names:
        what = _("the obligation {ref} speaks of no zone").format(ref=ref)
        raise UsageError("posts-obligation", what, _("name a zone with --zone"))
    return {f"{accord.id}/{name}": accord.zones[name] for name in names if name in accord.zones}


def _line(opened: Dossier, asked: Asked) -> tuple[str, Line | None, str]:
    if asked.beyond is None:
        return "", None, ""
    lines = {f"{a.id}/{name}": line for a in opened.accords for name, line in a.lines.items()}
    matching = [n for n in lines if asked.beyond in (n, n.partition("/")[2])]
    if len(matching) != 1:
        known = matching or list(lines)
        what = _("there is no line {name!r}, or there are several").format(name=asked.beyond)
        raise UsageError("unknown-line", what, did_you_mean(asked.beyond, known))
    line = lines[matching[0]]
    names = tuple(line.witness)
    sides = (*names, *(f"{NOT}{n}" for n in names))
    side = asked.side or (f"{NOT}{names[0]}" if len(names) == 1 else "")
    if side not in sides:
        what = _("--side names the side that is beyond the line {line}").format(line=matching[0])
        raise UsageError("posts-side", what, _("one of: ") + (", ".join(sides) or _("it has no witness")))
    return matching[0], line, side


def json_rows(answer: Answer) -> Iterator[dict[str, Any]]:
    """A row a post, then one of counts."""
    for one in answer.posts:
        place = one.post.place
        yield {
            "post": one.post.id,
            "name": place.name,
            "number": one.post.number or None,
            "operator": list(one.post.operator),
            "lat": place.lat,
            "lon": place.lon,
            "radius_m": place.radius_m,
            "held": str(one.held),
            "surrounded": str(one.surrounded),
            "status": list(one.words),
            "in_zone": None if one.zone is None else str(one.zone),
            "beyond": None if one.beyond is None else str(one.beyond),
            "distance_m": None if one.distance_m is None else round(one.distance_m, 1),
            "within_m": None if one.within_m is None else round(one.within_m, 1),
        }
    yield {
        "from": rfc3339(answer.day.start),
        "to": rfc3339(answer.day.end),
        "held": _pair(number(p.held for p in answer.posts)),
        "surrounded": _pair(number(p.surrounded for p in answer.posts)),
        "in_zone": _pair(_of_held(answer.posts, "zone")) if answer.zone else None,
        "beyond": _pair(_of_held(answer.posts, "beyond")) if answer.line else None,
        "overlooked": [
            {
                "zone": name,
                "share": None if seen is None else [round(seen.least, 3), round(seen.most, 3)],
                "gaps": [
                    {"area_km2": round(a / 1e6, 2), "at": [round(lat, 5), round(lon, 5)]}
                    for a, lat, lon in (seen.gaps[:20] if seen is not None else ())
                ],
            }
            for name, seen in answer.overlooked.items()
        ],
        "said": [
            {"claim": c.id, "speaker": list(c.speaker), "event": c.event, "least": n.lo, "most": n.hi}
            for c in answer.said
            for n in c.counts
        ],
    }


def _of_held(posts: Sequence[Standing], name: str) -> Number:
    """Of those that stood: the answer of both questions together."""
    return number(min(p.held, getattr(p, name)) for p in posts if getattr(p, name) is not None)


def _pair(n: Number) -> list[int]:
    return [n.least, n.most]


def lines(answer: Answer) -> Iterator[str]:
    """The same for people."""
    for one in answer.posts:
        place = one.post.place
        facts = []
        if one.held is not Membership.IN:
            facts.append(_("did not stand") if one.held is Membership.OUT else _("perhaps did not stand"))
        facts += one.words
        if one.zone is not None:
            facts.append(f"{one.zone} {answer.zone}")
        if one.beyond is not None:
            words = {
                Membership.IN: _("beyond the line"),
                Membership.OUT: _("not beyond the line"),
                Membership.UNDETERMINED: _("beyond the line or not: undetermined"),
            }
            facts.append(words[one.beyond])
            if one.distance_m is not None and one.within_m is not None:
                facts.append(f"{one.distance_m / 1000:.1f} km ±{distance_text(one.within_m)}")
        numbered = f"{one.post.number} " if one.post.number else ""
        yield f"{one.post.id:<18} {numbered}{place.name}: {', '.join(facts) or _('stood')}"
    stood = number(p.held for p in answer.posts)
    yield _("{n} posts stood; {m} of them surrounded, by the sources of the list").format(
        n=_told(stood), m=_told(number(p.surrounded for p in answer.posts))
    )
    if answer.zone:
        yield _("{n} in {zone}").format(n=_told(_of_held(answer.posts, "zone")), zone=answer.zone)
    if answer.line:
        yield _("{n} beyond {line}").format(n=_told(_of_held(answer.posts, "beyond")), line=answer.line)
    for name, seen in answer.overlooked.items():
        if seen is None:
            yield _("{zone} has no bounds: nothing can be said of what they overlook of it").format(zone=name)
            continue
        yield _("they overlook {least}–{most} % of {zone}").format(
            least=round(100 * seen.least), most=round(100 * seen.most), zone=name
        )
        for area, lat, lon in seen.gaps[:5]:
            yield "  " + _("in nobody's sight: {area} km² around {lat}, {lon}").format(
                area=f"{area / 1e6:,.0f}", lat=f"{lat:.3f}", lon=f"{lon:.3f}"
            )
    for claim in answer.said:
        for count in claim.counts:
            who = ", ".join(answer.view.name(s) for s in claim.speaker)
            amount = _told(Number(int(count.lo or 0), int(count.hi if count.hi is not None else count.lo or 0)))
            yield _("said: {n} ({who}, {event}, claim {id})").format(n=amount, who=who, event=claim.event, id=claim.id)


def _told(n: Number) -> str:
    return str(n.least) if n.least == n.most else _("{least} to {most}").format(least=n.least, most=n.most)


# -- weapons ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ArmsAnswer:
    """Sightings of a window against their lines, and sites against what was declared there."""

    day: Interval
    beyond: list[Beyond]
    held: list[Held]
    findings: list[Any]


def weapons_on(given: Path | None, start: str | None, as_of: str | None) -> ArmsAnswer:
    """Raises UsageError."""
    from servanda.dossier.arms import arms
    from servanda.field.weapons import beyond, held

    opened = folder.opened(given)
    day = window(opened, as_of)
    first = window(opened, start).start if start else None
    found, findings = arms(opened.law, opened.shelf)
    return ArmsAnswer(day, beyond(found, Interval(first, day.end)), held(found, day.end or 0), findings)


def weapons_json(answer: ArmsAnswer) -> Iterator[dict[str, Any]]:
    """A row a sighting, then a row an inventory."""
    for b in answer.beyond:
        s = b.sighting
        yield {
            "sighting": s.id,
            "by": s.by,
            "party": s.party or None,
            "class": s.weapon.id if s.weapon else None,
            "count": [s.least, s.most],
            "when": [rfc3339(s.when.from_earliest), rfc3339(s.when.to_latest)],
            "at": list(s.at),
            "too_near": str(b.answer),
            "distance_m": round(b.distance_m),
            "within_m": round(b.within_m),
            "allowed_m": s.weapon.distance_m if s.weapon else None,
            "line": s.weapon.line_name if s.weapon else None,
        }
    for h in answer.held:
        yield {
            "site": h.inventory.site.id,
            "party": h.inventory.party,
            "class": h.inventory.weapon.id,
            "declared": h.inventory.count,
            "seen": None if h.seen is None else [h.seen.least, h.seen.most],
            "seen_by": None if h.seen is None else h.seen.by,
            "seen_when": None if h.seen is None else rfc3339(h.seen.when.from_earliest),
            "missing": None if h.missing is None else list(h.missing),
        }


def weapons_lines(answer: ArmsAnswer) -> Iterator[str]:
    """The same for people."""
    words = {
        Membership.IN: _("TOO NEAR"),
        Membership.OUT: _("far enough"),
        Membership.UNDETERMINED: _("undetermined"),
    }
    for b in answer.beyond:
        s = b.sighting
        assert s.weapon is not None
        yield _(
            "{answer}: {n} {title} of {party}, {distance} ±{within} from {line} (allowed {allowed}); {by}, {when}"
        ).format(
            answer=words[b.answer],
            n=_told(Number(s.least, s.most)),
            title=s.weapon.title,
            party=s.party or "?",
            distance=distance_text(b.distance_m),
            within=distance_text(b.within_m),
            line=s.weapon.line_name,
            allowed=distance_text(s.weapon.distance_m),
            by=s.by,
            when=rfc3339(s.when.from_earliest) or "?",
        )
    for h in answer.held:
        head = f"{h.inventory.site.name}, {h.inventory.weapon.title} ({h.inventory.party}): "
        if h.seen is None or h.missing is None:
            yield head + _("{n} declared, nobody looked").format(n=h.inventory.count)
            continue
        yield head + _("{n} declared, {seen} seen by {by} {when}, {missing} missing").format(
            n=h.inventory.count,
            seen=_told(Number(h.seen.least, h.seen.most)),
            by=h.seen.by,
            when=rfc3339(h.seen.when.from_earliest) or "?",
            missing=_told(Number(*h.missing)),
        )
