"""The key that signs checkpoints and erasures: Ed25519, in the user's configuration, never in a dossier.

It says who vouches for a checkpoint, not that what the ledger holds is true. Whoever loses it signs with a new one;
what the old one signed stays checkable, since every signature carries its public key.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from servanda.errors import DossierError
from servanda.ledger.database import speaking
from servanda.ledger.disk import sync_folder
from servanda.words import _

SIGNATURE_BYTES = 64
PUBLIC_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed (`key`, the 32 bytes of an Ed25519 public key) and the 64 bytes of the signature (RFC 8032)."""

    key: bytes
    value: bytes

    def covers(self, message: bytes) -> bool:
        """Whether it is a true signature of `message` under `key`."""
        try:
            Ed25519PublicKey.from_public_bytes(self.key).verify(self.value, message)
        except (InvalidSignature, ValueError):
            return False
        return True


class SigningKey:
    """A private key that can sign; it shows nothing of itself."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.public = private.public_key().public_bytes_raw()

    def mark(self, text: str) -> str:
        """What stands for a text that must not be kept: nobody without the key can tell whether it is a guess's."""
        secret = hashlib.sha256(b"servanda mark 1\n" + self._private.private_bytes_raw()).digest()
        return hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()

    def sign(self, message: bytes) -> Signature:
        return Signature(self.public, self._private.sign(message))


def default_path() -> Path:
    """`$XDG_CONFIG_HOME/servanda/key`, or `~/.config/servanda/key`."""
    configured = os.environ.get("XDG_CONFIG_HOME", "")
    base = Path(configured) if configured.startswith("/") else Path.home() / ".config"
    return base / "servanda" / "key"


def own_public_key(path: Path | None = None) -> bytes | None:
    """The public half of the user's key, if there is one that can be read; nothing is made."""
    place = default_path() if path is None else path
    try:
        return signing_key(place).public if place.is_file() else None
    except DossierError:
        return None


def signing_key(path: Path | None = None) -> SigningKey:
    """The user's key, made on first need with mode 0600. Raises DossierError for one that others can read, or none."""
    place = default_path() if path is None else path
    with speaking(place):
        if not place.exists():
            _make(place)
        if os.name == "posix" and stat.S_IMODE(place.stat().st_mode) & 0o077:
            raise DossierError(
                "key-exposed",
                _("Other users can read the signing key {file}").format(file=place),
                _("if nobody has, run 'chmod 600' on it; else move it away, and a new one will be made"),
            )
        data = place.read_bytes()
    try:
        private = load_pem_private_key(data, password=None)
    except (ValueError, TypeError) as error:
        raise _no_key(place) from error
    if not isinstance(private, Ed25519PrivateKey):
        raise _no_key(place)
    return SigningKey(private)


def _make(place: Path) -> None:
    """Write a new key whole, or leave the one that another process was first to write."""
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    data = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    fresh = place.with_name(f".new-{os.getpid()}-{os.urandom(4).hex()}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(fresh, place)
        except FileExistsError:
            pass
        except OSError:  # a file system without hard links
            fresh.replace(place)
    finally:
        fresh.unlink(missing_ok=True)
    sync_folder(place.parent)


def _no_key(place: Path) -> DossierError:
    return DossierError(
        "key-unreadable",
        _("{file} holds no Ed25519 key").format(file=place),
        _("move it away, and a new one will be made"),
    )
