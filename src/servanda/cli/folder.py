"""Which dossier a command means."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from servanda.errors import DossierError
from servanda.words import _

if TYPE_CHECKING:
    from servanda.dossier import Dossier

MARK = "dossier.yaml"


def folder(given: Path | None) -> Path:
    """The folder given, or this one or its nearest parent that holds a dossier.yaml. Raises DossierError."""
    found = given if given is not None else nearest()
    if found is None:
        raise DossierError(
            "no-dossier",
            _("neither this folder nor one above it is a dossier (there is no {mark})").format(mark=MARK),
            _("name one with --dossier DIR, or make one: 'servanda demo idlib', 'servanda init DIR'"),
        )
    return found


def nearest() -> Path | None:
    """This folder or the nearest one above it that holds a dossier.yaml."""
    try:
        here = Path.cwd()
    except OSError:  # the folder that we stand in was removed
        return None
    return next((place for place in (here, *here.parents) if (place / MARK).is_file()), None)


def opened(given: Path | None) -> Dossier:
    """The dossier, open. Raises DossierError."""
    place = folder(given)
    import servanda
    from servanda.cli.terminal import say

    found = servanda.open(place)
    found.telling = say
    return found
