"""Writes docs/reference/commands.md from the verbs themselves: `python docs/commands.py` (or `make docs`)."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import typer

from servanda.cli import verbs

PLACE = Path(__file__).parent / "reference" / "commands.md"
HEAD = """# Commands

Made from the program by `make docs`. Data goes to stdout, talk and progress to stderr. Exit codes: 0 well, 1 findings,
2 usage or no dossier, 3 integrity, 130 interrupted, 141 the reader of the output went away.

`--dossier DIR` may stand before the verb, too. `--traceback` (or `SERVANDA_TRACEBACK=1`) shows where in the program an
unexpected error arose. Colour is left out with `NO_COLOR`, and where nobody is looking; `COLUMNS` sets the width.
"""


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    for heading, group in verbs.sections().items():
        parts.append(f"## {heading}\n")
        for verb in group:
            command: Any = typer.main.get_command(import_module(f"servanda.cli.{verb.name}").app)
            below = getattr(command, "commands", None)
            if below:
                parts.append(f"### servanda {verb.name}\n\n{_says(command)}\n")
            for name, one in below.items() if below else [("", command)]:
                parts += list(_command(f"servanda {verb.name} {name}".strip(), one))
    return "\n".join(parts)


def _command(name: str, command: Any) -> Iterator[str]:
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option" and "--help" not in p.opts]
    usage = " ".join([name, *(_metavar(p) for p in arguments), *(["[OPTIONS]"] if options else [])])
    yield f"### `{usage}`\n\n{_says(command)}\n"
    rows = [(f"`{_metavar(p)}`", p.help) for p in arguments]
    for p in options:
        takes = "" if p.is_flag else f" {_metavar(p)}"
        default = f" (default: `{p.default}`)" if p.default not in (None, "", False, ()) and not p.is_flag else ""
        rows.append((f"`{', '.join(p.opts)}{takes}`", f"{p.help}{default}"))
    table = "\n".join(
        f"| {left.replace('|', chr(92) + '|')} | {right.replace('|', chr(92) + '|')} |" for left, right in rows
    )
    if rows:
        yield f"| | |\n|---|---|\n{table}\n"
    examples = "\n".join(line.strip() for line in (command.epilog or "").strip().splitlines())
    yield f"```sh\n{examples}\n```\n"


def _metavar(parameter: Any) -> str:
    text: str = parameter.metavar or parameter.name.upper()
    return text


def _says(command: Any) -> str:
    return inspect.cleandoc(command.help or "")


if __name__ == "__main__":
    PLACE.write_text(page(), encoding="utf-8")
