"""Tokens of repaired text, and what can be said of a word by itself: the ground of every feature.

Each word's properties are numbers, looked up once and kept, so that a text costs one dictionary access a token.
"""

from __future__ import annotations

import re
from binascii import crc32
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from servanda.reading.offsets import Span
from servanda.reading.wordlist import words

Ints = npt.NDArray[np.int64]

TOKEN = re.compile(
    r"[^\W\d_]{1,60}?(?=n't\b)|n't\b|'(?:s|re|ve|ll|d|m)\b|(?:[^\W\d_]\.){2,12}|[^\W\d_]{1,60}|\d{1,20}(?:[.,]\d{1,20}){0,9}"
    r"|--+|[^\w\s]|_"
)

_CLASSES: tuple[tuple[str, str], ...] = (
    ("det", "the a an this these those each every some any no another such both all either neither"),
    ("poss", "his her its their my our your whose"),
    ("subj", "he she they i we"),
    ("you", "you it that there"),
    ("obj", "him them me us himself herself themselves itself"),
    ("wh", "who which whom what where when why how whether"),
    ("to", "to"),
    ("of", "of"),
    ("prep", "in on at by for from with about into over after before during under against between through without "
     "within toward towards among across since until despite amid via per upon off up down out near behind around"),
    ("and", "and or nor"),
    ("but", "but yet"),
    ("as", "as like than"),
    ("sub", "because if while although though unless whereas once so"),
    ("modal", "will would can could may might must should shall 'll 'd ca wo"),
    ("be", "is are was were be been being am 's 're 'm"),
    ("have", "has have had having 've"),
    ("do", "does do did doing done"),
    ("not", "not n't never"),
    ("adv", "also later then earlier already still even just only now again too very more most once often ever "
     "previously instead however meanwhile moreover further perhaps indeed rather almost recently soon repeatedly"),
    ("day", "monday tuesday wednesday thursday friday saturday sunday yesterday today tomorrow night morning afternoon "
     "evening january february march april may june july august september october november december week month year"),
    ("title", "mr mrs ms dr sen rep gov gen lt col president senator governor secretary spokesman spokeswoman "
     "spokesperson minister ambassador judge justice professor director chairman representative mayor"),
    ("people", "official officials source sources voters people person aides aide adviser advisers campaign campaigns "
     "reporters critics supporters republicans democrats lawmakers experts analysts poll polls report reports "
     "statement court department ministry agency committee government police army military group groups witnesses "
     "activists residents observers rebels investigators lawyers leaders members many others man woman"),
    ("say", "said says say saying told tells tell telling added adds adding wrote writes write writing tweeted stated "
     "states noted notes noting explained explains announced announces announcing replied responded answered remarked "
     "continued commented declared concluded read reads quipped joked recounted recalled reported reporting"),
    ("claim", "claimed claims claiming argued argues argue arguing insisted insists insisting asserted asserts alleged "
     "maintains maintained contended contends suggested suggests suggesting implied accused accuses accusing blamed "
     "charged warned warns warning criticized attacked slammed blasted denounced condemned mocked"),
    ("admit", "admitted acknowledged acknowledges conceded confirmed confirms revealed reveals disclosed denied denies "
     "denying rejected dismissed refused declined apologized"),
    ("ask", "asked asks asking urged urges urging demanded demands called calls calling requested pleaded begged "
     "pressed ordered invited challenged encouraged"),
    ("promise", "promised promises promising vowed vows vowing pledged pledges threatened threatens agreed agrees "
     "offered proposed proposes plans planned"),
    ("think", "think thinks thinking thought believe believes believed believing know knows knew feel feels felt "
     "expect expects expected hope hopes hoped fear fears feared want wants wanted wish wishes consider considers "
     "considered see sees saw view views viewed understand understands doubt doubts suspect worried concerned assume "
     "imagine likes liked love loves hate prefer support supports supported oppose opposed opposes favor favors"),
    ("show", "shows showed show showing found finds find indicated indicates suggests predicted predicts estimated "
     "estimates described describes describing quoted cited cites citing according touted praised"),
    ("speech", "statement interview speech remarks tweet tweets letter email emails memo comments comment claim "
     "argument allegations accusation belief view opinion promise pledge proposal plan call announcement message "
     "question warning threat suggestion idea testimony editorial column post"),
)  # fmt: skip
_CLASS_OF: dict[str, int] = {w: i + 1 for i, (_, text) in reversed(list(enumerate(_CLASSES))) for w in words(text)}
_FIRST = len(_CLASSES) + 1
(_COMMA, _STOP, _COLON, _DASH, _OPEN, _CLOSE, _PAREN, _MARK, _APOS, _NUMBER, _CAPS, _CAP, _ING, _ED, _LY, _S, _LOWER,
 _TION, _INITIAL, _OTHER) = range(_FIRST, _FIRST + 20)  # fmt: skip
_PUNCTUATION = {
    ",": _COMMA, ".": _STOP, "!": _STOP, "?": _STOP, "…": _STOP, ":": _COLON, ";": _COLON, "–": _DASH, "—": _DASH,
    "-": _DASH, "“": _OPEN, "”": _CLOSE, "(": _PAREN, ")": _PAREN, "[": _PAREN, "]": _PAREN, "'": _APOS,
}  # fmt: skip
_NOT_CAPITAL = frozenset((_CLASS_OF["mr"], _CLASS_OF["he"], _CLASS_OF["the"], _CLASS_OF["his"]))
COLUMNS = ("word", "suffix3", "suffix2", "shape", "pos", "cluster", "coarse", "cue", "stem")


@dataclass(frozen=True)
class Lexicon:
    """What training knows of words: `clusters` (word to a class of like words, and to a coarser one) and `cues` (how
    often a word leads a cue, 0 to 6)."""

    clusters: Mapping[str, tuple[int, int]]
    cues: Mapping[str, int]


class Vocabulary:
    """Properties of words, kept as they are asked for; at most `_KEPT` words, so that no text fills the memory."""

    _KEPT = 60_000

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._number: dict[str, int] = {}
        self._rows: list[tuple[int, ...]] = []
        self._table: Ints = np.zeros((0, len(COLUMNS)), np.int64)

    def rows(self, tokens: Sequence[str]) -> Ints:
        """`len(tokens) × len(COLUMNS)`."""
        if len(self._number) > self._KEPT:
            self._number, self._rows, self._table = {}, [], self._table[:0]
        known = self._number
        get = known.get
        numbers = [get(t, -1) for t in tokens]
        if -1 in numbers:
            for i, token in enumerate(tokens):
                if numbers[i] < 0:
                    number = get(token)
                    if number is None:
                        number = known[token] = len(self._rows)
                        self._rows.append(self._of(token))
                    numbers[i] = number
            fresh = np.array(self._rows[len(self._table) :], np.int64).reshape(-1, len(COLUMNS))
            self._table = np.concatenate((self._table, fresh))
        return self._table[numbers]

    def _of(self, token: str) -> tuple[int, ...]:
        low = token.lower()
        if low[0].isdigit():
            low = re.sub(r"\d", "0", low)[:6]
        pos = part(token, low)
        cluster, coarse = self.lexicon.clusters.get(low, (0, 0))
        if not cluster and low[0].isalpha():
            cluster, coarse = 900 + pos, 900 + pos
        return (
            crc32(low.encode("utf-8", "surrogatepass")),
            crc32(low[-3:].encode("utf-8", "surrogatepass")),
            crc32(low[-2:].encode("utf-8", "surrogatepass")),
            shape(token),
            pos,
            cluster,
            coarse,
            self.lexicon.cues.get(low, 0),
            crc32(stem(low).encode("utf-8", "surrogatepass")),
        )


def part(token: str, low: str) -> int:
    """A coarse part of speech, by closed classes, endings and capitals."""
    known = _CLASS_OF.get(low)
    if known is not None and not (token[0].isupper() and token.isupper() and len(token) > 2):
        return known
    first = token[0]
    if first in _PUNCTUATION:
        return _PUNCTUATION[first]
    if first.isdigit():
        return _NUMBER
    if not first.isalpha():
        return _MARK
    if first.isupper():
        if len(token) == 1 or token[1:2] == ".":
            return _INITIAL
        return _CAPS if token.isupper() else _CAP
    if low.endswith("ing"):
        return _ING
    if low.endswith("ed"):
        return _ED
    if low.endswith("ly"):
        return _LY
    if low.endswith(("tion", "ment", "ness", "ity", "ism")):
        return _TION
    if low.endswith("s") and not low.endswith("ss"):
        return _S
    return _LOWER


def shape(token: str) -> int:
    """0 lower, 1 Capital, 2 CAPITALS, 3 Mixed, 4 number, 5 initial, or the character itself for a mark."""
    first = token[0]
    if first.isdigit():
        return 4
    if not first.isalpha():
        return 16 + ord(first)
    if first.isupper():
        if len(token) == 1:
            return 5
        return 2 if token.isupper() else 1 if token[1:].islower() else 3
    return 0 if token.islower() else 3


def stem(low: str) -> str:
    """The word without the commonest endings of verbs and plurals; a key, not a word."""
    for ending in ("ing", "ied", "ies", "ed", "es", "s"):
        if low.endswith(ending) and len(low) - len(ending) >= 3:
            low = low[: -len(ending)] + ("y" if ending in ("ied", "ies") else "")
            break
    return low[:-1] if low.endswith("e") and len(low) > 3 else low


def tokens(text: str, start: int = 0, end: int | None = None) -> tuple[list[str], list[Span]]:
    """The tokens of `text[start:end)` and their spans in the text."""
    found = list(TOKEN.finditer(text, start, len(text) if end is None else end))
    return [m[0] for m in found], [m.span() for m in found]
