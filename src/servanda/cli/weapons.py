"""`servanda weapons`: what was seen of weapons, against their lines and what was declared."""

from __future__ import annotations

from typing import Annotated

import typer

from servanda.cli import options
from servanda.words import _

app = options.application()


@app.command(
    cls=options.Verb,
    epilog="""
    servanda weapons --as-of 2015-03-31
    servanda weapons --from 2015-03-01 --as-of 2015-03-07 --json
    """,
)
def weapons(
    as_of: options.AsOf = None,
    start: Annotated[
        str | None, typer.Option("--from", metavar="TIME", help=_("only sightings from then on (default: all)"))
    ] = None,
    json: options.Json = False,
    dossier: options.Dossier = None,
) -> int:
    """Weapons seen nearer to their line than their class allows (in, out or undetermined, by the radius of the sighting
    and the line's accuracy), and each storage site against what was declared there. From inventories.yaml.

    Exit 1 when the file has errors.
    """
    from servanda.cli import posted, terminal

    answer = posted.weapons_on(dossier, start, as_of)
    if json:
        terminal.json_lines(posted.weapons_json(answer))
    else:
        for finding in answer.findings:
            terminal.say(str(finding))
        lines = list(posted.weapons_lines(answer))
        for text in lines:
            terminal.tell(text)
        if not lines and not answer.findings:
            terminal.say(_("No weapons: inventories.yaml has no sighting or site then; see docs/reference/posts.md"))
    return 1 if any(f.is_error for f in answer.findings) else 0
