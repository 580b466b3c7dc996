"""An accord as prose, to be laid beside the official text: each obligation in one sentence of its rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from servanda.accord.law import (
    Accord,
    Anchor,
    Calendar,
    Deed,
    Duty,
    Measure,
    Moment,
    Norm,
    Obligation,
    Pattern,
    Reading,
    Term,
)
from servanda.accord.verbs import Verb, verbs
from servanda.geo import area_m2, distance_text
from servanda.model import DAY, TimeError, rfc3339, zone
from servanda.words import _, plural

HOUR = 3600
Name = Callable[[str], str]
"""An actor's id to the name that is shown."""


def lasting(seconds: int, counted: Calendar | None = None) -> str:
    """A length of time in words: of months, where they are what is counted."""
    months, rest = (0, seconds) if counted is None else (counted.period.months, counted.period.days * DAY)
    words = [plural("{n} month", "{n} months", months).format(n=months)] if months else []
    if rest % DAY == 0 and (rest or not months):
        words.append(plural("{n} day", "{n} days", rest // DAY).format(n=rest // DAY))
    elif rest % HOUR == 0 and rest:
        words.append(plural("{n} hour", "{n} hours", rest // HOUR).format(n=rest // HOUR))
    elif rest:
        words.append(plural("{n} second", "{n} seconds", rest).format(n=rest))
    return ", ".join(words)


def repeating(seconds: int, counted: Calendar | None = None) -> str:
    """How often something recurs: every day, every 7 days, every month."""
    once = {DAY: _("every day"), HOUR: _("every hour")}
    if counted is None and seconds in once:
        return once[seconds]
    if counted is not None and (counted.period.months, counted.period.days) == (1, 0):
        return _("every month")
    return _("every {length}").format(length=lasting(seconds, counted))


class Clause(NamedTuple):
    """One obligation: where it stands in the text, our paraphrase, the rule that is tested, and what goes with it."""

    article: str
    title: str
    ref: str
    says: str
    rule: str
    more: tuple[str, ...] = ()


class Prose(NamedTuple):
    """The whole accord. `facts` are lines about it; `zones` and `readings` name and explain."""

    title: str
    facts: tuple[tuple[str, str], ...]
    clauses: tuple[Clause, ...]
    zones: tuple[tuple[str, str], ...]
    readings: tuple[tuple[str, str], ...]


def prose(accord: Accord, name: Name = str) -> Prose:
    """The accord in sentences, its obligations in the order of the file. `name` gives the name of an actor."""
    teller = _Teller(accord, name)
    return Prose(
        accord.title,
        tuple(teller.facts()),
        tuple(teller.clause(o) for o in accord.obligations),
        tuple(teller.zones()),
        tuple((r.name, _reading(r, accord.chosen.get(r.name, ""))) for r in accord.readings.values()),
    )


def _reading(reading: Reading, chosen: str) -> str:
    others = [a for a in reading.alternatives if a != chosen]
    return reading.says + (" " + _("Otherwise: {others}.").format(others=", ".join(others)) if others else "")


class _Teller:
    def __init__(self, accord: Accord, name: Name) -> None:
        self.accord, self.name = accord, name

    # -- the whole --------------------------------------------------------------------------------------------------

    def facts(self) -> Iterator[tuple[str, str]]:
        accord = self.accord
        if accord.instrument == "ultimatum":
            yield _("Issued by"), self.all(accord.issuer)
            yield _("Addressed to"), self.all(accord.addressee)
            yield _("Announced consequence"), accord.consequence
        else:
            yield _("Parties"), self.all(accord.parties)
        yield _("Signed"), self._at(accord.signed)
        yield _("In force"), self.moment(accord.in_force)
        if accord.until is not None:
            yield _("Until"), self.moment(accord.until)
        if accord.verification:
            yield _("Monitors"), self.all(accord.verification)
        if accord.changes:
            yield _("Changes"), "; ".join(self.change(c.act, c.by, c.jointly) for c in accord.changes)
        if accord.supersedes:
            yield _("Ends"), ", ".join(accord.supersedes)
        if accord.counts_as:
            yield _("Taken for"), ", ".join(f"{self.name(a)} = {self.name(b)}" for a, b in accord.counts_as)
        if accord.text_url:
            yield _("Official text"), accord.text_url
        if accord.notes:
            yield _("Notes"), accord.notes

    def zones(self) -> Iterator[tuple[str, str]]:
        for name, made in self.accord.zones.items():
            if made.line is not None:
                continue
            if made.shown is None:
                yield name, _("{label}: the text gives no geometry").format(label=made.label or name)
                continue
            area = f"{area_m2(made.shown) / 1e6:,.0f} km²"
            error = distance_text(made.accuracy_m) if made.accuracy_m else ""
            text = _("{label}: {area}, edges off by up to {error}") if error else _("{label}: {area}")
            yield name, text.format(label=made.label or name, area=area, error=error)

    def clause(self, o: Obligation) -> Clause:
        return Clause(o.article, o.title, o.ref, o.says, self.rule(o), tuple(self.more(o)))

    # -- one rule ---------------------------------------------------------------------------------------------------

    def rule(self, o: Obligation) -> str:
        norm, deed = o.norm, o.norm.deed
        if norm.permits is not None:
            who = self.all(o.bearers) or self.terms(norm.permits.subjects)
            return _("{who} may {deed}.").format(who=who, deed=self.deed(norm.permits, o))
        if deed is None:
            return _("Declared, not tested: {because}.").format(because=o.untestable_because or _("it declares"))
        who = self.bearers(o)
        times = " ".join(self.times(norm))
        parts = [self._duty(o, norm, deed, who)]
        if norm.keep:
            parts.append(_("and keep it so"))
        if times:
            parts.append(times)
        if norm.condition is not None:
            parts.append(_("provided that {anchor} has come").format(anchor=self.anchor(norm.condition)))
        if norm.unless is not None:
            parts.append(_("until {anchor} has come").format(anchor=self.anchor(norm.unless)))
        if norm.exception:
            parts.append(_("except: {exception}").format(exception=norm.exception))
        text = ", ".join(parts)
        if self.accord.instrument == "ultimatum":
            return _("Demanded: {text}.").format(text=text)
        return text[:1].upper() + text[1:] + "."

    def _duty(self, o: Obligation, norm: Norm, deed: Deed, who: str) -> str:
        verb = verbs().verbs.get(deed.verb)
        absence = verb is not None and verb.negates
        does = self.deed(deed, o)
        own = self._own(o, deed)
        takes_steps = norm.duty is Duty.CONDUCT
        if norm.pattern is Pattern.PROHIBIT:
            if own:
                text = _("{who} shall {deed}") if absence else _("{who} shall not {deed}")
                return text.format(who=who, deed=does)
            text = (
                _("{who} shall ensure that {others} {deed}")
                if absence
                else _("{who} shall ensure that {others} do not {deed}")
            )
            if takes_steps:
                text = _("{who} shall take steps so that {others} do not {deed}")
            return text.format(who=who, others=self.terms(deed.subjects), deed=does)
        if norm.pattern is Pattern.RESPOND and norm.trigger is not None:
            trigger = self.deed(norm.trigger, o).removeprefix(_("bring about:")).strip()
            if not any(t.anyone for t in norm.trigger.subjects):
                trigger += " " + _("by {who}").format(who=self.terms(norm.trigger.subjects))
            within = lasting(norm.within_s or 0, norm.within)
            text = _("within {within} of every {trigger}, {who} shall {deed}")
            return text.format(within=within, trigger=trigger, who=who, deed=does)
        if own:
            text = _("{who} shall take steps to {deed}") if takes_steps else _("{who} shall {deed}")
            return text.format(who=who, deed=does)
        text = _("{who} shall ensure that {others} {deed}")
        if takes_steps:
            text = _("{who} shall take steps so that {others} {deed}")
        return text.format(who=who, others=self.terms(deed.subjects), deed=does)

    def _own(self, o: Obligation, deed: Deed) -> bool:
        """Whether the deed is the bearers' own, or nobody's in particular."""
        named = {t.actor for t in deed.subjects}
        anyone = any(t.anyone for t in deed.subjects)
        return named <= set(o.bearers or o.performers) if not anyone else not o.performers

    def bearers(self, o: Obligation) -> str:
        if not o.bearers:
            return self.all(o.performers) or _("the addressee")
        if o.each_bearer and len(o.bearers) > 1:
            return _("each of {all}").format(all=self.all(o.bearers))
        return self.all(o.bearers)

    def deed(self, deed: Deed, o: Obligation) -> str:
        """The verb with its particulars, without whose deed it is."""
        verb = verbs().verbs.get(deed.verb)
        words = [deed.verb.replace("-", " ")]
        if verb is None:
            words.insert(0, _("bring about:"))
        if deed.objects:
            words.append(", ".join(thing.replace("-", " ") for thing in deed.objects))
        if deed.manner and not deed.jointly:
            words.append(f"({deed.manner})")
        if deed.targets and verb is not None and "target" in verb.direct:
            words.append(self.terms(deed.targets))
        elif deed.targets:
            words.append(_("with regard to {targets}").format(targets=self.terms(deed.targets)))
        zones = o.zones if o.norm.deed is deed and o.zones else ((deed.zone,) if deed.zone else ())
        if zones:
            words += [_towards(verb), _(" and ").join(self.zone(z) for z in zones)]
        if deed.measures:
            words.append("(" + ", ".join(self.measure(m) for m in deed.measures) + ")")
        if deed.baseline is not None:
            words.append(_("as it stood on {when}").format(when=self.moment(deed.baseline)))
        if deed.jointly:
            words.append(_("jointly"))
        return " ".join(word for word in words if word)

    def zone(self, name: str) -> str:
        made = self.accord.zones.get(name)
        return f"{name} ({made.label})" if made is not None and made.label else name

    def measure(self, measure: Measure) -> str:
        if measure.amount is None:
            return f"{measure.what}: {measure.op}"
        metric = measure.unit == "m"
        amount = distance_text(measure.amount) if metric and measure.amount >= 1 else f"{measure.amount:g}"
        if metric and measure.amount < 1:
            amount = f"{measure.amount * 1000:g} mm"
        unit = "" if metric or not measure.unit else f" {measure.unit}"
        return f"{measure.what} {measure.op} {amount}{unit}"

    # -- times ------------------------------------------------------------------------------------------------------

    def times(self, norm: Norm) -> Iterator[str]:
        if norm.every_s:
            yield _("at least once {every_so_often}").format(every_so_often=repeating(norm.every_s, norm.every))
        if norm.start != Moment():
            yield _("from {when}").format(when=self.moment(norm.start))
        if norm.deadline is not None:
            yield _("by {when}").format(when=self.moment(norm.deadline))
        if norm.end is not None:
            yield _("until {when}").format(when=self.moment(norm.end))

    def moment(self, moment: Moment) -> str:
        if moment.anchor is not None:
            text = self.anchor(moment.anchor)
            if moment.months:
                text = _("the end of the day {n} months after {anchor}").format(n=moment.months, anchor=text)
            if moment.days:
                text = _("the end of day {n} after {anchor}").format(n=moment.days, anchor=text)
            if moment.offset_s:
                text = _("{span} after {anchor}").format(span=lasting(moment.offset_s), anchor=text)
            return text
        if moment.earliest is None or moment.latest is None:
            return _("an unknown time")
        if moment.earliest == moment.latest:
            return self._at(moment.earliest)
        both = {"first": rfc3339(moment.earliest), "last": rfc3339(moment.latest)}
        return _("a time between {first} and {last} (the text leaves its zone open)").format(**both)

    def _at(self, at: int) -> str:
        """Where the accord counts, and in UTC."""
        try:
            utc = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=at)
            here = utc.astimezone(zone(self.accord.timezone))
        except (TimeError, OverflowError, ValueError):
            return rfc3339(at) or ""
        return f"{here:%Y-%m-%d %H:%M} {self.accord.timezone} ({rfc3339(at)})"

    def anchor(self, anchor: Anchor) -> str:
        edges = {
            "start": _("the start of {what}"),
            "completion": _("the completion of {what}"),
            "deadline": _("the deadline of {what}"),
            "breach": _("a breach of {what}"),
        }
        return edges[anchor.edge].format(what=_(" and ").join(ref for ref in anchor.refs[:20]))

    # -- who --------------------------------------------------------------------------------------------------------

    def all(self, actors: Sequence[str]) -> str:
        names = [self.name(a) for a in actors]
        if len(names) < 2:
            return "".join(names)
        return ", ".join(names[:-1]) + _(" and ") + names[-1]

    def terms(self, terms: Sequence[Term]) -> str:
        return _(" or ").join(self.term(t) for t in terms) or _("anybody")

    def term(self, term: Term) -> str:
        text = self.name(term.actor)
        if term.anyone:
            text = _("anybody")
        elif term.side_of:
            text = _("the side of {party}").format(party=self.name(term.side_of))
        elif term.designated:
            text = _("whoever is designated {word!r}").format(word=term.designated)
            text += " " + (
                _("by {who}").format(who=self.name(term.by)) if term.by else _("by whom the viewpoint trusts")
            )
        return text + (_(" except {who}").format(who=self.all(term.but)) if term.but else "")

    def change(self, act: str, by: tuple[str, ...], jointly: bool) -> str:
        if len(by) > 1:
            who = _("{who} together") if jointly else _("any one of {who}")
            return f"{act}: " + who.format(who=self.all(by))
        return f"{act}: {self.all(by)}"

    # -- the rest of a clause ---------------------------------------------------------------------------------------

    def more(self, o: Obligation) -> Iterator[str]:
        norm = o.norm
        roles: Mapping[str, tuple[str, ...]] = {
            _("Performed by {who}."): o.performers,
            _("Guaranteed by {who}."): o.guarantors,
            _("To be restrained: {who}."): o.restrained,
            _("For {who}."): o.beneficiaries,
            _("Decided by {who}."): o.decided_by,
        }
        yield from (text.format(who=self.all(actors)) for text, actors in roles.items() if actors)
        if norm.kept_if or norm.observed_by:
            tests = [f"{self.terms(d.subjects)}: {self.deed(d, o)}" for d in norm.kept_if]
            tests += [_("{who} each say so").format(who=self.all(norm.observed_by))] if norm.observed_by else []
            yield _("Kept only if: {tests}.").format(tests="; ".join(tests))
        if norm.breached_if:
            tests = [f"{self.terms(d.subjects)}: {self.deed(d, o)}" for d in norm.breached_if]
            yield _("Breached only if: {tests}.").format(tests="; ".join(tests))
        if o.remedy_for:
            yield _("It repairs {ref}.").format(ref=o.remedy_for)
        if o.changes:
            yield _("Changes: {changes}.").format(
                changes="; ".join(self.change(c.act, c.by, c.jointly) for c in o.changes)
            )
        if o.readings:
            yield _("Readings taken, see below: {names}.").format(names=", ".join(o.readings))


def _towards(verb: Verb | None) -> str:
    """The word before the place: what is preserved or captured is the place itself."""
    if verb is None:
        return "in"
    if "zone" in verb.direct and verb.places[:1] == ("in",):
        return ""
    return "into" if "into" in verb.places and verb.places[0] == "in" else (*verb.places, "in")[0]
