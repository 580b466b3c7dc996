"""One verdict explained in a terminal or as one JSON object."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from rich.text import Text

from servanda.cli import marks
from servanda.cli.sentence import claim_sentence
from servanda.cli.terminal import console, is_unicode, stamp
from servanda.cli.visible import line
from servanda.model import Claim, Level, Verdict, claim_json, verdict_json
from servanda.words import _

if TYPE_CHECKING:
    from servanda.accord.law import Reading
    from servanda.dossier import Explanation, FlipSet, View


LISTED = 5
"""How many claims that were not counted are listed for each reason, unless all are asked for."""

Weigh = Callable[[Claim, bool], Level]
"""How far a claim alone proves that the obligation is met (True) or not met (False)."""


def show(explanation: Explanation, view: View, weigh: Weigh | None, *, everything: bool = False) -> None:
    """Print the explanation; every claim goes through `view.shown`."""
    verdict = explanation.verdict
    screen, unicode = console(), is_unicode()
    # A file or another program gets a line a claim; only a terminal, or who asks for columns, gets them folded.
    width = max(screen.width, 20) if screen.is_terminal or "COLUMNS" in os.environ else 0

    def write(text: str, style: str = "", indent: int = 2) -> None:
        whole = Text(line(text), style=style or "default")
        for row in whole.wrap(screen, width - indent, overflow="fold") if width else [whole]:
            row.rstrip()
            screen.print(Text(" " * indent) + row, soft_wrap=True)

    def head(text: str) -> None:
        screen.print()
        write(text, "bold", 0)

    write(f"{verdict.ref} @ {verdict.viewpoint}", "bold", 0)
    if verdict.title:
        write(verdict.title, indent=0)
    if verdict.says:
        write(_("Our paraphrase: {text}").format(text=verdict.says), "dim", 0)
    screen.print()
    write(f"{marks.sign(verdict, unicode=unicode)} {sentence(verdict)}", marks.style(verdict), 0)
    for detail in _details(verdict):
        write(detail)
    head(_("Rule"))
    write(explanation.rule)
    for heading, ids, met in (
        (_("For"), verdict.witnesses_for, True),
        (_("Against"), verdict.witnesses_against, False),
        (_("Who watched"), verdict.coverage, None),
    ):
        if not ids and met is None:
            continue
        head(heading)
        for text in _witnesses(ids, view, met, weigh):
            write(text)
    if explanation.not_counted:
        head(_("Relevant, but not counted"))
        for text, indent in _left_out(explanation, view, everything=everything):
            write(text, indent=indent)
    if explanation.readings:
        head(_("Readings it depends on"))
        for reading in explanation.readings:
            write(_reading(reading))
    if explanation.lines:
        head(_("Why"))
        for step in explanation.lines:
            write(str(step))
    for heading, texts in (
        (_("What would change it"), _flip(explanation.flip_set, view)),
        (_("What would settle it"), map(str, explanation.settles)),
    ):
        for n, text in enumerate(texts):
            if not n:
                head(heading)
            write(text)


def sentence(verdict: Verdict) -> str:
    """`Breached (corroborated) against a denial (alleged), in Türkiye's account, as of …`."""
    word = marks.label_word(verdict.label)
    word = word[:1].upper() + word[1:]
    against, in_favour = marks.level_word(verdict.level_against), marks.level_word(verdict.level_for)
    if verdict.level_for and verdict.level_against:
        proof = _(" – {in_favour} for, {against} against").format(in_favour=in_favour, against=against)
    elif verdict.level_for:
        proof = _(" ({level})").format(level=in_favour)
    elif verdict.level_against:
        proof = _(" ({level})").format(level=against)
    else:
        proof = ""
    when = _(", as of {as_of}, known at {known_at} ({clock} clock), viewpoint {viewpoint}, standard {standard}").format(
        as_of=stamp(verdict.as_of),
        known_at=stamp(verdict.known_at),
        clock=verdict.clock,
        viewpoint=verdict.viewpoint,
        standard=verdict.standard,
    )
    return word + proof + when + "."


def _details(verdict: Verdict) -> Iterable[str]:
    if verdict.markers:
        yield _("Markers: {names}").format(names=", ".join(verdict.markers))
    for doubt in verdict.undetermined:
        could = _(" or ").join(doubt.could_be)
        yield _("Undetermined by {axis}: it could be {could}").format(axis=doubt.axis, could=could) + (
            f" ({doubt.because})" if doubt.because else ""
        )
    if verdict.deadline is not None:
        late = verdict.deadline_latest
        window = f" – {stamp(late)}" if late is not None and late != verdict.deadline else ""
        yield _("Deadline: {when}").format(when=stamp(verdict.deadline) + window)
    for part in verdict.extent:
        whole = f" / {part.of:g}" if part.of is not None else ""
        yield (
            _("Extent: {what} {reached:g}{whole} {unit}")
            .format(what=part.what, reached=part.reached, whole=whole, unit=part.unit)
            .rstrip()
        )
    seen = verdict.instances
    if sum(seen) > 1:
        yield _("Instances: {true} kept, {false} breached, {both} contested, {neither} unknown").format(
            **seen._asdict()
        )
    if verdict.observed is not None:
        yield _("Watched: {share:.0%} of the time and place").format(share=verdict.observed)
    if verdict.through is not None:
        yield _("Kept without a gap up to {when}").format(when=stamp(verdict.through))
    if verdict.last_breach is not None:
        yield _("Last breach: {when}").format(when=stamp(verdict.last_breach))
    if verdict.state:
        yield _("State: {state}").format(state=verdict.state)
    if verdict.outcome:
        yield _("What was threatened: {outcome}").format(outcome=verdict.outcome)
    if verdict.draft:
        yield _("Draft: it rests on edits that are not recorded; run 'servanda add'")


def _witnesses(ids: tuple[str, ...], view: View, met: bool | None, weigh: Weigh | None) -> Iterable[str]:
    if not ids:
        yield _("nobody")
    hidden = 0
    for id_ in ids:
        claim = view.claims.get(id_)
        shown = view.shown(claim) if claim is not None else None
        if claim is None or shown is None:
            hidden += 1
            continue
        level = "" if met is None or weigh is None else f"{marks.level_word(weigh(claim, met))}: "
        yield f"- {level}{claim_sentence(shown, view)}"
    if hidden:
        yield _("- {n} more that may not be printed").format(n=hidden)


def _left_out(explanation: Explanation, view: View, *, everything: bool) -> Iterable[tuple[str, int]]:
    """Line and indent, by reason; within a reason what is nearest to `as_of` first."""
    by_reason: dict[str, list[Claim]] = {}
    for left_out in explanation.not_counted:
        claim = view.claims.get(left_out.claim)
        shown = view.shown(claim) if claim is not None else None
        if shown is not None:
            by_reason.setdefault(left_out.why, []).append(shown)
    at = explanation.verdict.as_of
    for why, claims in by_reason.items():
        yield f"{why} ({len(claims)}):", 2
        claims.sort(key=lambda claim: (abs(at - (claim.when_to_latest or claim.when_from_earliest or 0)), claim.id))
        for claim in claims if everything else claims[:LISTED]:
            yield f"- {claim_sentence(claim, view)}", 4
        if len(claims) > LISTED and not everything:
            yield _("… and {n} more: --all").format(n=len(claims) - LISTED), 4


def _reading(reading: Reading) -> str:
    others = [a for a in reading.alternatives if a != reading.default]
    name = f"{reading.name} = {reading.default}" if reading.default else reading.name
    return f"{name}: {reading.says}" + (_(" (else: {others})").format(others=", ".join(others)) if others else "")


def _flip(flip_set: FlipSet | None, view: View) -> Iterable[str]:
    if flip_set is None:
        return
    heading = (
        _("Without these claims, the fewest there are, it would be {label}:")
        if flip_set.exact
        else _("Without these claims, perhaps without fewer, it would be {label}:")
    )
    yield heading.format(label=flip_set.becomes)
    for id_ in flip_set.claims:
        claim = view.claims.get(id_)
        shown = view.shown(claim) if claim is not None else None
        yield f"- {claim_sentence(shown, view)}" if shown is not None else _("- a claim that may not be printed")


def as_json(explanation: Explanation) -> dict[str, Any]:
    """The verdict's own fields, and `rule`, `why`, `flip_set`, `settles` beside them."""
    flip_set = explanation.flip_set
    return {
        **verdict_json(explanation.verdict),
        "rule": explanation.rule,
        "why": [str(step) for step in explanation.lines],
        "flip_set": None
        if flip_set is None
        else {"claims": list(flip_set.claims), "becomes": flip_set.becomes, "exact": flip_set.exact},
        "settles": [
            {
                "becomes": s.becomes,
                "opens": s.opens,
                "says": s.says,
                "by": [{"who": who, "level": level} for who, level in s.by],
                "claims": [_template(c) for c in s.claims],
            }
            for s in explanation.settles
        ],
    }


def _template(claim: Claim) -> dict[str, Any]:
    """What a template claim says, and no field that is empty."""
    kept = ("kind", "event", "polarity", "actor", "target", "object", "counts", "when_mode")
    row = claim_json(claim)
    said = {name: row[name] for name in kept if row[name]}
    return {**said, "from": row["when_from_earliest"], "to": row["when_to_latest"], "extent_place": claim.extent_place}
