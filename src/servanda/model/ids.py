"""Identifiers: slugs, obligation references, report and claim ids (docs/reference/dossier.md)."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import NewType

ActorId = NewType("ActorId", str)
ClaimId = NewType("ClaimId", str)
ReportId = NewType("ReportId", str)
ObligationRef = NewType("ObligationRef", str)

SLUG = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,39}\Z")


def is_slug(text: str) -> bool:
    """Whether `text` is a slug: a letter, then up to 39 letters, digits or hyphens."""
    return SLUG.match(text) is not None


def report_id(content: bytes) -> ReportId:
    """`r-` and ten base32 characters of the SHA-256 of the report's bytes."""
    return report_id_of(hashlib.sha256(content).digest())


def report_id_of(digest: bytes) -> ReportId:
    """The id of the report whose bytes have this SHA-256."""
    return ReportId("r-" + base64.b32encode(digest).decode("ascii")[:10].lower())


def cited_report_id(source: str, published: str) -> ReportId:
    """The id of a report that is only cited: from its address and date of publication."""
    return report_id(f"{source}\n{published}".encode())


def claim_id(report: str, local: str) -> ClaimId:
    """`<report>.<local>`: local is the row's key, the dataset's own id, or a digest for read text."""
    return ClaimId(f"{report}.{local}")


def digest_local(*parts: object) -> str:
    """Eight hex characters of the parts: the local id of a claim that was read from text."""
    return hashlib.sha256("\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass")).hexdigest()[:8]
