"""Who is meant: actor ids, classes by designation, and the lists that people write of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from servanda.accord.classes import Classes
from servanda.accord.law import Term
from servanda.accord.page import Page
from servanda.actors import Register
from servanda.documents import SCALARS, Path, did_you_mean, items, word
from servanda.model import is_slug
from servanda.words import _

ANYONE = ("all", "any", "anyone", "anybody", "everyone", "everybody")
GROUPS = ("each of", "jointly", "any of", "all of")
CLASS = ("designated", "by", "side of", "anyone except", "except")


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

    def __init__(self, page: Page, register: Register | None, classes: Classes | None = None) -> None:
        self.page = page
        self.register = register
        self.classes = classes or Classes({}, {}, {})
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
        for at, item in self.page.each(path, value):
            if isinstance(item, dict):
                yield from self.of_class(at, item)
            elif not isinstance(item, SCALARS):
                self.page.wrong(at, "actor-term", _("this names nobody"), _("an actor's id"), item)
            elif word(item).casefold() in ANYONE:
                yield Term(anyone=True)
            else:
                yield from self.named(at, word(item))

    def named(self, path: Path, text: str) -> tuple[Term, ...]:
        """An actor by id, or the people of a class of the accord's own."""
        if text in self.classes.people:
            at, row = self.classes.people[text]
            return self._people(at, row)
        return (Term(actor=self.known(path, text)),)

    def _people(self, path: Path, row: dict[str, Any]) -> tuple[Term, ...]:
        if "members" not in row:
            return self.of_class(path, row)
        self.page.unknown(path, row, ("members", "except"))
        but = self._but(path, row)
        inner = ((at, word(item)) for at, item in items((*path, "members"), row["members"]))
        return tuple(Term(actor=self.known(at, text), but=but) for at, text in inner)

    def of_class(self, path: Path, item: dict[str, Any]) -> tuple[Term, ...]:
        """`{designated: terrorist, by: UNSC}`, `{side of: SYR}` or `{anyone except: [HTS]}`, each with `except`."""
        kinds = [key for key in ("designated", "side of", "anyone except") if key in item]
        if len(kinds) != 1:
            example = "{designated: terrorist, by: UNSC}, {side of: SYR}"
            what = _("this names nobody")
            self.page.wrong(path, "actor-term", what, _("an actor's id, or {x}").format(x=example), item)
            return ()
        self.page.unknown(path, item, CLASS)
        but = self._but(path, item)
        if kinds[0] == "anyone except":
            return (Term(anyone=True, but=but),)
        text = self.page.text(path, item, kinds[0])
        if not text:
            what = _("designated as what?") if kinds[0] == "designated" else _("the side of whom?")
            self.page.wrong(path, "actor-term", what, "designated: terrorist", item)
            return ()
        if kinds[0] == "side of":
            return (Term(side_of=self.known((*path, "side of"), text), but=but),)
        by = self.page.text(path, item, "by")
        if by:
            self.known((*path, "by"), by)
        return (Term(designated=text, by=by, but=but),)

    def _but(self, path: Path, item: dict[str, Any]) -> tuple[str, ...]:
        found = [*self.ids((*path, "except"), item.get("except"))]
        found += self.ids((*path, "anyone except"), item.get("anyone except"))
        return tuple(dict.fromkeys(found))

    def ids(self, path: Path, value: object) -> tuple[str, ...]:
        """Plain actor ids: parties, signatories, monitors."""
        found = []
        for at, item in self.page.each(path, value):
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
