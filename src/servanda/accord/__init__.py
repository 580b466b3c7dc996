"""The accord file: parsed, checked and compiled to the law that verdicts are asked of (docs/reference/accord.md)."""

from servanda.accord.compile import compile_accord, load_accord
from servanda.accord.law import (
    Accord,
    Anchor,
    Deed,
    Duty,
    Measure,
    Moment,
    Norm,
    Obligation,
    Pattern,
    Reading,
    Term,
)
from servanda.accord.verbs import EventKind, Rule, Verb, Verbs, verbs

__all__ = [
    "Accord",
    "Anchor",
    "Deed",
    "Duty",
    "EventKind",
    "Measure",
    "Moment",
    "Norm",
    "Obligation",
    "Pattern",
    "Reading",
    "Rule",
    "Term",
    "Verb",
    "Verbs",
    "compile_accord",
    "load_accord",
    "verbs",
]
