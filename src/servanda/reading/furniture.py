"""Lines that are no content: credits, captions, bylines, headings, tags and datelines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from servanda.reading.lines import Lines


class Furniture(NamedTuple):
    """A stretch of the original text that is no content, and why."""

    start: int
    end: int
    reason: str


_LONGEST = 300
_WHITE = " \t\r\n\u00a0\u200b\ufeff"
_LINE = re.compile(r"[^\r\n]+")
_LEAD = r"^[\s•·*\-–—>|_▪■]*"
_AGENCIES = r"(?:reuters|getty images|afp|tass|sputnik|ria novosti|anadolu|epa|shutterstock|wikimedia)"
_RULES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("credit", re.compile(_LEAD + r"(?:©|&copy;|\(c\)\s|copyright\b)", re.I)),
    ("credit", re.compile(r"^[^.!?]{0,160}©")),
    ("credit", re.compile(_LEAD + rf"(?:[^.!?\n]{{0,120}}(?:/|\bvia )\s*{_AGENCIES})\W*$", re.I)),
    (
        "caption",
        re.compile(
            _LEAD
            + (
                r"(?:file photo|photo|image|picture|video|watch|credit|caption|illustration|"
                r"photograph)s?(?: by\b|\s*[:|/(])"
            ),
            re.I,
        ),
    ),
    (
        "boilerplate",
        re.compile(
            _LEAD + r"(?:read (?:more|also)|also read|see also|related|tags?|topics?|share|follow us|subscribe|sign up|"
            r"advertisement|all rights reserved|published|updated|posted|last updated|"
            r"source)(?:\s*[:|]|\s+(?:on|at)\s+\d|\W*$)",
            re.I,
        ),
    ),
    (
        "byline",
        re.compile(
            r"^\s*(?:[Bb]y|BY|From) [A-Z][\w.'’\-]+(?: [A-Z][\w.'’\-]+){0,3}(?:,? (?:and|in|for|"
            r"[A-Z])[^.!?]{0,50})?\s*$"
        ),
    ),
    ("byline", re.compile(r"^\s*\(?(?:reporting|writing|editing|additional reporting|compiled) by\b", re.I)),
    ("tags", re.compile(r"^\s*(?:#\w+[\s,]*)+$")),
    ("heading", re.compile(r"^\s*#{1,6}\s")),
    ("rule", re.compile(r"^\s*(?:[=\-_*~]\s*){3,}$")),
)
_ENDS = re.compile(r"[.!?…:;,\"”»“'’)\]]\s*$")
_DATELINE = re.compile(
    r"(?P<place>[A-Z][A-Z'’/\-]{2,}(?: [A-Z'’/\-]{2,}){0,3}|[A-Z][a-z]+)"
    r"(?:,? (?P<date>(?:[A-Z][a-z]{2,8}\.? \d{1,2}|\d{1,2} [A-Z][a-z]{2,8})(?:, \d{4}| \d{4})?))?"
    r"(?:(?: ?\([^()\n]{2,40}\))? ?(?:—|–|--| -) ?|\.? ?/[^/\n]{2,30}/\.? ?(?:[—–-] ?)?)"
)


def furniture(text: str, layout: Lines) -> Iterator[Furniture]:
    """Every line of `text` that is furniture, in order, and the datelines that begin a paragraph. Of wrapped text a
    line is what it was before it was wrapped."""
    rows = list(_whole(text, layout))
    for number, (start, end) in enumerate(rows):
        line = text[start:end]
        before = text[rows[number - 1][1] : start] if number else "\n\n"
        after = text[end : rows[number + 1][0]] if number + 1 < len(rows) else "\n\n"
        begins, ends = (not layout.is_blank(part.count("\n")) for part in (before, after))
        # the end of the text ends a line, but a single line after others is no heading
        ends = ends and (number + 1 < len(rows) or not layout.spaced or layout.wrapped)
        reason = _reason(" ".join(line.split()) if layout.wrapped else line, begins and ends, number, len(rows))
        if reason:
            yield Furniture(start, end, reason)
        elif begins and (dateline := _DATELINE.match(text, start, min(end, start + 120))):
            yield Furniture(start, dateline.end(), "dateline")


def _whole(text: str, layout: Lines) -> Iterator[tuple[int, int]]:
    """Lines with words in them, those that were wrapped as one, without the white space around them."""
    begun: int | None = None
    for line in _LINE.finditer(text):
        inner = line[0].strip(_WHITE)
        if not inner:
            continue
        start = line.start() + line[0].find(inner)
        begun = start if begun is None else begun
        if line.end() not in layout.joined:
            yield begun, start + len(inner)
            begun = None


def _reason(line: str, alone: bool, number: int, of: int) -> str:
    if len(line) > _LONGEST:
        return ""
    for reason, rule in _RULES:
        if rule.search(line):
            return reason
    if alone and of > 1 and not _ENDS.search(line) and len(line.split()) <= (22 if number == 0 else 8):
        return "heading"
    return ""
