"""What a claim may aim at: the obligations, articles and accords of a dossier, and the part of one actor in them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from servanda.accord import Accord
from servanda.documents import did_you_mean
from servanda.words import _


class Aims:
    """What the accords of a dossier have that can be assessed or changed."""

    def __init__(self, accords: Sequence[Accord]) -> None:
        self._accords = accords

    def wrong(self, target: str) -> str | None:
        """None when `target` (`accord/obligation`, `accord/5/*`, `accord/*`, each perhaps with `@ACTOR`) speaks of
        something; else what was expected."""
        bare, at, actor = target.partition("@")
        accord = next((a for a in self._accords if a.id == bare.partition("/")[0]), None)
        if accord is None or not (accord.under(bare) or bare == f"{accord.id}/*"):
            return did_you_mean(bare, self._references)
        owing = [*accord.parties, *accord.addressee] if bare == f"{accord.id}/*" else []
        owing += [a for o in accord.under(bare) for a in (*o.bearers, *o.performers)]
        if at and actor not in owing:
            return _("after @ who owes it: {names}").format(names=", ".join(dict.fromkeys(owing)) or _("nobody"))
        return None

    @cached_property
    def _references(self) -> list[str]:
        found = [f"{a.id}/*" for a in self._accords]
        found += [o.ref for a in self._accords for o in a.obligations]
        groups = [o.group for a in self._accords for o in a.obligations if o.group]
        return list(dict.fromkeys([*found, *groups]))
