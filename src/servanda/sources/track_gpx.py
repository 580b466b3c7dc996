"""Tracks as GPX 1.0 and 1.1, streamed: `trkpt` with its `time`. Declared entities are refused before they unfold."""

from __future__ import annotations

import io
from datetime import tzinfo
from typing import BinaryIO
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from servanda.sources.intake import Context, Intake
from servanda.sources.manifest import Manifest
from servanda.sources.track_fixes import BAD_DATA, NOTES, Fixes, intake
from servanda.sources.xml_stream import Scan, scan
from servanda.words import _

MIME = "application/gpx+xml"
MANIFEST = Manifest(
    name="track-gpx",
    formats=("GPX track",),
    suffixes=(".gpx",),
    says="Tracks of receivers, GPX 1.0 and 1.1: one track per `trk`, called as its `name` says.",
    bad_data=BAD_DATA,
    notes=("Waypoints and routes (`wpt`, `rtept`) have no times and are not read.", *NOTES),
)


def sniff(name: str, head: bytes) -> int:
    if b"<gpx" in head or b":gpx" in head:
        return 95
    return 80 if name.casefold().endswith(MANIFEST.suffixes) else 0


def read(content: bytes, file: str, context: Context) -> Intake:
    fixes = gather(io.BytesIO(content), file, None)
    return intake(fixes, content, MIME, context)


def gather(stream: BinaryIO, file: str, zone: tzinfo | None) -> Fixes:
    """The fixes of a stream, never holding more of it than a buffer."""
    fixes = Fixes(file, zone)
    scan(stream, _Reader(fixes), fixes)
    return fixes


class _Reader(Scan, ContentHandler):
    def __init__(self, fixes: Fixes) -> None:
        ContentHandler.__init__(self)
        Scan.__init__(self)
        self._fixes = fixes
        self._vehicle = ""
        self._number = 0
        self._fix: tuple[str | None, str | None] | None = None
        self._time: str | None = None
        self._line = 0
        self._routes = 0

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        local = self.down(name)
        if local == "trkpt":
            self._fix = attrs.get("lat"), attrs.get("lon")
            self._time, self._line = None, self.line
        elif local == "trk":
            self._number += 1
            self._vehicle = _("track {n}").format(n=self._number)
        elif local == "rtept":
            self._routes += 1
        elif (local == "time" and self._fix is not None) or (local == "name" and self.parent == "trk"):
            self.listen()

    def endElement(self, name: str) -> None:
        local = self.up(name)
        if local == "trkpt" and self._fix is not None:
            self._fixes.add(self._vehicle, "", self._time, *self._fix, self._line)
            self._fix = None
        elif local == "time" and self._fix is not None:
            self._time = self.heard()
        elif local == "name" and self.listening:
            self._vehicle = self.heard() or self._vehicle
        elif local == "gpx" and self._routes and not self._number:
            what = _("the file holds a route and no track: where somebody meant to go, not where they were")
            self._fixes.problem("track-no-time", what, advice=_("export the recorded track"))
