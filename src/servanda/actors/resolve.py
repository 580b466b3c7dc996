"""From a name as people write it to ranked actors.

The dossier's own names come first; then the base register's states, capitals and offices. Scores: 1 the very spelling,
0.95 its folded form, 0.9 the same words in another order, 0.85 an office of a state, 0.8 a metonym ("Ankara", "the
Kremlin"), 0.75 an office by its head ("the Turkish defence minister"), 0.7 a person by the last name, 0.6 a name with
more words around it, 0.5 a state by its adjective alone or a spelling some letters off. A name not in use at the time
asked for counts half.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

from servanda.actors.actor import Actor, Name, holds
from servanda.actors.base import Base
from servanda.actors.spelling import bag, key

EXACT, FOLDED, REORDERED, OFFICE, METONYM, HEAD = 1.0, 0.95, 0.9, 0.85, 0.8, 0.75
SURNAME, WITHIN, NEAR = 0.7, 0.6, 0.5


class Match(NamedTuple):
    """An actor that a text may name. `how`: id, name, office, metonym, head, surname, within,
    adjective or near."""

    actor: str
    score: float
    name: str
    how: str


class Names:
    """An index over the names and ids of `actors`."""

    def __init__(self, actors: Iterable[Actor]) -> None:
        self._by_key: dict[str, list[tuple[str, Name]]] = {}
        self._by_bag: dict[str, list[tuple[str, Name]]] = {}
        self._by_word: dict[str, set[str]] = {}
        self._by_surname: dict[str, list[tuple[str, Name]]] = {}
        for actor in actors:
            for name in (*actor.names, Name(actor.id)):
                folded, words = key(name.text), bag(name.text)
                if not folded:
                    continue
                self._by_key.setdefault(folded, []).append((actor.id, name))
                self._by_bag.setdefault(words, []).append((actor.id, name))
                for word in words.split():
                    self._by_word.setdefault(word, set()).add(words)
                if actor.type == "person" and name.text != actor.id and len(folded.split()) > 1:
                    self._by_surname.setdefault(bag(folded.split()[-1]), []).append((actor.id, name))

    def matches(self, text: str, at: int | None, *, loose: bool = True) -> list[Match]:
        found: list[Match] = []
        for ident, name in self._by_key.get(key(text), ()):
            exact = name.text.casefold() == text.strip().casefold()
            found.append(_match(ident, name, EXACT if exact else FOLDED, "id" if name.text == ident else "name", at))
        words = bag(text)
        for ident, name in self._by_bag.get(words, ()):
            found.append(_match(ident, name, REORDERED, "name", at))
        for ident, name in self._by_surname.get(words, ()):
            found.append(_match(ident, name, SURNAME, "surname", at))
        if not found and words and loose:
            found += self._looser(words, at)
        return found

    def _looser(self, words: str, at: int | None) -> list[Match]:
        wanted = Counter(words.split())
        near = {other for word in wanted for other in self._by_word.get(word, ())}
        found = []
        for other in sorted(near):
            theirs = Counter(other.split())
            if other and not theirs - wanted and len(other) >= 4:
                # of two names inside the text the longer one says more
                share = theirs.total() / wanted.total()
                for ident, name in self._by_bag[other]:
                    found.append(_match(ident, name, WITHIN + 0.1 * share - 0.1, "within", at))
        if not found and len(words) >= 5:
            import difflib

            for other in difflib.get_close_matches(words, self._by_bag, n=3, cutoff=0.88):
                found += [_match(ident, name, NEAR, "near", at) for ident, name in self._by_bag[other]]
        return found


def base_matches(text: str, base: Base, known: Mapping[str, Actor]) -> list[Match]:
    """What the base register makes of `text`: a state or body, a capital, an office of a state."""
    words = bag(text)
    if not words:
        return []
    found: list[Match] = []
    exact = known.get(text.strip())
    if exact is not None:
        found.append(Match(exact.id, EXACT, exact.id, "id"))
    elif text.strip().isupper() and (exact := known.get(text.strip().upper())) is not None:
        found.append(Match(exact.id, FOLDED, exact.id, "id"))
    found += [Match(i, FOLDED, text, "name") for i in base.states.get(words, ())]
    found += [Match(i, METONYM, text, "metonym") for i in base.metonyms.get(words, ())]
    found += [Match(i, NEAR, text, "adjective") for i in base.adjectives.get(words, ())]
    found += _offices(words, base)
    return found


def _offices(words: str, base: Base) -> list[Match]:
    found: list[Match] = []
    wanted = Counter(words.split())
    for word in wanted:
        for phrase, office, head in base.titles.get(word, ()):
            for code in _state_beside(wanted, phrase, base):
                if office is None:
                    found.append(Match(code, OFFICE, code, "name"))
                    continue
                # the longer of two office names that fit says more: "foreign ministry spokesman", "ministry"
                score = (HEAD if head else OFFICE) + 0.001 * len(phrase.split())
                how = "head" if head else "office"
                found.append(Match(f"{code.lower()}-{office.id}", score, f"{code} {office.says}", how))
    return found


@cache
def _counted(phrase: str) -> Counter[str]:
    """The words of an office's name. Few phrases, asked for with every name of every text."""
    return Counter(phrase.split())


def _state_beside(wanted: Counter[str], phrase: str, base: Base) -> tuple[str, ...]:
    """The states that the words name once the words of `phrase` are taken out of them."""
    part = _counted(phrase)
    if any(wanted[word] < n for word, n in part.items()):
        return ()
    rest = " ".join(sorted((wanted - part).elements()))
    if not rest:
        return ()
    codes = (*base.adjectives.get(rest, ()), *base.states.get(rest, ()))
    return tuple(dict.fromkeys(c for c in codes if len(c) == 3 and f"{c.lower()}-mfa" in base.actors))


def best_first(found: Iterable[Match], own: Mapping[str, int]) -> list[Match]:
    """One match an actor, best first; of equals the dossier's own come first, in the order of its file."""
    best: dict[str, Match] = {}
    for match in found:
        if match.actor not in best or best[match.actor].score < match.score:
            best[match.actor] = match
    return sorted(best.values(), key=lambda m: (-m.score, own.get(m.actor, len(own)), m.actor))


def _match(ident: str, name: Name, score: float, how: str, at: int | None) -> Match:
    return Match(ident, score if holds(name.used, at) else score / 2, name.text, how)
