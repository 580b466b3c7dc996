"""Which language a text is in: by its script, then by its commonest words. No model, no download; said, not guessed.

The words are those that stand in nearly every paragraph of a language and in few of any other.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from itertools import islice

_LETTERS = re.compile(r"[^\W\d_]+")
_MOST_WORDS = 1_500
_FEW = 12
_SHARE = 0.08
"""Share of a language's commonest words in running text: English prose has 0.3 to 0.4, lists of names have none."""


def language_of(text: str, stated: str = "") -> str:
    """ISO 639-1, or "" when it cannot be told. What is `stated` holds, unless its script is another."""
    words = [match[0].casefold() for match in islice(_LETTERS.finditer(text), _MOST_WORDS)]
    script = _script(words)
    given = stated.strip().casefold().replace("_", "-").split("-")[0]
    given = "en" if given == "eng" else given
    table = _table()
    if given and (given not in table or not words or table[given].script == script):
        return given
    return _by_words(words, script)


def _by_words(words: list[str], script: str) -> str:
    if not words:
        return ""
    if len(words) < _FEW:
        # a headline: too few words to tell; plain letters are taken for English, as most of what is read is
        return "en" if sum(word.isascii() for word in words) * 3 >= len(words) * 2 else _by_letters(words, script)
    counted = Counter(words)
    shares = {
        code: sum(counted[w] for w in language.words) / len(words)
        for code, language in _table().items()
        if language.script == script
    }
    best = max(shares, key=lambda code: shares[code], default="")
    if best and shares[best] >= _SHARE:
        return best
    return _by_letters(words, script)


def _by_letters(words: list[str], script: str) -> str:
    """The language that alone has some of the letters."""
    letters = set("".join(words))
    fits = [c for c, language in _table().items() if language.script == script and letters & set(language.letters)]
    return fits[0] if len(fits) == 1 else ""


def _script(words: list[str]) -> str:
    """The script of most letters."""
    counted: Counter[str] = Counter()
    for word in words:
        if word.isascii():
            counted["latin"] += len(word)
            continue
        first = ord(word[0])
        name = next((name for name, lo, hi in _SCRIPTS if lo <= first <= hi), "other")
        counted[name] += len(word)
    return counted.most_common(1)[0][0] if counted else ""


_SCRIPTS = (
    ("latin", 0x41, 0x24F),
    ("latin", 0x1E00, 0x1EFF),
    ("greek", 0x370, 0x3FF),
    ("cyrillic", 0x400, 0x52F),
    ("hebrew", 0x590, 0x5FF),
    ("arabic", 0x600, 0x6FF),
    ("arabic", 0x750, 0x77F),
    ("arabic", 0xFB50, 0xFDFF),
)


class Language:
    """`words` are its commonest; `letters` those that it has and its neighbours in the table have not."""

    def __init__(self, script: str, words: str, letters: str = "") -> None:
        self.script, self.words, self.letters = script, frozenset(words.split()), letters


@cache
def _table() -> Mapping[str, Language]:
    rows = tomllib.loads((files("servanda.reading") / "languages.toml").read_text("utf-8"))
    return {code: Language(**row) for code, row in rows.items()}
