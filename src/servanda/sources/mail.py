"""E-mail as saved (.eml): the message's own text; attachments are listed and never opened."""

from __future__ import annotations

import re
from datetime import UTC
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime
from itertools import islice

from servanda.model import Finding, Handling, Interval, Position, Severity
from servanda.sources.article import Article, report_of
from servanda.sources.article_bytes import MAX_BYTES, article_text
from servanda.sources.html import text_of
from servanda.sources.intake import Context, Intake, refusal
from servanda.sources.manifest import Manifest
from servanda.sources.sidecar import KEYS, read_sidecar, undated
from servanda.words import _

MANIFEST = Manifest(
    name="mail",
    formats=("e-mail",),
    suffixes=(".eml",),
    says="A message as a mail program saves it: its text, subject, sender and date.",
    bad_data="A message without text is refused.",
    licence_note="The sender's: the text is kept for your own work.",
    notes=(
        "The plain text of the message, else the text of its HTML. Quoted lines of earlier messages (`> …`) and what "
        "follows the signature's `-- ` are left out. Spans index the extracted text, which is kept with the report.",
        "Attachments are named in a finding and never opened: save those that you trust and add them by themselves.",
        "`handling` is restricted where the sidecar does not say otherwise: a letter is not public. Sender and date "
        "stand as the message has them; nothing in it proves them.",
    ),
    options=dict.fromkeys(KEYS, "in the sidecar NAME.yaml"),
)
MAX_PARTS = 200
_HEADER = re.compile(rb"(?:from|to|date|subject|received|return-path|message-id|mime-version|delivered-to):", re.I)
_SIGNATURE = re.compile(r"^-- ?$", re.MULTILINE)
_WROTE = re.compile(r"^[^\n]{0,200}\bwrote:[ \t\r]*\n(?=\s*>)", re.MULTILINE)
_QUOTED = re.compile(r"^[ \t]*>[^\n]*(?:\n|\Z)", re.MULTILINE)


# the standard library's parser raises these on headers that break its grammar
_BROKEN = (MessageError, ValueError, LookupError, AttributeError, TypeError, RecursionError, OverflowError)


def sniff(name: str, head: bytes) -> int:
    if name.casefold().endswith(MANIFEST.suffixes):
        return 90
    lines = head[:4096].splitlines()[:12]
    return 65 if sum(1 for line in lines if _HEADER.match(line)) >= 3 else 0


def read(content: bytes, file: str, context: Context) -> Intake:
    if len(content) > MAX_BYTES:
        what, got = _("the file is too large for an article"), f"{len(content) / 2**20:.0f} MB"
        return refusal("too-large", what, file, expected=_("at most 16 MB"), got=got, advice=_("save its text as .txt"))
    if not content.strip():
        return refusal("empty", _("the file is empty"), file, advice=_("save the message again"))
    sidecar, findings = read_sidecar(context)
    if any(f.is_error for f in findings):
        return Intake(findings=tuple(findings))
    at = Position(file)
    try:
        message = message_from_bytes(content, policy=policy.default)
        text, listed = _parts(message, file)
        fields = {name: _field(message, name) for name in ("subject", "from", "date")}
    except _BROKEN:
        return refusal("mail-broken", _("the message cannot be read"), file, advice=_("save its text as .txt"))
    own = _own_words(text)
    if not own.strip():
        return refusal("mail-no-text", _("the message holds no text"), file, advice=_("save its text as .txt"))
    if own != text:
        what = _("quoted lines of earlier messages, or a signature, were left out")
        findings.append(Finding("mail-quoted", what, at=at, severity=Severity.NOTE))
    if listed:
        what = _("{n} attachments were not opened").format(n=len(listed))
        advice = _("save those that you trust and add them by themselves")
        findings.append(
            Finding(
                "mail-attachments", what, got="; ".join(listed[:10]), advice=advice, at=at, severity=Severity.WARNING
            )
        )
    published = _when(fields["date"])
    if sidecar.published.start is None and published.start is None:
        findings.append(undated(file))
    if not sidecar.handling_said:
        what, advice = _("the message is taken for restricted"), _("write `handling: public` into its sidecar if it is")
        findings.append(Finding("mail-restricted", what, advice=advice, at=at, severity=Severity.NOTE))
    name, address = parseaddr(fields["from"])
    article = Article(
        own,
        fields["subject"],
        outlet=address.rpartition("@")[2].casefold(),
        author=name or address,
        published=published,
        handling=Handling.RESTRICTED,
    )
    return Intake((report_of(article, sidecar, content, file, "message/rfc822"),), findings=tuple(findings))


def _parts(message: EmailMessage, file: str) -> tuple[str, list[str]]:
    """The text of the message, and its attachments as `name (type)`. Messages inside it are attachments."""
    plain: list[str] = []
    pages: list[str] = []
    listed: list[str] = []
    inside: set[int] = set()
    for part in islice(message.walk(), MAX_PARTS):
        if id(part) in inside:
            continue
        kind = part.get_content_type()
        if kind == "message/rfc822":
            listed.append(f"message ({kind})")
            inside.update(map(id, islice(part.walk(), MAX_PARTS)))
        elif part.is_multipart():
            continue
        elif part.get_content_disposition() == "attachment" or kind not in ("text/plain", "text/html"):
            listed.append(f"{' '.join(str(part.get_filename() or '?').split())[:80]} ({kind})")
        else:
            payload = part.get_payload(decode=True)
            if not isinstance(payload, bytes) or not payload.strip():
                continue
            text, _wrong = article_text(payload, file, str(part.get_content_charset() or ""))
            (plain if kind == "text/plain" else pages).append(text or "")
    if any(text.strip() for text in plain):
        return "\n\n".join(plain), listed
    return "\n\n".join(text_of(page) for page in pages), listed


def _own_words(text: str) -> str:
    text = text.replace("\r\n", "\n")
    signature = _SIGNATURE.search(text)
    text = text[: signature.start()] if signature else text
    return _QUOTED.sub("", _WROTE.sub("", text)).strip() + "\n" if text.strip() else ""


def _field(message: EmailMessage, name: str) -> str:
    """A header's value; as it stands where it breaks its grammar, for a letter is not lost for its date."""
    try:
        value = str(message.get(name, ""))
    except _BROKEN:
        value = next((str(raw) for key, raw in message.raw_items() if key.casefold() == name), "")
    return " ".join(value.split())[:500]


def _when(date: str) -> Interval:
    """The minute that the message names; without a zone nothing certain."""
    try:
        sent = parsedate_to_datetime(date)
        if sent.tzinfo is None:
            return Interval()
        second = int(sent.astimezone(UTC).timestamp())
    except (ValueError, TypeError, IndexError, OverflowError):
        return Interval()
    return Interval(second - second % 60, second - second % 60 + 60)
