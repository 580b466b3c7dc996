"""A segment's Parquet file: written group by group, read group by group, every group checked before it is handed out.

pyarrow is loaded when the first segment is touched, not before.
"""

from __future__ import annotations

import io
import os
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from servanda.errors import IntegrityError
from servanda.ledger import merkle
from servanda.ledger.database import speaking
from servanda.ledger.disk import fresh_name, sync_folder
from servanda.ledger.segment import GROUP_ROWS, INDEX_COLUMNS, SALT_BYTES, Keys, Segment, Where, row_leaves
from servanda.words import _

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq


class Written(NamedTuple):
    """A segment's file, whole and on the disk: its name, its SHA-256, its length, and what its entry is to say."""

    name: str
    digest: bytes
    size_bytes: int
    segment: Segment


class Group(NamedTuple):
    """The rows of one group: canonical payloads and salts, None where a row was erased."""

    bodies: list[bytes | None]
    salts: list[bytes | None]


def schema() -> pa.Schema:
    """The columns of a segment's file."""
    import pyarrow as pa

    text, whole, real = pa.string(), pa.int64(), pa.float64()
    kinds = [text, text, whole, whole, real, real, real, real, pa.binary(), pa.binary(SALT_BYTES)]
    return pa.schema(list(zip((*INDEX_COLUMNS, "body", "salt"), kinds, strict=True)))


class _Hashing(io.RawIOBase):
    """A file that is only written to from front to back, and knows its digest."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("xb")
        self.digest = sha256()
        self.size_bytes = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.digest.update(data)
        self.size_bytes += len(data)
        return self._file.write(data)

    def tell(self) -> int:
        return self.size_bytes

    def flush(self) -> None:
        if not self._file.closed:
            self._file.flush()

    def sync(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        self._file.close()
        super().close()


class SegmentFile:
    """A file being written, under a name that says so. `finish` gives it its own; leaving without it removes it."""

    def __init__(self, folder: Path) -> None:
        import pyarrow.parquet as pq

        self.folder = folder
        self.path = fresh_name(folder)
        self._out = _Hashing(self.path)
        self._writer = pq.ParquetWriter(
            self._out,
            schema(),
            compression={name: "NONE" if name == "salt" else "ZSTD" for name in (*INDEX_COLUMNS, "body", "salt")},
            compression_level=dict.fromkeys((*INDEX_COLUMNS, "body"), 1),
            use_dictionary=["event"],
            write_statistics=list(INDEX_COLUMNS),
            write_page_checksum=True,
        )

    def add(self, keys: Sequence[Keys | None], group: Group) -> None:
        """Write one group."""
        import pyarrow as pa

        columns = zip(*(_NO_KEYS if row is None else row for row in keys), strict=True)
        arrays = [pa.array(column, kind) for column, kind in zip(columns, schema().types, strict=False)]
        arrays += [pa.array(group.bodies, pa.binary()), pa.array(group.salts, pa.binary(SALT_BYTES))]
        self._writer.write_table(pa.Table.from_arrays(arrays, schema=schema()))

    def finish(self, segment: Segment, generation: int = 1) -> Written:
        """The last bytes, on the disk, and the name: root and generation, which an erasure raises."""
        self._writer.close()
        self._out.sync()
        self._out.close()
        name = f"{segment.root.hex()[:32]}-{generation}.parquet"
        self.path.replace(self.folder / name)
        sync_folder(self.folder)
        return Written(name, self._out.digest.digest(), self._out.size_bytes, segment)

    def describe(self, text: str) -> None:
        """Note in the file what it holds, for whoever finds it without an entry."""
        self._writer.add_key_value_metadata({_NOTE: text})

    def discard(self) -> None:
        """Remove what was written, unless it is finished."""
        with suppress(Exception):
            self._writer.close()
        with suppress(OSError):
            self._out.close()
        with suppress(OSError):
            self.path.unlink(missing_ok=True)


_NO_KEYS = Keys("", "", None, None, None, None, None, None)._replace(id=None, event=None)  # type: ignore[arg-type]
_NOTE = "servanda"


@contextmanager
def new_file(folder: Path) -> Iterator[SegmentFile]:
    """A file to write a segment to, gone again unless it is finished."""
    with speaking(folder):
        if not folder.is_dir():
            folder.mkdir(exist_ok=True)
            sync_folder(folder.parent)
        made = SegmentFile(folder)
        try:
            yield made
        finally:
            made.discard()


class StoredSegment:
    """A segment as it lies on the disk. `erased` are the commitments of the rows that were erased.

    Every reading raises IntegrityError `segment-missing` or `segment-altered`, naming the segment's entry and rows."""

    def __init__(self, path: Path, index: int, segment: Segment, erased: Mapping[int, bytes] | None = None) -> None:
        self.path = path
        self.index = index
        self.segment = segment
        self.erased = erased or {}
        self._last: tuple[int, Mapping[str, pa.ChunkedArray]] = (-1, {})

    @cached_property
    def _file(self) -> pq.ParquetFile:
        import pyarrow.parquet as pq

        with self._reading():
            file = pq.ParquetFile(self.path, page_checksum_verification=True)
        rows = [file.metadata.row_group(g).num_rows for g in range(file.num_row_groups)]
        if rows != [self.segment.group_size(g) for g in range(len(self.segment.groups))]:
            raise self._altered(_("it has other rows than its entry says"))
        if not file.schema_arrow.equals(schema()):
            raise self._altered(_("its columns are not those of a segment"))
        return file

    @property
    def opened(self) -> bool:
        """Whether the file is there and could be opened."""
        return "_file" in self.__dict__

    def close(self) -> None:
        """Let go of the file."""
        if "_file" in self.__dict__:
            self._file.close()
            del self.__dict__["_file"]
        self._last = (-1, {})

    def note(self) -> str:
        """What `SegmentFile.describe` noted."""
        with self._reading():
            found = (self._file.metadata.metadata or {}).get(_NOTE.encode(), b"")
            return str(found.decode())

    def group(self, number: int) -> Group:
        """The rows of one group, checked against its root. Rows that were erased have neither body nor salt, also where
        the file still has them."""
        bodies, salts = self.raw(number)
        if merkle.root_over(self._leaves(number, bodies, salts)) != self.segment.groups[number]:
            raise self._altered(_("they are not those that were recorded"), number)
        start = number * GROUP_ROWS
        for row in self.erased:
            if start <= row < start + len(bodies):
                bodies[row - start] = salts[row - start] = None
        return Group(bodies, salts)

    def _leaves(self, number: int, bodies: list[bytes | None], salts: list[bytes | None]) -> list[bytes]:
        start = number * GROUP_ROWS
        if None not in bodies and None not in salts:
            return row_leaves(salts, bodies)  # type: ignore[arg-type]
        leaves = []
        for place, (salt, body) in enumerate(zip(salts, bodies, strict=True)):
            if salt is not None and body is not None:
                leaves += row_leaves([salt], [body])
            elif start + place in self.erased:
                leaves.append(self.erased[start + place])
            else:
                raise self._altered(_("row {n} is gone, and no erasure says so").format(n=start + place), number)
        return leaves

    def leaves(self, number: int) -> list[bytes]:
        """The commitments of one group's rows."""
        return self._leaves(number, *self.raw(number))

    def raw(self, number: int) -> Group:
        """What the file holds of one group, unchecked."""
        with self._reading(number):
            table = self._file.read_row_group(number, columns=["body", "salt"])
            return Group(table.column(0).to_pylist(), table.column(1).to_pylist())

    def keys(self, number: int) -> list[tuple[Any, ...]]:
        """The index columns of one group, row by row."""
        with self._reading(number):
            table = self._file.read_row_group(number, columns=list(INDEX_COLUMNS))
            return list(zip(*(column.to_pylist() for column in table.columns), strict=True))

    def matching(self, number: int, where: Where, always: Sequence[int] = ()) -> list[int]:
        """The places (in the group) of the rows that `where` does not exclude, and of those in `always`. Only the
        columns asked about are read, and none where the group's statistics exclude all of it."""
        import pyarrow.compute as pc

        size = self.segment.group_size(number)
        tests = _tests(where)
        if not tests:
            return list(range(size))
        with self._reading(number):
            stats = self._statistics(number)
            if any(test.excludes(*stats[test.column]) for test in tests if test.column in stats):
                return sorted(set(always))
            columns = self._columns(number, [test.column for test in tests])
            keep = None
            for test in tests:
                column = columns[test.column]
                kept = pc.fill_null(test.keeps(column), True)
                keep = kept if keep is None else pc.and_(keep, kept)
            found = pc.indices_nonzero(keep).to_pylist()
        return sorted({*found, *always}) if always else found

    def _columns(self, number: int, names: Sequence[str]) -> Mapping[str, pa.ChunkedArray]:
        """Index columns of a group; the last group's are kept, since several questions are put to one group."""
        group, kept = self._last
        if group != number:
            kept = {}
        lacking = [name for name in dict.fromkeys(names) if name not in kept]
        if lacking:
            table = self._file.read_row_group(number, columns=lacking)
            kept = {**kept, **{name: table.column(name) for name in lacking}}
            self._last = (number, kept)
        return kept

    def _statistics(self, number: int) -> dict[str, tuple[Any, Any]]:
        """Column to (least, greatest) of a group; columns with nulls, whose rows are always read, are left out."""
        found = {}
        row_group = self._file.metadata.row_group(number)
        for place in range(row_group.num_columns):
            column = row_group.column(place)
            stats = column.statistics
            if stats is not None and stats.has_min_max and stats.null_count == 0:
                found[column.path_in_schema] = (stats.min, stats.max)
        return found

    @contextmanager
    def _reading(self, number: int | None = None) -> Iterator[None]:
        """pyarrow's exceptions in our words."""
        import pyarrow as pa

        try:
            yield
        except FileNotFoundError as error:
            raise IntegrityError(
                "segment-missing",
                _("The segment {file} of entry {n} is not there").format(file=self.path.name, n=self.index),
                _("restore {file} from a copy of the dossier").format(file=self.path),
            ) from error
        except (pa.ArrowException, OSError, UnicodeDecodeError, ValueError, KeyError) as error:
            why = str(error).strip().splitlines()
            raise self._altered(why[0][:200] if why else type(error).__name__, number) from error

    def _altered(self, why: str, number: int | None = None) -> IntegrityError:
        if number is None:
            what = _("The segment {file} of entry {n} is not as it was recorded: {why}")
            rows = {}
        else:
            what = _("Rows {a} to {b} of the segment {file} of entry {n} are not as they were recorded: {why}")
            start = number * GROUP_ROWS
            rows = {"a": start, "b": start + self.segment.group_size(number) - 1}
        return IntegrityError(
            "segment-altered",
            what.format(file=self.path.name, n=self.index, why=why, **rows),
            _("restore {file} from a copy of the dossier; other rows can still be read").format(file=self.path),
        )


class _Test(NamedTuple):
    """One question to one column: whether a group's (least, greatest) exclude all of it, and which values are kept."""

    column: str
    excludes: Callable[[Any, Any], bool]
    keeps: Callable[[Any], Any]


def _tests(where: Where) -> list[_Test]:
    import pyarrow as pa
    import pyarrow.compute as pc

    tests: list[_Test] = []

    def at_least(column: str, least: float) -> None:
        tests.append(_Test(column, lambda _low, high: high < least, lambda c: pc.greater_equal(c, least)))

    def at_most(column: str, most: float) -> None:
        tests.append(_Test(column, lambda low, _high: low > most, lambda c: pc.less_equal(c, most)))

    def among(column: str, values: Sequence[str], excluded: Callable[[Any, Any], bool]) -> None:
        tests.append(_Test(column, excluded, lambda c: pc.is_in(c, pa.array(values, pa.string()))))

    if where.start is not None:
        at_least("end", where.start)
    if where.end is not None:
        at_most("start", where.end)
    if where.box is not None:
        south, west, north, east = where.box
        at_least("north", south)
        at_most("south", north)
        at_least("east", west)
        at_most("west", east)
    if where.events is not None:
        wanted = sorted({"", *where.events})
        among("event", wanted, lambda low, high: not any(low <= event <= high for event in wanted))
    if where.ids is not None or where.reports is not None:
        ids, starts = sorted(where.ids or ()), sorted({f"{report}." for report in where.reports or ()})

        def lacks(low: Any, high: Any) -> bool:
            place = bisect_left(ids, low)
            if place < len(ids) and ids[place] <= high:
                return False
            return not any(low < f"{start[:-1]}/" and start <= high for start in starts)  # "/" comes behind "."

        def named(column: Any) -> Any:
            kept = pc.is_in(column, pa.array(ids, pa.string()))
            for start in starts:
                kept = pc.or_(kept, pc.starts_with(column, start))
            return kept

        tests.append(_Test("id", lacks, named))
    return tests
