"""Names made into slugs, and free words made into the names of verbs.yaml."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from servanda.accord.verbs import verbs
from servanda.model import is_slug

_LONGEST = 40


def slug_of(name: str, prefix: str = "") -> str:
    """A kebab slug of `name` (at most 40 characters, `prefix` included), the same for the same name.

    What does not fit, or has no Latin letters, keeps a few digits of its digest, so that two names stay two.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii").casefold()
    plain = re.sub(r"['`]", "", plain)
    slug = prefix + re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()
    if slug == prefix:
        slug = f"{prefix}x-{digest[:8]}"
    if not slug[0].isalpha():
        slug = f"n-{slug}"
    if len(slug) > _LONGEST:
        slug = f"{slug[: _LONGEST - 5].rstrip('-')}-{digest[:4]}"
    return slug


def event_kind(word: str) -> str | None:
    """The event kind that `word` names; case, spaces, hyphens and underscores do not matter."""
    kinds = verbs().kinds
    if word in kinds:
        return word
    kebab = _kebab(word)
    return kebab if kebab in kinds else None


def object_class(word: str) -> str:
    """The object class that `word` names (singular or plural), or an own slug."""
    objects = verbs().objects
    if word in objects or not word:
        return word
    kebab = _kebab(word)
    for candidate in (kebab, kebab.removesuffix("s"), kebab + "s"):
        if candidate in objects:
            return candidate
    return word if is_slug(word) else slug_of(word)


def _kebab(word: str) -> str:
    return re.sub(r"[\s_-]+", "-", word.strip().casefold())
