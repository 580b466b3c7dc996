"""Patrols: the plan and the tracks of a dossier, verified, and recorded so that anybody can verify them again.

A record (`patrols/records/ID.json`) is made from the plan's entry and the tracks' bytes, which it names by digest. It
is made again before it is believed: what cannot be made again is refused.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from servanda.documents import did_you_mean, load_yaml
from servanda.dossier.law import Law
from servanda.dossier.shelf import Shelf, Working, inside
from servanda.errors import DossierError
from servanda.field import remarks
from servanda.field.patrol import Patrol, verify
from servanda.field.plan import FILE as FILE
from servanda.field.plan import Lookup, Plan, read_plan
from servanda.field.planned import Planned, Vehicle
from servanda.field.record import METHOD, record, record_bytes
from servanda.field.testimony import claims
from servanda.geo import LatLon, Loaded
from servanda.geo.track import Track
from servanda.model import Claim, Finding, Position, Report, report_id
from servanda.sources.track_fixes import digest_of
from servanda.sources.tracks import SUFFIXES, open_tracks
from servanda.words import _

RECORDS, TRACKS = "patrols/records/", "patrols/tracks/"


@dataclass(frozen=True)
class Verified:
    """A patrol compared with its tracks: what they show, the record's rows and bytes, and what to look at. `patrol` is
    None when no track could be used."""

    planned: Planned
    patrol: Patrol | None
    rows: Mapping[str, Any]
    content: bytes
    findings: tuple[Finding, ...] = ()

    @property
    def path(self) -> str:
        """Where its record is kept."""
        return f"{RECORDS}{self.planned.id}.json"

    @property
    def report(self) -> Report:
        """The record as a report."""
        when = self.planned.published.outer
        return Report(
            report_id(self.content),
            title=self.planned.title,
            published=when.start if when.end is not None else None,
            published_to=when.end,
            mime="application/json",
            digest=hashlib.sha256(self.content).hexdigest(),
            path=self.path,
            handling=self.planned.handling,
        )

    @property
    def claims(self) -> tuple[Claim, ...]:
        return () if self.patrol is None else claims(self.patrol, self.report.id)


def lookup(law: Law) -> Lookup:
    """What a plan may name in this dossier."""
    lines = {f"{a.id}/{name}": line for a in law.accords for name, line in a.lines.items()}
    bare = [name for a in law.accords for name in a.lines]
    lines.update({n.partition("/")[2]: line for n, line in lines.items() if bare.count(n.partition("/")[2]) == 1})

    def place(text: str) -> tuple[LatLon, float] | None:
        found = law.gazetteer.place(text)
        if found is None or found.lat is None or found.lon is None:
            return None
        return LatLon(found.lat, found.lon), found.radius_m

    def load(path: str) -> Loaded:
        loaded: Loaded = law.load_line(path)
        return loaded

    obligations = {
        o.ref: tuple(
            f"{a.id}/{z}" for z in o.zones or ((o.norm.deed.zone,) if o.norm.deed and o.norm.deed.zone else ())
        )
        for a in law.accords
        for o in a.obligations
    }
    return Lookup(
        law.zones,
        lines,
        obligations,
        place,
        lambda actor: actor in law.register or actor == "mechanism",
        load,
        law.config.tz,
    )


def plan(law: Law, shelf: Shelf) -> tuple[Plan, list[Finding]]:
    """The dossier's plan; an empty one when it has none."""
    if FILE not in shelf.paths:
        return Plan(), []
    return plan_of(law, shelf.read(FILE), FILE)


def plan_of(law: Law, content: bytes, file: str) -> tuple[Plan, list[Finding]]:
    """A plan from bytes."""
    document, found = load_yaml(content, file)
    if document is None:
        return Plan(), found
    made, more = read_plan(document, lookup(law))
    return made, [*found, *more]


def unplanned(law: Law | None, tracks: Mapping[str, Sequence[Track]]) -> Planned:
    """A patrol that nobody planned: every track is a vehicle; every zone of the dossier is looked at."""
    vehicles: dict[str, Vehicle] = {}
    for path, found in tracks.items():
        for track in found:
            name = _name(path, track, len(found))
            vehicles.setdefault(name, Vehicle(name, track.party or "?", track.party or "?"))
    zones = {n: z for n, z in law.zones.items() if "/" in n and z.line is None and z.defined} if law else {}
    return Planned("tracks", _("Tracks without a plan"), tuple(vehicles.values()), zones=zones)


def _name(path: str, track: Track, tracks: int) -> str:
    stem = PurePosixPath(path).stem
    return track.vehicle if tracks > 1 and track.vehicle else stem


def read_tracks(shelf: Shelf | None, path: str, zone: tzinfo | None) -> tuple[tuple[Track, ...], str, list[Finding]]:
    """The tracks of a file of the dossier (or, without a shelf, of any path), its digest, and what is wrong."""
    try:
        with _stream(shelf, path) as stream:
            digest = digest_of(stream)
            found = open_tracks(stream, path, zone)
    except DossierError as error:
        return (), "", [Finding(error.slug, error.message, advice=error.advice, at=Position(path))]
    except OSError as error:
        what = _("the track cannot be read: {why}").format(why=error.strerror)
        return (), "", [Finding("unreadable", what, advice=_("check the path and its permissions"), at=Position(path))]
    return found.tracks, digest, list(found.findings)


def _stream(shelf: Shelf | None, path: str) -> BinaryIO:
    if shelf is None:
        return open(path, "rb")
    if isinstance(shelf, Working):
        return inside(shelf.folder, path).open("rb")
    return io.BytesIO(shelf.read(path))


def compare(planned: Planned, tracks: Mapping[str, Sequence[Track]], digests: Mapping[str, str]) -> Verified:
    """A planned patrol against tracks by path; `digests` of the same files."""
    by_vehicle, findings = assigned(planned, tracks)
    found = verify(planned, by_vehicle)
    if found is None:
        if not any(f.is_error for f in findings):
            what = _("no track of the patrol {id} can be used").format(id=planned.id)
            findings.append(Finding("patrol-no-track", what, advice=_("see what is wrong with the tracks")))
        return Verified(planned, None, {}, b"", tuple(findings))
    files = {f"{FILE}#{planned.id}": planned.digest, **digests} if planned.digest else dict(digests)
    rows = record(found, files)
    first = next(iter(tracks), FILE)
    return Verified(planned, found, rows, record_bytes(rows), (*findings, *remarks.remarks(found, first)))


def assigned(planned: Planned, tracks: Mapping[str, Sequence[Track]]) -> tuple[dict[str, list[Track]], list[Finding]]:
    """Which track is whose: by the file that the plan names, by the name in the file, by the file's own name."""
    by_vehicle: dict[str, list[Track]] = {}
    findings: list[Finding] = []
    whole = [v for v in planned.vehicles if v.track]
    for path, found in tracks.items():
        named = [v for v in whole if path.endswith(v.track.lstrip("./"))]
        for track in found:
            vehicle = named[0] if len(named) == 1 else _vehicle(planned, path, track, len(found))
            if vehicle is None:
                got = track.vehicle or PurePosixPath(path).stem
                what = _("nothing says which vehicle of the plan this track is of")
                advice = _("name the file as the vehicle, or give the vehicle its `track:` in the plan")
                expected = did_you_mean(got, [v.id for v in planned.vehicles])
                findings.append(Finding("patrol-vehicle", what, expected, got, advice, Position(path)))
                continue
            if track.party and track.party != vehicle.party:
                what = _("the track's own file gives {vehicle} to another party").format(vehicle=vehicle.id)
                advice = _("mend the plan or the file")
                at = Position(path)
                findings.append(Finding("patrol-party", what, vehicle.party, track.party, advice, at))
                continue
            by_vehicle.setdefault(vehicle.id, []).append(track)
    return by_vehicle, findings


def _vehicle(planned: Planned, path: str, track: Track, tracks: int) -> Vehicle | None:
    by_name = {v.id.casefold(): v for v in planned.vehicles}
    stem = PurePosixPath(path).stem.casefold()
    return by_name.get(track.vehicle.casefold()) or (by_name.get(stem) if tracks == 1 else None)


def chosen(patrols: Sequence[Planned], tracks: Mapping[str, Sequence[Track]], name: str = "") -> Planned | None:
    """The patrol that the tracks are of: the one named, else the one whose planned time they meet and whose vehicles
    they fit; None when it is not exactly one."""
    if name:
        return next((p for p in patrols if p.id == name), None)
    fitting = []
    for planned in patrols:
        by_vehicle, wrong = assigned(planned, tracks)
        outer = planned.window.outer
        times = [(t.time.min(), t.time.max()) for found in by_vehicle.values() for t in found if len(t)]
        meets = any(
            (outer.start is None or b >= outer.start) and (outer.end is None or a < outer.end) for a, b in times
        )
        if by_vehicle and meets and not wrong:
            fitting.append(planned)
    return fitting[0] if len(fitting) == 1 else None


def retake(law: Law, shelf: Shelf, path: str, content: bytes) -> tuple[Verified | None, list[Finding]]:
    """A record read back: made again from the plan and the tracks that it names, and refused where it differs."""
    at = Position(path)

    def refused(slug: str, what: str, advice: str, got: str = "") -> tuple[None, list[Finding]]:
        return None, [Finding(slug, what, got=got, advice=advice, at=at)]

    again = _("run `servanda patrol verify … --add` again")
    try:
        row = json.loads(content.decode("utf-8"))
        files, name = row["files"], row["patrol"]
        paths = [p for p in files if p.startswith(TRACKS) and p.lower().endswith(SUFFIXES)]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return refused("patrol-record", _("the file is no record of a patrol"), again)
    if row.get("servanda_patrol") != METHOD:
        return refused("patrol-record", _("the record was made by another method"), again)
    made, findings = plan(law, shelf)
    planned = made.patrol(str(name))
    if planned is None:
        return refused("patrol-record", _("the plan has no patrol of this name without errors"), again, str(name))
    tracks: dict[str, tuple[Track, ...]] = {}
    digests: dict[str, str] = {}
    for track_path in paths:
        if track_path not in shelf.paths:
            return refused("patrol-record", _("a track of the record is not in the dossier"), again, track_path)
        tracks[track_path], digests[track_path], found = read_tracks(shelf, track_path, made.timezone)
        findings += [f for f in found if f.is_error]
    verified = compare(planned, tracks, digests)
    if verified.content != content:
        what = _("made again, the record differs: the plan, a track or an accord is another now, or it was edited")
        return refused("patrol-record-differs", what, again)
    return replace(verified, findings=(*findings, *verified.findings)), []
