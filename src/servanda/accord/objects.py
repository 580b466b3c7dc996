"""What a norm is about: classes of things from verbs.yaml, or the accord's own."""

from __future__ import annotations

from functools import cache

from servanda.accord.places import slug
from servanda.accord.verbs import verbs


def object_class(text: str) -> str | None:
    """The class of verbs.yaml that `text` names in the singular or plural; None when it names none."""
    return _forms().get(slug(text))


def own_class(text: str) -> str:
    """A free phrase as a class of the accord's own."""
    return slug(text)


@cache
def _forms() -> dict[str, str]:
    forms: dict[str, str] = {}
    for name in verbs().objects:
        for form in (name, f"{name}s", f"{name}es", name.removesuffix("y") + "ies", name.removesuffix("s")):
            forms.setdefault(form, name)
    forms.update((name, name) for name in verbs().objects)
    return forms
