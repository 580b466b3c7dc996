"""What an inlet says about itself; the manual's table of sources is made from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Manifest:
    """`formats` are names for people, `suffixes` file name endings in lower case with their dot; `bad_data` says
    whether a bad row is skipped or the file refused whole; `options` maps what a file or sidecar may say to its
    meaning; `notes` are further paragraphs of the manual, each on one line."""

    name: str
    formats: tuple[str, ...]
    suffixes: tuple[str, ...]
    says: str
    bad_data: str
    licence_note: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
