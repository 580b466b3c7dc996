"""Tracks from a stream, whatever their format: for files too long to be held in memory."""

from __future__ import annotations

from collections.abc import Callable
from datetime import tzinfo
from typing import BinaryIO, NamedTuple

from servanda.geo.track import Track
from servanda.model import Finding, Position
from servanda.sources import track_csv, track_geojson, track_gpx, track_kml
from servanda.sources.track_fixes import Fixes
from servanda.words import _

HEAD_BYTES = 8192
_INLETS = (track_gpx, track_kml, track_geojson, track_csv)
SUFFIXES = tuple(dict.fromkeys(s for inlet in _INLETS for s in inlet.MANIFEST.suffixes))


class Tracks(NamedTuple):
    """The tracks of a file; none when a finding is an error."""

    tracks: tuple[Track, ...]
    findings: tuple[Finding, ...] = ()


def open_tracks(stream: BinaryIO, file: str, zone: tzinfo | None = None) -> Tracks:
    """Read a seekable stream in pieces. `zone`: where times without a zone lie. Never raises for bad content."""
    head = stream.read(HEAD_BYTES)
    stream.seek(0)
    gather = _reader(file, head)
    if gather is None:
        slug, what = ("empty", _("the file is empty")) if not head.strip() else ("unknown-format", _("no known track"))
        expected = ", ".join(SUFFIXES)
        return Tracks((), (Finding(slug, what, expected, advice=_("export it as GPX"), at=Position(file)),))
    fixes = gather(stream, file, zone)
    found = fixes.told()
    return Tracks(() if any(f.is_error for f in found) else fixes.tracks(), found)


def _reader(file: str, head: bytes) -> Callable[[BinaryIO, str, tzinfo | None], Fixes] | None:
    ranked = max(_INLETS, key=lambda inlet: inlet.sniff(file, head))
    return ranked.gather if ranked.sniff(file, head) > 0 else None
