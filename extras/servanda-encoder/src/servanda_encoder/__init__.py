"""A small transformer that is heard beside Servanda's statistical reader (see README.md and CARD.md)."""

from servanda_encoder.finder import EncoderFinder, finder

__all__ = ["EncoderFinder", "finder"]
