"""`servanda posts`: the posts on a date."""

from __future__ import annotations

from typing import Annotated

import typer

from servanda.cli import options
from servanda.words import _

app = options.application()


@app.command(
    cls=options.Verb,
    epilog="""
    servanda posts --as-of 2020-02-05
    servanda posts --as-of 2020-02-05 --beyond sochi-2018/contact --side 'not idlib'
    servanda posts --obligation sochi-2018/coordinated-patrols --reach '5 km'
    servanda posts --zone sochi-2018/dmz --reach '5 km' --json
    """,
)
def posts(
    as_of: options.AsOf = None,
    zone: Annotated[str | None, typer.Option("--zone", metavar="ZONE", help=_("which lie in this zone"))] = None,
    obligation: Annotated[
        str | None, typer.Option("--obligation", metavar="REF", help=_("which lie in the zones of this obligation"))
    ] = None,
    beyond: Annotated[
        str | None, typer.Option("--beyond", metavar="LINE", help=_("which lie beyond this line of an accord"))
    ] = None,
    side: Annotated[
        str | None, typer.Option("--side", metavar="NAME", help=_("beyond is on this witness's side, or 'not NAME'"))
    ] = None,
    reach: Annotated[
        str | None, typer.Option("--reach", metavar="DISTANCE", help=_("how far a post sees: what of the zone is seen"))
    ] = None,
    json: options.Json = False,
    dossier: options.Dossier = None,
) -> int:
    """The posts on a day: which stood, which were surrounded, which lay beyond a line: in, out or undetermined, by the
    radius within which each is known and the line's accuracy. What sources count is told beside, each for itself.

    A bare date is that whole day: what began or ended on it is undetermined.
    """
    from servanda.cli import posted, terminal

    answer = posted.posts_on(posted.Asked(as_of, zone, beyond, side, reach, obligation), dossier)
    if json:
        terminal.json_lines(posted.json_rows(answer))
    else:
        for text in posted.lines(answer):
            terminal.tell(text)
    return 0
