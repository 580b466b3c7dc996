"""An article's bytes to text: UTF-8, or what it most likely is, and never something that is no text at all."""

from __future__ import annotations

from servanda.model import Finding, Position, Severity
from servanda.words import _

MAX_BYTES = 16 * 1024 * 1024
_DETECT_BYTES = 256 * 1024
_BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def article_text(content: bytes, file: str, declared: str = "") -> tuple[str | None, list[Finding]]:
    """The text, byte order mark dropped and line ends kept; None with an error when there is none to be had.

    `declared` is an encoding that the document names itself; it is tried after UTF-8.
    """
    at = Position(file)
    if len(content) > MAX_BYTES:
        what, got = _("the file is too large for an article"), f"{len(content) / 2**20:.0f} MB"
        advice = _("is it the right file? split a collection into its articles")
        return None, [Finding("too-large", what, _("at most 16 MB"), got, advice, at)]
    if not content.removeprefix(b"\xef\xbb\xbf").strip():
        return None, [Finding("empty", _("the file is empty"), advice=_("save the article again"), at=at)]
    for mark, name in _BOMS:
        if content.startswith(mark):
            return _decoded(content, name, at)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        if b"\x00" in content:
            return None, [_binary(at)]
        return _decoded(content, declared or _detected(content), at)
    if "\x00" in text or _is_noise(text):
        return None, [_binary(at)]
    return text, []


def _decoded(content: bytes, name: str, at: Position) -> tuple[str | None, list[Finding]]:
    try:
        text = content.decode(name)
    except (LookupError, ValueError):
        name = _detected(content)
        try:
            text = content.decode(name)
        except (LookupError, ValueError):
            return None, [_binary(at)]
    if not text or "\x00" in text or _is_noise(text):
        return None, [_binary(at)]
    what = _("the text is not in UTF-8 and was read as {name}").format(name=name)
    advice = _("look at its first lines; save it as UTF-8 to be sure")
    return text.removeprefix("\ufeff"), [Finding("not-utf8", what, "UTF-8", name, advice, at, Severity.WARNING)]


def _detected(content: bytes) -> str:
    """The likeliest encoding of the bytes, or "" for bytes that are no text in any."""
    from charset_normalizer import from_bytes

    best = from_bytes(content[:_DETECT_BYTES]).best()
    return best.encoding if best else ""


def _is_noise(text: str) -> bool:
    """Whether control characters make up more than a thousandth of the text's first part."""
    head = text[:65536]
    controls = sum(1 for c in head if (c < " " and c not in "\t\n\r\f\v\x1a\x1b") or "\x7f" <= c < "\x85")
    return controls > 1 + len(head) // 1000


def _binary(at: Position) -> Finding:
    what = _("the file is no text: it holds bytes that no text has")
    return Finding("binary", what, _("plain text"), advice=_("give its text, not the program's own file"), at=at)
