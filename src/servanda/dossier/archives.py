"""Archives of articles among the files of a dossier, and how many is very many."""

from __future__ import annotations

from servanda.dossier.shelf import Working
from servanda.sources.archive import MANIFEST
from servanda.sources.archive_items import number_of

MANY = 200
"""From so many articles on they are read on all cores and recorded batch by batch; fewer are recorded all or none."""


def is_many(shelf: Working, path: str) -> bool:
    """Whether a file of the dossier is an archive of very many articles."""
    is_archive = path.split("/", 1)[0] == "data" and path.casefold().endswith(MANIFEST.suffixes)
    return is_archive and articles_in(shelf, path) >= MANY


def articles_in(shelf: Working, path: str) -> int:
    """How many articles an archive holds; where nobody knows without reading all of it, many."""
    return number_of(shelf.folder / path) or MANY
