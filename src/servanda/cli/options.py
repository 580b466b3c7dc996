"""Options that several verbs share, and the class of command that prints its examples as they are written."""

from __future__ import annotations

import inspect
import os
import re
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from servanda.words import _

Dossier = Annotated[
    Path | None,
    typer.Option("--dossier", metavar="DIR", help=_("the dossier's folder (default: here, or the nearest parent)")),
]
Json = Annotated[bool, typer.Option("--json", help=_("JSON Lines on stdout"))]
Csv = Annotated[bool, typer.Option("--csv", help=_("CSV on stdout"))]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="TIME", help=_("when it held in the world; a bare date is the end of that day")),
]
KnownAt = Annotated[
    str | None, typer.Option("--known-at", metavar="TIME", help=_("what was known by then; default: now"))
]
Clock = Annotated[
    str | None,
    typer.Option("--clock", metavar="ledger|public", help=_("which clock --known-at reads (default: dossier.yaml)")),
]
Standard = Annotated[
    str | None,
    typer.Option("--standard", metavar="LEVEL", help=_("alleged, reported, corroborated or verified")),
]
Readings = Annotated[
    list[str] | None,
    typer.Option("--reading", metavar="NAME=ALT", help=_("take another alternative of a reading; repeatable")),
]
By = Annotated[str, typer.Option("--by", metavar="NAME", help=_("who decides: a handle of letters, digits, . _ -"))]


def _asked(name: str | None) -> str | None:
    """In the environment, so that every process that reads for this command has it."""
    if name is not None:
        os.environ["SERVANDA_READER"] = name
    return name


Reader = Annotated[
    str | None,
    typer.Option(
        "--reader",
        metavar="NAME|DIR",
        callback=_asked,
        help=_("who reads: encoder (if servanda-encoder is installed), none (rules alone), or a folder of weights"),
    ),
]

_NEGATIVE = re.compile(r"-(?=[\d.])")


class Verb(TyperCommand):
    """A command whose epilog, its examples, stands in the help line by line."""

    def format_help_text(self, ctx: Any, formatter: Any) -> None:
        self.help = _(inspect.cleandoc(self.help or ""))
        super().format_help_text(ctx, formatter)

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        if self.epilog:
            formatter.write_paragraph()
            formatter.write(_("Examples:") + "\n")
            for example in self.epilog.strip().splitlines():
                formatter.write(f"  {example.strip()}\n")


class Coordinates(Verb):
    """A command whose arguments may be negative numbers, which are no options."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        # U+2212, the true minus sign; `degrees` reads both.
        rest: list[str] = super().parse_args(
            ctx, [_NEGATIVE.sub("\u2212", a) if _NEGATIVE.match(a) else a for a in args]
        )
        return rest


def application(**settings: Any) -> typer.Typer:
    """An application of one verb: plain help, no completion machinery, errors left to the front door."""
    return typer.Typer(
        add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False, no_args_is_help=False, **settings
    )


def chosen_readings(given: list[str] | None) -> dict[str, str]:
    """`["sdf-is-ypg=yes"]` as a mapping. Raises UsageError."""
    from servanda.errors import UsageError

    chosen: dict[str, str] = {}
    for text in given or []:
        name, equals, alternative = text.partition("=")
        if not (name.strip() and equals and alternative.strip()):
            raise UsageError(
                "reading-malformed",
                _("--reading {text!r} is not NAME=ALTERNATIVE").format(text=text),
                _("for example --reading sdf-is-ypg=yes"),
            )
        chosen[name.strip()] = alternative.strip()
    return chosen
