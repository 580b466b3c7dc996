"""Writing a brief to a file, and a copy of it elsewhere."""

from __future__ import annotations

import shutil
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
    previous: Clocks | None = None,
) -> Path:
    """Write the page to `output`, by default `briefs/` in the dossier, named by its id and day. Returns its path."""
    from servanda import brief
    from servanda.cli.signature import own_key
    from servanda.cli.terminal import stamp

    place = output or dossier.path / "briefs" / f"{dossier.config.id}-{stamp(clocks.as_of)[:10]}.html"
    _no_folder(place)
    return brief.write(dossier, place, clocks, list(viewpoints) or None, standard, previous, own_key())


def copied(page: Path, place: Path) -> Path:
    """A copy of `page` at `place`; returns `place`."""
    _no_folder(place)
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(page, place)
    return place


def _no_folder(place: Path) -> None:
    if place.is_dir():
        raise UsageError("output-is-folder", _("{file} is a folder").format(file=place), _("name a file"))
