"""Long alternations made quick: a look at the first letters of a word keeps them off the places where none can match.

Python's `re` tries every alternative in turn at every place. What each may begin with is read off the parsed pattern
once, when it is compiled; the guarded pattern matches what the bare one does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_DEEP = 4
# the long s and the Kelvin sign match s and k without regard to case
_LIKE = {"s": "ſ", "k": "\u212a"}
_Trie = dict[str, Any]
_parser: Any = re._parser  # type: ignore[attr-defined]  # the parsed form has no public name


def guarded(alternatives: str) -> str:
    """`alternatives`, to be matched without regard to case, behind a look ahead at the first characters. Where these
    cannot be told the pattern comes back as it was."""
    trie: _Trie = {}
    for begin in set(_begins(list(_parser.parse(alternatives, re.IGNORECASE)), _DEEP)):
        if not begin or any(c.isalpha() and not c.isascii() for c in begin):
            return f"(?:{alternatives})"
        node = trie
        for c in begin.lower():
            node = node.setdefault(c, {})
        # a beginning that says no more lets anything follow
        if len(begin) < _DEEP:
            node[""] = {}
    return f"(?-i:(?={_look(trie)}))(?:{alternatives})"


def first_words(pattern: str) -> frozenset[str] | None:
    """The words (in lower case, letters only; or one sign that is no letter) that what `pattern` matches may begin
    with, any number of unnamed words before them left out. None where that may be any word."""
    found = frozenset(_words(list(_parser.parse(pattern, re.IGNORECASE)), ""))
    return None if "" in found else found


def _words(items: list[Any], begun: str) -> Iterator[str]:
    if not items:
        yield begun
        return
    (op, value), rest = items[0], items[1:]
    name = str(op)
    if name == "LITERAL":
        letter = chr(value).lower()
        if letter.isascii() and letter.isalpha():
            yield from _words(rest, begun + letter)
        else:
            yield begun or letter
    elif name == "IN":
        letters = [chr(code).lower() for kind, code in value if str(kind) == "LITERAL"]
        if len(letters) < len(value):
            yield ""
        elif all(c.isascii() and c.isalpha() for c in letters):
            for c in letters:
                yield from _words(rest, begun + c)
        else:
            yield begun
    elif name == "SUBPATTERN":
        yield from _words([*value[-1], *rest], begun)
    elif name == "BRANCH":
        for branch in value[1]:
            yield from _words([*branch, *rest], begun)
    elif name in ("MAX_REPEAT", "MIN_REPEAT"):
        least, _most, inner = value
        if least == 0:
            yield from _words(rest, begun)
        if not _any_word(inner):
            yield from _words([*inner, *rest], begun)
        elif least:
            yield ""
    elif name in ("ASSERT", "ASSERT_NOT", "AT"):
        yield from _words(rest, begun)
    else:
        yield ""


def _any_word(inner: Any) -> bool:
    """Whether what is repeated begins with any letter at all: a gap between words."""
    items = list(inner)
    while items and str(items[0][0]) == "SUBPATTERN":
        items = [*items[0][1][-1], *items[1:]]
    name = str(items[0][0]) if items else ""
    if name in ("MAX_REPEAT", "MIN_REPEAT"):
        return _any_word(items[0][1][2])
    if name in ("ASSERT_NOT", "ASSERT"):
        return _any_word(items[1:])
    return name == "NOT_LITERAL" or (
        name == "IN" and any(str(kind) in ("CATEGORY", "NEGATE", "RANGE") for kind, _ in items[0][1])
    )


def _look(node: _Trie) -> str:
    """A pattern for the characters of a trie, those with the same continuation together."""
    if not node or "" in node:
        return ""
    by_rest: dict[str, list[str]] = {}
    for c in sorted(node):
        by_rest.setdefault(_look(node[c]), []).append(c)
    parts = []
    for rest, letters in by_rest.items():
        cases = "".join(re.escape(k) for c in letters for k in dict.fromkeys(c + c.upper() + _LIKE.get(c, "")))
        parts.append(f"[{cases}]{rest}")
    return parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})"


def _begins(items: list[Any], most: int) -> Iterator[str]:
    """The first `most` characters of everything that a sequence may match; fewer where any may follow."""
    if not most:
        yield ""
        return
    for one, rest in _first(items):
        if one:
            yield from (one + more for more in _begins(rest, most - 1))
        else:
            yield ""


def _first(items: list[Any]) -> Iterator[tuple[str, list[Any]]]:
    """Each first character with what follows it; empty: any character, or none."""
    if not items:
        yield "", []
        return
    (op, value), rest = items[0], items[1:]
    name = str(op)
    if name == "LITERAL":
        yield chr(value), rest
    elif name == "IN" and all(str(o) == "LITERAL" for o, _ in value):
        for _op, code in value:
            yield chr(code), rest
    elif name == "SUBPATTERN":
        yield from _first([*value[-1], *rest])
    elif name == "BRANCH":
        for branch in value[1]:
            yield from _first([*branch, *rest])
    elif name in ("MAX_REPEAT", "MIN_REPEAT"):
        least, most, inner = value
        if least == 0:
            yield from _first(rest)
        again = min(int(most), _DEEP) - 1
        more = [(op, (max(least - 1, 0), again, inner))] if again > 0 else []
        yield from _first([*inner, *more, *rest])
    elif name in ("ASSERT", "ASSERT_NOT", "AT"):
        # they take no character; what they demand of the place is looked at later
        yield from _first(rest)
    else:
        yield "", []
