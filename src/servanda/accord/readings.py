"""Readings: the declared interpretive choices of an accord file, and the file as it is under chosen alternatives.

An alternative's effect is a patch of the file, merged as RFC 7396 merges JSON (a value replaces, a mapping merges, null
removes), but for `obligations`, which the patch keys by id.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from servanda.accord.law import Reading
from servanda.accord.page import Page
from servanda.documents import SCALARS, Document, Path, did_you_mean, items, word
from servanda.model import Position, TimeError, duration, extent, is_slug
from servanda.words import _

KEYS = ("says", "default", "alternatives", "under")
INLINE_KEYS = (*KEYS, "name")
DURATIONS = ("every", "within", "complete within")
DATES = ("by", "complete by")
FIXED = ("servanda", "accord", "readings", "id")
NO_PATCH = 8  # a patch nested deeper than this is no patch of an accord file

Where = Callable[[Path], Position]


class Effect(NamedTuple):
    """A patch of the whole file (`obligation` "") or of one obligation; `where` gives the place of each value."""

    obligation: str
    patch: Mapping[str, Any]
    where: Where


class Readings(NamedTuple):
    """`by_obligation`: the names of the readings that each obligation depends on, by the obligation's index."""

    all: Mapping[str, Reading]
    effects: Mapping[str, Mapping[str, Effect]]
    by_obligation: Mapping[int, tuple[str, ...]]


def readings(page: Page) -> Readings:
    """Every reading of the file, named and inline."""
    return _Reader(page).read()


def chosen(page: Page, found: Readings, choices: Mapping[str, str]) -> dict[str, str]:
    """The alternative in force of each reading. A choice that the file does not offer is a finding."""
    made = {name: reading.default for name, reading in found.all.items() if reading.default}
    for name, alternative in choices.items():
        reading = found.all.get(name)
        if reading is None:
            expected = did_you_mean(name, list(found.all)) if found.all else _("no reading at all")
            page.wrong(("readings",), "unknown-reading", _("the accord has no such reading"), expected, name)
            continue
        offered = (reading.default, *reading.alternatives)
        if alternative not in offered:
            expected = ", ".join(a for a in offered if a)
            what = _("the reading {name!r} has no such alternative").format(name=name)
            page.wrong(("readings", name), "unknown-alternative", what, expected, alternative)
            continue
        made[name] = alternative
    return made


def patched(page: Page, found: Readings, choice: Mapping[str, str]) -> Document:
    """The document as it reads under `choice`."""
    document = page.document
    effects = [found.effects[n][a] for n, a in choice.items() if a in found.effects.get(n, {})]
    if not effects:
        return document
    merger = _Merger(page, document)
    for effect in effects:
        merger.apply(effect)
    return Document(merger.data, document.file, merger.positions)


class _Reader:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.found: dict[str, Reading] = {}
        self.effects: dict[str, dict[str, Effect]] = {}
        self.used: set[str] = set()

    def read(self) -> Readings:
        page, data = self.page, self.page.document.data
        example = "name: {says: …, default: …, alternatives: […]}"
        rows = page.mapping(("readings",), data.get("readings"), "readings-shape", example) or {}
        for name, row in rows.items():
            path: Path = ("readings", name)
            if not is_slug(name):
                page.wrong(path, "reading-name", _("a reading's name is a slug"), _("letters, digits, hyphens"), name)
            self._reading(path, name, row, KEYS, -1, {})
        by_obligation: dict[int, tuple[str, ...]] = {}
        obligations = data.get("obligations")
        for i, row in enumerate(obligations if isinstance(obligations, list) else ()):
            if isinstance(row, dict):
                by_obligation[i] = tuple(dict.fromkeys(self._of_obligation(i, row)))
        return Readings(self.found, self.effects, by_obligation)

    def _of_obligation(self, i: int, row: dict[str, Any]) -> Iterator[str]:
        path: Path = ("obligations", i, "readings")
        inline = 0
        for at, item in items(path, row.get("readings")):
            if isinstance(item, dict):
                inline += 1
                name = self.page.text(at, item, "name") or f"{word(row.get('id') or i + 1)}-{inline}"
                if self._reading(at, name, item, INLINE_KEYS, i, row):
                    yield name
            elif isinstance(item, SCALARS):
                name = word(item)
                if name in self.found:
                    yield name
                else:
                    what, known = _("no reading is called so"), list(self.found)
                    expected = did_you_mean(name, known) if known else _("an entry under readings")
                    self.page.wrong(at, "unknown-reading", what, expected, name, _("declare it under readings"))
            else:
                self.page.wrong(at, "reading-shape", _("this is no reading"), _("a name, or says: …"), item)

    def _reading(
        self, path: Path, name: str, row: object, known: tuple[str, ...], index: int, obligation: dict[str, Any]
    ) -> bool:
        page = self.page
        if isinstance(row, SCALARS):
            row = {"says": word(row)}
        if not isinstance(row, dict):
            page.wrong(path, "reading-shape", _("this is no reading"), "{says: …, default: …, alternatives: […]}", row)
            return False
        if name in self.found:
            page.wrong(path, "duplicate-reading", _("a reading is called so already"), got=name)
            return False
        page.unknown(path, row, known)
        says = page.text(path, row, "says")
        if not says:
            page.wrong(path, "reading-says", _("the reading does not say what it reads"), "says: …")
        default = page.text(path, row, "default")
        alternatives = dict.fromkeys(text for _at, text in page.texts(path, row, "alternatives"))
        owner = word(obligation.get("id") or "") if index >= 0 else ""
        effects = self._under(path, row, owner, {default, *alternatives} - {""})
        if "under" not in row and index >= 0:
            key = _replaced(obligation, list(alternatives))
            if key is not None:
                default = default or word(obligation[key])
                spots = {text: at for at, text in page.texts(path, row, "alternatives")}
                for alternative in alternatives:
                    effects[alternative] = Effect(owner, {key: alternative}, self._fixed(spots[alternative]))
        for alternative in alternatives:
            if alternative not in effects and alternative != default:
                what = _("the alternative {name!r} has no effect: it only tells").format(name=alternative)
                page.note(path, "alternative-without-effect", what, advice=_("say under: what it changes"))
        plain = {a: ({"obligations": {e.obligation: e.patch}} if e.obligation else e.patch) for a, e in effects.items()}
        self.found[name] = Reading(name, says, default, tuple(alternatives), plain, page.document.at(path))
        self.effects[name] = effects
        return True

    def _under(self, path: Path, row: dict[str, Any], owner: str, offered: set[str]) -> dict[str, Effect]:
        page = self.page
        path = (*path, "under")
        rows = page.mapping(path, row.get("under"), "under-shape", "ALTERNATIVE: {key: value}") or {}
        effects = {}
        for alternative, patch in rows.items():
            at = (*path, alternative)
            if alternative not in offered:
                what = _("no alternative is called so")
                page.wrong(at, "unknown-alternative", what, did_you_mean(alternative, sorted(offered)), alternative)
            if not isinstance(patch, dict) or not patch:
                page.wrong(
                    at, "patch-shape", _("an effect is keys of the file with new values"), "{every: P14D}", patch
                )
                continue
            for key in FIXED:
                if key in patch:
                    page.wrong((*at, key), "patch-fixed", _("a reading cannot change this"), got=key)
            if _depth(patch) > NO_PATCH:
                page.wrong(at, "patch-shape", _("the effect is nested too deeply"))
                continue
            kept = {k: v for k, v in patch.items() if k not in FIXED}
            effects[alternative] = Effect(owner, kept, self._below(at))
        return effects

    def _below(self, path: Path) -> Where:
        return lambda sub: self.page.document.at((*path, *sub))

    def _fixed(self, path: Path) -> Where:
        return lambda _sub: self.page.document.at(path)


class _Merger:
    def __init__(self, page: Page, document: Document) -> None:
        self.page = page
        self.data: dict[str, Any] = dict(document.data)
        self.positions = dict(document.positions)

    def apply(self, effect: Effect) -> None:
        if effect.obligation:
            self._obligation(effect.obligation, effect.patch, effect.where, ())
            return
        rest = {key: value for key, value in effect.patch.items() if key != "obligations"}
        self.data = self._merged(self.data, rest, (), effect.where, ())
        obligations = effect.patch.get("obligations")
        if isinstance(obligations, dict):
            for ident, patch in obligations.items():
                if isinstance(patch, dict):
                    kept = {k: v for k, v in patch.items() if k not in FIXED}
                    self._obligation(ident, kept, effect.where, ("obligations", ident))
                else:
                    self._wrong(effect.where(("obligations", ident)), _("an effect is keys with new values"), patch)
        elif obligations is not None:
            self._wrong(effect.where(("obligations",)), _("obligations are changed by their id"), obligations)

    def _wrong(self, at: Position, what: str, got: object) -> None:
        self.page.found(at, "patch-shape", what, "{OBLIGATION: {key: value}}", got)

    def _obligation(self, ident: str, patch: Mapping[str, Any], where: Where, below: Path) -> None:
        rows = self.data.get("obligations")
        for i, row in enumerate(rows if isinstance(rows, list) else ()):
            if isinstance(row, dict) and word(row.get("id") or "") == ident:
                changed = list(rows or ())
                changed[i] = self._merged(row, patch, ("obligations", i), where, below)
                self.data = {**self.data, "obligations": changed}
                return
        known = [word(r.get("id") or "") for r in rows if isinstance(r, dict)] if isinstance(rows, list) else []
        what = _("no obligation is called so")
        self.page.found(where(below), "unknown-obligation", what, did_you_mean(ident, known), ident)

    def _merged(
        self, base: Mapping[str, Any], patch: Mapping[str, Any], path: Path, where: Where, below: Path
    ) -> dict[str, Any]:
        made = dict(base)
        for key, value in patch.items():
            here, there = (*path, key), (*below, key)
            if value is None:
                made.pop(key, None)
            elif isinstance(value, dict) and isinstance(made.get(key), dict):
                made[key] = self._merged(made[key], value, here, where, there)
            else:
                made[key] = value
                self._moved_positions(here, value, where, there)
        return made

    def _moved_positions(self, path: Path, value: object, where: Where, below: Path) -> None:
        for old in [p for p in self.positions if p[: len(path)] == path]:
            del self.positions[old]
        stack: list[tuple[Path, object]] = [((), value)]
        while stack:
            sub, item = stack.pop()
            self.positions[(*path, *sub)] = where((*below, *sub))
            children: Any = (
                item.items() if isinstance(item, dict) else enumerate(item) if isinstance(item, list) else ()
            )
            stack += [((*sub, k), v) for k, v in children]


def _replaced(obligation: Mapping[str, Any], alternatives: list[str]) -> str | None:
    """The one key of the obligation that the alternatives are values for."""
    kinds = {_kind(a) for a in alternatives}
    if len(kinds) != 1:
        return None
    kind = kinds.pop()
    keys = DURATIONS if kind == "duration" else DATES if kind == "date" else ()
    present = [k for k in keys if isinstance(obligation.get(k), SCALARS) and _kind(word(obligation[k])) == kind]
    return present[0] if len(present) == 1 else None


def _kind(text: str) -> str:
    try:
        duration(text)
        return "duration"
    except TimeError:
        pass
    try:
        from datetime import UTC

        extent(text, UTC)
        return "date"
    except (TimeError, OverflowError):
        return ""


def _depth(value: object) -> int:
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max((_depth(c) for c in children), default=0)
