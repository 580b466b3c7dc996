"""Where: the accord's zones by name, and those that a norm draws in place or by the name of a place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, MutableMapping, Sequence

from servanda.accord.moment import Clock
from servanda.accord.moving import ON, Still, moves, still
from servanda.accord.page import Page
from servanda.documents import Path, did_you_mean, word
from servanda.geo import Compiled, LatLon, Line, Loaded, Place, Zone, compile_zones
from servanda.model import Position
from servanda.words import _

FindPlace = Callable[[str], Place | None]
LoadLine = Callable[[str], Loaded]
FindBorder = Callable[[str, str], Line | None]
FindTowns = Callable[[str], Sequence[LatLon]]
Drawn = MutableMapping[str, dict[str, Zone]]
"""An accord file and its places → its zones as drawn, by what they mean (`Context.meaning`)."""


def slug(text: str) -> str:
    """A free phrase as a slug: "Mine clearance teams" is `mine-clearance-teams`; empty when nothing is left."""
    folded = unicodedata.normalize("NFKD", text).casefold().translate({0x131: "i"})
    plain = "".join(c for c in folded if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", "-", plain).strip("-")[:40].strip("-")


class Zones:
    """`zones` and `lines` of the file, and what norms add to them."""

    def __init__(self, page: Page, place: FindPlace) -> None:
        self.page = page
        self.place = place
        self.expressions: dict[str, object] = {}
        self.stand: dict[str, Path] = {}
        self.used: dict[str, Path] = {}
        self.still = Still({}, {})
        for key in ("lines", "zones"):
            rows = page.mapping((key,), page.document.data.get(key), "zones-shape", "name: {within: 30 km, of: border}")
            for name, expression in (rows or {}).items():
                if name in self.expressions:
                    page.wrong((key, name), "duplicate-zone", _("a line is called so already"), got=name)
                    continue
                self.expressions[name] = expression
                self.stand[name] = (key, name)
        folded: dict[str, str] = {}
        for name in self.expressions:
            twin = folded.setdefault(name.casefold(), name)
            if twin != name:
                what = _("two zones differ by case only")
                page.wrong(self.stand[name], "duplicate-zone", what, got=f"{twin}, {name}")

    def known(self, text: str) -> bool:
        """Whether a zone or line of the file is called so."""
        return text in self.expressions

    def one(self, path: Path, value: object, owner: str) -> str | None:
        """The name of the zone that `value` means: a zone's name, a place's name or an expression of its own."""
        if isinstance(value, str):
            return self._named(path, word(value))
        if isinstance(value, list):
            value = {"any of": value}
            return self._added(f"{owner}-zone", value, path[:-1])
        if isinstance(value, dict) and value:
            return self._added(f"{owner}-zone", value, path)
        self.page.wrong(path, "zone-name", _("this names no zone"), _("a zone's name, a place or an expression"), value)
        return None

    def several(self, path: Path, value: object, owner: str) -> tuple[tuple[str, ...], bool]:
        """The zones of a place word, and whether each of them is meant by itself."""
        if isinstance(value, dict) and set(value) == {"each of"}:
            inside = (*path, "each of")
            parts = value["each of"]
            if not isinstance(parts, list) or not parts:
                self.page.wrong(inside, "zone-list", _("each of which zones?"), _("[zone, zone]"), parts)
                return (), True
            found = (self.one((*inside, i), part, owner) for i, part in enumerate(parts))
            return tuple(dict.fromkeys(name for name in found if name)), True
        name = self.one(path, value, owner)
        return ((name,) if name else ()), False

    def _named(self, path: Path, text: str) -> str | None:
        if text in self.expressions:
            self.used.setdefault(text, path)
            return text
        if self.place(text) is not None:
            return self._added(slug(text) or "place", {"place": text}, path)
        self.page.wrong(
            path,
            "unknown-zone",
            _("no zone and no place is called so"),
            did_you_mean(text, list(self.expressions)) if self.expressions else _("a zone of this file"),
            text,
            _("add it to zones, or mend the name"),
        )
        return None

    def _added(self, name: str, expression: object, stand: Path) -> str:
        n, wanted = 1, name
        while name in self.expressions and self.expressions[name] != expression:
            n += 1
            name = f"{wanted}-{n}"
        if name not in self.expressions:
            self.expressions[name] = expression
            self.stand[name] = stand
        self.used.setdefault(name, stand)
        return name

    def as_it_stood(self, name: str, date: object, path: Path) -> str:
        """The zone `name` as of `date`; the zone itself where nothing in the file moves."""
        if not any(moves(e) for e in self.expressions.values()):
            return name
        return self._added(f"{name}@{word(date)}"[:60], {"zone": name, ON: date}, path)

    def compiled(
        self,
        clock: Clock,
        load_line: LoadLine | None,
        border: FindBorder | None = None,
        towns: FindTowns | None = None,
        drawn: Drawn | None = None,
    ) -> Compiled:
        """Every zone as geometry, with each version of one that moved; from `drawn` where the same expression was
        drawn before."""
        self.still = still(self.page, clock, self.expressions, self.stand)
        self.stand = self.still.stand
        expressions: Mapping[str, object] = self.still.expressions
        key = repr((self.page.document.file, self.page.document.data.get("places")))
        return compile_zones(
            expressions,
            load_line=load_line,
            place=self.place,
            border=border,
            towns=towns,
            at=self._position,
            drawn=None if drawn is None else drawn.setdefault(key, {}),
        )

    def _position(self, path: Path) -> Position:
        name = str(path[0]) if path else ""
        return self.page.document.at((*self.stand.get(name, ("zones", name)), *path[1:]))
