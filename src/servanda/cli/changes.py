"""`servanda changes`: which verdicts differ between two pairs of clocks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from servanda.cli import options
from servanda.words import _

if TYPE_CHECKING:
    from servanda.dossier import Change
    from servanda.model import Verdict

app = options.application()


@app.command(
    cls=options.Verb,
    epilog="""
    servanda changes --since 2020-03-05 --as-of 2020-03-07
    servanda changes --since 2020-02-29 --as-of 2020-02-29 --since-known 2020-03-01 --known-at 2020-03-10
    """,
)
def changes(
    since: Annotated[str, typer.Option("--since", metavar="TIME", help=_("the earlier --as-of"))],
    since_known: Annotated[
        str | None,
        typer.Option("--since-known", metavar="TIME", help=_("the earlier --known-at (default: the same as --since)")),
    ] = None,
    as_of: options.AsOf = None,
    known_at: options.KnownAt = None,
    clock: options.Clock = None,
    viewpoint: Annotated[
        list[str] | None, typer.Option("--viewpoint", metavar="NAME", help=_("default: all of them; repeatable"))
    ] = None,
    standard: options.Standard = None,
    accord: Annotated[
        list[str] | None, typer.Option("--accord", metavar="ID", help=_("only this accord; repeatable"))
    ] = None,
    json: options.Json = False,
    dossier: options.Dossier = None,
) -> int:
    """The verdicts that are not what they were, why, and by which claims: new, corrected, retracted, accepted or
    rejected ones, or time that passed. A claim that decides is one without which the label would be what it was."""
    from servanda.cli import answers, folder, marks, terminal

    opened = folder.opened(dossier)
    names = answers.viewpoints(opened, viewpoint) or tuple(opened.viewpoints())
    before = answers.clocks(opened, since, since_known or since, clock)
    after = answers.clocks(opened, as_of, known_at, clock)
    found = opened.changes(before, after, names, answers.standard(opened, standard), answers.accords(opened, accord))
    if json:
        terminal.json_lines(_row(change) for change in found)
        return 0
    some = False
    for change in found:
        some = True
        new, was = change.after, change.before
        before_word = marks.label_word(was.label) if was is not None else _("no such row")
        told = f"{new.ref} @ {new.viewpoint}: {before_word} → {marks.label_word(new.label)} ({change.why})"
        terminal.tell(told)
        for cause in sorted(change.causes, key=lambda c: c.decides is not True)[:SHOWN]:
            terminal.tell(f"  {cause.claim}: {_WHAT[cause.what]()}" + (_(", decides") if cause.decides else ""))
        more = len(change.causes) - SHOWN
        if more > 0:
            terminal.tell("  " + _("and {n} more; --json lists them").format(n=more))
    if not some:
        terminal.say(_("No verdict changed."))
    return 0


SHOWN = 5
_WHAT: dict[str, Callable[[], str]] = {
    "new": lambda: _("new"),
    "corrected": lambda: _("corrected"),
    "retracted": lambda: _("retracted"),
    "rejected": lambda: _("rejected"),
    "accepted": lambda: _("accepted"),
    "vanished": lambda: _("vanished"),
    "its time has come": lambda: _("its time has come"),
    "counts no more": lambda: _("counts no more"),
}


def _row(change: Change) -> dict[str, Any]:
    def ids(what: tuple[str, ...]) -> list[str]:
        return sorted(c.claim for c in change.causes if c.what in what)

    return {
        "ref": change.after.ref,
        "viewpoint": change.after.viewpoint,
        "before": str(change.before.label) if change.before is not None else None,
        "after": str(change.after.label),
        "levels_before": _levels(change.before),
        "levels_after": _levels(change.after),
        "why": change.why,
        "new": ids(("new", "its time has come")),
        "gone": ids(("vanished", "retracted", "rejected", "counts no more")),
        "causes": [{"claim": c.claim, "what": c.what, "decides": c.decides} for c in change.causes],
    }


def _levels(verdict: Verdict | None) -> list[str] | None:
    return None if verdict is None else [verdict.level_for.word, verdict.level_against.word]
