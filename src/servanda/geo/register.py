"""`places.yaml` and `posts.yaml`, already loaded as plain data, to places and posts; what is wrong as findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, tzinfo
from typing import Any

from servanda.documents import did_you_mean
from servanda.geo.notation import NotationError, metres, position
from servanda.geo.places import Name, Place
from servanda.geo.posts import Post, Status
from servanda.model import Extent, Finding, Interval, Position, Severity, TimeError, extent, is_slug
from servanda.words import _

Path = tuple[str | int, ...]
At = Callable[[Path], Position]

PLACE_KEYS = ("id", "name", "names", "lat", "lon", "at", "radius_m", "radius", "approximate", "source", "kind", "note")
POST_KEYS = (*PLACE_KEYS, "operator", "number", "from", "to", "status")
NAME_KEYS = ("text", "lang", "from", "to")
STATUS_KEYS = ("as", "from", "to", "source", "note")
PLACE_RADIUS_M = 2_000.0
POST_RADIUS_M = 3_000.0  # posts sit near, not on, the villages that sources name


def read_places(data: object, *, at: At | None = None, tz: tzinfo = UTC) -> tuple[tuple[Place, ...], list[Finding]]:
    """Places from a list of mappings (or `{places: […]}`). A flawed entry is left out and reported; never raises."""
    reader = _Reader(at, tz)
    places = [p for p in (reader.place(row, path, PLACE_KEYS) for path, row in reader.rows(data, "places")) if p]
    return tuple(places), reader.findings


def read_posts(data: object, *, at: At | None = None, tz: tzinfo = UTC) -> tuple[tuple[Post, ...], list[Finding]]:
    """Posts from a list of mappings (or `{posts: […]}`). A flawed entry is left out and reported; never raises."""
    reader = _Reader(at, tz)
    posts = [p for p in (reader.post(row, path) for path, row in reader.rows(data, "posts")) if p]
    return tuple(posts), reader.findings


class _Reader:
    def __init__(self, at: At | None, tz: tzinfo) -> None:
        self.at = at or (lambda _path: Position())
        self.tz = tz
        self.findings: list[Finding] = []
        self.seen: dict[str, Path] = {}

    def flaw(self, path: Path, slug: str, what: str, expected: str = "", got: object = "", advice: str = "") -> None:
        self.findings.append(Finding(slug, what, expected, str(got)[:80], advice, self.at(path)))

    def rows(self, data: object, key: str) -> Iterator[tuple[Path, Mapping[str, Any]]]:
        path: Path = ()
        if isinstance(data, Mapping):
            for other in data:
                if other not in (key, "servanda", "title", "note", "source"):
                    self.flaw(
                        (other,), "unknown-key", _("the key {key!r} is not known here").format(key=other), key, other
                    )
            data, path = data.get(key), (key,)
        if data is None:
            return
        if not isinstance(data, Sequence) or isinstance(data, str):
            self.flaw(path, "list-expected", _("this must be a list"), "- id: …", type(data).__name__)
            return
        for i, row in enumerate(data):
            if isinstance(row, Mapping):
                yield (*path, i), row
            else:
                self.flaw((*path, i), "entry-expected", _("this entry is no mapping"), "id: …, lat: …, lon: …", row)

    def post(self, row: Mapping[str, Any], path: Path) -> Post | None:
        place = self.place(row, path, POST_KEYS)
        if place is None:
            return None
        operator = row.get("operator") or ()
        operators = (
            tuple(str(o) for o in operator) if isinstance(operator, list) else (str(operator),) if operator else ()
        )
        held = self.held(row, path)
        status = []
        entries = row.get("status") or []
        for i, entry in enumerate(entries if isinstance(entries, list) else [entries]):
            here = (*path, "status", i)
            if not isinstance(entry, Mapping) or not entry.get("as"):
                self.flaw(
                    here, "post-status", _("this status says nothing"), "{as: encircled, from: 2020-02-05}", entry
                )
                continue
            self.known(entry, here, STATUS_KEYS)
            status.append(Status(str(entry["as"]), self.held(entry, here), str(entry.get("source") or "")))
        return Post(place, operators, str(row.get("number") or ""), held, tuple(status))

    def place(self, row: Mapping[str, Any], path: Path, keys: Sequence[str]) -> Place | None:
        before = len(self.findings)
        post = keys is POST_KEYS
        self.known(row, path, keys)
        names = self.names(row, path)
        ident = str(row.get("id") or "")
        if not is_slug(ident):
            self.flaw((*path, "id"), "place-id", _("the id is no slug"), "tell-abyad", ident or _("nothing"))
        elif ident.casefold() in self.seen:
            self.flaw(
                (*path, "id"), "place-twice", _("the id {id!r} stands twice").format(id=ident), advice=_("rename one")
            )
        else:
            self.seen[ident.casefold()] = path
        lat, lon = self.position(row, path, optional=post)
        radius = self.radius(row, path, POST_RADIUS_M if post else PLACE_RADIUS_M)
        if any(f.is_error for f in self.findings[before:]):
            return None
        approximate = row.get("approximate")
        about = post if approximate is None else approximate is True or str(approximate).casefold() in ("yes", "true")
        kind = str(row.get("kind") or ("post" if post else "place"))
        return Place(ident, names or (Name(ident),), lat, lon, radius, about, str(row.get("source") or ""), kind)

    def known(self, row: Mapping[str, Any], path: Path, keys: Sequence[str]) -> None:
        for key in row:
            if key not in keys:
                what = _("the key {key!r} is not known here").format(key=str(key))
                self.flaw(
                    (*path, key), "unknown-key", what, did_you_mean(str(key), keys), key, _("rename or remove it")
                )

    def names(self, row: Mapping[str, Any], path: Path) -> tuple[Name, ...]:
        made: list[Name] = []
        if row.get("name") is not None:
            made.append(Name(str(row["name"])))
        given = row.get("names")
        if isinstance(given, Mapping):  # {en: Idlib, ar: إدلب}
            given = [{"text": t, "lang": k} for k, v in given.items() for t in (v if isinstance(v, list) else [v])]
        for i, name in enumerate(given if isinstance(given, list) else [given] if given is not None else []):
            here = (*path, "names", i)
            if isinstance(name, Mapping):
                self.known(name, here, NAME_KEYS)
                text, used = name.get("text"), self.held(name, here).outer
                lang = str(name.get("lang") or "")
            else:
                text, used, lang = name, Interval(), ""
            if text is None or not str(text).strip():
                self.flaw(here, "place-name", _("the name is empty"), "{text: Idlib, lang: en}")
                continue
            made.append(Name(str(text).strip(), lang, used))
        return tuple(made)

    def position(self, row: Mapping[str, Any], path: Path, *, optional: bool) -> tuple[float | None, float | None]:
        lat, lon = row.get("lat"), row.get("lon")
        pair = row.get("at")
        if isinstance(pair, list) and len(pair) == 2:
            lat, lon = pair
        if lat is None and lon is None and optional:
            return None, None
        if lat is None or lon is None:
            self.flaw(path, "place-position", _("the place has no position"), "lat and lon", advice=_("give both"))
            return None, None
        try:
            return position(lat, lon)
        except NotationError as error:
            self.flaw((*path, "lat"), "place-position", _("this is no position"), str(error))
            return None, None

    def radius(self, row: Mapping[str, Any], path: Path, default: float) -> float:
        key = "radius_m" if row.get("radius_m") is not None else "radius"
        if row.get(key) is None:
            return default
        try:
            return metres(row[key])
        except NotationError as error:
            self.flaw((*path, key), "place-radius", _("this is no radius"), str(error))
            return default

    def held(self, row: Mapping[str, Any], path: Path) -> Extent:
        """From the first instant of `from` to the last of `to` (its day included)."""
        start, end = self.time(row, "from", path), self.time(row, "to", path)
        if start.from_earliest is not None and end.to_latest is not None and end.to_latest <= start.from_earliest:
            self.findings.append(
                Finding(
                    "period-backwards",
                    _("it ends before it begins"),
                    got=f"{row.get('from')} – {row.get('to')}",
                    at=self.at((*path, "to")),
                    severity=Severity.ERROR,
                )
            )
        return Extent(start.from_earliest, start.from_latest, end.to_earliest, end.to_latest)

    def time(self, row: Mapping[str, Any], key: str, path: Path) -> Extent:
        value = row.get(key)
        if value is None or value == "":
            return Extent()
        try:
            return extent(str(value), self.tz)
        except TimeError as error:
            self.flaw((*path, key), "time", _("this is no time"), str(error))
            return Extent()
