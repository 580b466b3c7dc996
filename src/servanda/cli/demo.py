"""`servanda demo`: the worked Idlib dossier, from its files to a brief."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from servanda.cli import options
from servanda.words import _

app = options.application()
BRIEF = "idlib-brief.html"


@app.command(
    cls=options.Verb,
    epilog="""
    servanda demo
    servanda demo /tmp/idlib
    """,
)
def demo(
    directory: Annotated[Path, typer.Argument(metavar="[DIR]", help=_("where to put the dossier"))] = Path("idlib"),
    brief: Annotated[
        Path | None, typer.Option("--brief", metavar="FILE.html", help=_("put a copy of the brief here, too"))
    ] = None,
) -> int:
    """Copies the dossier of Idlib and north-east Syria, 2017–2020, to DIR, records all of it, prints the verdicts as
    known on 7 March 2020, and writes a brief. The last line on stdout is the brief's path. Run again, it changes
    nothing that is already there."""
    from servanda import dossier
    from servanda.cli import answers, terminal
    from servanda.cli.matrix import show
    from servanda.cli.page import copied, write_brief

    terminal.say(_("The dossier goes to {folder}").format(folder=directory))
    opened = dossier.demo(directory)
    with terminal.progress(_("recording")) as step:
        result = opened.add(None, progress=step)
    for finding in result.findings:
        if finding.is_error:
            terminal.say(str(finding))
    question = answers.Question(
        clocks=opened.clocks(as_of="2020-03-07", known_at=None),
        viewpoints=(),
        standard=answers.standard(opened, None),
    )
    show(opened, question)
    path = write_brief(opened, question.clocks, directory / "briefs" / BRIEF, viewpoints=(), standard=question.standard)
    if brief is not None:
        path = copied(path, brief)
    terminal.say(_("Next, in {folder}:").format(folder=directory))
    for example in (
        "servanda explain sochi-2019/ypg-withdrawal --as-of 2019-10-31",
        "servanda verdict --as-of 2020-02-29 --accord sochi-2018",
        "servanda zones where 36.47229 37.09471",
    ):
        terminal.say(f"  {example}")
    terminal.tell(str(path))
    return 1 if any(finding.is_error for finding in result.findings) else 0
