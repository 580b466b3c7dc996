"""Grouping: claims by different sources about the same occurrence."""

from servanda.incidents.grouping import Decisions, incidents

__all__ = ["Decisions", "incidents"]
