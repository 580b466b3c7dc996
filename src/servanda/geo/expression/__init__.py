"""Zone expressions, as an accord file writes them, compiled to zones and lines (docs/reference/zones.md)."""

from servanda.geo.expression.compiled import Compiled, compile_zones
from servanda.geo.expression.keys import KEYS

__all__ = ["KEYS", "Compiled", "compile_zones"]
