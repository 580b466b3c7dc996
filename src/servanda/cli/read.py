"""`servanda read`: claims in a text, inside or outside a dossier."""

from __future__ import annotations

from typing import Annotated

import typer

from servanda.cli import options
from servanda.words import _

app = options.application()


@app.command(
    cls=options.Verb,
    epilog="""
    servanda read article.txt --published 2020-02-05
    curl -s https://example.org/news.html | servanda read - --published 2020-02-05 --json
    """,
)
def read(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help=_("text, Markdown or HTML; - for standard input"))],
    published: Annotated[
        str | None,
        typer.Option("--published", metavar="DATE", help=_("when it was published: 'yesterday' counts from here")),
    ] = None,
    json: options.Json = False,
    dossier: options.Dossier = None,
) -> int:
    """Who says what, about which event, when and where, with the words that it stands on.

    Nothing is recorded: 'servanda add' does that. Outside a dossier, names are those of states and their offices.
    """
    from servanda.cli import article, terminal

    found = article.claims_in(file, published, dossier)
    for finding in found.findings:
        terminal.say(str(finding))
    if json:
        terminal.json_lines(found.rows)
    else:
        for text in found.lines:
            terminal.tell(text)
    return 1 if any(finding.is_error for finding in found.findings) else 0
