"""Files that people write, loaded with the position of every value, so that every finding can name line and column.

YAML is parsed by PyYAML (libyaml) and its scalars are read by YAML 1.2's rules (`yes` and `no` are words, not truth
values), bounded in size, depth and aliases; CSV through the standard library. Nothing here raises for bad content: what
is wrong comes back as findings.
"""

from servanda.documents.composed import MAX_DEPTH, MAX_NODES, MAX_PROBLEMS, load_yaml
from servanda.documents.document import MAX_BYTES, Document, Path, decode
from servanda.documents.margin import SCALARS, Margin, did_you_mean, items, shown, unknown_keys, word
from servanda.documents.tables import load_csv

__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_NODES",
    "MAX_PROBLEMS",
    "SCALARS",
    "Document",
    "Margin",
    "Path",
    "decode",
    "did_you_mean",
    "items",
    "load_csv",
    "load_yaml",
    "shown",
    "unknown_keys",
    "word",
]
