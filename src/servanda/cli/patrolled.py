"""Answers of `servanda patrol`: files found, the patrol compared, recorded, drawn, and told in lines."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from servanda.cli import folder
from servanda.cli.check import finding_json
from servanda.documents import did_you_mean
from servanda.dossier import patrols
from servanda.dossier.patrols import FILE, Verified
from servanda.errors import InputError, UsageError
from servanda.field.plan import Plan
from servanda.geo import distance_text
from servanda.model import Finding, rfc3339
from servanda.words import _, plural

if TYPE_CHECKING:
    from servanda.brief.patrol_map import Town
    from servanda.dossier import Dossier
    from servanda.geo.track import Track


@dataclass(frozen=True)
class Asked:
    """What was typed."""

    tracks: tuple[Path, ...]
    plan: Path | None
    patrol: str
    dossier: Path | None


@dataclass(frozen=True)
class Done:
    """The answer. `opened` is None outside a dossier; `paths` are the tracks as they were named."""

    verified: Verified
    opened: Dossier | None
    paths: tuple[Path, ...]
    from_plan: Path | None
    findings: tuple[Finding, ...]


def verified(asked: Asked) -> Done:
    """Read the plan and the tracks, and compare. Raises UsageError and InputError."""
    opened = folder.opened(asked.dossier) if asked.dossier or folder.nearest() else None
    for path in (*asked.tracks, *((asked.plan,) if asked.plan else ())):
        if not path.is_file():
            raise UsageError("no-such-file", _("there is no file {file}").format(file=path), _("check the path"))
    plan, findings = _plan(asked, opened)
    tracks: dict[str, tuple[Track, ...]] = {}
    digests: dict[str, str] = {}
    for path in asked.tracks:
        name = _name(opened, path)
        if name in tracks:
            what = _("two of the tracks would be kept as {name}").format(name=name)
            raise UsageError("track-exists", what, _("rename one of the files"))
        tracks[name], digests[name], found = patrols.read_tracks(None, str(path), plan.timezone)
        findings += found
    if not any(tracks.values()):
        raise InputError("patrol-no-track", _("no track can be used"), _("see what is wrong with each"), findings)
    planned = patrols.chosen(plan.patrols, tracks, asked.patrol)
    if planned is None and (asked.patrol or (asked.plan and plan.patrols)):
        known = [p.id for p in plan.patrols]
        what = (
            _("the plan has no patrol {name!r}").format(name=asked.patrol)
            if asked.patrol
            else _("the tracks fit no patrol of the plan, or several")
        )
        advice = did_you_mean(asked.patrol, known) if asked.patrol else _("say which: ") + ", ".join(known)
        if any(f.is_error for f in findings):
            raise InputError("unknown-patrol", what, advice, findings)
        raise UsageError("unknown-patrol", what, advice)
    law = opened.law if opened is not None else None
    made = patrols.compare(planned or patrols.unplanned(law, tracks), tracks, digests)
    return Done(
        made,
        opened,
        asked.tracks,
        asked.plan if planned is not None else None,
        tuple(dict.fromkeys((*findings, *made.findings))),
    )


def _plan(asked: Asked, opened: Dossier | None) -> tuple[Plan, list[Finding]]:
    if asked.plan is not None:
        if opened is None:
            raise UsageError("no-dossier", _("a plan speaks of zones and lines: it needs a dossier"), "--dossier DIR")
        return patrols.plan_of(opened.law, asked.plan.read_bytes(), str(asked.plan))
    return patrols.plan(opened.law, opened.shelf) if opened is not None else (Plan(), [])


def _name(opened: Dossier | None, path: Path) -> str:
    """How the record calls a track: its path in the dossier, where it is or would be kept."""
    if opened is None:
        return str(path)
    full, root = path.resolve(), (opened.path / patrols.TRACKS).resolve()
    return f"{patrols.TRACKS}{full.relative_to(root).as_posix() if full.is_relative_to(root) else path.name}"


def add(done: Done) -> None:
    """Keep the tracks and the record in the dossier and record both. Raises UsageError."""
    from servanda.cli.terminal import say

    opened = done.opened
    if opened is None or done.verified.patrol is None:
        what = _("there is nothing to record: no dossier, or no usable track")
        raise UsageError("patrol-not-recorded", what, "--dossier DIR")
    if not done.verified.planned.digest:
        what = _("a patrol that no plan names is not recorded: nothing says whose tracks these are, in whose custody")
        advice = _("describe it in patrols/plan.yaml")
        if any(f.is_error for f in done.findings):
            raise InputError("patrol-not-recorded", what, _("mend what is wrong with the plan"), done.findings)
        raise UsageError("patrol-not-recorded", what, advice)
    if done.from_plan is not None and done.from_plan.resolve() != (opened.path / FILE).resolve():
        what = _("the plan {file} is not the dossier's own").format(file=done.from_plan)
        raise UsageError("patrol-not-recorded", what, _("copy its patrol into {file}").format(file=FILE))
    kept = [_kept(opened, path) for path in done.paths]
    record = opened.path / done.verified.path
    record.parent.mkdir(parents=True, exist_ok=True)
    record.write_bytes(done.verified.content)
    import servanda

    result = servanda.open(opened.path).add([opened.path / FILE, *kept, record])
    for finding in result.findings:
        if finding.is_error:
            say(str(finding))
    new = [c.id for c in done.verified.claims]
    say(
        plural("recorded as {file}, with {n} claim", "recorded as {file}, with {n} claims", len(new)).format(
            file=done.verified.path, n=len(new)
        )
    )


def _kept(opened: Dossier, path: Path) -> Path:
    """The track in the dossier, copied there if it lies elsewhere. Another file of that name is never overwritten."""
    place = opened.path / _name(opened, path)
    if place.exists() and place.resolve() == path.resolve():
        return place
    content = path.read_bytes()
    if place.exists():
        if hashlib.sha256(place.read_bytes()).digest() != hashlib.sha256(content).digest():
            what = _("the dossier has another track called {name}").format(name=path.name)
            raise UsageError("track-exists", what, _("rename the file"))
        return place
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
    return place


def draw(done: Done, place: Path) -> None:
    """The map (.svg) or the page (.html). Raises UsageError."""
    from servanda.brief import patrol as drawing

    suffix = place.suffix.lower()
    if suffix not in (".svg", ".html", ".htm"):
        raise UsageError("map-format", _("a map is .svg or .html, not {name}").format(name=place.name), "patrol.html")
    if place.is_dir():
        raise UsageError("output-is-folder", _("{file} is a folder").format(file=place), _("name a file"))
    patrol = done.verified.patrol
    if patrol is None:
        raise UsageError("map-empty", _("there is no usable track to draw"), "")
    towns = drawing_towns(done.opened)
    text = drawing.svg(patrol, towns) if suffix == ".svg" else drawing.page(patrol, towns, done.findings)
    place.write_text(text, encoding="utf-8")


def drawing_towns(opened: Dossier | None) -> list[Town]:
    """The dossier's own towns and villages."""
    from servanda.brief.patrol_map import Town

    if opened is None:
        return []
    known = [p for p in opened.gazetteer.places.values() if p.radius_m <= 20_000]
    return [Town(p.name, p.lat, p.lon) for p in known if p.lat is not None and p.lon is not None]


def findings_json(done: Done) -> list[dict[str, Any]]:
    """The findings as `servanda check --json` gives them."""
    return [finding_json(f) for f in done.findings]


# -- told in lines ----------------------------------------------------------------------------------------------------


def lines(done: Done) -> Iterator[str]:
    """The answer for people: the conclusions first, then each vehicle."""
    patrol = done.verified.patrol
    if patrol is None:
        return
    row = done.verified.rows
    planned = patrol.planned
    yield f"{planned.id}: {planned.title}" if planned.digest else planned.title
    yield "  " + _("{ran}, {start} – {end}").format(
        ran=_("ran") if patrol.ran else _("NOT SEEN where it was to run"), start=row["from"], end=row["to"]
    )
    if patrol.joint is not None:
        yield "  " + _joint(row, str(patrol.joint))
    if row["route"]:
        yield from ("  " + text for text in _route(row["route"], row["complete"]))
    if row["depth_m"]:
        line = planned.line_name.rpartition("/")[2] or _("the line")
        yield "  " + _("depth from {line}: {amount}").format(line=line, amount=amount(row["depth_m"]))
    for entered in row["entered"]:
        word = _("entered") if entered["certain"] else _("may have entered")
        yield f"  {entered['vehicle']} {word} {entered['area']}: {entered['from']} – {entered['to']}"
    for vehicle in row["vehicles"]:
        yield from ("  " + text for text in _vehicle(vehicle))
    if planned.digest:
        for claim in done.verified.claims:
            who = " + ".join("|".join(p) for p in claim.actor)
            held = _("instrument in the custody of {who}").format(who=claim.custody) if claim.custody else _("see note")
            yield "  " + _("claim {id}: {who} patrolled {zone} ({held})").format(
                id=claim.id, who=who, zone=claim.extent_place or "?", held=held
            )


def amount(pair: list[int]) -> str:
    """`6.98–7.05 km`."""
    least, most = pair
    if round(least, -1) == round(most, -1):
        return distance_text(least)
    if most < 1000:
        return f"{least}–{most} m"
    return f"{least / 1000:.2f}–{most / 1000:.2f} km"


def percent(pair: list[float]) -> str:
    """`87–93 %`."""
    least, most = (round(100 * v) for v in pair)
    return f"{least} %" if least == most else f"{least}–{most} %"


def _joint(row: dict[str, Any] | Any, answer: str) -> str:
    words = {"in": _("JOINT"), "out": _("NOT JOINT"), "undetermined": _("joint or not: undetermined")}
    parts = []
    for pair in row["pairs"]:
        text = _("{a} and {b} together {share} of the time").format(
            a=pair["parties"][0], b=pair["parties"][1], share=percent(pair["together"])
        )
        if pair["as_recorded"] is not None:
            text += " " + _("(as recorded {share})").format(share=percent(pair["as_recorded"]))
        if pair["median_m"] is not None:
            text += ", " + _("usually {distance} apart").format(distance=distance_text(pair["median_m"]))
        parts.append(text)
    limits = row["thresholds"]
    asked = _("asked: {share} within {distance}").format(
        share=f"{limits['join_share']:.0%}", distance=distance_text(limits["join_m"])
    )
    return f"{words[answer]}: " + "; ".join([*parts, asked])


def _route(route: dict[str, Any], complete: str) -> Iterator[str]:
    words = {"in": _("whole route"), "out": _("CUT SHORT"), "undetermined": _("whole or cut short: undetermined")}
    yield _("{complete}: {share} of {length}").format(
        complete=words[complete], share=percent(route["share"]), length=distance_text(route["length_m"])
    )
    for missing in route["missing"]:
        yield "  " + _("not travelled: km {a} to {b}, from {lat}, {lon}").format(
            a=f"{missing['from_m'] / 1000:.1f}",
            b=f"{missing['to_m'] / 1000:.1f}",
            lat=missing["at"][0],
            lon=missing["at"][1],
        )
    for stray in route["strays"]:
        yield "  " + _("off the route by up to {distance}: {a} – {b}").format(
            distance=distance_text(stray["metres"]), a=stray["from"], b=stray["to"]
        )


def _vehicle(row: dict[str, Any]) -> Iterator[str]:
    yield _("{vehicle} ({party}, custody {custody}): {n} fixes, {start} – {end}, {length}").format(
        vehicle=row["vehicle"],
        party=row["party"],
        custody=row["custody"],
        n=row["fixes"],
        start=row["from"],
        end=row["to"],
        length=amount(row["length_m"]),
    )
    for zone in row["zones"][:12]:
        where = _("in {zone}") if zone["certain"] else _("perhaps in {zone}")
        yield "    " + where.format(zone=zone["zone"]) + f" {zone['from']} – {zone['to']}, {amount(zone['length_m'])}"
    for gap in row["gaps"][:5]:
        yield "    " + _("silent {a} – {b}, moved {distance} meanwhile").format(
            a=gap["from"], b=gap["to"], distance=distance_text(gap["metres"])
        )
    for stop in row["stops"][:5]:
        yield "    " + _("stopped {a} – {b} at {lat}, {lon}").format(
            a=stop["from"], b=stop["to"], lat=stop["at"][0], lon=stop["at"][1]
        )
    left = row["left_out"]
    if any(left.values()):
        yield "    " + _("left out: {spikes} far off, {backward} out of order, {repeats} repeated").format(**left)


# -- the plan ---------------------------------------------------------------------------------------------------------


def planned_rows(given: Path | None) -> tuple[list[dict[str, Any]], list[Finding]]:
    """`{"patrol", "title", "serves", "zones", "from", "to", "vehicles", "recorded"}` for each patrol of the plan."""
    opened = folder.opened(given)
    plan, findings = patrols.plan(opened.law, opened.shelf)
    rows = []
    for planned in plan.patrols:
        outer = planned.window.outer
        rows.append(
            {
                "patrol": planned.id,
                "title": planned.title,
                "serves": list(planned.serves),
                "zones": list(planned.zones),
                "from": rfc3339(outer.start),
                "to": rfc3339(outer.end),
                "vehicles": [{"vehicle": v.id, "party": v.party, "custody": v.custody} for v in planned.vehicles],
                "recorded": f"{patrols.RECORDS}{planned.id}.json" in opened.shelf.paths,
            }
        )
    return rows, findings


def planned_line(row: dict[str, Any]) -> str:
    """One patrol in a line."""
    recorded = _("recorded") if row["recorded"] else _("no record")
    return f"{row['patrol']}  {row['from'] or '…'} – {row['to'] or '…'}  {', '.join(row['zones'])}  {recorded}"
