"""Who is meant: actor ids, classes by designation, and the lists that people write of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from servanda.accord.law import Term
from servanda.accord.page import SCALARS, Page, items, word
from servanda.actors import Register
from servanda.documents import Path, did_you_mean
from servanda.model import is_slug
from servanda.words import _

ANYONE = ("all", "any", "anyone", "anybody", "everyone", "everybody")
GROUPS = ("each of", "jointly", "any of", "all of")


class Who(NamedTuple):
    """Whom a role names. `each`: every one by itself; `jointly`: all of them together."""

    terms: tuple[Term, ...] = ()
    each: bool = False
    jointly: bool = False

    @property
    def actors(self) -> tuple[str, ...]:
        return tuple(t.actor for t in self.terms if t.actor)


class Cast:
    """The actors that an accord names, looked up in the register; unknown ones are told once each."""

    def __init__(self, page: Page, register: Register | None) -> None:
        self.page = page
        self.register = register
        self._told: set[str] = set()

    def who(self, path: Path, value: object) -> Who:
        """An id, a list of ids, `{each of: …}`, `{jointly: …}`, `{any of: …}` or `{designated: …}`."""
        each = jointly = False
        if isinstance(value, dict) and len(value) == 1 and next(iter(value)) in GROUPS:
            group = next(iter(value))
            each, jointly = group == "each of", group == "jointly"
            path, value = (*path, group), value[group]
        terms = tuple(dict.fromkeys(self.terms(path, value)))
        if not terms and value is not None and not isinstance(value, (*SCALARS, dict)):
            self.page.wrong(path, "nobody-named", _("nobody is named here"), _("an actor's id"), value)
        return Who(terms, each, jointly)

    def terms(self, path: Path, value: object) -> Iterator[Term]:
        for at, item in items(path, value):
            term = self.term(at, item)
            if term is not None:
                yield term

    def term(self, path: Path, item: object) -> Term | None:
        if isinstance(item, dict):
            if "designated" not in item:
                example = "{designated: terrorist, by: UNSC}"
                self.page.wrong(
                    path, "actor-term", _("this names nobody"), _("an actor's id, or {x}").format(x=example), item
                )
                return None
            self.page.unknown(path, item, ("designated", "by"))
            by = self.page.text(path, item, "by")
            if by:
                self.known((*path, "by"), by)
            designated = self.page.text(path, item, "designated")
            if not designated:
                self.page.wrong(path, "actor-term", _("designated as what?"), "designated: terrorist", item)
                return None
            return Term(designated=designated, by=by)
        if not isinstance(item, SCALARS):
            self.page.wrong(path, "actor-term", _("this names nobody"), _("an actor's id"), item)
            return None
        text = word(item)
        if text.casefold() in ANYONE:
            return Term(anyone=True)
        return Term(actor=self.known(path, text))

    def ids(self, path: Path, value: object) -> tuple[str, ...]:
        """Plain actor ids: parties, signatories, monitors."""
        found = []
        for at, item in items(path, value):
            if isinstance(item, str):
                found.append(self.known(at, word(item)))
            else:
                self.page.wrong(at, "actor-id", _("this is no actor's id"), _("an id such as TUR"), item)
        return tuple(dict.fromkeys(found))

    def known(self, path: Path, text: str) -> str:
        """The id itself; a finding when it is none, or when the register lacks it."""
        if not is_slug(text) and not text.startswith("unnamed:"):
            expected = self._meant(text) or _("a letter, then up to 39 letters, digits or hyphens")
            self.page.wrong(path, "actor-id", _("this is no actor's id"), expected, text)
        elif self.register is not None and text not in self.register and text not in self._told:
            self._told.add(text)
            self.page.warn(
                path,
                "unknown-actor",
                _("the register does not know this actor"),
                self._meant(text) or _("an id of actors.yaml, or a state's ISO 3166 code"),
                text,
                _("add it to actors.yaml, or mend the id"),
            )
        return text

    def _meant(self, text: str) -> str:
        if self.register is None:
            return ""
        named = [m.actor for m in self.register.resolve(text)[:2]]
        if named:
            return _("perhaps ") + _(" or ").join(named)
        near = did_you_mean(text, list(self.register.own))
        return near if near.startswith(_("perhaps ")) else ""
