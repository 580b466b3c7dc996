"""Claims and verdicts as sentences. Names and kinds come in as they may be shown; nothing here looks anything up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import tzinfo

from servanda.brief.dates import minute_text, until_text
from servanda.brief.marks import level_word
from servanda.model import Claim, Count, Kind, Label, Polarity, Value, Verdict
from servanda.words import _, plural

Namer = Callable[[str], str]

_NOUNS = {
    "ground-attack": "ground attack",
    "small-arms-fire": "small-arms fire",
    "sniper-fire": "sniper fire",
    "attack-on-civilians": "attack on civilians",
    "ceasefire-violation": "opening of fire",
    "shootdown": "aircraft shot down",
    "transit-opened": "road opened",
    "transit-blocked": "road blocked",
    "clash": "clash",
}
_SEVERAL = 3


def some(names: Sequence[str], most: int = _SEVERAL) -> str:
    """`A, B and C`, `A, B and 4 others`."""
    names = list(dict.fromkeys(n for n in names if n))
    if len(names) <= 1:
        return names[0] if names else ""
    if len(names) > most:
        rest = len(names) - most + 1
        return _("{names} and {n} others").format(names=", ".join(names[: most - 1]), n=rest)
    return _("{names} and {last}").format(names=", ".join(names[:-1]), last=names[-1])


def kind_word(event: str) -> str:
    """An event kind as a word: `airstrike`, `opening of fire`."""
    return _NOUNS.get(event, event.replace("-", " ").replace("_", " "))


def people(participants: Iterable[Sequence[str]], name: Namer) -> str:
    """Participants; candidates between which a source leaves it open are joined by "or"."""
    return some([_(" or ").join(name(c) for c in candidates) for candidates in participants], 4)


def amount(count: Count, name: Namer = str) -> str:
    """`33 killed`, `30–35 killed`, `at least 9 injured (Syria)`."""
    what = count.of.replace("_", " ").replace("-", " ")
    if count.role:
        what += f" ({name(count.role)})"
    if count.lo is None and count.hi is None:
        return what
    if count.hi is None:
        return _("at least {n} {what}").format(n=f"{count.lo:g}", what=what)
    if count.lo is None:
        return _("at most {n} {what}").format(n=f"{count.hi:g}", what=what)
    n = f"{count.lo:g}" if count.lo == count.hi else f"{count.lo:g}–{count.hi:g}"
    return f"{n} {what}"


def what_happened(claim: Claim, name: Namer) -> str:
    """An occurrence: `Shelling by Syria against Türkiye: 4 killed, 9 injured`."""
    words = kind_word(claim.event) or _("an occurrence")
    if claim.polarity is Polarity.DENIES:
        words = _("no {event}").format(event=words)
    if claim.object:
        words += f" ({kind_word(claim.object)})"
    if claim.event == "clash" and len(claim.actor) > 1:
        words += " " + _("of {actors}").format(actors=people(claim.actor, name))
    elif claim.actor:
        words += " " + _("by {actor}").format(actor=people(claim.actor, name))
    if claim.target:
        words += " " + _("against {target}").format(target=people(claim.target, name))
    told = [amount(count, name) for count in claim.counts]
    if told:
        words += ": " + ", ".join(told)
    return words[:1].upper() + words[1:]


def sentence(claim: Claim, name: Namer, tz: tzinfo, aim_of: Namer = str) -> str:
    """What a claim says, without who says so. `aim_of` turns the reference of an obligation into its title."""
    if claim.kind is Kind.ASSESSMENT:
        aim = some([aim_of(a) for a in claim.assesses], 4)
        word = _("{aim} is met.") if claim.polarity is Polarity.AFFIRMS else _("{aim} is not met.")
        return word.format(aim=aim)
    if claim.kind is Kind.COVERAGE:
        return _("Watched {zone}.").format(zone=claim.extent_place or claim.place or _("an area"))
    if claim.kind in (Kind.UNDERTAKING, Kind.ACT):
        told = what_happened(claim, name)
        if claim.addressee:
            told += ", " + _("addressed to {whom}").format(whom=some([name(a) for a in claim.addressee]))
        if claim.deadline is not None:
            told += ", " + _("by {time}").format(time=until_text(claim.deadline, tz))
        if claim.consequence:
            told += "; " + _("otherwise: {what}").format(what=claim.consequence)
        return told + "."
    return what_happened(claim, name) + "."


def _levels(verdict: Verdict, for_: Sequence[str], against: Sequence[str]) -> list[str]:
    told = []
    for level, speakers, words, hidden in (
        (verdict.level_for, for_, _("affirmed by {who} ({level})"), _("affirmed ({level}) on claims not printed here")),
        (
            verdict.level_against,
            against,
            _("denied by {who} ({level})"),
            _("denied ({level}) on claims not printed here"),
        ),
    ):
        if level:
            word = level_word(int(level))
            told.append(words.format(who=some(speakers), level=word) if speakers else hidden.format(level=word))
    return told


def verdict_sentence(verdict: Verdict, for_: Sequence[str], against: Sequence[str], tz: tzinfo) -> str:
    """The verdict to date in a sentence; `for_` and `against` name the speakers on either side."""
    label = verdict.label
    if label is Label.UNTESTABLE:
        return verdict.basis[:1].upper() + verdict.basis[1:]
    head = _(str(label))
    head = head[:1].upper() + head[1:]
    parts = _levels(verdict, for_, against)
    if label is Label.PENDING:
        parts.append(
            _("it can still be done until {time}").format(time=until_text(verdict.deadline, tz))
            if verdict.deadline is not None and verdict.deadline > verdict.as_of
            else _("nothing yet decides it")
        )
    elif label is Label.UNKNOWN and not parts:
        parts.append(_("nobody has said anything that settles it"))
        if verdict.observed == 0.0:
            parts.append(_("and nobody is known to have watched"))
    elif label in (Label.BREACHED, Label.NOT_MET) and verdict.level_for == 0:
        parts.append(_("nobody affirms it"))
    elif label in (Label.KEPT, Label.FULFILLED, Label.MET) and verdict.level_against == 0:
        parts.append(_("nobody denies it"))
    for done in verdict.extent:
        of = f" / {done.of:g}" if done.of is not None else ""
        parts.append(f"{done.what.replace('_', ' ')} {done.reached:g}{of} {done.unit}".strip())
    return f"{head}: {'; '.join(parts)}." if parts else f"{head}."


def derivation(verdict: Verdict, tz: tzinfo) -> list[tuple[int, str]]:
    """How the verdict comes about, step by step: (depth, line)."""
    lines: list[tuple[int, str]] = []
    if verdict.deadline is not None:
        told = _("Decided at its deadline, {time}.").format(time=minute_text(verdict.deadline, tz))
        if verdict.deadline_latest is not None and verdict.deadline_latest != verdict.deadline:
            told = _("Decided at its deadline, which lies between {first} and {last}.").format(
                first=minute_text(verdict.deadline, tz), last=minute_text(verdict.deadline_latest, tz)
            )
        lines.append((0, told))
    n = verdict.instances
    if n.true + n.false + n.both + n.neither > 1:
        lines.append(
            (
                0,
                _("{total} instances: {t} met, {f} not met, {b} contested, {n} without evidence.").format(
                    total=n.true + n.false + n.both + n.neither, t=n.true, f=n.false, b=n.both, n=n.neither
                ),
            )
        )
    for evidence, level, head in (
        (verdict.evidence_for, verdict.level_for, _("For")),
        (verdict.evidence_against, verdict.level_against, _("Against")),
    ):
        if level:
            told = plural("{n} claim counts", "{n} claims count", len(evidence)).format(n=len(evidence))
            lines.append((0, f"{head}: {told}; " + _("together {level}.").format(level=level_word(int(level)))))
    if verdict.basis and verdict.basis != "occurrence":
        lines.append((1, verdict.basis))
    if verdict.last_breach is not None:
        lines.append((0, _("The last breach: {time}.").format(time=minute_text(verdict.last_breach, tz))))
    if verdict.through is not None and verdict.value is Value.TRUE:
        lines.append((0, _("Kept without a gap until {time}.").format(time=until_text(verdict.through, tz))))
    if verdict.observed == 0.0 and verdict.value is Value.NEITHER:
        lines.append((0, _("Nobody is known to have watched, and silence is not evidence.")))
    folded = {
        Value.TRUE: _("Evidence for and none against it at this standard: {label}."),
        Value.FALSE: _("Evidence against and none for it at this standard: {label}."),
        Value.BOTH: _("Evidence on both sides at this standard: {label}."),
        Value.NEITHER: _("No evidence that decides, on either side: {label}."),
    }
    lines.append((0, folded[verdict.value].format(label=_(str(verdict.label)))))
    return lines


def undetermined_lines(verdict: Verdict) -> list[str]:
    """What could be otherwise if what is only possible counted."""
    told = []
    for could in verdict.undetermined:
        labels = _(" or ").join(_(label) for label in could.could_be)
        because = f" ({could.because})" if could.because else ""
        told.append(
            _("By {axis}{because} it could be {labels}.").format(axis=_(could.axis), because=because, labels=labels)
        )
    return told


def what_would_change(verdict: Verdict) -> list[str]:
    """The claims without which the label could not stand, and what would settle an open one.

    A contested verdict without one whole side is the other side's (semantics, folds): this is a bound on the flip set;
    `servanda explain` proves the smallest.
    """
    lines = []
    if verdict.value is Value.BOTH:
        for evidence, other in ((verdict.evidence_for, _("breached")), (verdict.evidence_against, _("met"))):
            if not evidence:
                continue
            if len(evidence) <= _SEVERAL:
                lines.append(_("Without {claims} it would be {label}.").format(claims=some(evidence), label=other))
            else:
                lines.append(
                    _("Without all {n} claims of that side it would be {label}.").format(n=len(evidence), label=other)
                )
    elif verdict.value in (Value.TRUE, Value.FALSE):
        evidence = verdict.evidence_for if verdict.value is Value.TRUE else verdict.evidence_against
        if evidence and len(evidence) <= _SEVERAL:
            lines.append(_("Without {claims} nothing would decide it.").format(claims=some(evidence)))
        elif evidence:
            lines.append(_("{n} claims carry it: no single one changes it.").format(n=len(evidence)))
    elif verdict.label is Label.PENDING:
        lines.append(_("One report that it has been done would decide it."))
    elif verdict.label is Label.UNKNOWN:
        lines.append(
            _("One third-party report that it was or was not so, or a watch kept over the open time, would decide it.")
        )
    return lines
