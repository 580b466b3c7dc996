"""`servanda reader`: the statistical reader, which finds who says what: its weights, its figures, training it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

import typer

from servanda.cli import options
from servanda.words import _

_SHOWN = 20
"""So many lines that cannot be used are named, one by one."""

app = options.application(help=_("The statistical reader: which weights it has, how well it reads, training it."))

Output = Annotated[
    Path | None, typer.Option("-o", "--output", metavar="DIR", help=_("where the weights go (default: your own)"))
]


@app.callback()
def reader() -> None:
    """The statistical reader: which weights it has, how well it reads, training it."""


@app.command(cls=options.Verb, epilog="servanda reader info --json")
def info(reader: options.Reader = None, json: options.Json = False) -> int:
    """Which weights are in use: their folder, version and digest, what they were trained from, and their figures."""
    import os

    from servanda.cli import terminal
    from servanda.reading.learned import installed, weights

    asked = os.environ.get(weights.FOLDER_VARIABLE)
    folder = weights.chosen()
    row = {"reader": "rules-1", "folder": None, "own": False}
    if asked and installed.is_name(asked):
        other = installed.installed(asked)
        row = {"reader": other.name, "folder": str(other.folder), "own": False}
        row |= {k: other.manifest.get(k) for k in ("digest", "trained", "data", "figures", "licence")}
    elif folder is not None:
        loaded = weights.load(folder)
        row = {
            "reader": loaded.name,
            "folder": str(folder),
            "own": folder != weights.shipped(),
            **{k: loaded.manifest.get(k) for k in ("digest", "trained", "data", "figures", "licence")},
        }
    if json:
        terminal.json_lines([row])
    else:
        for text in _about(row):
            terminal.tell(text)
    return 0


def _about(row: Mapping[str, object]) -> Iterator[str]:
    """The same for people: a line for each data set and each row of figures."""
    for key, value in row.items():
        if isinstance(value, list):
            for part in value:
                n = part.get("documents", part.get("reviewed"))
                documents = _(", {n} documents").format(n=n) if n is not None else ""
                yield f"{key:<10} {part.get('name') or part.get('file') or _('reviewed claims')}{documents}"
        elif isinstance(value, dict):
            for of, figures in value.items():
                yield f"{key:<10} {of}: F1"
                for name, figure in figures.items():
                    yield f"{'':<12} {name.replace('_', ' '):<26} {figure:>5}"
        elif isinstance(value, bool):
            yield f"{key:<10} {_('yes') if value else _('no, the shipped ones')}"
        elif value not in (None, ""):
            yield f"{key:<10} {value}"


@app.command(
    cls=options.Verb,
    epilog="""
    servanda reader evaluate marked.jsonl.gz --json
    servanda reader evaluate marked.jsonl --jobs 4
    """,
)
def evaluate(
    file: Annotated[Path, typer.Argument(metavar="DATA.jsonl[.gz]", help=_("documents in which people marked spans"))],
    jobs: Annotated[int, typer.Option("--jobs", metavar="N", help=_("processes (default: one per core)"))] = 0,
    garbled: Annotated[
        bool, typer.Option("--garbled/--no-garbled", help=_("also with half of the quotation marks garbled"))
    ] = True,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help=_("which marks are garbled"))] = 0,
    reader: options.Reader = None,
    json: options.Json = False,
    dossier: options.Dossier = None,
) -> int:
    """How well the default reader reads marked documents: source, cue, content and whole relations, direct quotations
    apart, garbled marks, and stance, dates, speakers and places where the data has them; null where it has none.
    In a dossier, its actors and places are known; outside one, states, their offices and the towns of the world.
    """
    import os

    from servanda.cli import article, terminal
    from servanda.reading import default_finder
    from servanda.reading.learned.evaluate import evaluate as measured
    from servanda.reading.learned.examples import read_examples

    examples, findings = read_examples(file)
    for finding in findings[:_SHOWN]:
        terminal.say(str(finding))
    if len(findings) > _SHOWN:
        terminal.say(_("… and {n} more lines that cannot be used").format(n=len(findings) - _SHOWN))
    if not examples:
        terminal.say(_("Nothing was read: no line of {file} is a marked document").format(file=file))
        return 1
    with terminal.progress(_("reading")) as progress:
        row = measured(
            examples,
            jobs=jobs if jobs > 0 else os.cpu_count() or 1,
            with_garbled=garbled,
            seed=seed,
            progress=progress,
            context=article.reader(dossier, None).context,
        )
    row["reader"] = default_finder().name
    if json:
        terminal.json_lines([row])
    else:
        for text in _table(row):
            terminal.tell(text)
    return 1 if findings else 0


def _table(row: dict[str, object]) -> list[str]:
    lines = [f"{'':<24} {_('precision'):>9} {_('recall'):>7} {'F1':>6} {_('F1 at ½'):>8}"]
    for title, part in (("", row), (_("direct") + " ", row["direct"]), (_("garbled") + " ", row["garbled"])):
        if not isinstance(part, dict) or (part is not row and not part["content"].get("gold")):
            continue
        for key in ("source", "cue", "content", "relation_strict", "relation_relaxed"):
            f = part[key].get("exact", part[key])
            half = f" {part[key]['jaccard']['f1']:>8}" if "jaccard" in part[key] else ""
            lines.append(f"{title + key.replace('_', ' '):<24} {f['p']:>9} {f['r']:>7} {f['f1']:>6}{half}")
    for key, value in row.items():
        if not isinstance(value, dict):
            lines.append(f"{key.replace('_', ' ')}: {'–' if value is None else value}")
    return lines


@app.command(
    cls=options.Verb,
    epilog="""
    servanda reader train marked.jsonl.gz
    servanda reader train --reviewed
    servanda reader train marked.jsonl.gz --anew -o weights
    """,
)
def train(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[DATA.jsonl[.gz]…]", help=_("documents in which people marked spans")),
    ] = None,
    reviewed: Annotated[
        bool, typer.Option("--reviewed", help=_("also learn from the dossier's accepted and corrected claims"))
    ] = False,
    anew: Annotated[bool, typer.Option("--anew", help=_("start from nothing; else from the weights in use"))] = False,
    epochs: Annotated[int, typer.Option("--passes", metavar="N", help=_("times through the data"), min=1, max=50)] = 6,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help=_("the same seed gives the same weights"))] = 1,
    output: Output = None,
    dossier: options.Dossier = None,
) -> int:
    """Train the reader from marked documents and from what people have decided in a dossier. The weights go into your
    own data folder and are used from then on; remove the folder, and the shipped ones are used again.
    """
    from servanda.cli import terminal, trained

    return trained.train(files or [], reviewed, anew, epochs, seed, output, dossier, terminal.say)
