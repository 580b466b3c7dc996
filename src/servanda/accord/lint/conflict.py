"""Lint of norms against norms: two that cannot both be kept, a permission that swallows, two articles over one area."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from servanda.accord.law import Deed, Obligation, Pattern, Term, is_under
from servanda.accord.lint.sheet import FOREVER, MOST_PAIRS, Sheet, Stance, affirming, places, told
from servanda.accord.verbs import verbs
from servanda.model import Finding, Severity
from servanda.words import _

MOST_TOLD = 5
"""Of one norm, the others that it clashes with."""


def conflicting_norms(sheet: Sheet) -> Iterator[Finding]:
    """What one norm asks for, another forbids: the same people, place, things and time."""
    for wish in sheet.wanting:
        told_of: set[str] = set()
        for stance in sheet.against(wish):
            if stance.obligation.ref in told_of or not _in_time(wish, stance):
                continue
            if len(told_of) >= MOST_TOLD:
                break
            told_of.add(stance.obligation.ref)
            what = _("it cannot be kept together with {other}").format(other=stance.obligation.id)
            advice = _("except one from the other, in place, time or people")
            got = stance.obligation.ref
            yield told(wish.obligation, "conflicting-norms", what, "", got, advice, Severity.WARNING)


def _in_time(wish: Stance, stance: Stance) -> bool:
    """Whether the wish cannot be met outside the time of the ban."""
    if wish.obligation.norm.pattern is Pattern.RECUR:
        every = wish.obligation.norm.every_s or 0
        common = min(wish.end, stance.end) - max(wish.start, stance.start)
        return common >= 2 * every if every else False  # at least one whole window
    if wish.whole:
        return max(wish.start, stance.start) < min(wish.end, stance.end)
    return stance.start <= wish.start and wish.end <= stance.end and wish.end < FOREVER


def swallowing_permission(sheet: Sheet) -> Iterator[Finding]:
    """A permission wide enough that what is forbidden is allowed after all."""
    for o in sheet.accord.obligations:
        deed = o.norm.permits
        kinds = affirming(deed) if deed is not None else ()
        if deed is None or not kinds:
            continue
        told_of: set[str] = set()
        for stance in _banned(sheet, kinds, deed):
            other = stance.obligation
            if other.ref in told_of or not _swallows(sheet, deed, stance):
                continue
            if len(told_of) >= MOST_TOLD:
                break
            told_of.add(other.ref)
            what = _("what {other} forbids is allowed here").format(other=other.id)
            advice = _("bound it by place, people, time, or by who designates")
            expected = _("a narrower permission")
            yield told(o, "swallowing-permission", what, expected, other.ref, advice, Severity.WARNING)


def _banned(sheet: Sheet, kinds: tuple[str, ...], deed: Deed) -> Iterator[Stance]:
    table = verbs()
    wanted = {*table.ancestry(kinds[0]), *table.leaves(kinds[0])}
    left = 2 * MOST_PAIRS
    for kind in sorted(wanted):
        for zone in (*sheet.holding(deed.zone), *(sheet.touching(deed.zone) if deed.zone is not None else ())):
            for stance in sheet.forbidding.get((kind, zone), ()):
                left -= 1
                if left < 0:
                    return
                yield stance
    if deed.zone is None:
        for (kind, _zone), stances in sheet.forbidding.items():
            for stance in stances if kind in wanted else ():
                left -= 1
                if left < 0:
                    return
                yield stance


def _swallows(sheet: Sheet, deed: Deed, stance: Stance) -> bool:
    """Whether the permission holds everything of the ban, or everybody may say that it does."""
    if stance.obligation.norm.pattern is not Pattern.PROHIBIT:
        return False
    if deed.zone is not None and deed.zone not in sheet.holding(stance.zone):
        return False
    if stance.deed.objects and deed.objects and not set(deed.objects) >= set(stance.deed.objects):
        return False
    who = any(t.anyone for t in deed.subjects) or sheet.share(stance.deed.subjects, deed.subjects)
    return (who or any(sheet.share((t,), stance.deed.subjects) for t in deed.subjects)) and _at_anybody(deed.targets)


def _at_anybody(targets: tuple[Term, ...]) -> bool:
    """No target, any target, or a class that nobody is named to fill: each side will fill it."""
    return not targets or any(t.anyone or (t.designated and not t.by) for t in targets)


def two_articles_one_area(sheet: Sheet) -> Iterator[Finding]:
    """The same deed of the same people in the same place, under two articles: with which deadline, by which words?"""
    first: dict[tuple[str, str | None], dict[str, Obligation]] = defaultdict(dict)
    for o in sheet.testable:
        assert o.norm.deed is not None
        for zone in places(o, o.norm.deed):
            here = first[(o.norm.deed.verb, zone)]
            if zone is not None and o.article and len(here) < MOST_PAIRS:
                here.setdefault(o.article, o)
    told_of: set[frozenset[str]] = set()
    for (verb, zone), mine in list(first.items()):
        assert zone is not None or not mine
        for other in (zone, *sheet.touching(zone)) if zone is not None else ():
            theirs = first.get((verb, other), {})
            for a in mine.values():
                for b in theirs.values():
                    pair = frozenset((a.ref, b.ref))
                    if pair in told_of or not _two(sheet, a, b):
                        continue
                    told_of.add(pair)
                    yield _overlap(a, b, zone or "", other or "")


def _two(sheet: Sheet, a: Obligation, b: Obligation) -> bool:
    if a is b or is_under(a.article, b.article) or is_under(b.article, a.article):
        return False
    assert a.norm.deed is not None
    assert b.norm.deed is not None
    if (a.norm.pattern is Pattern.PROHIBIT) != (b.norm.pattern is Pattern.PROHIBIT):
        return False  # what one asks for and the other forbids is a conflict, told as such
    if not _same_things(a.norm.deed, b.norm.deed):
        return False
    ours, theirs = a.norm.deed.subjects, b.norm.deed.subjects
    return sheet.share(ours, theirs) or sheet.share(theirs, ours)


def _same_things(a: Deed, b: Deed) -> bool:
    """Both of no thing in particular, or of a thing in common; at nobody in particular, or at somebody in common."""
    things = (not a.objects and not b.objects) or bool(set(a.objects) & set(b.objects))
    return things and (not a.targets or not b.targets or bool(set(a.targets) & set(b.targets)))


def _overlap(a: Obligation, b: Obligation, zone: str, other: str) -> Finding:
    first, second = sorted((a, b), key=lambda o: (o.at.line, o.at.col, o.ref))
    what = _("article {a} and article {b} both speak of it").format(a=second.article, b=first.article)
    area = zone if zone == other else f"{zone}, {other}"
    return told(second, "two-articles-one-area", what, _("one, or which goes before"), f"{first.ref} ({area})")
