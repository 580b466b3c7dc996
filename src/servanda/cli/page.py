"""Writing a brief to a file."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from servanda.errors import UsageError
from servanda.words import _

if TYPE_CHECKING:
    from servanda.dossier import Clocks, Dossier


def write_brief(
    dossier: Dossier,
    clocks: Clocks,
    output: Path | None,
    *,
    viewpoints: Sequence[str],
    standard: str,
) -> Path:
    """Write the page to `output`, by default `briefs/` in the dossier, named by its id and day. Returns its path."""
    from servanda import brief
    from servanda.cli.terminal import stamp

    page = brief.brief(dossier, clocks, viewpoints=list(viewpoints) or None, standard=standard)
    place = output or dossier.path / "briefs" / f"{dossier.config.id}-{stamp(clocks.as_of)[:10]}.html"
    _put(place, page.encode("utf-8"))
    return place


def copied(page: Path, place: Path) -> Path:
    """A copy of `page` at `place`; returns `place`."""
    _put(place, page.read_bytes())
    return place


def _put(place: Path, content: bytes) -> None:
    """Whole or not at all: a brief that was cut short must not look like one."""
    if place.is_dir():
        raise UsageError("output-is-folder", _("{file} is a folder").format(file=place), _("name a file"))
    place.parent.mkdir(parents=True, exist_ok=True)
    part = place.with_name(place.name + ".part")
    try:
        part.write_bytes(content)
        os.replace(part, place)
    finally:
        part.unlink(missing_ok=True)
