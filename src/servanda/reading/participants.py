"""Who did a deed and whom it struck, from the order of the names around its words.

A subject stands before an active verb and after "by"; what is struck after the verb, or before a passive one. Nobody is
named for want of another: a subject that names no known actor ("the militants") leaves the actor open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from servanda.reading.mentions import Mention

CONTACTS = frozenset(("call", "talks", "meeting", "contact"))
_JOINT = CONTACTS | {"patrol", "clash"}
_MOVES = frozenset(
    ("withdrawal", "departure", "deployment", "return", "presence", "ground-attack", "attack", "displacement")
)
_PASSIVE = re.compile(r"\b(?:was|were|been|being|be|is|are|got|came)\s+(?:\w+ly\s+|not\s+|also\s+|now\s+){0,2}$")
_BY = re.compile(r"\s(?:[\w'-]+\s){0,7}?by\s(?:the\s)?(?:a\s|an\s)?$")
_BY_NEAR = re.compile(r"^\s(?:carried out\s|committed\s|recorded\s)?(?:by|from)\s(?:the\s)?(?:a\s|an\s)?$")
_AIMED = re.compile(r"\b(?:aimed at|against|targeting|directed at)\s(?:the\s)?(?:\w+\s){0,2}$")
_OWNS = re.compile(r"(?:'s|')?\s(?:(?!of\b|to\b|on\b|in\b|and\b|that\b|with\b|at\b|for\b|by\b)[\w-]+\s){0,2}")
_OF = re.compile(r"\b(?:of|by)\s(?:the\s)?(?:\w+\s)?$")
_STRUCK = re.compile(r"\b(?:on|of|against|at|near)\s(?:the\s|a\s|an\s)?(?:\w+\s){0,4}$")
_AND = re.compile(r"\s?(?:,|and|,\sand|together with|along with|with)\s(?:the\s|its\s)?")
_UNNAMED_PAIR = re.compile(
    r"\b(?:parties|sides|leaders|they|presidents|ministers|countries)\s(?:also\s|have\s|had\s)?$"
)
_IN = re.compile(
    r"\b(?:in|on|near|at|outside|inside|around|of northern|across|into|over|from|to|territory of|"
    r"north of|regions of|initiative of)"
    r"\s(?:the\s)?(?:northern\s|north-west\s|northwest\s|north-eastern\s)?$"
)


class Place(NamedTuple):
    """Where a deed's words stand: the clause `[lo, hi)` around them in the sentence `[start, end)`, and the words."""

    start: int
    lo: int
    at: int
    to: int
    hi: int
    end: int


class Participants(NamedTuple):
    actors: tuple[Mention, ...]
    targets: tuple[Mention, ...]


def participants(text: str, p: Place, names: Sequence[Mention], event: str, verb: bool) -> Participants:
    """Actors and targets of the deed whose words stand at `p`."""
    everyone = [m for m in names if m.kind != "adjective" and p.start <= m.start and m.end <= p.end]
    if event in _JOINT:
        return Participants(_joint(text, p, everyone, event), ())
    near = [m for m in everyone if p.lo <= m.start <= p.hi]
    before = [m for m in near if m.end <= p.at + 1]
    after = [m for m in near if m.start >= p.to - 1]
    agent = _agent(text, p, after, verb)
    if event in ("agreement", "signing"):
        return Participants(agent or _agreed(text, p, everyone, before), ())
    if verb and text[p.at : p.to].startswith(("came under", "come under")):
        # "under Syrian fire": the adjective between the words says whose
        agent = tuple(replace(m, ids=(m.title,)) for m in names if p.at <= m.start < p.to and m.kind == "adjective")
    if (verb and _is_passive(text, p)) or agent:
        return Participants(agent, tuple(_named(_run(text, before))))
    if verb:
        return _active(text, p, everyone, before, after, event)
    return _noun(text, p, before, after, event)


def located(text: str, m: Mention) -> bool:
    """Whether a state is named only as a place: "in Syria", "from Russia"."""
    return m.kind == "state" and _IN.search(text[max(0, m.start - 26) : m.start]) is not None


def _joint(text: str, p: Place, everyone: Sequence[Mention], event: str) -> tuple[Mention, ...]:
    near = [m for m in everyone if p.lo <= m.start <= p.hi and m.ids] or [m for m in everyone if m.ids]
    near = [m for m in near if not located(text, m)]
    people = [m for m in near if m.kind == "person"]
    if event == "patrol":
        near = [m for m in near if m.kind in ("state", "body")]
    elif event in CONTACTS and len({m.ids for m in people}) >= 2:
        near = people
    out: list[Mention] = []
    for m in near:
        if not any(o.ids == m.ids for o in out):
            out.append(m)
    return tuple(out)


def _is_passive(text: str, p: Place) -> bool:
    words = text[p.at : p.to]
    return (
        words.startswith(("came under", "come under")) or _PASSIVE.search(text[max(p.lo, p.at - 40) : p.at]) is not None
    )


def _agent(text: str, p: Place, after: Sequence[Mention], verb: bool) -> tuple[Mention, ...]:
    reach = _BY if verb else _BY_NEAR
    for n, m in enumerate(after):
        if reach.search(text[p.to : m.start]):
            return tuple(_named(_run(text, after[n:])))
    return ()


def _agreed(text: str, p: Place, everyone: Sequence[Mention], before: Sequence[Mention]) -> tuple[Mention, ...]:
    if _UNNAMED_PAIR.search(text[p.lo : p.at]):
        return ()
    subject = _run(text, before) or _run(text, [m for m in everyone if m.end <= p.at])
    return tuple(_named(subject))


def _active(
    text: str,
    p: Place,
    everyone: Sequence[Mention],
    before: Sequence[Mention],
    after: Sequence[Mention],
    event: str,
) -> Participants:
    subject = _run(text, before)
    if not subject and event != "displacement":
        # the clause begins with its verb: its subject is the sentence's, even one that names nobody
        subject = _run(text, [m for m in everyone if m.end <= p.at])[:1]
    objects = [m for m in after if not located(text, m)][:1]
    if event == "ground-attack" or not objects:
        aimed = [m for m in everyone if p.to <= m.start and _AIMED.search(text[max(p.start, m.start - 60) : m.start])]
        objects = aimed[:1] or objects
    return Participants(tuple(_named(subject)), tuple(_named(objects)))


def _noun(text: str, p: Place, before: Sequence[Mention], after: Sequence[Mention], event: str) -> Participants:
    """ "Turkish shelling", "attacks on X", "the withdrawal of Y"."""
    doer = [m for m in before[-1:] if _OWNS.fullmatch(text[m.end : p.at])]
    if not doer and event in _MOVES:
        doer = [m for m in after if _OF.search(text[p.to - 1 : m.start][-20:]) and m.start - p.to <= 24][:1]
    struck = [m for m in after if m not in doer and _STRUCK.search(text[p.to - 1 : m.start])][:1]
    return Participants(tuple(_named(doer)), tuple(_named(struck)))


def _run(text: str, before: Sequence[Mention]) -> list[Mention]:
    """The subject: the first actors joined by "and", not those in places."""
    out: list[Mention] = []
    for m in before:
        if m.kind == "unknown" or located(text, m):
            continue
        if not out or _AND.fullmatch(text[out[-1].end : m.start]):
            out.append(m)
    return out


def _named(rows: Iterable[Mention]) -> list[Mention]:
    return [m for m in rows if m.ids]
