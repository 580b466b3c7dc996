"""What was erased here is recognised when it comes again, without keeping what it was.

An id is short and made from a text or an address: whoever has guesses could try them. So nothing of it stays in the
dossier. In the configuration of who erased it, beside the key, stands its HMAC under a secret that follows from the
private key (`erased-marks`, mode 0600, one in hex a line). Who has not the key learns nothing from them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection
from pathlib import Path

from servanda.ledger.database import speaking
from servanda.ledger.key import SigningKey, default_path

FILE_NAME = "erased-marks"


def default_file() -> Path:
    """Beside the user's signing key."""
    return default_path().with_name(FILE_NAME)


def remember(ids: Collection[str], key: SigningKey, file: Path | None = None) -> None:
    """Know these ids again from now on."""
    place = file or default_file()
    known = _marks(place)
    fresh = [mark for i in sorted(ids) if (mark := key.mark(i)) not in known]
    if not fresh:
        return
    with speaking(place):
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "wb") as out:
            out.write("".join(f"{mark}\n" for mark in fresh).encode())
            out.flush()
            os.fsync(out.fileno())


def recognised(key: Callable[[], SigningKey], file: Path | None = None) -> Callable[[str], bool]:
    """Whether an id was erased by this user. The key is asked for only where something was."""
    known = _marks(file or default_file())
    if not known:
        return lambda _id: False
    mark = key().mark
    return lambda i: mark(i) in known


def _marks(place: Path) -> frozenset[str]:
    with speaking(place):
        return frozenset(place.read_text("ascii", "replace").split()) if place.exists() else frozenset()
