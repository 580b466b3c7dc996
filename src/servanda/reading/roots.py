"""The PLOVER root of what one party does to another: a linear model over the words between and around their names.

PLOVER (Political Language Ontology for Verifiable Event Records) knows fifteen roots that news is made of: AGREE,
CONSULT, SUPPORT, COOPERATE, AID, YIELD, REQUEST, ACCUSE, REJECT, THREATEN, PROTEST, SANCTION, MOBILIZE, COERCE and
ASSAULT. Kinds of event have theirs in verbs.yaml; this is for sentences that tell of none of our kinds.
`tools/train_roots.py` makes the weights; docs/reference/reader-card.md has the figures.
"""

from __future__ import annotations

import re
import tomllib
import zlib
from collections import defaultdict
from collections.abc import Mapping, MutableMapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from servanda.reading.offsets import Span
from servanda.reading.wordlist import words

BITS = 14
SURE = 0.6
"""Least probability at which a root is told: nine of ten are then right (cross-validated)."""
CAMEO = {
    "AGREE": "030",
    "CONSULT": "040",
    "SUPPORT": "050",
    "COOPERATE": "060",
    "AID": "070",
    "YIELD": "080",
    "REQUEST": "100",
    "ACCUSE": "110",
    "REJECT": "120",
    "THREATEN": "130",
    "PROTEST": "140",
    "MOBILIZE": "150",
    "SANCTION": "160",
    "COERCE": "170",
    "ASSAULT": "190",
}
_TOKEN = re.compile(r"[A-Za-z]+(?:[-'’][a-z]+)*|\d+|[^\sA-Za-z\d]")
_COMMON = words(
    """to on a the of for in with if not will would could must up out down off back into be at from by and is was are
    were has have had been that an as but it its his her their s ' over against through about"""
)
_BE = words("be is are was were been being get got gets")
_TURNS = _BE | words("to would will may could should must not n't refused agreed threatened urged by")
_ENDINGS = ("ations", "ation", "ings", "ing", "ies", "ied", "ed", "es", "s", "e", "ment", "ments")
_BEFORE, _AFTER, _REACH = 6, 8, 6
_MOST_TOKENS = 400


def root(text: str, source: Span, target: Span) -> tuple[str, float]:
    """The root of what the party at `source` is said to do to the one at `target` in the sentence `text`, and its
    probability."""
    labels, table, bias = _weights()
    rows, values = hashed(features(text, source, target))
    score = bias + values @ table[rows]
    shares = np.exp(score - score.max())
    shares /= shares.sum()
    best = int(shares.argmax())
    return labels[best], float(shares[best])


def hashed(found: Mapping[str, float]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Rows of the table of weights, and the features' values."""
    rows = np.array([zlib.crc32(name.encode("utf-8", "surrogatepass")) & ((1 << BITS) - 1) for name in found], np.int64)
    return rows, np.array(list(found.values()), np.float64)


def features(text: str, source: Span, target: Span) -> dict[str, float]:
    """Words before, between and after the two names, by which comes first; the roots that they hint at; and the first
    two telling words after the first name, with their voice and what turns them ("refused to")."""
    tokens = [
        (m[0].lower(), m.start(), m.end()) for m, _n in zip(_TOKEN.finditer(text), range(_MOST_TOKENS), strict=False)
    ]
    one, other = _within(tokens, source), _within(tokens, target)
    order = "ST" if one[0] <= other[0] else "TS"
    first, second = (one, other) if order == "ST" else (other, one)
    said = [t[0] for t in tokens]
    out: MutableMapping[str, float] = defaultdict(float)
    out[f"o={order}"] = 1
    parts = {
        "b": said[first[1] : second[0]],
        "a": said[second[1] : second[1] + _AFTER],
        "p": said[max(0, first[0] - _BEFORE) : first[0]],
    }
    for part, row in parts.items():
        _of_part(part, order, row, out)
    after = said[first[1] : second[0] if second[0] > first[1] else second[1] + _REACH]
    _telling(after, order, out)
    for word in said:
        if word[0].isalpha() and word not in _COMMON:
            out[f"w:{_stem(word)}"] = 0.4
        for hint in _hints(word):
            out[f"W:{hint}"] += 0.25
    for name, at in (("n", second[1]), ("q", second[0] - 1), ("m", first[1])):
        if 0 <= at < len(said):
            out[f"{name}:{said[at]}"] = 0.7
    return dict(out)


def _of_part(part: str, order: str, row: Sequence[str], out: MutableMapping[str, float]) -> None:
    for k, word in enumerate(row):
        if not word[0].isalpha():
            continue
        stem = _stem(word)
        out[f"{part}{order}:{stem}"] = 1
        out[f"*{stem}"] = 1
        if k + 1 < len(row):
            out[f"{part}2:{stem}_{_stem(row[k + 1])}"] = 1
        for hint in _hints(word):
            out[f"{part}L{order}:{hint}"] += 0.5
            out[f"L:{hint}"] += 0.5


def _telling(after: Sequence[str], order: str, out: MutableMapping[str, float]) -> None:
    turns: list[str] = []
    found = 0
    for word in after:
        if word in _TURNS:
            turns.append(word)
        hints = _hints(word)
        if not hints:
            continue
        passive = bool(turns) and turns[-1] in _BE
        for hint in hints:
            out[f"F{found}{order}:{hint}:{passive}"] = 1
        out[f"Fm{found}:{'_'.join(turns[-1:])}"] = 0.5
        out[f"Fw{found}{order}:{_stem(word)}"] = 1
        found += 1
        if found == 2:
            return


def _within(tokens: Sequence[tuple[str, int, int]], span: Span) -> tuple[int, int]:
    here = [k for k, (_word, a, b) in enumerate(tokens) if a < span[1] and b > span[0]]
    return (here[0], here[-1] + 1) if here else (0, 0)


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


@lru_cache(maxsize=20_000)
def _hints(word: str) -> tuple[str, ...]:
    return tuple(name for name, pattern in _words().items() if pattern.match(word))


@cache
def _words() -> Mapping[str, re.Pattern[str]]:
    table = tomllib.loads((files("servanda.reading") / "roots.toml").read_text("utf-8"))
    return {
        name: re.compile("|".join(re.escape(w).replace(r"\$", "$") for w in row.split())) for name, row in table.items()
    }


@cache
def _weights() -> tuple[tuple[str, ...], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    with (
        (files("servanda.data") / "reader" / "roots.npz").open("rb") as file,
        np.load(file, allow_pickle=False) as data,
    ):
        labels = tuple(data["labels"].tobytes().decode().split())
        return labels, data["table"].astype(np.float64) * float(data["scale"]), data["bias"].astype(np.float64)
