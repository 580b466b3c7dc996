"""What a stranger's ledger says is looked at before anything of it is recorded here: what came in stays for ever.

Proofs say that nothing was changed on the way. They do not say that what was sent are records: whoever made the ledger
could write anything into it.
"""

from __future__ import annotations

from servanda.dossier.shelf import is_recorded_here
from servanda.errors import DossierError, UsageError
from servanda.ledger import Entry, EntryType, Ledger, NewEntry, Ref, RowRef
from servanda.ledger.admission import admit
from servanda.ledger.entry import FILES, RECORDS
from servanda.model.shape import claim_fault, report_fault
from servanda.words import _

MERGED = "ledger/merged/"
"""Under this stand the notes of what was merged; they are kept as objects, and are no files of the folder."""
_KINDS = frozenset(map(str, EntryType))


def look(other: Ledger) -> None:
    """Raises DossierError `bundle-unfit` for the first entry that no dossier records."""
    kinds: dict[int, str] = {}
    for entry in other.entries():
        kind = entry.type
        if entry.row is None:
            if kind == EntryType.CORRECTION and entry.refers:
                kind = _kind(other, kinds, entry.refers[0])
            kinds[entry.index] = kind
        if entry.payload is None or entry.type not in _KINDS or entry.type in (EntryType.SEGMENT, EntryType.ERASURE):
            continue
        fault = _fault(entry, kind)
        if fault:
            what = _("entry {n} of it ({type}) is none that a dossier records: {why}").format(
                n=entry.ref, type=entry.type, why=fault
            )
            advice = _("nothing was taken over; ask where it comes from, and for a new one")
            raise DossierError("bundle-unfit", what, advice)


def _kind(other: Ledger, kinds: dict[int, str], ref: Ref) -> str:
    return other.segment(ref.index).segment.kind if isinstance(ref, RowRef) else kinds.get(ref, "")


def _fault(entry: Entry, kind: str) -> str:
    payload = entry.payload or {}
    if entry.row is None:
        try:
            admit(NewEntry(EntryType(entry.type), payload, entry.refers, entry.objects), entry.index)
        except UsageError as error:
            return error.message
    if entry.type in RECORDS or entry.type == EntryType.CORRECTION:
        field = report_fault(payload) if kind == EntryType.REPORT else claim_fault(payload)
        return _("its {field} is missing or of another kind").format(field=field) if field else ""
    if entry.type in FILES:
        path = str(payload["path"])
        if not path.startswith(MERGED) and not is_recorded_here(path):
            return _("{path!r} is no file that a dossier records").format(path=path[:100])
    return ""
