"""`servanda accord`: an accord as prose to lay beside the official text, and the schema of accord files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from servanda.cli import options
from servanda.words import _

if TYPE_CHECKING:
    from servanda.accord import Accord
    from servanda.accord.prose import Name

app = options.application(help=_("An accord as prose beside the official text, and the schema of accord files."))


@app.callback()
def accord() -> None:
    """An accord as prose beside the official text, and the schema of accord files."""


@app.command(
    cls=options.Verb,
    epilog="""
    servanda accord show sochi-2019
    servanda accord show sochi-2019 --html -o sochi-2019.html
    servanda accord show draft.yaml --md
    """,
)
def show(
    which: Annotated[str, typer.Argument(metavar="ACCORD", help=_("its id in the dossier, or a file: a draft"))],
    lang: Annotated[str, typer.Option("--lang", metavar="LANG", help=_("names in this language: en, ru, ar"))] = "en",
    html: Annotated[bool, typer.Option("--html", help=_("one HTML page to print"))] = False,
    md: Annotated[bool, typer.Option("--md", help=_("Markdown"))] = False,
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help=_("instead of stdout"))] = None,
    readings: options.Readings = None,
    dossier: options.Dossier = None,
) -> int:
    """An accord as prose: of every obligation our paraphrase and, marked with an arrow, the rule that is tested."""
    import shutil

    from servanda.accord import printed
    from servanda.accord.prose import prose
    from servanda.cli import terminal
    from servanda.cli.visible import html_visible, visible
    from servanda.errors import UsageError

    if html and md:
        what = _("--html and --md are two forms of one page")
        raise UsageError("two-forms", what, _("choose one"))
    made, name = _found(which, lang, dossier, readings)
    page = prose(made, name)
    if html:
        text = printed.html(page, lang)
    elif md:
        text = printed.markdown(page)
    else:
        text = printed.text(page, min(shutil.get_terminal_size((100, 24)).columns, 110))
    terminal.write(html_visible(text) if html else visible(text), output)
    return 0


@app.command(cls=options.Verb, epilog="servanda accord schema > accords/accord-1.schema.json")
def schema() -> int:
    """The JSON Schema (2020-12) of accord files, for editors: put it beside the accords, and
    `# yaml-language-server: $schema=accord-1.schema.json` on the first line of each."""
    from servanda.accord.schema import published
    from servanda.cli import terminal

    terminal.write(published(), None)
    return 0


def _found(which: str, lang: str, dossier: Path | None, readings: list[str] | None) -> tuple[Accord, Name]:
    """The accord, of the dossier or a draft by itself, and how it names actors."""
    from servanda.cli import answers, folder
    from servanda.dossier.law import read_law
    from servanda.errors import UsageError

    chosen = options.chosen_readings(readings)
    file = Path(which)
    if file.suffix in (".yaml", ".yml") or file.is_file():
        return _draft(file, chosen), str
    opened = folder.opened(dossier)
    law = read_law(opened.shelf, answers.readings(opened, chosen)) if chosen else opened.law
    made = next((a for a in law.accords if a.id == which), None)
    if made is None:
        from servanda.documents import did_you_mean

        known = [a.id for a in law.accords]
        what = _("the dossier has no accord {which!r}").format(which=which)
        raise UsageError("no-such-accord", what, did_you_mean(which, known) if known else _("servanda check"))
    return made, lambda ident: law.register.name(ident, lang)


def _draft(file: Path, chosen: dict[str, str]) -> Accord:
    from servanda.accord import load_accord
    from servanda.cli.draft import content_of, geometry_beside
    from servanda.errors import InputError

    made, findings = load_accord(content_of(file), str(file), load_line=geometry_beside(file), choices=chosen or None)
    if made is None:
        wrong = [f for f in findings if f.is_error]
        what = _("{file} cannot be used as it is").format(file=file)
        raise InputError("accord-unusable", what, _("servanda check --lint {file}").format(file=file), wrong)
    return made
