"""How well kinds of occurrence are told from sentences: `python tools/kinds.py tests/data/reading/kinds-test.txt [-v]`.

A line is `kind | polarity | sentence`: a kind of accord/verbs.yaml or `-`; `+`, `n` (denied) or `-`; brackets in the
sentence are left out. "right": its kind is among those that the reader finds; "nothing": it finds none; "others": only
others; "made up": it finds a kind where there is none. `-v` shows what went wrong: not for a set that is kept unseen.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from servanda.model import Polarity
from servanda.reading.deeds import deeds


def rows(path: Path) -> Iterator[tuple[str, str, str]]:
    """Kind, polarity and sentence of each line."""
    for line in path.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, polarity, sentence = line.split(" | ", 2)
            yield kind, polarity, re.sub(r"[\[\]]", "", sentence)


def measured(path: Path, show: bool = False) -> Counter[str]:
    """Counts by what was found: `deeds` (of which `right`, `first`, `nothing`, `others`; `polarity` of the right ones),
    `without` (of which `made up`)."""
    out: Counter[str] = Counter()
    for kind, polarity, sentence in rows(path):
        found = [d for d in deeds(sentence, 0, len(sentence), []) if not d.wished]
        kinds = [d.event for d in found]
        if kind == "-":
            out["without"] += 1
            out["made up"] += bool(kinds)
            wrong = bool(kinds)
        else:
            right = kind in kinds
            out["deeds"] += 1
            out["right" if right else "others" if kinds else "nothing"] += 1
            out["first"] += kinds[:1] == [kind]
            denied = right and found[kinds.index(kind)].polarity is Polarity.DENIES
            out["polarity"] += right and denied == (polarity == "n")
            wrong = not right
        if show and wrong:
            print(f"{kind} {polarity} {kinds} | {sentence}")
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description="How well kinds of occurrence are told from sentences.")
    parser.add_argument("file", type=Path, nargs="+")
    parser.add_argument("-v", "--show", action="store_true", help="what went wrong")
    options = parser.parse_args()
    for path in options.file:
        n = measured(path, options.show)
        of = max(1, n["deeds"])
        print(
            f"{path.name}: {n['deeds']} sentences with a deed: {100 * n['right'] / of:.1f} % right, "
            f"{100 * n['nothing'] / of:.1f} % nothing, {100 * n['others'] / of:.1f} % others; "
            f"polarity of the right ones {100 * n['polarity'] / max(1, n['right']):.1f} %; "
            f"{n['without']} without: {100 * n['made up'] / max(1, n['without']):.1f} % made up"
        )


if __name__ == "__main__":
    main()
