"""Training for `servanda reader train`: documents gathered, weights made, written and described."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from servanda.errors import UsageError
from servanda.reading.learned import weights
from servanda.reading.learned.examples import Example, read_examples
from servanda.words import _


def train(
    files: Sequence[Path],
    reviewed: bool,
    anew: bool,
    epochs: int,
    seed: int,
    output: Path | None,
    dossier: Path | None,
    say: Callable[[str], None],
) -> int:
    """As the verb says. Raises `UsageError` without anything to learn from, or without numba."""
    if find_spec("numba") is None:
        raise UsageError(
            "no-numba", _("training needs the package numba"), _("install it with: pip install 'servanda[engine]'")
        )
    examples: list[Example] = []
    data: list[dict[str, Any]] = []
    findings = 0
    for file in files:
        found, problems = read_examples(file)
        for problem in problems:
            say(str(problem))
        findings += len(problems)
        examples += found
        data.append({"file": file.name, "sha256": _digest(file), "documents": len(found)})
    if reviewed:
        from servanda.cli.reviewed import reviewed as learned_from

        found = learned_from(dossier)
        examples += found
        data.append({"reviewed": len(found)})
    if not examples:
        raise UsageError(
            "too-few-examples",
            _("there is nothing to learn from"),
            _("name files of marked documents, or --reviewed in a dossier with accepted claims"),
        )
    folder = weights.chosen()
    base = weights.load(folder) if folder is not None else None
    from servanda.reading.learned.train import train as fitted

    first, second, lexicon = fitted(
        examples,
        base.lexicon.clusters if base is not None else {},
        epochs=epochs,
        seed=seed,
        base=None if anew else base,
        say=say,
    )
    place = output or weights.own()
    weights.load.cache_clear()
    now = datetime.now(UTC)
    weights.save(
        place,
        first,
        second,
        lexicon,
        {
            "name": "statistical",
            "version": f"own-{now:%Y%m%d%H%M%S}",
            "trained": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "data": data,
            "from": None if anew or base is None else base.manifest.get("digest"),
            "seed": seed,
        },
    )
    say(_("{n} documents learned; weights in {folder}").format(n=len(examples), folder=place))
    return 1 if findings else 0


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
