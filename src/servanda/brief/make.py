"""A brief of a dossier: gathered, rendered, written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from servanda.brief.gather import gather
from servanda.brief.page import render
from servanda.dossier import Clocks, Dossier
from servanda.errors import DossierError
from servanda.ledger import SigningKey
from servanda.words import _

__all__ = ["brief", "gather", "write"]


def brief(
    dossier: Dossier,
    clocks: Clocks,
    viewpoints: Sequence[str] | None = None,
    standard: str | None = None,
    previous: Clocks | None = None,
    key: SigningKey | None = None,
) -> str:
    """The page as HTML, its checkpoint signed if a key is given. The same ledger, files, clocks and key give the same
    bytes, but for the second at which the checkpoint was drawn up and what is signed with it."""
    return render(gather(dossier, clocks, viewpoints, standard, previous, key))


def write(
    dossier: Dossier,
    path: Path,
    clocks: Clocks,
    viewpoints: Sequence[str] | None = None,
    standard: str | None = None,
    previous: Clocks | None = None,
    key: SigningKey | None = None,
) -> Path:
    """The page as a UTF-8 file at `path`: a brief cut short never looks like one. Raises DossierError."""
    content = brief(dossier, clocks, viewpoints, standard, previous, key).encode("utf-8")
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        os.replace(part, path)
    except OSError as error:
        what = _("{file} cannot be written: {why}").format(file=path, why=error.strerror or error)
        raise DossierError("brief-unwritable", what, _("name another file with -o")) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return path
