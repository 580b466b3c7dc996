"""Text to attributed claims, every output with its span (docs/reference/reading.md)."""

from servanda.reading.context import Context, Obligation
from servanda.reading.read import Reading, read
from servanda.reading.spans import Attribution, RuleFinder, Scene, SpanFinder
from servanda.reading.statement import READER, PlaceRead, Statement, claims_of, statement_json

__all__ = [
    "READER",
    "Attribution",
    "Context",
    "Obligation",
    "PlaceRead",
    "Reading",
    "RuleFinder",
    "Scene",
    "SpanFinder",
    "Statement",
    "claims_of",
    "read",
    "statement_json",
]
