"""Columns of an Arrow table of the claim record (docs/reference/claims.md), in bulk: no claim becomes an object but
the few that stand for all that are like them.

Texts may be dictionary-encoded. Participants, speakers, attributes and counts are one text a row, as claims by hand
have them (`RUS;TUR`, `SYR|RUS`); times are integer seconds UTC, null is open. `incident` is the row of the first claim
of a row's incident (absent: each row is its own). Rows stand in the order of their ids.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from servanda.errors import ServandaError
from servanda.model import Claim, Kind, Mode, Polarity, Review
from servanda.verdict.engine.altered import drawn_up
from servanda.verdict.engine.coding import Digit, coded, homes, of_codes, of_epochs, of_shapes, rows_of
from servanda.verdict.engine.columns import OPEN_END, OPEN_START, Codes, Columns, Ints
from servanda.verdict.engine.compiled import cores, on_cores
from servanda.verdict.world import turning_points
from servanda.words import _

if TYPE_CHECKING:
    import pyarrow as pa

    from servanda.actors import Register

TEXTS: tuple[str, ...] = (
    "kind",
    "event",
    "polarity",
    "aspect",
    "when_mode",
    "actor",
    "target",
    "object",
    "speaker",
    "origin",
)
TEXTS += ("extent_place", "place", "reader", "review", "custody", "instrument")
FORM = ("kind", "event", "polarity", "aspect", "when_mode", "actor", "target", "object")
WORD = ("speaker", "kind", "reader", "review", "custody", "instrument", "actor")
TIMES = ("when_from_earliest", "when_from_latest", "when_to_earliest", "when_to_latest")
MOST = 2**20
"""More forms or words than this are no table of recurring things."""


class _Table:
    """Codes and values of the texts of a table."""

    def __init__(self, table: pa.Table) -> None:
        self.table = table
        self.size = table.num_rows
        self.names = frozenset(table.column_names)
        self.codes: dict[str, Codes] = {}
        self.values: dict[str, list[str]] = {}
        self.filled: set[str] = set()  # columns with a text in every row
        for name in TEXTS:
            if name in table.column_names:
                self._encode(name)

    def _encode(self, name: str) -> None:
        import pyarrow as pa

        column = self.table[name]
        if not pa.types.is_dictionary(column.type):
            column = column.dictionary_encode()
        column = _whole(column if column.num_chunks == 1 else column.unify_dictionaries())
        values = column.dictionary.to_pylist()
        indices = column.indices
        if indices.null_count:
            indices = indices.fill_null(len(values))
        self.codes[name] = indices.to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
        self.values[name] = [v or "" for v in values] + [""]
        if not column.indices.null_count and all(values):
            self.filled.add(name)

    def numbers(self, name: str, missing: int) -> Ints:
        if name not in self.names:
            return np.full(self.size, missing, np.int64)
        column = _whole(self.table[name])
        if column.null_count:
            column = column.fill_null(missing)
        found: Ints = column.to_numpy(zero_copy_only=False).astype(np.int64, copy=False)
        return np.ascontiguousarray(found)

    def is_open(self, name: str) -> bool:
        """Whether a time may be open in some row."""
        return name not in self.names or self.table[name].null_count > 0

    def texts(self, name: str, rows: Ints) -> list[str]:
        if name not in self.codes:
            return [""] * len(rows)
        values = self.values[name]
        return [values[code] for code in self.codes[name][rows].tolist()]

    def reals(self, name: str) -> NDArray[np.float64]:
        if name not in self.names:
            return np.full(self.size, np.nan)
        found: NDArray[np.float64] = self.table[name].to_numpy().astype(np.float64)
        return found

    def id(self, row: int) -> str:
        """The claim's id; without a column of ids the row's number, in as many digits as keep the order."""
        return str(self.plain("id", row)) if "id" in self.names else f"row-{row:09d}"

    def plain(self, name: str, row: int) -> object:
        return self.table[name][row].as_py() if name in self.names else None

    def number(self, name: str, row: int) -> float | None:
        found = self.plain(name, row)
        return float(found) if isinstance(found, (int, float)) else None

    def digits(self, names: tuple[str, ...]) -> list[Digit]:
        return [of_codes(self.codes[x], max(2, len(self.values[x]))) for x in names if x in self.codes]


def _whole(column: pa.ChunkedArray) -> pa.Array:
    """A column in one piece; as it lies there, where it is in one."""
    if column.num_chunks == 1:
        return column.chunk(0)
    import pyarrow as pa

    joined = column.combine_chunks()
    if isinstance(joined, pa.ChunkedArray):
        joined = joined.chunk(0) if joined.num_chunks else pa.array([], column.type)
    return joined


def from_arrow(table: pa.Table, register: Register, *, threads: int | None = None) -> Columns:
    """Columns of a table, on so many cores (absent: all)."""
    read = _Table(table)
    n = read.size
    a, b = read.numbers(TIMES[0], OPEN_START), read.numbers(TIMES[1], OPEN_START)
    c, d = read.numbers(TIMES[2], OPEN_END), read.numbers(TIMES[3], OPEN_END)
    times = (a, b, c, d)
    moments = turning_points(register)
    said = read.numbers("said", OPEN_START) if moments else np.zeros(0, np.int64)
    gone = _gone(read)
    found: dict[str, Any] = {}

    def forms() -> None:
        digits = [*read.digits(FORM), of_shapes(times, any(read.is_open(name) for name in TIMES))]
        if moments:
            digits.append(of_epochs(moments, _happened(a, d, said)))
        found["form"] = coded(digits, n, gone, MOST)

    def words() -> None:
        digits = read.digits(WORD)
        if moments:
            digits.append(of_epochs(moments, _moment(said, a, d)))
        found["word"] = coded(digits, n, gone, MOST)

    def incidents() -> None:
        if "incident" in read.names:
            found["incident"] = homes(read.numbers("incident", 0))
        else:
            found["incident"] = np.arange(n, dtype=np.int32), np.zeros(n, np.bool_)

    def places() -> None:
        found["place"] = _places(read)

    works = (forms, words, incidents, places)
    on_cores(lambda i: works[i](), len(works), threads or cores())
    form, form_row = _bearing(read, *found["form"])
    (word, word_row), (place, place_row), (incident, several) = found["word"], found["place"], found["incident"]
    origin, origins = _origins(read)

    known: dict[int, Claim] = {}
    wanted = np.union1d(form_row, word_row)
    known.update(zip(wanted.tolist(), _claims(read, wanted, times), strict=True))

    def claim(row: int) -> Claim:
        if row not in known:
            known[row] = _claims(read, np.array([row]), times)[0]
        return known[row]

    return Columns(
        n,
        times,
        form,
        word,
        place,
        origin,
        incident,
        several,
        read.numbers("lag_s", 0).astype(np.int32) if "lag_s" in read.names else np.zeros(0, np.int32),
        form_row,
        word_row,
        place_row,
        _of_kind(read, Kind.ASSESSMENT, gone),
        _of_kind(read, Kind.ACT, gone),
        claim,
        read.id,
        read.texts("extent_place", place_row),
        moments,
        frozenset(),
        origins,
    )


def _gone(read: _Table) -> NDArray[np.bool_]:
    """Which rows do not count: retracted, rejected. Empty where all do."""
    gone = np.zeros(0, np.bool_)
    if "retracted" in read.names:
        gone = read.table["retracted"].to_numpy().astype(np.bool_)
    for i, value in enumerate(read.values.get("review", ())):
        if value == Review.REJECTED:
            rejected = read.codes["review"] == i
            gone = gone | rejected if len(gone) else rejected
    return gone if gone.any() else np.zeros(0, np.bool_)


def _happened(a: Ints, d: Ints, said: Ints) -> Ints:
    first = np.where((a == OPEN_START) | (a == 0), d, a)
    return np.where((first == OPEN_END) | (first == 0), np.where(said == OPEN_START, 0, said), first)


def _moment(said: Ints, a: Ints, d: Ints) -> Ints:
    first = np.where((said == OPEN_START) | (said == 0), a, said)
    first = np.where((first == OPEN_START) | (first == 0), d, first)
    return np.where(first == OPEN_END, 0, first)


def _bearing(read: _Table, form: Codes, rows: Ints) -> tuple[Codes, Ints]:
    """Forms that can bear on something, numbered anew; the others are -1."""
    said = zip(read.texts("kind", rows), read.texts("polarity", rows), strict=True)
    bears = np.array([_bears(kind, polarity) for kind, polarity in said], np.bool_)
    if bears.all():
        return form, rows
    number = np.full(len(rows) + 1, -1, np.int32)  # the last is that of rows without a form
    number[:-1][bears] = np.arange(int(bears.sum()), dtype=np.int32)
    return number.take(form), rows[bears]


def _bears(kind: str, polarity: str) -> bool:
    return kind == Kind.COVERAGE or (kind in (Kind.OCCURRENCE, Kind.FINDING, "") and polarity != Polarity.NONE)


def _of_kind(read: _Table, kind: Kind, gone: NDArray[np.bool_]) -> Ints:
    values = read.values.get("kind", [])
    if kind not in values:
        return np.zeros(0, np.int64)
    there = read.codes["kind"] == values.index(kind)
    return np.flatnonzero(there & ~gone if len(gone) else there)


def _origins(read: _Table) -> tuple[Codes, dict[str, int]]:
    """Where each row comes from, its origin or else its first speaker (-1: neither is told), and the codes of all."""
    known: dict[str, int] = {}
    found = np.full(read.size, -1, np.int32)
    for name in ("speaker", "origin"):
        if name not in read.codes:
            continue
        if name == "origin" and name in read.filled:
            known = {}
        texts = read.values[name] if name == "origin" else [_first(v) for v in read.values[name]]
        number = np.array([known.setdefault(text, len(known)) if text else -1 for text in texts], np.int32)
        if name in read.filled and (number[:-1] == np.arange(len(number) - 1)).all():
            found = read.codes[name]
        else:
            mine = number.take(read.codes[name])
            found = np.where(mine < 0, found, mine)
    return found, known


def _first(speakers: str) -> str:
    return next((s for s in speakers.split(";") if s), "")


def _places(read: _Table) -> tuple[Codes, Ints]:
    """Codes of places: zones by name, and points with their discs."""
    n = read.size
    if "lat" not in read.names:
        if "place" not in read.codes and "extent_place" in read.codes:
            codes = read.codes["extent_place"]
            rows = rows_of(codes, len(read.values["extent_place"]))
            if (rows[:-1] >= 0).all():  # all are in use; the last is that of rows without one
                return codes, rows[:-1] if rows[-1] < 0 else rows
        # a claim may name a place that is on no map
        return coded(read.digits(("extent_place", "place")), n, np.zeros(0, np.bool_), MOST)
    named = read.codes.get("extent_place")
    columns = [read.reals(x) for x in ("lat", "lon", "radius_m")]
    columns.append(np.zeros(n) if named is None else named.astype(np.float64))
    texts = read.codes.get("place")
    columns.append(np.zeros(n) if texts is None else texts.astype(np.float64))
    _, first, code = np.unique(
        np.nan_to_num(np.column_stack(columns), nan=1e9), axis=0, return_index=True, return_inverse=True
    )
    return code.reshape(-1).astype(np.int32), first.astype(np.int64)


_BLANK = Claim(id="", report="", speaker=())
_AS_THEY_ARE = ("event", "aspect", "object", "extent_place", "place", "reader", "instrument", "custody", "origin")
_CHOICES: dict[str, dict[str, object]] = {
    "kind": {"": Kind.OCCURRENCE, **{k: k for k in Kind}},
    "polarity": {"": Polarity.AFFIRMS, **{p: p for p in Polarity}},
    "when_mode": {"": Mode.SOME, **{m: m for m in Mode}},
    "review": {"": Review.UNREVIEWED, **{r: r for r in Review}},
}


def _claims(read: _Table, rows: Ints, times: tuple[Ints, Ints, Ints, Ints]) -> list[Claim]:
    """The claims of some rows; what recurs is read once."""
    said: dict[str, list[Any]] = {"id": [read.id(r) for r in rows.tolist()]}
    for name, column, none in zip(TIMES, times, (OPEN_START, OPEN_START, OPEN_END, OPEN_END), strict=True):
        said[name] = [None if t == none else t for t in column[rows].tolist()]
    for name, codes in read.codes.items():
        meant: dict[int, Any] = {}
        for code in (mine := codes[rows].tolist()):
            if code not in meant:
                meant[code] = _meant(name, read.values[name][code])
        said[name] = [meant[code] for code in mine]
    for name in ("lat", "lon", "radius_m"):
        if name in read.names:
            said[name] = [read.number(name, r) for r in rows.tolist()]
    if "said" in read.names:
        said["said"] = [t if isinstance(t, int) else None for t in (read.plain("said", r) for r in rows.tolist())]
    if "assesses" in read.names:
        told = [str(read.plain("assesses", r) or "") for r in rows.tolist()]
        said["assesses"] = [tuple(x for x in text.split(";") if x) for text in told]
    if "lag_s" in read.names:
        said["lag_s"] = [int(read.number("lag_s", r) or 0) for r in rows.tolist()]
    return drawn_up(said, _BLANK)


def _meant(name: str, text: str) -> object:
    """What a text of the table means in a claim."""
    if name in _CHOICES:
        return _chosen(name, text)
    if name in _AS_THEY_ARE:
        return text
    return tuple(x for x in text.split(";") if x) if name == "speaker" else _participants(text)


def _chosen(name: str, text: str) -> object:
    if text not in _CHOICES[name]:
        known = ", ".join(sorted(filter(None, _CHOICES[name])))
        message = _("{column}: {text!r} is none of {known}").format(column=name, text=text, known=known)
        raise ServandaError("not-a-choice", message)
    return _CHOICES[name][text]


def _participants(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(c.split("|")) for c in text.split(";") if c)
