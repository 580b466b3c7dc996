"""The ledger: append-only, provable, read at a clock (docs/reference/ledger.md)."""

from servanda.ledger.checkpoint import Checkpoint, checkpoint_from_json
from servanda.ledger.damage import Damage, Deed, VerifyReport
from servanda.ledger.entry import Entry, EntryType, Here, NewEntry
from servanda.ledger.erasure import Erasure
from servanda.ledger.fold import Decision, Erased, FileVersion, Record, State, Version, fold
from servanda.ledger.key import Signature, SigningKey, signing_key
from servanda.ledger.plan import Plan, entries_of, plan
from servanda.ledger.proof import Extension, Inclusion
from servanda.ledger.store import Ledger
from servanda.ledger.tables import Head

__all__ = [
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
    "Signature",
    "SigningKey",
    "State",
    "VerifyReport",
    "Version",
    "checkpoint_from_json",
    "entries_of",
    "fold",
    "plan",
    "signing_key",
]
