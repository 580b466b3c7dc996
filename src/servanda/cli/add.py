"""`servanda add`: what people put into the folder goes into the ledger."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from servanda.cli import options
from servanda.words import _, plural

app = options.application()


@app.command(
    cls=options.Verb,
    epilog="""
    servanda add
    servanda add reports/tass-2020-02-05.txt data/ged.csv --dry-run
    servanda add claims/chronicle.csv --json
    """,
)
def add(
    sources: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[SOURCE]...", help=_("files or folders (default: everything in the dossier)")),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("say what would happen and write nothing"))] = False,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", metavar="N", min=1, max=256, help=_("processes for many articles (default: cores)")),
    ] = None,
    json: options.Json = False,
    dossier: options.Dossier = None,
) -> int:
    """Records files and the claims in them. Adding the same again changes nothing; a changed row is a correction.

    All of it is recorded or, when the program is stopped, nothing; but very many articles (200 files, or archives of
    as many) a thousand at a time, and datasets of 4 MB and more each by itself: what a stopped run has recorded stays,
    and the next one goes on from there. Exit 1 when something was refused.
    """
    from servanda.cli import folder
    from servanda.cli.check import finding_json
    from servanda.cli.terminal import json_lines, progress, say, tell

    opened = folder.opened(dossier)
    try:
        with progress(_("adding"), rate=True) as step:
            result = opened.add(sources or None, dry_run=dry_run, progress=step, jobs=jobs)
    except KeyboardInterrupt:
        say(_("stopped: what was recorded stays, and the next 'servanda add' goes on from there"))
        raise
    if result.before:
        what = plural("{n} article was recorded before", "{n} articles were recorded before", result.before)
        say(what.format(n=f"{result.before:,}"))
    counts = {name: _number(getattr(result, name)) for name in ("new", "corrected", "unchanged", "vanished", "skipped")}
    counts["new"] += result.rows
    if json:
        json_lines([{**counts, "dry_run": dry_run, "findings": [finding_json(f) for f in result.findings]}])
    else:
        for finding in result.findings:
            say(str(finding))
        words = {
            "new": _("new"),
            "corrected": _("corrected"),
            "unchanged": _("unchanged"),
            "vanished": _("vanished"),
            "skipped": _("skipped"),
        }
        tell((_("would be: ") if dry_run else "") + ", ".join(f"{counts[k]} {words[k]}" for k in words))
    return 1 if any(finding.is_error for finding in result.findings) else 0


def _number(value: object) -> int:
    return value if isinstance(value, int) else len(value)  # type: ignore[arg-type]
