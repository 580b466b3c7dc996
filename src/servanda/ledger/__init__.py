"""The ledger: append-only, provable, read at a clock (docs/reference/ledger.md)."""

from servanda.ledger.checkpoint import Checkpoint, checkpoint_from_json
from servanda.ledger.damage import Damage, Deed, VerifyReport
from servanda.ledger.entry import Entry, EntryType, Here, NewEntry, Ref, RowRef, Rows
from servanda.ledger.erasure import Erasure
from servanda.ledger.fold import Decision, Erased, FileVersion, Record, State, Version, fold
from servanda.ledger.key import Signature, SigningKey, own_public_key, signing_key
from servanda.ledger.plan import BULK_ROWS, Plan, entries_of, plan
from servanda.ledger.proof import Extension, Inclusion, RowInclusion
from servanda.ledger.segment import Where
from servanda.ledger.store import Ledger
from servanda.ledger.tables import Head

__all__ = [
    "BULK_ROWS",
    "Checkpoint",
    "Damage",
    "Decision",
    "Deed",
    "Entry",
    "EntryType",
    "Erased",
    "Erasure",
    "Extension",
    "FileVersion",
    "Head",
    "Here",
    "Inclusion",
    "Ledger",
    "NewEntry",
    "Plan",
    "Record",
    "Ref",
    "RowInclusion",
    "RowRef",
    "Rows",
    "Signature",
    "SigningKey",
    "State",
    "VerifyReport",
    "Version",
    "Where",
    "checkpoint_from_json",
    "entries_of",
    "fold",
    "own_public_key",
    "plan",
    "signing_key",
]
