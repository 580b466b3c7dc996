"""Who acts and speaks: names at a date, membership, sides, designations (docs/reference/actors.md)."""

from servanda.actors.actor import TYPES, Actor, Designation, Name, Tie
from servanda.actors.load import load_register, read_register
from servanda.actors.register import MECHANISM, UNNAMED, Register
from servanda.actors.resolve import Match

__all__ = [
    "MECHANISM",
    "TYPES",
    "UNNAMED",
    "Actor",
    "Designation",
    "Match",
    "Name",
    "Register",
    "Tie",
    "load_register",
    "read_register",
]
