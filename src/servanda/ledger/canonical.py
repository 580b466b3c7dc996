"""Canonical JSON (RFC 8785), quickly.

orjson, in Rust, gives the canonical bytes of most payloads. What it would write otherwise is recognised in its output:
whole numbers with a point and NaN are put right or refused first, and `rfc8785`, written in Python and some thirty
times slower, has the last word on the rest (numbers with exponents, keys beyond the basic plane, other types).
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Any

import orjson
import rfc8785

from servanda.errors import UsageError
from servanda.words import _

OPTIONS = (
    orjson.OPT_SORT_KEYS
    | orjson.OPT_STRICT_INTEGER
    | orjson.OPT_PASSTHROUGH_DATACLASS
    | orjson.OPT_PASSTHROUGH_DATETIME
    | orjson.OPT_PASSTHROUGH_SUBCLASS
)
"""orjson's options under which it writes canonical JSON, or what `ordinary` tells apart from it."""
_EXACT = 2**53 - 1
_SHAPE = bytes.maketrans(b"123456789E", b"000000000e")
"""Makes every digit a zero, so that what a number looks like is found by plain searching."""
_BELOW_PRIVATE = bytes(range(0xEE))
"""The bytes of UTF-8 below U+E000; from there on, UTF-16 and code points put keys in different orders."""


def canonical(value: Any) -> bytes:
    """The RFC 8785 bytes of plain JSON. Raises UsageError for what JSON cannot say: NaN, integers beyond 2^53 − 1, keys
    that are no text, text that is no Unicode, other types, nesting without end."""
    try:
        text = orjson.dumps(value, option=OPTIONS)
        if _doubtful(text):
            text = orjson.dumps(_plain(value), option=OPTIONS)
        elif _has_points(text):
            text = orjson.dumps(_plain(value), option=OPTIONS) if b"\\" in text else _without_points(text)
        if text.isascii() or not text.translate(None, _BELOW_PRIVATE):
            return text
    except (_Doubt, TypeError, RecursionError):
        pass
    try:
        return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, RecursionError) as error:
        raise UsageError(
            "payload-not-json",
            _("A payload cannot be written as canonical JSON: {why}").format(why=error or type(error).__name__),
            _("use text, whole numbers up to 2^53 - 1, finite numbers, true, false, null, lists and objects"),
        ) from error


def parse_json(data: bytes) -> Any:
    """Read canonical JSON so that it can be written again byte by byte. Raises ValueError, RecursionError."""
    if b"0" * 16 in data.translate(_SHAPE):  # perhaps a number that only a float can hold
        return _read(data.decode())
    return orjson.loads(data)


def is_canonical(data: bytes) -> bool:
    """Whether these are the RFC 8785 bytes of something."""
    try:
        if (
            not _doubtful(data)
            and not _has_points(data)
            and (data.isascii() or not data.translate(None, _BELOW_PRIVATE))
        ):
            return orjson.dumps(orjson.loads(data), option=OPTIONS) == data
        return canonical(parse_json(data)) == data
    except (ValueError, TypeError, RecursionError, UsageError):
        return False


def ordinary(texts: Iterable[bytes]) -> bool:
    """Whether none of these has anything that orjson and RFC 8785 could write in two ways: then what `read_ordinary`
    reads is canonical."""
    together = b",".join((*texts, b""))
    if _otherwise(together):
        return False
    return together.isascii() or not together.translate(None, _BELOW_PRIVATE)


def read_ordinary(text: bytes) -> Any:
    """What an ordinary text says; None if it is not canonical, or to be looked at closer. One at a time: what is
    written again while it is still in the processor's cache takes a third of the time."""
    try:
        value = orjson.loads(text)
        return value if orjson.dumps(value, option=OPTIONS) == text else None
    except (ValueError, TypeError, RecursionError):
        return None


def canonical_all(values: Sequence[dict[str, Any]]) -> list[bytes]:
    """`canonical` of each, quicker: only those that orjson may have written otherwise are looked at by themselves."""
    try:
        texts = [orjson.dumps(value, option=OPTIONS) for value in values]
    except TypeError:
        return [canonical(value) for value in values]
    together = b",".join((*texts, b""))
    places = _otherwise(together)
    places += [n.start() for n in re.finditer(b"null", together)]
    if not together.isascii() and together.translate(None, _BELOW_PRIVATE):
        return [canonical(value) for value in values]
    if places:
        ends = list(accumulate(len(text) + 1 for text in texts))
        for row in {bisect_right(ends, place) for place in places}:
            texts[row] = canonical(values[row])
    return texts


def _otherwise(text: bytes) -> list[int]:
    """Where in a long text there may be numbers that orjson writes like this and RFC 8785 does not: 36.0, 1e16 (or
    1e+16) or 1e-5. Every byte is looked at together with its neighbours, all at once."""
    import numpy as np

    at = np.frombuffer(text, np.uint8)
    if len(at) < 4:
        return []
    digit = (at >= 0x30) & (at <= 0x39)
    point = (at[:-2] == 0x2E) & (at[1:-1] == 0x30) & ~digit[2:]
    exponent = ((at[1:-1] | 0x20) == 0x65) & digit[:-2] & (digit[2:] | (at[2:] == 0x2D) | (at[2:] == 0x2B))
    return [
        *(n for n in np.flatnonzero(point).tolist() if text[n + 2] in b",]}"),
        *(n for n in np.flatnonzero(exponent).tolist() if _EXPONENT.match(text, n + 1)),
    ]


_EXPONENT = re.compile(rb"[eE][-+]?[0-9]+[,\]}]")


def _doubtful(text: bytes) -> bool:
    """Whether there may be a number that RFC 8785 3.2.2.3 writes otherwise, or a NaN, which orjson makes null."""
    shape = text.translate(_SHAPE)
    return b"null" in text or b"0e0" in shape or b"0e-" in shape or b"0e+" in shape or b"0" * 16 in shape


def _has_points(text: bytes) -> bool:
    """Whether there may be a whole number with a point, 36.0."""
    return b".0," in text or b".0}" in text or b".0]" in text


def _without_points(text: bytes) -> bytes:
    """36.0 as 36, where no string has an escape: then every other part between quotation marks is no string."""
    parts = text.split(b'"')
    for place in range(0, len(parts), 2):
        part = parts[place]
        if b".0" in part:
            for end in (b",", b"}", b"]"):
                part = part.replace(b"-0.0" + end, b"0" + end) if b"-0.0" in part else part
                part = part.replace(b".0" + end, end)
            parts[place] = part
    return b'"'.join(parts)


class _Doubt(Exception):
    """A value that orjson could write otherwise than RFC 8785."""


def _plain(value: Any) -> Any:
    """The same value with whole numbers as integers, as RFC 8785 writes them. Raises _Doubt for what it leaves open."""
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return value
    if kind is int:
        if -_EXACT <= value <= _EXACT:
            return value
    elif kind is float:
        if value.is_integer():
            if -_EXACT <= value <= _EXACT:
                return int(value)
        elif 1e-4 <= value < _EXACT or -_EXACT < value <= -1e-4:
            return value
    elif kind is list or kind is tuple:
        return [part if type(part) is str else _plain(part) for part in value]
    elif kind is dict:
        return {key: part if type(part) is str else _plain(part) for key, part in value.items()}
    raise _Doubt


def _number(digits: str) -> int | float:
    """RFC 8785 writes the float 2^53 and its like without a point; only as a float can it be written again."""
    whole = int(digits) if len(digits) <= 17 else float(digits)
    return whole if abs(whole) < 2**53 else float(whole)


_read = json.JSONDecoder(parse_int=_number).decode
