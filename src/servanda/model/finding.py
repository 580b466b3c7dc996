"""A finding is a problem in the data: a value with place, slug and advice; not an exception."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class Severity(StrEnum):
    """An error keeps a file from being used; a warning asks for a look; a note only tells."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a file: lines and columns count from 1, 0 where unknown."""

    file: str = ""
    line: int = 0
    col: int = 0

    def __str__(self) -> str:
        parts = [self.file or "-"]
        if self.line:
            parts.append(str(self.line))
            if self.col:
                parts.append(str(self.col))
        return ":".join(parts)


@dataclass(frozen=True, slots=True)
class Finding:
    """`file:line:col: slug: what is wrong; expected X, got Y; what to do`."""

    slug: str
    what: str
    expected: str = ""
    got: str = ""
    advice: str = ""
    at: Position = Position()
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        difference = ", ".join(
            f"{word} {value}" for word, value in (("expected", self.expected), ("got", self.got)) if value
        )
        tail = "; ".join(part for part in (self.what, difference, self.advice) if part)
        return f"{self.at}: {self.slug}: {tail}"

    def placed(self, at: Position) -> Finding:
        """The same finding at `at`, unless it already knows its line."""
        return self if self.at.line else replace(self, at=at)

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR
