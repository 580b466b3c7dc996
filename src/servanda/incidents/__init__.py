"""Grouping: claims by different sources about the same occurrence."""

from servanda.incidents.grouping import Around, Decisions, Neighbours, incidents, surroundings

__all__ = ["Around", "Decisions", "Neighbours", "incidents", "surroundings"]
