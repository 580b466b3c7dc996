"""Text to attributed claims, every output with its span (docs/reference/reading.md)."""

from servanda.reading.context import Context, Obligation
from servanda.reading.learned.finder import default_finder
from servanda.reading.named import Named, named
from servanda.reading.read import Reading, read
from servanda.reading.spans import Attribution, RuleFinder, Scene, SpanFinder
from servanda.reading.statement import READER, PlaceRead, Statement, claims_of, no_claim, statement_json
from servanda.reading.zones import NamedZone

__all__ = [
    "READER",
    "Attribution",
    "Context",
    "Named",
    "NamedZone",
    "Obligation",
    "PlaceRead",
    "Reading",
    "RuleFinder",
    "Scene",
    "SpanFinder",
    "Statement",
    "claims_of",
    "default_finder",
    "named",
    "no_claim",
    "read",
    "statement_json",
]
