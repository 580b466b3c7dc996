"""Whose keys signed in a dossier, remembered at first sight in the user's configuration, as SSH remembers hosts.

A valid signature says that somebody with that key vouches for a checkpoint; who rebuilt a ledger can sign it too, with
another key. Only somebody who remembers, outside the folder, which keys signed there before can tell. The file beside
the user's key (`seen-keys.json`, mode 0600) has, for each dossier, its folder, its id and the keys, each with the
second (UTC) at which it was first seen.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from servanda.errors import DossierError
from servanda.ledger.database import speaking
from servanda.ledger.disk import fresh_name, sync_folder
from servanda.ledger.entry import is_digest
from servanda.ledger.key import default_path
from servanda.words import _

FILE_NAME = "seen-keys.json"
_LARGEST = 16 << 20


@dataclass(frozen=True)
class SeenKeys:
    """The keys (hex) seen in a dossier, each with when it was first seen (seconds UTC). A dossier is known again by its
    folder or by its id, so that neither a moved nor a renamed one is taken for a new one."""

    folder: str
    dossier: str
    keys: Mapping[str, int]

    def strange(self, keys: Collection[str]) -> tuple[str, ...]:
        """Those of `keys` that were not seen here, where others were."""
        return tuple(sorted(set(keys) - set(self.keys))) if self.keys else ()


def default_file() -> Path:
    """Beside the user's signing key."""
    return default_path().with_name(FILE_NAME)


def seen(folder: Path, dossier: str, file: Path | None = None) -> SeenKeys:
    """What was seen before in the dossier with this id in this folder. Raises DossierError where nobody can read it."""
    place = str(folder.resolve())
    keys: dict[str, int] = {}
    for row in _rows(file or default_file()):
        if row["folder"] == place or (dossier and row["dossier"] == dossier):
            for key, at in row["keys"].items():
                keys[key] = min(at, keys.get(key, at))
    return SeenKeys(place, dossier, keys)


def remember(found: SeenKeys, keys: Collection[str], file: Path | None = None) -> None:
    """Know these keys from now on in this dossier."""
    place = file or default_file()
    now = int(time.time())
    kept = {**dict.fromkeys(sorted(keys), now), **found.keys}
    rows = [r for r in _rows(place) if (r["folder"], r["dossier"]) != (found.folder, found.dossier)]
    rows.append({"folder": found.folder, "dossier": found.dossier, "keys": kept})
    with speaking(place):
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = fresh_name(place.parent)
        try:
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                out.write(json.dumps(rows, indent=1, ensure_ascii=False).encode())
                out.flush()
                os.fsync(out.fileno())
            fresh.replace(place)
        finally:
            fresh.unlink(missing_ok=True)
        sync_folder(place.parent)


def _rows(file: Path) -> list[dict[str, Any]]:
    with speaking(file):
        if not file.exists():
            return []
        data = file.read_bytes() if file.stat().st_size <= _LARGEST else b""
    try:
        rows = json.loads(data)
    except (ValueError, RecursionError):
        rows = None
    if not isinstance(rows, list) or not all(map(_is_row, rows)):
        raise DossierError(
            "seen-keys-unreadable",
            _("{file} does not say which keys were seen in which dossier").format(file=file),
            _("move it away: keys are then seen for the first time again"),
        )
    return rows


def _is_row(row: object) -> bool:
    return (
        isinstance(row, dict)
        and isinstance(row.get("folder"), str)
        and isinstance(row.get("dossier"), str)
        and isinstance(row.get("keys"), dict)
        and all(is_digest(key) and type(at) is int for key, at in row["keys"].items())
    )
