"""Every inlet, and which of them reads a file: by what its first bytes look like, then by its name."""

from __future__ import annotations

from typing import cast

from servanda.sources import (
    archive,
    by_hand,
    coverage,
    track_csv,
    track_geojson,
    track_gpx,
    track_kml,
    ucdp,
)
from servanda.sources.articles import ARTICLES, HEAD_BYTES, surest
from servanda.sources.intake import Context, Inlet, Intake, refusal
from servanda.sources.manifest import Manifest
from servanda.words import _

INLETS: tuple[Inlet, ...] = (
    tuple(
        cast(Inlet, module)
        for module in (by_hand, coverage, ucdp, track_gpx, track_kml, track_geojson, track_csv, archive)
    )
    + ARTICLES
)


def manifests() -> tuple[Manifest, ...]:
    return tuple(inlet.MANIFEST for inlet in INLETS)


def inlet_for(name: str, head: bytes) -> Inlet | None:
    """The inlet that is surest of a file with this name and these first bytes; None when none knows it."""
    return surest(INLETS, name, head)


def open_report(content: bytes, file: str, context: Context) -> Intake:
    """Read a file of any known format. An unknown one is a finding that names the known ones."""
    inlet = inlet_for(file, content[:HEAD_BYTES])
    if inlet is not None:
        return inlet.read(content, file, context)
    if not content.strip():
        return refusal("empty", _("the file is empty"), file)
    known = "; ".join(f"{', '.join(m.formats)} ({' '.join(m.suffixes)})" for m in manifests())
    return refusal(
        "unknown-format",
        _("no inlet knows this format"),
        file,
        expected=known,
        advice=_("rename the file to its true ending, or save it as one of these"),
    )
