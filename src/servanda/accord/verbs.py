"""verbs.yaml as values: event kinds, object classes and verbs, with their hierarchies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from servanda.documents import load_yaml


@dataclass(frozen=True, slots=True)
class EventKind:
    """A kind of occurrence; `aspect` is event, state or achievement; the codes are PLOVER's and CAMEO's nearest.

    `denied_as`: the kind that is denied when this one is ("no violations" denies all hostilities).
    """

    name: str
    parent: str
    aspect: str
    says: str
    plover: str
    cameo: str
    denied_as: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """How one event kind bears on a verb's deed; see the head of verbs.yaml for each field."""

    event: str
    sign: str
    meaning: str
    who: str
    possibly: str
    target: bool
    object: str
    unless_objects: bool
    all: bool
    why: str


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb of an accord: the aspect of its deed, what its own value names, the words for places, its evidence."""

    name: str
    aliases: tuple[str, ...]
    deed: str
    negates: bool
    direct: tuple[str, ...]
    places: tuple[str, ...]
    evidence: tuple[Rule, ...]
    needs_place: bool = False


@dataclass(frozen=True)
class Verbs:
    """The whole table. `events` and `objects` map a name to itself and every broader kind, nearest first."""

    kinds: Mapping[str, EventKind]
    objects: Mapping[str, str]
    verbs: Mapping[str, Verb]
    by_word: Mapping[str, str]

    _lines: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False, compare=False)

    def ancestry(self, kind: str) -> tuple[str, ...]:
        """`kind` and every kind it is a kind of, nearest first; an unknown kind is only itself."""
        line = self._lines.get(kind)
        if line is None:
            found = [kind]
            while (entry := self.kinds.get(found[-1])) and entry.parent:
                found.append(entry.parent)
            line = self._lines[kind] = tuple(found)
        return line

    def is_a(self, kind: str, broader: str) -> bool:
        return broader in self.ancestry(kind)

    def leaves(self, kind: str) -> frozenset[str]:
        """`kind` and every kind below it."""
        return frozenset(k for k in self.kinds if self.is_a(k, kind)) | {kind}

    def object_ancestry(self, name: str) -> tuple[str, ...]:
        found = [name]
        while self.objects.get(found[-1]):
            found.append(self.objects[found[-1]])
        return tuple(found)

    def verb(self, word: str) -> Verb | None:
        """The verb that `word` names, by its name or an alias; spaces, hyphens and underscores are one."""
        name = self.by_word.get(normal(word))
        return self.verbs[name] if name else None


def normal(word: str) -> str:
    """Words compared without case and with hyphens and underscores as spaces."""
    return " ".join(word.casefold().replace("_", " ").replace("-", " ").split())


@cache
def verbs() -> Verbs:
    """The table that ships with Servanda."""
    document, findings = load_yaml((files("servanda.accord") / "verbs.yaml").read_bytes(), "verbs.yaml")
    if document is None or findings:
        raise AssertionError(f"verbs.yaml is part of the program and must load: {findings}")
    data = document.data
    kinds = {
        name: EventKind(
            name,
            row.get("is", ""),
            row.get("aspect", "event"),
            row.get("says", ""),
            row.get("plover", ""),
            str(row.get("cameo", "")),
            row.get("denied as", ""),
        )
        for name, row in data["events"].items()
    }
    objects = {name: row.get("is", "") for name, row in data["objects"].items()}
    table = {}
    by_word = {}
    for name, row in data["verbs"].items():
        rules = tuple(
            Rule(
                r["event"],
                r["sign"],
                r["as"],
                r["who"],
                r.get("possibly", ""),
                r.get("target") == "yes",
                r.get("object", ""),
                r.get("unless objects") == "yes",
                r.get("all") == "yes",
                r["why"],
            )
            for r in row["evidence"]
        )
        aliases = tuple(row.get("aliases", ()))
        table[name] = Verb(
            name,
            aliases,
            row["deed"],
            row.get("negates") == "yes",
            tuple(row["direct"]),
            tuple(row["places"]),
            rules,
            row.get("needs place") == "yes",
        )
        for word in (name, *aliases):
            by_word[normal(word)] = name
    return Verbs(kinds, objects, table, by_word)
