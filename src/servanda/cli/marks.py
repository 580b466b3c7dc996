"""How a verdict looks in a terminal: word, shape and colour; its levels of proof as letters beside it.

Claimed and confirmed never look alike: `◐ c/a` is contested, corroborated for and alleged against.
"""

from __future__ import annotations

from typing import NamedTuple

from servanda.model import Label, Level, Verdict
from servanda.words import _


class Sign(NamedTuple):
    """A shape, the letter in its place on a plain terminal, and a rich style."""

    shape: str
    plain: str
    style: str


_GOOD = Sign("●", "K", "green")
_BAD = Sign("✖", "X", "red")
_TORN = Sign("◐", "C", "yellow")
_DARK = Sign("○", "?", "")
_OUT = Sign("–", "-", "dim")

SIGNS: dict[Label, Sign] = {
    Label.FULFILLED: _GOOD,
    Label.KEPT: _GOOD,
    Label.MET: _GOOD,
    Label.BREACHED: _BAD,
    Label.NOT_MET: _BAD,
    Label.CONTESTED: _TORN,
    Label.FORCE_CONTESTED: _TORN,
    Label.UNKNOWN: _DARK,
    Label.FORCE_UNKNOWN: _DARK,
    Label.PENDING: Sign("◌", ".", "cyan"),
    Label.NOT_IN_FORCE: _OUT,
    Label.NOT_TRIGGERED: _OUT,
    Label.UNTESTABLE: Sign("▢", "#", "dim"),
}
LETTERS = {
    Level.NONE: "·",
    Level.ALLEGED: "a",
    Level.REPORTED: "r",
    Level.CORROBORATED: "c",
    Level.VERIFIED: "v",
}
STYLES = {Level.CORROBORATED: "bold", Level.VERIFIED: "bold"}


def label_word(label: Label) -> str:
    """The label in the reader's language."""
    return {
        Label.FULFILLED: _("fulfilled"),
        Label.KEPT: _("kept"),
        Label.BREACHED: _("breached"),
        Label.CONTESTED: _("contested"),
        Label.PENDING: _("pending"),
        Label.UNKNOWN: _("unknown"),
        Label.MET: _("met"),
        Label.NOT_MET: _("not met"),
        Label.NOT_IN_FORCE: _("not in force"),
        Label.NOT_TRIGGERED: _("not triggered"),
        Label.FORCE_UNKNOWN: _("unknown whether in force"),
        Label.FORCE_CONTESTED: _("in force: contested"),
        Label.UNTESTABLE: _("untestable"),
    }[label]


def level_word(level: Level) -> str:
    """The level in the reader's language."""
    return {
        Level.NONE: _("none"),
        Level.ALLEGED: _("alleged"),
        Level.REPORTED: _("reported"),
        Level.CORROBORATED: _("corroborated"),
        Level.VERIFIED: _("verified"),
    }[level]


def sign(verdict: Verdict, *, unicode: bool) -> str:
    """The shape alone."""
    mark = SIGNS[verdict.label]
    return mark.shape if unicode else mark.plain


def levels(verdict: Verdict) -> str:
    """`c/a`: for and against; nothing where neither side has anything."""
    if verdict.level_for is Level.NONE and verdict.level_against is Level.NONE:
        return ""
    return f"{LETTERS[verdict.level_for]}/{LETTERS[verdict.level_against]}"


def flags(verdict: Verdict) -> str:
    """`?` where what is only possible would change the label, `*` where a marker stands beside it."""
    return ("?" if verdict.undetermined else "") + ("*" if verdict.markers else "")


def style(verdict: Verdict) -> str:
    """The rich style: the label's colour, bold from *corroborated* up, dim where the viewpoint can never reach it."""
    if not verdict.reachable:
        return "dim"
    strongest = max(verdict.level_for, verdict.level_against)
    return f"{SIGNS[verdict.label].style} {STYLES.get(strongest, '')}".strip()


def short(verdict: Verdict, *, unicode: bool) -> str:
    """`◐ca?*`."""
    proof = levels(verdict).replace("/", "")
    return sign(verdict, unicode=unicode) + (proof if unicode else proof.replace("·", ".")) + flags(verdict)


def long(verdict: Verdict, *, unicode: bool) -> str:
    """`◐ contested c/a ?*`."""
    return " ".join(
        part
        for part in (sign(verdict, unicode=unicode), label_word(verdict.label), levels(verdict), flags(verdict))
        if part
    )


def legend(*, unicode: bool) -> str:
    """What the shapes and letters mean, in lines short enough for 80 columns."""
    shown = (
        Label.KEPT,
        Label.BREACHED,
        Label.CONTESTED,
        Label.UNKNOWN,
        Label.PENDING,
        Label.NOT_IN_FORCE,
        Label.UNTESTABLE,
    )
    signs = [SIGNS[label].shape if unicode else SIGNS[label].plain for label in shown]
    words = [label_word(label) for label in shown]
    words[0] = _("kept, fulfilled, met")
    words[1] = _("breached, not met")
    first = "  ".join(f"{s} {w}" for s, w in zip(signs[:4], words[:4], strict=True))
    second = "  ".join(f"{s} {w}" for s, w in zip(signs[4:], words[4:], strict=True))
    proof = ", ".join(f"{LETTERS[level]} {level_word(level)}" for level in Level if level is not Level.NONE)
    third = _("Proof for, then against: {levels}").format(levels=proof)
    fourth = _("? could be otherwise, * late, by assertion or the like: see 'servanda explain'")
    return "\n".join((first, second, third, fourth))
