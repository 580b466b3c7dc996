"""A statement in words: on one line, and as the parts of a note beside its text."""

from __future__ import annotations

from datetime import tzinfo

from servanda.cli.sentence import last_moment
from servanda.cli.visible import line
from servanda.model import Kind, Polarity
from servanda.reading import Statement
from servanda.reading.statement import codes
from servanda.sources import written
from servanda.words import _


def statement_line(statement: Statement, tz: tzinfo) -> str:
    """`Konashenkov (igor-konashenkov) asserts: shelling by SYR, 2020-02-03, Idlib “…” [12–145]`; times in `tz`."""
    s = statement
    known = f" ({', '.join(s.speaker_ids)})" if s.speaker_ids else ""
    parts = (what(s), written(s.when, tz), place(s))
    where = ", ".join(f"{a}–{b}" for a, b in s.content_spans)
    quote = f" “{s.quote}”" if s.quote else ""
    return line(f"{who(s)}{known} {stance(s)}: {', '.join(part for part in parts if part)}{quote} [{where}]")


def who(s: Statement) -> str:
    return line(s.speaker) or _("narration")


def stance(s: Statement) -> str:
    return str(s.stance).replace("_", " ")


def place(s: Statement) -> str:
    """The place's name, or the zone."""
    return line(s.place.name) if s.place is not None else s.zone


def what(s: Statement) -> str:
    """The event with its people and numbers, the obligation assessed, or what is asked for."""
    if s.kind is Kind.ASSESSMENT:
        return _assessed(s)
    coded = f"{s.root} (PLOVER)" if s.root else ""
    found = s.event.replace("-", " ") or s.obligation or line(s.demand) or coded
    if not found:
        found = _("event of unknown kind") if s.kind is Kind.OCCURRENCE else str(s.kind)
    if s.polarity is Polarity.DENIES:
        found = _("no {what}").format(what=found)
    elif s.polarity is Polarity.NONE and s.kind is Kind.OCCURRENCE:
        found = _("possibly {what}").format(what=found)
    asked = s.kind is Kind.UNDERTAKING
    for word, people in ((_(" by"), s.actor), (_(", asked of") if asked else _(" against"), s.target)):
        if people:
            found += f"{word} {_people(people)}"
    for count in s.counts:
        amount = "–".join(f"{n:g}" for n in dict.fromkeys((count.lo, count.hi)) if n is not None)
        found += f" ({count.of} {amount})"
    return found


def _assessed(s: Statement) -> str:
    """Whether it is met, as the speaker has it: the obligation, or whose it is where none is named."""
    if s.polarity is Polarity.NONE:
        found, unnamed = _("met or not: {ref}"), _("an obligation met or not")
    elif s.polarity is Polarity.DENIES:
        found, unnamed = _("not met: {ref}"), _("an obligation not met")
    else:
        found, unnamed = _("met: {ref}"), _("an obligation met")
    if s.obligation:
        return found.format(ref=s.obligation)
    return unnamed + (f"{_(' by')} {_people(s.target)}" if s.target else "")


def _people(people: tuple[tuple[str, ...], ...]) -> str:
    return " + ".join("|".join(candidates) for candidates in people)


def details(s: Statement, tz: tzinfo) -> list[tuple[str, str]]:
    """Name and value of what else is known, for a note or card: empty ones left out."""
    rows = [
        (_("happened"), written(s.when, tz)),
        (_("said"), written_interval(s, tz)),
        (_("place"), place(s)),
        (_("demand"), line(s.demand) if line(s.demand) != what(s).partition(_(", asked of"))[0] else ""),
        (_("of"), ", ".join(s.addressee)),
        (_("deadline"), last_moment(s.deadline, tz)),
        (_("otherwise"), line(s.consequence)),
        (_("or it may assess"), ", ".join(ref for ref, _share in s.alternatives)),
        (_("code"), codes(s)[0] if s.root else ""),
        (_("via"), " > ".join(s.via)),
        (_("flags"), ", ".join(s.flags)),
    ]
    return [(name, value) for name, value in rows if value]


def written_interval(s: Statement, tz: tzinfo) -> str:
    from servanda.model import Extent

    if s.said.start is None or s.said.end is None:
        return ""
    return written(Extent.exact(s.said.start, s.said.end), tz)
