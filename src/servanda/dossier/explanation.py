"""Why a verdict is what it is: its rule in words, its witnesses, what was left out, and what would change it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb
from typing import TYPE_CHECKING

from servanda.accord.law import Accord, Deed, Duty, Obligation, Pattern, Reading, Term
from servanda.accord.prose import lasting
from servanda.errors import UsageError
from servanda.model import STANDARDS, Claim, Kind, Label, Mode, NotCounted, Polarity, Value, Verdict, rfc3339
from servanda.verdict import Court, Explore, Viewpoint
from servanda.verdict.settling import Settling, Source, settlings
from servanda.words import _

if TYPE_CHECKING:
    from servanda.dossier.bench import Bench
    from servanda.dossier.view import Clocks, View

MOST_TRIALS = 100
"""So many sets of claims are tried for the fewest that flip a verdict; beyond, the flip set is a bound."""


@dataclass(frozen=True)
class FlipSet:
    """Claims whose removal changes the label to `becomes`. `exact`: proved to be the fewest; else a bound."""

    claims: tuple[str, ...]
    becomes: str
    exact: bool


@dataclass(frozen=True)
class Settles:
    """What would decide an open verdict, in words, as it was tried: `becomes` is the label that it would have, `by` who
    would have to say it, each with the level at which it would be proved; `claims` what they would say. `opens`: it
    would only be in force then, or triggered, and its own evidence asked for."""

    becomes: str
    says: str
    by: tuple[tuple[str, str], ...]
    claims: tuple[Claim, ...]
    opens: bool = False

    def __str__(self) -> str:
        who = _("; ").join(f"{source} ({level})" for source, level in self.by)
        if self.opens:
            text = _("It would be in force, and then {label}, with {what}: by {who}.")
            return text.format(label=self.becomes, what=self.says, who=who)
        return _("It would be {label} with {what}: by {who}.").format(label=self.becomes, what=self.says, who=who)


@dataclass(frozen=True)
class Explanation:
    """One verdict and its reasons. `lines` are the steps of the derivation, in order."""

    verdict: Verdict
    rule: str
    lines: tuple[str, ...]
    not_counted: tuple[NotCounted, ...]
    readings: tuple[Reading, ...]
    flip_set: FlipSet | None
    settles: tuple[Settles, ...]


def explain(
    bench: Bench,
    ref: str,
    clocks: Clocks,
    viewpoint: str,
    standard: str | None,
    readings: Mapping[str, str] | None,
) -> Explanation:
    """The explanation of one row. Raises UsageError for a reference that names nothing."""
    court = bench.court(clocks, readings)
    level = bench.level(standard)
    view = bench.view(clocks)
    seen_from = bench.viewpoint(viewpoint, view.law)
    accord = court.accords.get(ref.split("/")[0])
    if accord is None:
        raise UsageError("unknown-reference", _("there is no obligation {ref!r}").format(ref=ref))
    local = ref.partition("/")[2]
    if local == "*" or local.endswith("/*"):
        article = local.removesuffix("*").removesuffix("/")
        if article and not accord.under(ref):
            raise UsageError("unknown-reference", _("there is no obligation {ref!r}").format(ref=ref))
        verdict = court.row(accord, article, seen_from, level)
        shown = view.shown_verdicts([verdict])[0]
        rule = _("What has been said of the accord as a whole, by the latest word of each speaker.")
        if article:
            rule = _("What has been said of the article as a whole, by the latest word of each speaker.")
        return Explanation(shown, rule, _lines(shown), shown.not_counted, (), None, ())
    obligation = accord.obligation(local)
    if obligation is None:
        raise UsageError("unknown-reference", _("there is no obligation {ref!r}").format(ref=ref))
    verdict = court.verdict(accord, obligation, seen_from, level)
    shown = view.shown_verdicts([verdict])[0]
    taken = tuple(r for name in obligation.readings if (r := accord.readings.get(name)) is not None)
    hidden = len(verdict.evidence_for + verdict.evidence_against) - len(shown.evidence_for + shown.evidence_against)
    lines = _lines(shown)
    if hidden:
        lines = (_("{n} claims that may not be shown count as well.").format(n=hidden), *lines)
    return Explanation(
        shown,
        rule_in_words(accord, obligation),
        lines,
        shown.not_counted,
        taken,
        _flip(court, accord, obligation, seen_from, verdict) if not view.secret else None,
        tuple(_settles(view, s) for s in settlings(court, accord, obligation, seen_from, level)),
    )


def rule_in_words(accord: Accord, obligation: Obligation) -> str:
    """The formal rule as a sentence."""
    norm = obligation.norm
    if norm.pattern is Pattern.DECLARES or norm.deed is None:
        return _("A declaration: nothing in it can be tested.")
    act = _deed(norm.deed, obligation.zones)
    who = _(" and ").join(obligation.bearers)
    if norm.duty is Duty.CONDUCT:
        return _("{who} take steps so that this is so: {act}. Only steps taken and opinions on them count.").format(
            who=who or _("the parties"), act=act
        )
    words = {
        Pattern.ACHIEVE: _("Met when this has happened by the deadline: {act}. Not met when it is denied up to it."),
        Pattern.MAINTAIN: _("Met while this holds at every time: {act}. Not met when it once does not."),
        Pattern.PROHIBIT: _("Met while this is denied at every time: {act}. Not met when it once happens."),
        Pattern.RECUR: _("Met when this happens in every window of {length}: {act}. Not met when one closes without."),
        Pattern.RESPOND: _("Met when every trigger ({trigger}) is answered within {length} by: {act}."),
    }
    length = lasting(norm.every_s or norm.within_s or 0, norm.every or norm.within)
    text = words[norm.pattern].format(act=act, length=length, trigger=_deed(norm.trigger, ()) if norm.trigger else "")
    return text + (_(" What was achieved must be kept.") if norm.keep else "")


def _deed(deed: Deed, zones: Sequence[str]) -> str:
    what = deed.verb + (f" ({', '.join(deed.objects)})" if deed.objects else "")
    where = ", ".join(zones) or deed.zone or ""
    return f"{what} [{', '.join(map(_whom, deed.subjects))}]" + (_(" in {where}").format(where=where) if where else "")


def _whom(term: Term) -> str:
    if term.designated:
        return _("whoever is designated {word}").format(word=term.designated)
    if term.side_of:
        return _("the side of {who}").format(who=term.side_of)
    return term.actor or _("anybody")


def _lines(verdict: Verdict) -> tuple[str, ...]:
    lines = []
    if verdict.deadline is not None:
        lines.append(_("The deadline is {time}.").format(time=rfc3339(verdict.deadline)))
    counts = verdict.instances
    total = counts.true + counts.false + counts.both + counts.neither
    if total > 1:
        lines.append(
            _("{total} instances: {t} met, {f} not met, {b} contested, {n} without evidence.").format(
                total=total, t=counts.true, f=counts.false, b=counts.both, n=counts.neither
            )
        )
    if verdict.evidence_for and verdict.level_for:
        lines.append(
            _("{n} claims count for it; the strongest is {level}.").format(
                n=len(verdict.evidence_for), level=verdict.level_for.word
            )
        )
    if verdict.evidence_against and verdict.level_against:
        lines.append(
            _("{n} claims count against it; the strongest is {level}.").format(
                n=len(verdict.evidence_against), level=verdict.level_against.word
            )
        )
    if verdict.observed == 0.0 and verdict.value is Value.NEITHER:
        lines.append(_("Nobody is known to have watched: silence is not evidence."))
    if verdict.unobserved:
        lines.append(_("Nothing counts for it: not observed by {who}.").format(who=", ".join(verdict.unobserved)))
    for could in verdict.undetermined:
        because = f" ({could.because})" if could.because else ""
        lines.append(
            _("Undetermined by {axis}{because}: it could be {labels}.").format(
                axis=could.axis, because=because, labels=_(" or ").join(could.could_be)
            )
        )
    lines.append(_("So it is {label}.").format(label=verdict.label))
    return tuple(lines)


def _flip(
    court: Court, accord: Accord, obligation: Obligation, viewpoint: Viewpoint, verdict: Verdict
) -> FlipSet | None:
    """The fewest claims whose removal changes the label: all small sets of what bears on it, in order of size; where
    these are too many, a set of which no claim can be spared."""
    if verdict.label is Label.UNTESTABLE:
        return None
    counted = tuple(dict.fromkeys((*verdict.evidence_for, *verdict.evidence_against, *verdict.acts)))
    bearing = tuple(dict.fromkeys((*counted, *(n.claim for n in verdict.not_counted))))
    level = next(s for s in STANDARDS if s.word == verdict.standard)

    def label_without(removed: tuple[str, ...]) -> str:
        found = court.without(removed).verdict(accord, obligation, viewpoint, level, explore=Explore.NOTHING)
        return str(found.label)

    tried = 0
    for size in range(1, len(bearing) + 1):
        tried += comb(len(bearing), size)
        if tried > MOST_TRIALS:
            break
        for removed in combinations(bearing, size):
            becomes = label_without(removed)
            if becomes != verdict.label:
                return FlipSet(removed, becomes, exact=True)
    side = verdict.evidence_against if verdict.value is Value.FALSE else verdict.evidence_for
    removed = tuple(dict.fromkeys(side)) or counted
    if not removed or label_without(removed) == verdict.label:
        return None
    for claim in removed[:MOST_TRIALS]:
        fewer = tuple(c for c in removed if c != claim)
        if fewer and label_without(fewer) != verdict.label:
            removed = fewer
    return FlipSet(removed, label_without(removed), exact=False)


def _settles(view: View, found: Settling) -> Settles:
    """What would settle it, with names as they may be shown."""
    by = tuple((_source(view, source, names), level.word) for source, names, level in found.sources)
    return Settles(str(found.label), _wanted(view, found), by, found.claims, opens=found.met is None)


def _source(view: View, source: Source, names: tuple[str, ...]) -> str:
    told = _(" and ").join(view.name(n) for n in names)
    words = {
        Source.ANYBODY: _("anybody"),
        Source.ACCOUNT: told,
        Source.THIRD: _("a third party"),
        Source.ADMISSION: _("{who}, against its own interest").format(who=told),
        Source.TWO: _("two independent sources, not of one side"),
        Source.INSTRUMENT: _("an instrument in nobody's custody"),
        Source.FINDER: _("{who}, who decides").format(who=told),
        Source.OBSERVERS: _("each of {who}").format(who=told),
    }
    return words[source]


def _wanted(view: View, found: Settling) -> str:
    """The template claims in words: the first, and how many of its kind."""
    claim, n = found.claims[0], len(found.claims)
    start, end = rfc3339(claim.when_from_earliest), rfc3339(claim.when_to_latest)
    who = _(" and ").join(_(" or ").join(view.name(a) for a in candidates) for candidates in claim.actor)
    what = claim.event.replace("-", " ")
    what += _(" by {who}").format(who=who) if who else ""
    aimed = _(" or ").join(view.name(a) for candidates in claim.target for a in candidates)
    what += _(" against {who}").format(who=aimed) if aimed else ""
    what += f" [{claim.object}]" if claim.object else ""
    for count in claim.counts:
        what += f" ({count.of} {count.lo:g})"
    zone = view.law.zones.get(claim.extent_place)
    what += (
        _(" in {where}").format(where=(zone.label if zone else "") or claim.extent_place) if claim.extent_place else ""
    )
    if claim.kind is Kind.COVERAGE:
        text = _("a watch for {what} kept from {start} to {end} by somebody who reported none")
    elif claim.polarity is Polarity.DENIES and claim.when_mode is Mode.THROUGHOUT:
        text = _("a report of no {what} at any time from {start} to {end}")
    elif claim.polarity is Polarity.DENIES:
        text = _("a report of no {what} at some time between {start} and {end}")
    elif claim.when_mode is Mode.THROUGHOUT:
        text = _("a report of {what} all the time from {start} to {end}")
    elif claim.aspect == "event":
        text = _("a report of {what} that came about between {start} and {end}, and not before")
    else:
        text = _("a report of {what} at some time between {start} and {end}")
    told = text.format(what=what, start=start, end=end)
    return told if n == 1 else told + _(", and {n} more like it, one for each open instance").format(n=n - 1)
