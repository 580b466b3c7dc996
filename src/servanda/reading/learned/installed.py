"""Readers of packages of their own, such as `servanda-encoder`: found by their entry point, asked for by their name.

Such a package names, in the group `servanda.readers`, a function that takes nothing and gives an `InstalledReader`.
Nothing of it is imported before somebody asks for it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, Protocol

from servanda.errors import InputError
from servanda.reading.spans import Attribution, Scene
from servanda.words import _

GROUP = "servanda.readers"
_NAME = re.compile(r"[a-z][a-z0-9-]{0,40}")


class InstalledReader(Protocol):
    """A span finder that can say what it is: where its weights lie, and their manifest as of the statistical ones."""

    name: str
    folder: Path
    manifest: Mapping[str, Any]

    def __call__(self, scene: Scene) -> list[Attribution]: ...


def is_name(asked: str) -> bool:
    """Whether this is how a reader is asked for by name, and no folder (`./encoder` is always one)."""
    return _NAME.fullmatch(asked) is not None and asked != "none" and not Path(asked).is_dir()


def installed(name: str) -> InstalledReader:
    """The reader of this name. Raises `InputError` when none is installed, or it cannot be loaded."""
    known = {entry.name: entry for entry in entry_points(group=GROUP)}
    if name not in known:
        raise InputError(
            "reader-not-installed",
            _("no reader is installed that is called {name}").format(name=name),
            _("install it (the encoder: extras/servanda-encoder of Servanda's source), or name a folder"),
        )
    try:
        reader: InstalledReader = known[name].load()()
    except ImportError as error:
        raise InputError(
            "reader-not-installed",
            _("the reader {name} cannot be loaded: {why}").format(name=name, why=error),
            _("install it again, with what it needs"),
        ) from None
    return reader
