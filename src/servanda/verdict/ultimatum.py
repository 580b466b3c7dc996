"""An ultimatum is an undertaking with states: open → met, lapsed, withdrawn, amended → carried out or not (rule L2).

No word here implies that the consequence is lawful; an unmet demand is never a breach by the addressee.
"""

from __future__ import annotations

from collections.abc import Sequence

from servanda.accord.law import Accord
from servanda.model import Interval, Value
from servanda.verdict.instance import Frame
from servanda.verdict.piece import Piece
from servanda.verdict.world import Viewpoint, World

_ACTS = {
    "amend": "amended",
    "withdraw": "withdrawn",
    "extend": "amended",
    "suspend": "withdrawn",
    "terminate": "withdrawn",
}


def state(
    world: World, accord: Accord, value: Value, frame: Frame, viewpoint: Viewpoint, consequence: Sequence[Piece]
) -> tuple[str, str]:
    """(state, what followed). State: open, amended, withdrawn, met, not met or lapsed (expired, nothing known)."""
    stated = "open"
    for act in sorted(world.acts, key=lambda c: (c.when_from_earliest or 0, c.id)):
        aimed = {t.split("/")[0] for t in act.assesses}
        if accord.id in aimed and act.event in _ACTS and (act.when_to_latest or 0) <= frame.as_of:
            stated = _ACTS[act.event]
    expired = frame.deadline_latest is not None and frame.as_of > frame.deadline_latest
    if value is Value.TRUE:
        stated = "met"
    elif value is Value.FALSE:
        stated = "not met"
    elif value is Value.BOTH:
        stated = "contested"
    elif expired and stated != "withdrawn":
        stated = "lapsed"
    return stated, _followed(world, accord, frame, viewpoint, expired, consequence)


def _followed(
    world: World, accord: Accord, frame: Frame, viewpoint: Viewpoint, expired: bool, consequence: Sequence[Piece]
) -> str:
    """Whether the announced consequence came: carried out, before expiry, not carried out, or nothing yet.
    `consequence`: what bears on the deed that was announced."""
    if accord.consequence_deed is None:
        return ""
    window = Interval(frame.start, frame.as_of)
    admitted = world.admitted(viewpoint, accord.parties + accord.addressee)
    done = [
        p.some
        for p in consequence
        if p.affirms
        and not p.doubts
        and p.source == "occurrence"
        and p.some is not None
        and p.some.within(window)
        and p.claim.id in admitted
    ]
    if done:
        last = frame.deadline_latest
        before = last is not None and all((s.end or 0) <= last for s in done)
        return "carried out before expiry" if before else "carried out"
    return "not carried out, as far as is known" if expired else ""
