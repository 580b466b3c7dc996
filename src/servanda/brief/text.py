"""Foreign text made safe to show: what would reorder, hide or break a page becomes visible; only web addresses link."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

LONGEST = 4000
_ODD = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
_LANG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}\Z")


def visible(text: object, longest: int = LONGEST) -> str:
    """The text with bidirectional controls, other invisible characters and lone surrogates written out (`⟦U+202E⟧`),
    cut after `longest` characters with an ellipsis. Line ends and tabs stay."""
    shown = str(text)
    if len(shown) > longest:
        shown = shown[: longest - 1] + "…"
    return _ODD.sub(lambda match: f"⟦U+{ord(match.group()):04X}⟧", shown)


def web_address(url: str) -> str:
    """The address if it is http or https with a host and nothing hidden in it, else empty."""
    if len(url) > 2000 or url != url.strip() or _ODD.search(url) or any(c in url for c in " \t\r\n<>\"'`\\"):
        return ""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return ""
    return url if parts.scheme.lower() in ("http", "https") and host else ""


def host(url: str) -> str:
    """Whose address it is: `un.org`; the address itself when it is none of the web's."""
    try:
        name = urlsplit(url).hostname or ""
    except ValueError:
        name = ""
    return name.removeprefix("www.") or url


def language(tag: str) -> str:
    """A language tag that may stand in `lang`, else empty."""
    return tag if _LANG.match(tag) else ""


def css_string(text: str) -> str:
    """A quoted CSS string that cannot end early (CSS Syntax 3, §4.3.5) nor close its style element."""
    safe = "".join(c if c.isalnum() or c in " .,:·-+/()–−" else f"\\{ord(c):x} " for c in visible(text, 300))
    return f'"{safe}"'
