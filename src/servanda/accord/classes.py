"""`classes`: what an accord means by its own words, for people (`members`, `designated`, `side of`) and for things
(`is`, `includes`, with what narrows them)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from servanda.accord.law import Thing
from servanda.accord.measures import LENGTHS, NUMBERS, measures
from servanda.accord.objects import object_class, own_class
from servanda.accord.page import Page
from servanda.documents import Path
from servanda.model import is_slug
from servanda.words import _

PEOPLE = ("members", "designated", "by", "side of", "anyone except", "except")
THINGS = ("is", "includes", *LENGTHS, *NUMBERS, "measure")
KEYS = ("says", *PEOPLE, *THINGS)


class Classes(NamedTuple):
    """`people`: the value that stands for a class of actors, with its path; `things`: classes of things; `included`:
    the classes that a word for several stands for."""

    people: Mapping[str, tuple[Path, dict[str, Any]]]
    things: Mapping[str, Thing]
    included: Mapping[str, tuple[str, ...]]

    def thing(self, text: str) -> tuple[str, ...]:
        """The classes of things that `text` names in this accord; empty when it names none."""
        name = own_class(text)
        for form in (name, name.removesuffix("s"), name.removesuffix("es")):
            if form in self.included:
                return self.included[form]
            if form in self.things:
                return (form,)
        return ()


def classes(page: Page) -> Classes:
    """The classes of the file; a class that is neither of people nor of things is a finding."""
    example = "heavy-guns: {is: artillery, calibre: {at least: 100 mm}}"
    rows = page.mapping(("classes",), page.document.data.get("classes"), "classes-shape", example) or {}
    people: dict[str, tuple[Path, dict[str, Any]]] = {}
    things: dict[str, Thing] = {}
    members: dict[str, list[str]] = {}
    for name, row in rows.items():
        path: Path = ("classes", name)
        if not is_slug(name):
            page.wrong(path, "class-name", _("a class's name is a slug"), _("letters, digits, hyphens"), name)
            continue
        if not isinstance(row, dict):
            page.wrong(path, "class-shape", _("this is no class"), "{members: […]}, {is: artillery, …}", row)
            continue
        page.unknown(path, row, KEYS)
        of_people = [key for key in PEOPLE if key in row]
        of_things = [key for key in THINGS if key in row]
        if bool(of_people) == bool(of_things):
            what = _("a class is of people or of things")
            expected = _("members or designated, or: is or includes")
            page.wrong(path, "class-shape", what, expected, ", ".join((*of_people, *of_things)) or row)
        elif of_people:
            people[name] = (path, {key: row[key] for key in of_people})
        else:
            members[own_class(name)] = [text for _at, text in page.texts(path, row, "includes")]
            parent = page.text(path, row, "is")
            if parent:
                members.pop(own_class(name))
                if "includes" in row:
                    what = _("a class is a kind of another, or several together")
                    page.wrong((*path, "includes"), "class-shape", what, _("is, or includes"), row)
            narrowed = {key: row[key] for key in (*LENGTHS, *NUMBERS, "measure") if key in row}
            amounts = tuple(measures(page, path, narrowed))
            things[own_class(name)] = Thing(object_class(parent) or own_class(parent) if parent else "", amounts)
    included = {name: _included(page, name, members) for name in members if members[name]}
    _check_circles(page, things)
    return Classes(people, things, included)


def _included(page: Page, name: str, members: Mapping[str, list[str]]) -> tuple[str, ...]:
    """What a class of several stands for, down to classes that include none."""
    found: dict[str, None] = {}
    seen: set[str] = set()
    stack = [name]
    while stack:
        here = stack.pop()
        if here in seen:
            continue
        seen.add(here)
        inner = members.get(here)
        if not inner:
            found[here] = None
            continue
        stack += [
            next((f for f in (own_class(t), own_class(t).removesuffix("s")) if f in members), "")
            or object_class(t)
            or own_class(t)
            for t in reversed(inner)
        ]
    if not found:
        page.wrong(("classes", name), "class-cycle", _("the class includes only itself"), got=name)
    return tuple(found)


def _check_circles(page: Page, things: Mapping[str, Thing]) -> None:
    for name in things:
        seen, here = {name}, things[name].parent
        while here in things:
            if here in seen:
                what = _("a class cannot be a kind of itself")
                page.wrong(("classes", name, "is"), "class-cycle", what, got=" > ".join((name, here)))
                break
            seen.add(here)
            here = things[here].parent
