"""Repair: quotation marks, encoding, invisible characters and furniture, with the way back to the original.

Afterwards quotation marks are “ and ” and stand where they belong, white space is one blank, paragraphs are parted by
an empty line, apostrophes are '. Nothing is invented: a span of the repaired text maps to the very characters it came
from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from servanda.reading.furniture import Furniture, furniture
from servanda.reading.lines import Lines, lines_of
from servanda.reading.offsets import Edit, Edited, Repaired, edited

_INVISIBLE = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
_CONTROL = "\x00-\x08\x0e-\x1b\x7f"
_SPACE = " \t\r\n\x0b\x0c\x1c-\x1f\x85\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_CHARACTERS = re.compile(
    rf"(?P<space>[{_SPACE}](?:[{_SPACE}{_INVISIBLE}]*[{_SPACE}])?)"
    rf"|(?P<drop>[{_INVISIBLE}{_CONTROL}]+)"
    r"|(?P<mojibake>â€[\x80-\x9fœ™˜“”¦¢]|â€(?=[\s,.])|"
    r"[ÃÄÅ][\x80-\xbf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc"
    r"\u2013-\u203a\u20ac\u2122]|Â[\xa0-\xbf])"
    r"|(?P<apostrophe>[‘’‚‛`´ʼʹ＇])"
)
_TABLE = {"â€œ": "“", "â€\x9d": "”", "â€": "”", "â€\x9c": "“", "â€™": "'", "â€\x99": "'", "â€˜": "'", "â€\x98": "'"} | {
    "â€“": "–",
    "â€\x93": "–",
    "â€”": "—",
    "â€\x94": "—",
    "â€¦": "…",
    "â€¢": "•",
}
_MARK = re.compile(r"''|``|,,|<<|>>|[\"“”„‟«»″＂〝〞]")
_OPENERS = frozenset(("“", "„", "‟", "«", "``", ",,", "<<", "〝"))
_CLOSERS = frozenset(("”", "»", ">>", "〞", "''"))
_SAYS = re.compile(
    r"\s*(?:said|says|added|noted|explained|stated|told|stressed|emphasi[sz]ed|underlined|recalled|"
    r"warned|continued|concluded|"
    r"according to)\b"
)
_STRAY, _UNCLOSED = -2.5, -1.0
_MANY = 100_000


@dataclass(frozen=True)
class Page:
    """The repaired text, what was left out, and the quotations (outer spans, marks included)."""

    repaired: Repaired
    left_out: tuple[Furniture, ...]
    quotations: tuple[tuple[int, int], ...]

    @property
    def text(self) -> str:
        return self.repaired.text


def repair(text: str) -> Page:
    """The text as it can be read. Linear in its length."""
    layout = lines_of(text)
    left_out = tuple(furniture(text, layout))
    first = edited(text, _character_edits(text, left_out, layout))
    second = edited(first.text, list(_quotation_edits(first.text)))
    return Page(Repaired(text, (first, second)), left_out, tuple(_quotations(second)))


def _character_edits(text: str, left_out: tuple[Furniture, ...], layout: Lines) -> list[Edit]:
    edits = [Edit(f.start, f.end, "\n\n" if f.reason != "dateline" else "") for f in left_out]
    quoted_singly = not _MARK.search(text)
    for match in _CHARACTERS.finditer(text):
        found = match[0]
        if match["space"]:
            put = _white(found, match.start(), layout)
            if put == found:
                continue
        elif match["drop"]:
            put = ""
        elif match["mojibake"]:
            put = _demojibake(found)
        else:
            put = _single(text, match.start(), found) if quoted_singly else "'"
        edits.append(Edit(match.start(), match.end(), put))
    return sorted(edits, key=lambda e: (e.start, -e.end))


def _white(found: str, at: int, layout: Lines) -> str:
    lines = found.count("\n") + found.count("\u2029") + (found.count("\r") if "\n" not in found else 0)
    if lines > 1:
        return "\n\n"
    if not lines:
        return " "
    if layout.wrapped:
        # a line ends where its break begins; blanks at its end belong to it
        ends = at + min(i for i in map(found.find, "\r\n\u2029") if i >= 0)
        return " " if ends in layout.joined else "\n\n"
    return " " if layout.is_blank(1) else "\n\n"


def _demojibake(found: str) -> str:
    if found in _TABLE:
        return _TABLE[found]
    try:
        return found.encode("cp1252").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        try:
            return found.encode("latin-1").decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            return found


def _single(text: str, at: int, glyph: str) -> str:
    """‘British’ quotation marks become double ones where a text has no others."""
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    if glyph == "‘" and not before.isalnum() and after.isalnum():
        return "“"
    if glyph == "’" and (before in ",.!?…" or (before.isalnum() and before != "s")) and not after.isalnum():
        return "”"
    return "'"


def _quotation_edits(text: str) -> Iterator[Edit]:
    start = 0
    while start < len(text):
        end = text.find("\n\n", start)
        end = len(text) if end < 0 else end
        yield from _paragraph_quotations(text, start, end)
        start = end + 2


def _paragraph_quotations(text: str, start: int, end: int) -> Iterator[Edit]:
    marks = [m for m in _MARK.finditer(text, start, end) if m[0] != ",," or text[m.end() : m.end() + 1].isalnum()]
    if not marks or len(marks) > _MANY:
        return
    for mark, role in zip(marks, _roles(text, marks, start, end), strict=True):
        a, b = mark.span()
        if role == "stray":
            yield Edit(a, b, "")
        elif role == "open":
            gap = " " if a > start and text[a - 1].isalnum() else ""
            space = b < end and text[b] == " "
            yield Edit(a, b + space, gap + "“")
        else:
            space = a > start and text[a - 1] == " "
            gap = " " if b < end and text[b].isalnum() else ""
            yield Edit(a - space, b, "”" + gap)


def _roles(text: str, marks: list[re.Match[str]], start: int, end: int) -> list[str]:
    """The most plausible reading of a paragraph's marks as open, close or stray: best path over two states."""
    closed, opened = 0.0, float("-inf")
    back: list[tuple[tuple[str, int], tuple[str, int]]] = []  # per mark, for state closed and open: role, state before
    for mark in marks:
        score = _opening(text, mark, start, end)
        to_closed = max((closed + _STRAY, "stray", 0), (opened - score, "close", 1))
        to_opened = max((opened + _STRAY, "stray", 1), (closed + score, "open", 0))
        back.append((to_closed[1:], to_opened[1:]))
        closed, opened = to_closed[0], to_opened[0]
    state = 1 if opened + _UNCLOSED > closed else 0
    roles = []
    for step in reversed(back):
        role, state = step[state]
        roles.append(role)
    return roles[::-1]


def _opening(text: str, mark: re.Match[str], start: int, end: int) -> float:
    """How much the mark looks like an opening one: positive yes, negative no."""
    before = text[mark.start() - 1] if mark.start() > start else " "
    after = text[mark.end()] if mark.end() < end else " "
    score = 1.0 if before in " ([-–—/“«" else -1.0
    score += 1.0 if after.isalnum() or after in "([…'" else -1.0
    score += 1.0 if mark[0] in _OPENERS else -1.0 if mark[0] in _CLOSERS else 0.0
    if (
        _SAYS.match(text, mark.end(), min(end, mark.end() + 20))
        and text[start : mark.start()].rstrip()[-1:] in ",.!?…-–—"
    ):
        score -= 3.0
    if mark.start() == start:
        score += 1.0
    return score


def _quotations(layer: Edited) -> Iterator[tuple[int, int]]:
    text = layer.text
    opened = -1
    for match in re.finditer(r"[“”]|\n\n", text):
        if match[0] == "“":
            opened = match.start() if opened < 0 else opened
        elif match[0] == "”":
            if opened >= 0:
                yield opened, match.end()
            opened = -1
        else:
            if opened >= 0:
                yield opened, match.start()
            opened = -1
    if opened >= 0:
        yield opened, len(text.rstrip())
