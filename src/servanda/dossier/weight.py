"""How much a question that reads everything would take, said before it begins."""

from __future__ import annotations

import os

from servanda.errors import DossierError
from servanda.ledger import EntryType, Ledger
from servanda.words import _

MANY_ROWS = 100_000
"""From so many rows in bulk on it is said that all of them are read."""
ROW_BYTES = 7_500
"""What a row takes while verdicts are made of all: measured with 100,000 (docs/howto/large-dossier.md)."""
READ_BYTES = 15_000
"""What a row takes that is read for a question, with its neighbours looked for."""
ALL_THE_SAME = "SERVANDA_READ_ALL"
"""Environment: `1` reads everything, whatever it takes."""


def rows_in_bulk(ledger: Ledger) -> int:
    """The rows of all segments, read from their entries alone."""
    counts = (e.payload.get("rows") for e in ledger.entries(types=(EntryType.SEGMENT,)) if e.payload is not None)
    return sum(count for count in counts if type(count) is int)


def bear(rows: int) -> None:
    """Of rows that are read because they bear on a question. Raises DossierError when they become more than the
    machine has memory for."""
    if rows % 1024 == 0 and (there := _memory()) and rows * READ_BYTES > there and not _all_the_same():
        raise DossierError(
            "too-much-to-read",
            _("more than {rows} rows of the ledger bear on this, {need} GiB of memory and more").format(
                rows=f"{rows:,}", need=f"{rows * READ_BYTES / 2**30:,.1f}"
            ),
            _("ask for one obligation, an earlier --as-of, or make a dossier of the rows that matter"),
        )


def _all_the_same() -> bool:
    return os.environ.get(ALL_THE_SAME, "") not in ("", "0")


def weighed(rows: int) -> str:
    """What to say before so many rows are read; nothing where they are few. Raises DossierError where the machine
    certainly has not the memory."""
    if rows < MANY_ROWS:
        return ""
    need, there = rows * ROW_BYTES, _memory()
    words = {"rows": f"{rows:,}", "need": f"{need / 2**30:,.1f}", "there": f"{there / 2**30:,.1f}"}
    if there and need > there and not _all_the_same():
        raise DossierError(
            "too-much-to-read",
            _("this reads all {rows} rows of the ledger: some {need} GiB of memory, and there are {there}").format(
                **words
            ),
            _(
                "ask for less ('servanda verdict --obligation', 'servanda claims --from … --to … --event …'), make a "
                "dossier of the rows that matter, or set SERVANDA_READ_ALL=1 to try all the same"
            ),
        )
    return _("reading all {rows} rows of the ledger: some {need} GiB of memory").format(**words)


def _memory() -> int:
    """The machine's memory in bytes; 0 where nobody says."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return 0
