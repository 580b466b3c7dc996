"""The span finder that hears the encoder beside the statistical reader: what `--reader encoder` asks for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from servanda.errors import InputError
from servanda.reading.learned.finder import LearnedFinder
from servanda.reading.learned.weights import chosen
from servanda.words import _
from servanda_encoder.opinion import Encoder, encoder, shipped


class EncoderFinder(LearnedFinder):
    """As the statistical reader with the rules, and the encoder heard on every text. Pure."""

    def __init__(self, statistical: Path, heard: Encoder, folder: Path) -> None:
        super().__init__(statistical, heard, heard.name)
        self.folder = folder
        self.manifest: Mapping[str, Any] = heard.manifest


def finder(folder: Path | None = None) -> EncoderFinder:
    """The finder, with the weights that come with this package, or those in `folder`."""
    statistical = chosen()
    if statistical is None:
        raise InputError(
            "reader-weights",
            _("the encoder is heard beside the statistical reader, which has no weights here"),
            _("install servanda again"),
        )
    folder = folder or shipped()
    return EncoderFinder(statistical, encoder(folder), folder)
