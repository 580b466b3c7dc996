"""An accord file by itself, outside any dossier: its bytes, and the geometry that lies beside it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from servanda.errors import UsageError
from servanda.words import _

if TYPE_CHECKING:
    from servanda.geo import Loaded


def content_of(file: Path) -> bytes:
    """The file's bytes. Raises UsageError for what is no readable file."""
    if not file.is_file():
        advice = _("name an accord file")
        raise UsageError("no-such-file", _("there is no file {file}").format(file=file), advice)
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageError("unreadable", f"{file}: {error.strerror}", _("check its permissions")) from None


def geometry_beside(file: Path) -> Callable[[str], Loaded]:
    """Reads `geo/x.geojson` from the draft's folder or, as in a dossier, from the folder above; never from outside."""

    def load(path: str) -> Loaded:
        from servanda.geo import Loaded, read_geometry
        from servanda.model import Finding, Position

        here = file.resolve().parent
        for base in (here, here.parent):
            place = (base / path).resolve()
            if place.is_relative_to(base) and place.is_file():
                return read_geometry(place.read_bytes(), path)
        what = _("there is no file {file}").format(file=path)
        return Loaded(None, (Finding("no-such-file", what, at=Position(path)),))

    return load
