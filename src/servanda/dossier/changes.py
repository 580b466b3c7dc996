"""Which verdicts differ between two pairs of clocks, and which claims made the difference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from servanda.model import STANDARDS, Claim, Review, Verdict
from servanda.verdict import Court, Explore, Viewpoint
from servanda.words import _

if TYPE_CHECKING:
    from servanda.dossier.bench import Bench
    from servanda.dossier.view import Clocks, View

MOST = 12
"""So many claims of one change are tried one by one."""
VIEW_ONLY = ("origin", "reliability", "credibility", "review", "retracted", "draft", "recorded_at", "published")


@dataclass(frozen=True)
class Cause:
    """One claim behind a change. `what`: new, corrected, retracted, rejected, accepted, vanished, or its time has come.
    `decides`: without it the label would be what it was; None where that was not tried."""

    claim: str
    what: str
    decides: bool | None


@dataclass(frozen=True)
class Change:
    """One verdict that is not what it was. `why` in a word; `before` is None for a row that was not there."""

    before: Verdict | None
    after: Verdict
    why: str
    causes: tuple[Cause, ...]


def changes(
    bench: Bench,
    before: Clocks,
    after: Clocks,
    viewpoints: Sequence[str],
    standard: str | None = None,
    accords: Sequence[str] = (),
) -> Iterator[Change]:
    """Every verdict whose label or levels differ, in the order of the accords."""
    level = bench.level(standard)
    old_view, view = bench.view(before), bench.view(after)
    old_court, court = bench.court(before), bench.court(after)
    for name in viewpoints:
        old_seen, seen = bench.viewpoint(name, old_view.law), bench.viewpoint(name, view.law)
        old = {v.ref: v for v in old_court.verdicts(old_seen, level, explore=Explore.NOTHING)}
        for new in court.verdicts(seen, level, explore=Explore.NOTHING):
            if accords and new.accord not in accords:
                continue
            then = old.get(new.ref)
            if then is not None and _look(then) == _look(new):
                continue
            causes = tuple(_causes(then, new, old_view, view, court, seen))
            shown = view.shown_verdicts([new])[0]
            was = old_view.shown_verdicts([then])[0] if then is not None else None
            yield Change(was, shown, _why(then, new, causes), _public(causes, old_view, view))


def _look(verdict: Verdict) -> tuple[object, ...]:
    return verdict.label, verdict.level_for, verdict.level_against


def _rests_on(verdict: Verdict | None) -> dict[str, None]:
    """The claims that a verdict rests on, witnesses first."""
    if verdict is None:
        return {}
    return dict.fromkeys(
        (
            *verdict.witnesses_for,
            *verdict.witnesses_against,
            *verdict.acts,
            *verdict.evidence_for,
            *verdict.evidence_against,
        )
    )


def _causes(
    then: Verdict | None, new: Verdict, old_view: View, view: View, court: Court, seen: Viewpoint
) -> Iterator[Cause]:
    """What it rests on now and did not rest on then, or the other way round; and what was corrected since."""
    had, has = _rests_on(then), _rests_on(new)
    level = next(s for s in STANDARDS if s.word == new.standard)
    tried = 0
    for claim in [*(c for c in has if c not in had), *(c for c in had if c not in has), *(c for c in has if c in had)]:
        what = _happened(old_view.claims.get(claim), view.claims.get(claim), is_used=claim in has)
        if claim in had and claim in has and what == TIME:
            continue  # it counted before, and counts as it did
        decides = None
        if claim in has and then is not None and tried < MOST:
            tried += 1
            other = court.without((claim,)).again(new, seen, level)
            decides = other.label is then.label
        yield Cause(claim, what, decides)


TIME = "its time has come"


def _happened(was: Claim | None, now: Claim | None, *, is_used: bool) -> str:
    if was is None:
        return "new"
    if now is None:
        return "vanished"
    if now.retracted and not was.retracted:
        return "retracted"
    if now.review is not was.review:
        return "rejected" if now.review is Review.REJECTED else "accepted"
    if _content(was) != _content(now):
        return "corrected"
    return TIME if is_used else "counts no more"


def _content(claim: Claim) -> Claim:
    empty = Claim("", "", ())
    return replace(claim, **{name: getattr(empty, name) for name in (*VIEW_ONLY, "published_to")})


def _why(then: Verdict | None, new: Verdict, causes: Sequence[Cause]) -> str:
    words = {c.what for c in causes}
    if words & {"new"}:
        return _("new evidence")
    if words & {"corrected", "retracted", "rejected", "accepted", "vanished"}:
        return _("revised evidence")
    if then is None or dict(then.versions).get("accord") != dict(new.versions).get("accord"):
        return _("the accord file changed")
    if then.as_of != new.as_of:
        return _("time passed")
    return _("other evidence changed what this one weighs")


def _public(causes: Sequence[Cause], old_view: View, view: View) -> tuple[Cause, ...]:
    hidden = old_view.secret | view.secret
    return tuple(c for c in causes if c.claim not in hidden)
