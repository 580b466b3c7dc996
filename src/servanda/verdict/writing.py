"""A result written down as a verdict (semantics.md, rules V12, V23, L1–L6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from servanda.accord.law import Duty, Obligation, Pattern
from servanda.model import STANDARDS, Interval, Label, Level, Marker, Repeated, Value, Verdict
from servanda.verdict.instance import Frame, Result
from servanda.verdict.label import label, levels
from servanda.verdict.opinion import replacements
from servanda.verdict.piece import Piece
from servanda.verdict.question import Question
from servanda.verdict.reason import not_observed
from servanda.verdict.telling import Part, basis, extent, ids, not_counted, rests_on
from servanda.verdict.world import Viewpoint, World, denies

ENGINE = "1"
SEMANTICS = "1"


def blank(world: World, question: Question) -> Verdict:
    """A verdict before anything is weighed: what was asked, and of what."""
    clocks, obligation = world.clocks, question.obligation
    return Verdict(
        accord=question.accord.id,
        obligation=obligation.id,
        ref=obligation.ref,
        article=obligation.article,
        title=obligation.title,
        theme=obligation.theme,
        bearer=obligation.bearers,
        performer=obligation.performers,
        viewpoint=question.viewpoint.name,
        standard=question.standard.word,
        as_of=clocks.as_of,
        known_at=clocks.known_at,
        clock=clocks.clock,
        period=Interval(question.start, clocks.as_of),
        label=Label.UNKNOWN,
        value=Value.NEITHER,
        level_for=Level.NONE,
        level_against=Level.NONE,
        in_force="in force",
        readings=obligation.readings,
        says=obligation.says,
        reachable=_reachable(question.viewpoint, question.standard),
        versions=(("accord", question.accord.version), ("engine", ENGINE), ("semantics", SEMANTICS)),
    )


def named(question: Question, frame: Frame, result: Result) -> Label:
    """The label of a result at the standard that is asked."""
    norm = question.obligation.norm
    if norm.pattern is Pattern.RESPOND and norm.duty is Duty.RESULT:
        if result.triggered < question.standard:
            return Label.NOT_TRIGGERED
        pending = result.running >= question.standard
    elif norm.pattern is Pattern.ACHIEVE:
        pending = not result.decided and norm.duty is Duty.RESULT
    else:
        over = frame.end is not None and frame.as_of >= frame.end
        pending = norm.pattern is Pattern.RECUR and not result.each and not over
    if result.gap:
        pending = not result.decided
    value = result.values[question.standard - 1]
    return label(value, norm.pattern, question.accord.instrument, pending=pending)


def markers(world: World, question: Question, frame: Frame, result: Result) -> tuple[Marker, ...]:
    """What stands beside the label, but for what other obligations add to it."""
    value = result.values[question.standard - 1]
    norm = question.obligation.norm
    found = []
    achieve = norm.pattern is Pattern.ACHIEVE and norm.duty is Duty.RESULT
    if achieve and result.late:
        found.append(Marker.LATE)
    if achieve and value is Value.FALSE and not result.late and frame.deadline is not None and not result.met:
        found.append(Marker.OVERDUE)
    decisive = result.standing_met if value is Value.TRUE else result.standing_unmet
    if value in (Value.TRUE, Value.FALSE):
        pieces = [p for _, ps in decisive for p in ps]
        if pieces and all(p.source == "assessment" for p in pieces):
            found.append(Marker.BY_ASSERTION)
    end = frame.deadline_latest if achieve and frame.deadline_latest is not None else frame.as_of
    if value is not Value.NEITHER and world.clocks.known_at < min(end, frame.as_of) + question.accord.lateness_s:
        found.append(Marker.PROVISIONAL)
    return tuple(found)


def remedies(question: Question) -> list[Obligation]:
    """The obligations whose fulfilment repairs a breach of this one."""
    obligation = question.obligation
    return [
        other
        for other in question.accord.obligations
        if other.remedy_for and other.remedy_for in (obligation.ref, obligation.id)
    ]


def written(
    world: World, question: Question, empty: Verdict, frame: Frame, parts: Sequence[Part], result: Result
) -> Verdict:
    """The verdict that a result gives: its label, levels, witnesses, and what was left out."""
    value = result.values[question.standard - 1]
    for_, against = levels(result.values, STANDARDS)
    for_pieces = [p for s, ps in result.standing_met for p in ps]
    against_pieces = [p for s, ps in result.standing_unmet for p in ps]
    decisive = for_pieces if value is Value.TRUE else against_pieces if value is Value.FALSE else []
    if value is Value.BOTH:
        decisive = for_pieces + against_pieces
    replacing = replacements(world, [p.bearings for p in parts], [*for_pieces, *against_pieces])
    pieces = [p for part in parts for p in part.bearings.pieces]
    counted = {p.claim.id for p in (*result.met, *result.unmet)}
    values = [values[question.standard - 1] for values in result.each]
    unobserved = tuple(world.aliases.get(a, a) for a in result.unobserved)
    return replace(
        empty,
        label=named(question, frame, result),
        value=value,
        level_for=for_,
        level_against=against,
        instances=Repeated(
            sum(v is Value.TRUE for v in values),
            sum(v is Value.FALSE for v in values),
            sum(v is Value.BOTH for v in values),
            sum(v is Value.NEITHER for v in values),
        ),
        extent=extent(question.obligation.norm, pieces),
        through=result.through if value is Value.TRUE else None,
        last_breach=result.last_breach,
        markers=markers(world, question, frame, result),
        by=rests_on(decisive),
        basis=_basis(world, result, value, for_pieces, against_pieces),
        witnesses_for=ids([*for_pieces, *(p for p in replacing if not denies(p.claim))]),
        witnesses_against=ids([*against_pieces, *(p for p in replacing if denies(p.claim))]),
        coverage=ids([p for p in (*result.met, *result.unmet) if p.source == "coverage"]),
        evidence_for=ids(result.met),
        evidence_against=ids(result.unmet),
        not_counted=not_counted(question.obligation, parts, counted, frame, unobserved),
        unobserved=unobserved,
    )


def _basis(
    world: World, result: Result, value: Value, for_pieces: Sequence[Piece], against_pieces: Sequence[Piece]
) -> str:
    told = [basis(for_pieces, against_pieces, world.aliases)]
    if result.gap and result.decided and value is Value.NEITHER:
        told.append("between the two tests")
    if result.unobserved:
        told.append(not_observed(tuple(world.aliases.get(a, a) for a in result.unobserved)))
    return "; ".join(t for t in told if t)


def _reachable(viewpoint: Viewpoint, standard: Level) -> bool:
    """Whether a viewpoint can ever meet the standard: one account alone corroborates nothing."""
    return viewpoint.speakers is None or len(viewpoint.speakers) > 1 or standard <= Level.REPORTED
