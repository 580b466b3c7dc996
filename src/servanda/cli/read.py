"""`servanda read`: claims in a text or an archive of texts, inside or outside a dossier."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from servanda.cli import options
from servanda.words import _

if TYPE_CHECKING:
    from servanda.cli.article import Read

app = options.application()


@app.command(
    cls=options.Verb,
    epilog="""
    servanda read article.txt --published 2020-02-05
    servanda read statement.pdf --html -o statement.html
    servanda read archive.jsonl -o claims.jsonl --jobs 4
    servanda read article.txt --reader none
    curl -s https://example.org/news.html | servanda read - --published 2020-02-05 --json
    """,
)
def read(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE|FOLDER|-",
            help=_("a text, page, PDF, message, feed; a folder, .zip or .jsonl of them; - for input"),
        ),
    ],
    published: Annotated[
        str | None,
        typer.Option("--published", metavar="DATE", help=_("when it was published: 'yesterday' counts from here")),
    ] = None,
    html: Annotated[
        bool, typer.Option("--html", help=_("a page with the spans marked and a card for each claim"))
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help=_("write there; an archive is continued where it stopped")),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", metavar="N", min=1, max=256, help=_("processes for an archive (default: cores)")),
    ] = None,
    reader: options.Reader = None,
    json: options.Json = False,
    dossier: options.Dossier = None,
) -> int:
    """Who says what, about which event, when and where, with the words that it stands on.

    Nothing is recorded: 'servanda add' does that. Outside a dossier, names are those of states and their offices.
    A folder or archive gives one JSON object an article, read on all cores; with -o it can be stopped and continued.
    """
    from servanda.cli import article, terminal
    from servanda.cli.archive import is_archive

    if is_archive(file):
        from servanda.cli.archive import read_archive

        return read_archive(Path(file), published, dossier, output, jobs)
    found = article.claims_in(file, published, dossier)
    if html:
        from servanda.cli.document import page

        text = page(found.documents, found.findings, found.tz)
        terminal.write(text, output)
    else:
        for finding in found.findings:
            terminal.say(str(finding))
        _show(found, json, output)
    return 1 if any(finding.is_error for finding in found.findings) else 0


def _show(found: Read, json: bool, output: Path | None) -> None:
    from servanda.cli import statement_text, terminal

    screen = terminal.console()
    if json:
        rows = (terminal.json_line(row) for row in found.rows)
        terminal.write("".join(f"{row}\n" for row in rows), output)
    elif screen.is_terminal and output is None:
        from servanda.cli import margin

        for document in found.documents:
            margin.show(document, screen, found.tz)
    else:
        lines = (statement_text.statement_line(s, found.tz) for s in found.statements)
        terminal.write("".join(f"{text}\n" for text in lines), output)
