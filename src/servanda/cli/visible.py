"""What came from outside must not steer the terminal: control characters and text direction marks are made visible."""

from __future__ import annotations

import re

# C0 and C1 controls but tab and newline; marks, embeddings, overrides and isolates of text direction (UAX #9).
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def visible(text: object) -> str:
    """The text with each control character as `<U+202E>`."""
    return _UNSEEN.sub(lambda match: f"<U+{ord(match[0]):04X}>", str(text))


def line(text: object) -> str:
    """The same on one line."""
    return " ".join(visible(text).split())


def json_visible(text: str) -> str:
    """JSON text with the same characters as escapes, which mean the same to every reader of JSON."""
    return _UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def html_visible(text: str) -> str:
    """HTML with the same characters as references, which a terminal does not obey and a browser reads as before."""
    return _UNSEEN.sub(lambda match: f"&#x{ord(match[0]):X};", text)
