"""One row of claims by hand, cell by cell: every problem becomes a finding, none stops the row."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import tzinfo
from enum import StrEnum
from typing import Any, TypeVar

from servanda.documents import Document, did_you_mean
from servanda.model import Extent, Finding, Position, Severity, TimeError, extent, instant, is_slug
from servanda.sources.intake import Context, PlaceHit
from servanda.sources.slugs import slug_of
from servanda.words import _

_Choice = TypeVar("_Choice", bound=StrEnum)
_NAIVE_CLOCK = re.compile(r"[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?\Z")
_LAT_LON = re.compile(r"\s*([+-]?\d+(?:\.\d+)?)\s*,\s*([+-]?\d+(?:\.\d+)?)\s*\Z")
_METRES = re.compile(r"([+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)\s*(m|km)?\Z")
_ANONYMOUS = ("unnamed:", "civilians", "mechanism")


class Row:
    """The cells of a row and the findings made while reading them. `file_zone` is the file's own `timezone`, if it has
    one; only then may a clock time stand without its zone."""

    def __init__(
        self,
        cells: Mapping[str, str],
        at: Callable[[str], Position],
        context: Context,
        file_zone: tzinfo | None = None,
    ) -> None:
        self._cells = cells
        self._at = at
        self._context = context
        self._file_zone = file_zone
        self._zone = file_zone or context.timezone
        self.findings: list[Finding] = []

    def __getitem__(self, column: str) -> str:
        return self._cells.get(column, "")

    def problem(self, slug: str, column: str, what: str, expected: str = "", got: str = "", advice: str = "") -> None:
        self.findings.append(Finding(slug, what, expected, got, advice, self._at(column)))

    def remark(self, slug: str, column: str, what: str, expected: str = "", got: str = "", advice: str = "") -> None:
        at, severity = self._at(column), Severity.WARNING
        self.findings.append(Finding(slug, what, expected, got, advice, at, severity))

    @property
    def broken(self) -> bool:
        return any(finding.is_error for finding in self.findings)

    def need(self, columns: Iterable[str], why: str) -> None:
        """An error for each of `columns` that is empty."""
        for column in columns:
            if not self[column]:
                self.problem(
                    "claim-incomplete",
                    column,
                    _("{column} is empty").format(column=column),
                    why,
                    advice=_("fill in {column}").format(column=column),
                )

    def choice(self, column: str, kinds: type[_Choice], default: _Choice) -> _Choice:
        text = self[column].casefold()
        if not text:
            return default
        known = [str(kind) for kind in kinds]
        if text in known:
            return kinds(text)
        self.problem(
            "claim-value",
            column,
            _("{column} has an unknown value").format(column=column),
            did_you_mean(text, known),
            self[column],
        )
        return default

    def grade(self, column: str, grades: str) -> str:
        text = self[column].upper()
        if text and (len(text) != 1 or text not in grades):
            expected = f"{grades[0]}–{grades[-1]}"
            self.problem("claim-grade", column, _("{column} is no grade").format(column=column), expected, text)
            return ""
        return text

    def time(self, column: str) -> Extent | None:
        """The extent in the cell; None when it is empty or cannot be read."""
        text = self[column]
        if not text:
            return None
        try:
            self._refuse_naive(text)
            return extent(text, self._zone)
        except (TimeError, OverflowError) as error:
            self._bad_time(column, str(error))
            return None

    def instant(self, column: str) -> int | None:
        """The point in time in the cell, a bare date at its end."""
        text = self[column]
        if not text:
            return None
        try:
            self._refuse_naive(text)
            return instant(text, self._zone)
        except (TimeError, OverflowError) as error:
            self._bad_time(column, str(error))
            return None

    def _refuse_naive(self, text: str) -> None:
        if self._file_zone is None and any(_NAIVE_CLOCK.search(part.strip()) for part in text.split("/")):
            raise TimeError(_("a clock time with its zone (2020-02-27T17:00+02:00), got {text!r}").format(text=text))

    def _bad_time(self, column: str, expected: str) -> None:
        self.problem(
            "claim-time",
            column,
            _("{column} cannot be read as a time").format(column=column),
            expected,
            advice=_("write it as docs/reference/time.md shows"),
        )

    def number(self, column: str) -> float | None:
        """A count, at least 0."""
        text = self[column]
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not math.isfinite(value) or value < 0 or "_" in text:
            self.problem(
                "claim-number",
                column,
                _("{column} is no number").format(column=column),
                _("a number such as 33"),
                text,
                _("put a range into count_min and count_max"),
            )
            return None
        return value

    def metres(self, column: str) -> float | None:
        text = self[column]
        if not text:
            return None
        match = _METRES.match(text)
        value = float(match[1]) * (1000.0 if match[2] == "km" else 1.0) if match else math.nan
        if not math.isfinite(value) or value < 0:
            what = _("{column} is no distance").format(column=column)
            self.problem("claim-number", column, what, _("metres, or 3 km"), text)
            return None
        return value

    def actors(self, column: str) -> tuple[str, ...]:
        """Ids or names, `;` between."""
        return tuple(self._actor(part, column) for part in _parts(self[column], ";"))

    def participants(self, column: str) -> tuple[tuple[str, ...], ...]:
        """`a|b` leaves open which, `a;b` took part together."""
        return tuple(
            tuple(dict.fromkeys(self._actor(name, column) for name in _parts(part, "|")))
            for part in _parts(self[column], ";")
            if _parts(part, "|")
        )

    def outlets(self, column: str) -> tuple[str, ...]:
        """A chain `a>b`; an outlet that no actor file knows keeps its slug, without complaint."""
        found = []
        for name in _parts(self[column], ">"):
            known = self._context.resolve_actor(name) if self._context.resolve_actor else None
            found.append(known or (name if is_slug(name) or name.startswith("unnamed:") else slug_of(name)))
        return tuple(found)

    def _actor(self, name: str, column: str) -> str:
        resolve = self._context.resolve_actor
        known = resolve(name) if resolve else None
        if known:
            return known
        if name.startswith(_ANONYMOUS[0]) or name in _ANONYMOUS:
            return name
        if not is_slug(name):
            self.problem(
                "unknown-actor",
                column,
                _("{column} names nobody known").format(column=column),
                _("an actor id or a name in actors.yaml"),
                name,
                _("add the name to actors.yaml, or write the id"),
            )
        elif resolve:
            self.remark(
                "unknown-actor",
                column,
                _("{column} names an actor that actors.yaml does not have").format(column=column),
                got=name,
                advice=_("add it to actors.yaml, or mend the id"),
            )
        return name

    def place(self) -> PlaceHit | None:
        """The place in the cell; an unknown one is a warning, and the claim keeps its words without coordinates."""
        text = self["place"]
        hit = self._context.resolve_place(text) if self._context.resolve_place else None
        if hit:
            return hit
        match = _LAT_LON.match(text)
        if match:
            lat, lon = float(match[1]), float(match[2])
            if abs(lat) <= 90 and abs(lon) <= 180:
                return PlaceHit("", lat, lon)
            self.problem("claim-place", "place", _("no point on Earth"), _("latitude, longitude in degrees"), text)
        elif self._context.resolve_place:
            self.remark(
                "unknown-place",
                "place",
                _("the place is not known, so the claim counts nowhere on the map"),
                _("a place id, a name, or lat,lon"),
                text,
                _("add it to places.yaml, or write its coordinates"),
            )
        return None

    def zone(self, name: str, column: str = "place") -> str:
        known = self._context.zone_names
        if not name:
            self.problem("claim-place", column, _("in: names no zone"), "in:ZONE", self[column])
        elif known is not None and name not in known:
            self.remark(
                "unknown-zone",
                column,
                _("no accord has a zone of this name"),
                did_you_mean(name, sorted(known)),
                name,
                _("mend the name"),
            )
        return name

    def aims(self, column: str = "assesses") -> tuple[str, ...]:
        """What is assessed or changed: references of obligations, articles and accords."""
        found = tuple(_parts(self[column], ";"))
        for target in found:
            expected = self._context.aim(target) if self._context.aim is not None else None
            if expected is not None:
                advice = _("mend the reference; until then it counts for nothing")
                self.remark("unknown-aim", column, _("no accord has this"), expected, target, advice)
        return found


def _parts(text: str, mark: str) -> list[str]:
    return [part.strip() for part in text.split(mark) if part.strip()]


def position_of(document: Document, here: tuple[str | int, ...]) -> Callable[[str], Position]:
    """Where each key of the mapping at `here` stands."""
    return lambda column: document.at((*here, column))


def plain_cell(value: Any, mark: str | None) -> str | None:
    """A YAML value as a cell: a list joined by `mark`. None for what is no plain value."""
    if value is None:
        return ""
    if isinstance(value, list):
        if mark is None or any(isinstance(part, (list, dict)) for part in value):
            return None
        return mark.join(str(part) for part in value)
    return None if isinstance(value, dict) else str(value).strip()
