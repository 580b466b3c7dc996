"""`servanda changes`: which verdicts differ between two pairs of clocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from servanda.cli import options
from servanda.words import _

if TYPE_CHECKING:
    from servanda.cli.answers import Question
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
    json: options.Json = False,
    dossier: options.Dossier = None,
) -> int:
    """The verdicts that are not what they were, and why: new evidence, revised evidence, or time that passed."""
    from servanda.cli import answers, folder, terminal

    opened = folder.opened(dossier)
    names = answers.viewpoints(opened, viewpoint) or tuple(opened.viewpoints())
    level = answers.standard(opened, standard)
    before = answers.Question(answers.clocks(opened, since, since_known or since, clock), names, level)
    after = answers.Question(answers.clocks(opened, as_of, known_at, clock), names, level)
    old, new = ({(v.ref, v.viewpoint): v for v in answers.verdicts(opened, q)} for q in (before, after))
    rows = [_change(old.get(key), verdict, before, after) for key, verdict in new.items()]
    changed = [row for row in rows if row is not None]
    if json:
        terminal.json_lines(changed)
    else:
        for row in changed:
            terminal.tell(f"{row['ref']} @ {row['viewpoint']}: {row['before']} → {row['after']} ({row['why']})")
        if not changed:
            terminal.say(_("No verdict changed."))
    return 0


def _change(old: Verdict | None, new: Verdict, before: Question, after: Question) -> dict[str, Any] | None:
    same = old is not None and (old.label, old.level_for, old.level_against) == (
        new.label,
        new.level_for,
        new.level_against,
    )
    if same:
        return None
    seen = set(old.witnesses_for + old.witnesses_against) if old else set()
    now = set(new.witnesses_for + new.witnesses_against)
    if now - seen:
        why = _("new evidence")
    elif seen - now:
        why = _("revised evidence")
    elif before.clocks.as_of != after.clocks.as_of:
        why = _("time passed")
    else:
        why = _("changed rules or readings")
    return {
        "ref": new.ref,
        "viewpoint": new.viewpoint,
        "before": str(old.label) if old else None,
        "after": str(new.label),
        "why": why,
        "new": sorted(now - seen),
        "gone": sorted(seen - now),
    }
