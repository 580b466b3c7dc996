"""One verdict explained in a terminal or as one JSON object."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from rich.text import Text

from servanda.cli import marks
from servanda.cli.sentence import claim_sentence
from servanda.cli.terminal import console, is_unicode, stamp
from servanda.cli.visible import line
from servanda.model import Verdict, verdict_json
from servanda.words import _

if TYPE_CHECKING:
    from servanda.accord.law import Reading
    from servanda.dossier import Explanation, FlipSet, View


def show(explanation: Explanation, view: View) -> None:
    """Print the explanation; every claim goes through `view.shown`."""
    verdict = explanation.verdict
    screen, unicode = console(), is_unicode()

    def write(text: str, style: str = "", indent: int = 0) -> None:
        screen.print(Text(" " * indent) + Text(line(text), style=style or "default"), overflow="fold")

    write(f"{verdict.ref} @ {verdict.viewpoint}", "bold")
    if verdict.title:
        write(verdict.title)
    if verdict.says:
        write(_("Our paraphrase: {text}").format(text=verdict.says), "dim")
    write("")
    write(f"{marks.sign(verdict, unicode=unicode)} {sentence(verdict)}", marks.style(verdict))
    for line_ in _details(verdict):
        write(line_, indent=2)

    _heading(screen, _("Rule"))
    write(explanation.rule, indent=2)
    _witnesses(screen, _("For"), verdict.witnesses_for, view)
    _witnesses(screen, _("Against"), verdict.witnesses_against, view)
    if verdict.coverage:
        _witnesses(screen, _("Who watched"), verdict.coverage, view)
    if explanation.not_counted:
        _heading(screen, _("Relevant, but not counted"))
        for left_out in explanation.not_counted:
            claim = view.claims.get(left_out.claim)
            shown = view.shown(claim) if claim is not None else None
            if claim is None or shown is not None:
                said = claim_sentence(shown, view) if shown is not None else left_out.claim
                write(f"{said} – {left_out.why}", indent=2)
    if explanation.readings:
        _heading(screen, _("Readings it depends on"))
        for reading in explanation.readings:
            write(_reading(reading), indent=2)
    if explanation.lines:
        _heading(screen, _("Why"))
        for step in explanation.lines:
            write(str(step), indent=2)
    changing = [*_flip(explanation.flip_set, view), *([explanation.settles] if explanation.settles else [])]
    if changing:
        _heading(screen, _("What would change it"))
    for text in changing:
        write(text, indent=2)


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
    for text in (verdict.state, verdict.outcome):
        if text:
            yield text
    if verdict.draft:
        yield _("Draft: it rests on edits that are not recorded; run 'servanda add'")


def _heading(screen: Any, text: str) -> None:
    screen.print()
    screen.print(Text(text, style="bold"))


def _witnesses(screen: Any, heading: str, ids: tuple[str, ...], view: View) -> None:
    _heading(screen, heading)
    shown = [c for c in (view.shown(view.claims[i]) for i in ids if i in view.claims) if c is not None]
    for claim in shown:
        screen.print(Text("  " + claim_sentence(claim, view)), overflow="fold")
    hidden = len(ids) - len(shown)
    if hidden:
        screen.print(Text("  " + _("{n} more that may not be printed").format(n=hidden), style="dim"))
    if not ids:
        screen.print(Text("  " + _("nobody"), style="dim"))


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
        "settles": explanation.settles,
    }
