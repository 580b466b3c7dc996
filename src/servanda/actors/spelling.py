"""Keys under which the spellings of an actor's name fall together, in any script.

`key` undoes case, accents, punctuation, possessives and articles ("The Turkish Defense Ministry's" and "turkish defence
ministry"; "Türkiye'nin", "ТУРЦИЯ"; "وزارة الدفاع"). `bag` also forgets the order of words and the small words between
them ("Ministry of Defence of Russia", "Russia Defence Ministry") and the endings that Russian puts on nouns.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_APOSTROPHES = "'’‘`´ʼʻ′"
_POSSESSIVE = re.compile(rf"(?<=\w)[{_APOSTROPHES}](?:s|n[iıuü]n|d[ae]n?|t[ae]n?|y[eaiıuü])\b", re.IGNORECASE)
_DROPPED = re.compile(rf"[\u0640\u02b0-\u02ff\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff{_APOSTROPHES}]")
_SPLIT = re.compile(r"[\W_]+")
_INITIALS = re.compile(r"\b(?:\w\.){2,}")
_FOLD = str.maketrans(
    {
        "ı": "i",
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ة": "ه",
        "ى": "ي",
        "ؤ": "و",
        "ئ": "ي",
        "ک": "ك",
        "ی": "ي",
    }
)
_WORDS = {"defense": "defence", "organization": "organisation", "center": "centre", "labor": "labour"}
_ARTICLES = frozenset(("the", "a", "an"))
_SMALL = frozenset(["of", "for", "and", "in", "de", "la", "le", "les", "du", "des", "и", "в", "ve", "ile"])
_CYRILLIC = re.compile(r"[а-яіїєґ]+\Z")
# longest first: the stems only have to agree with each other, not with a grammar
_RUSSIAN = re.compile(
    r"(?:иями|ями|ами|ого|его|ому|ему|ыми|ими|ией|иях|ах|ях|ая|яя|ое|ее|ые|ие|ии|ый|ои|ую|юю|ою|ею|ия|ию|ых|их|ым|им|"
    r"ом|ем|ам|ям|ов|ев|еи|а|я|о|е|ы|и|у|ю|ь)\Z"
)


@lru_cache(maxsize=65_536)
def key(text: str) -> str:
    """The words of `text`, folded; empty for text without letters or digits."""
    text = _INITIALS.sub(lambda m: m[0].replace(".", ""), text)
    text = _DROPPED.sub("", _POSSESSIVE.sub("", text))
    folded = unicodedata.normalize("NFKD", text).casefold().translate(_FOLD)
    bare = "".join(c for c in folded if not unicodedata.combining(c))
    words = [_WORDS.get(w, w) for w in _SPLIT.split(bare) if w]
    while len(words) > 1 and words[0] in _ARTICLES:
        words = words[1:]
    words = [w[2:] if w.startswith("ال") and len(w) > 4 else w for w in words]
    return " ".join(words)


@lru_cache(maxsize=65_536)
def bag(text: str) -> str:
    """The stems of the words of `text`, sorted, without small words."""
    words = [_stem(w) for w in key(text).split() if w not in _SMALL and w not in _ARTICLES]
    return " ".join(sorted(words))


def _stem(word: str) -> str:
    if _CYRILLIC.match(word):
        return _RUSSIAN.sub("", word) if len(word) > 4 else word
    return word
