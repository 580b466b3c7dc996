"""What people type, checked against the dossier: clocks, viewpoints, standards, readings and references.

Each function raises UsageError with the nearest names, so that a typing error costs one line.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from servanda.documents import did_you_mean
from servanda.errors import UsageError
from servanda.model import STANDARDS, TimeError, Verdict, beginning, instant, zone
from servanda.words import _, plural

if TYPE_CHECKING:
    from servanda.dossier import Clocks, Dossier


@dataclass(frozen=True)
class Question:
    """One question about verdicts; `refs` empty asks for every obligation, `start` None for entry into force."""

    clocks: Clocks
    viewpoints: tuple[str, ...]
    standard: str
    readings: dict[str, str] = field(default_factory=dict)
    accords: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()
    start: int | None = None
    without: tuple[str, ...] = ()

    @property
    def concerns(self) -> tuple[str, ...]:
        """The accords that have to be asked; none means all."""
        if not self.refs:
            return self.accords
        asked = dict.fromkeys(ref.partition("/")[0] for ref in self.refs)
        return tuple(accord for accord in asked if not self.accords or accord in self.accords)

    def covers(self, verdict: Verdict) -> bool:
        """Whether the row is one that was asked for."""
        return (not self.accords or verdict.accord in self.accords) and (not self.refs or verdict.ref in self.refs)


def clocks(dossier: Dossier, as_of: str | None, known_at: str | None, clock: str | None) -> Clocks:
    """The pair of clocks; a time that cannot be read is a UsageError, as_of after known_at is told on stderr."""
    from servanda.cli.terminal import say

    for name, text in (("--as-of", as_of), ("--known-at", known_at)):
        if text is not None:
            moment(dossier, name, text)
    if clock not in (None, "ledger", "public"):
        raise UsageError(
            "unknown-clock",
            _("there is no clock {clock!r}").format(clock=clock),
            _("--clock is ledger (when it was recorded here) or public (when it was published)"),
        )
    pair = dossier.clocks(as_of=as_of, known_at=known_at, clock=clock)
    for finding in pair.findings:
        say(str(finding))
    for finding in dossier.unread:
        say(str(finding))
    for finding in dossier.waiting():
        say(str(finding))
    for path, errors in dossier.left_out().items():
        what = plural(
            "{path}: {n} error, so no answer rests on it", "{path}: {n} errors, so no answer rests on it", errors
        )
        say(what.format(path=path, n=errors) + _("; 'servanda check' lists them"))
    return pair


def part(dossier: Dossier, clocks: Clocks) -> tuple[int, int] | None:
    """How many rows in bulk an answer read, of how many; None where it read all of them."""
    dossier.view(clocks)
    read, rows = dossier.parts.get((clocks.as_of, clocks.known_at, clocks.clock), (0, 0))
    return (read, rows) if read < rows else None


def tell_part(dossier: Dossier, clocks: Clocks) -> None:
    """Say how much of a large dossier was left unread, and what of the rest could not be read."""
    from servanda.cli.terminal import say

    for finding in dossier.unread if dossier.asked is not None else ():
        say(str(finding))
    found = part(dossier, clocks)
    if found is not None:
        read, rows = found
        what = _(
            "read {read} of {rows} rows: {n} of another kind, or outside the place and time asked about, were not read"
        )
        say(what.format(read=f"{read:,}", rows=f"{rows:,}", n=f"{rows - read:,}"))


def moment(dossier: Dossier, option: str, text: str, *, included: bool = False) -> int:
    """A time typed by hand in the dossier's zone; a bare date at its start, with `included` at its end."""
    try:
        return (instant if included else beginning)(text, zone(dossier.config.timezone))
    except TimeError as error:
        raise UsageError(
            "time-malformed",
            _("{option}: expected {what}").format(option=option, what=error),
            _("see docs/reference/time.md"),
        ) from error


def start(dossier: Dossier, text: str | None) -> int | None:
    """The start of the period asked for."""
    return None if text is None else moment(dossier, "--from", text)


def viewpoints(dossier: Dossier, given: Sequence[str] | None) -> tuple[str, ...]:
    """The viewpoints asked for; none means every one that the dossier has (the matrix) or `all`."""
    known = dossier.viewpoints()
    for name in given or ():
        if name not in known and name not in dossier.register:
            raise _unknown("unknown-viewpoint", _("there is no viewpoint {name!r}"), name, known)
    return tuple(dict.fromkeys(given or ()))


def standard(dossier: Dossier, given: str | None) -> str:
    """The standard of proof asked for, else the dossier's."""
    words = [level.word for level in STANDARDS]
    if given is not None and given not in words:
        raise _unknown("unknown-standard", _("there is no standard of proof {name!r}"), given, words)
    return given or str(dossier.config.standard)


def readings(dossier: Dossier, chosen: dict[str, str]) -> dict[str, str]:
    """The readings chosen, each known with that alternative to some accord."""
    known: dict[str, set[str]] = {}
    for accord in dossier.accords:
        for name, reading in accord.readings.items():
            known.setdefault(name, set()).update((reading.default, *reading.alternatives))
    for name, alternative in chosen.items():
        if name not in known:
            raise _unknown("unknown-reading", _("no accord here has a reading {name!r}"), name, sorted(known))
        if alternative not in known[name]:
            what = _("the reading {reading!r} has no alternative {{name!r}}").format(reading=name)
            raise _unknown("unknown-reading", what, alternative, sorted(known[name] - {""}))
    return chosen


def accords(dossier: Dossier, given: Sequence[str] | None) -> tuple[str, ...]:
    """The accords asked for."""
    known = [accord.id for accord in dossier.accords]
    for name in given or ():
        if name not in known:
            raise _unknown("unknown-accord", _("there is no accord {name!r} in this dossier"), name, known)
    return tuple(given or ())


def obligations(dossier: Dossier, given: Sequence[str] | None) -> tuple[str, ...]:
    """The obligations asked for as full references."""
    return tuple(reference(dossier, text)[0] for text in given or ())


def reference(dossier: Dossier, text: str) -> tuple[str, str | None]:
    """`accord/obligation`, `accord/*`, or an obligation id that only one accord has, each with `@VIEWPOINT` if given.

    The result is the full reference and the viewpoint, None where none was given.
    """
    name, at, viewpoint = text.partition("@")
    full = [f"{accord.id}/*" for accord in dossier.accords]
    full += [obligation.ref for accord in dossier.accords for obligation in accord.obligations]
    full += [
        f"{accord.id}/{article}/*"
        for accord in dossier.accords
        for article in dict.fromkeys(o.article for o in accord.obligations if o.article)
    ]
    if at:
        viewpoints(dossier, [viewpoint])
    if name in full:
        return name, viewpoint or None
    matching = [ref for ref in full if ref.casefold() == name.casefold() or ref.partition("/")[2] == name]
    if len(matching) > 1:
        raise UsageError(
            "reference-ambiguous",
            _("{name!r} is an obligation of several accords").format(name=name),
            _("say which: ") + ", ".join(matching),
        )
    if not matching:
        local = [ref.partition("/")[2] for ref in full]
        near = did_you_mean(name, full if "/" in name else [*local, *full])
        raise UsageError(
            "unknown-reference",
            _("no obligation here is called {name!r}").format(name=name),
            near + "; " + _("'servanda verdict' lists them"),
        )
    return matching[0], viewpoint or None


def verdicts(dossier: Dossier, question: Question) -> Iterable[Verdict]:
    """One verdict per obligation and viewpoint (default: all), since entry into force or `--from`."""
    found: list[Verdict] = []
    for accord in question.concerns or (None,):
        found += dossier.verdict(
            viewpoint=list(question.viewpoints) or ["all"],
            standard=question.standard,
            accord=accord,
            start=question.start,
            readings=question.readings,
            clocks=question.clocks,
            without=question.without,
        )
    return [verdict for verdict in found if question.covers(verdict)]


def _unknown(slug: str, what: str, name: str, known: Sequence[str]) -> UsageError:
    return UsageError(slug, what.format(name=name), did_you_mean(name, known) if known else "")
