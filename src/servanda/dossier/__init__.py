"""Opens the folder and joins the rooms: the public Python API (docs/reference/python.md)."""

from servanda.dossier.changes import Cause, Change
from servanda.dossier.citation import Citation
from servanda.dossier.config import Config
from servanda.dossier.dossier import Dossier, open
from servanda.dossier.explanation import Explanation, FlipSet, rule_in_words
from servanda.dossier.matrix import Cell, Matrix, Row
from servanda.dossier.origins import Origin
from servanda.dossier.recording import AddResult
from servanda.dossier.scaffold import demo, init
from servanda.dossier.view import Clocks, View

__all__ = [
    "AddResult",
    "Cause",
    "Cell",
    "Change",
    "Citation",
    "Clocks",
    "Config",
    "Dossier",
    "Explanation",
    "FlipSet",
    "Matrix",
    "Origin",
    "Row",
    "View",
    "demo",
    "init",
    "open",
    "rule_in_words",
]
