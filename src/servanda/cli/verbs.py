"""The verbs, in the order in which people meet them. Only names and one line each: help must not load any room."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from servanda.words import _


class Verb(NamedTuple):
    """A verb's line in `servanda --help`; its file is `servanda.cli.<name>`."""

    name: str
    arguments: str
    summary: str


def sections() -> Mapping[str, tuple[Verb, ...]]:
    """Every verb under its heading."""
    return {
        _("Begin"): (
            Verb("demo", "[DIR]", _("the worked Idlib dossier, end to end, to a brief")),
            Verb("init", "DIR", _("a new, empty dossier")),
            Verb("check", "[FILE…]", _("everything that is wrong in a dossier's files, at once")),
            Verb("read", "FILE|-", _("claims in a text: who said what, about which event")),
            Verb("add", "[SOURCE…]", _("reports and files into the ledger")),
        ),
        _("Ask"): (
            Verb("verdict", "", _("kept, breached, contested or unknown, per obligation and viewpoint")),
            Verb("explain", "REF", _("a verdict's rule, witnesses, readings, and what would change it")),
            Verb("claims", "[CLAIM…]", _("who said what; --csv can be added again")),
            Verb("incidents", "", _("claims about the same occurrence, grouped")),
            Verb("timeline", "", _("what is said to have happened, in order")),
            Verb("changes", "", _("which verdicts differ between two pairs of clocks")),
            Verb("accord", "show|schema", _("an accord as prose beside the official text; the schema of accord files")),
            Verb("zones", "list|show|export|where|distance", _("the zones of the accords, and points in them")),
            Verb("posts", "", _("the posts on a date: which stood, which lay beyond a line, what they overlook")),
            Verb("weapons", "", _("weapons seen too near to a line, and sites against what was declared")),
            Verb("patrol", "verify|list", _("whether a patrol ran, where, how deep, and together: by its tracks")),
        ),
        _("Decide"): (
            Verb("accept", "CLAIM…", _("a person confirms that the text says this")),
            Verb("reject", "CLAIM…", _("a person finds that the text does not say this")),
            Verb("retract", "CLAIM…", _("the speaker takes it back")),
            Verb("merge", "CLAIM…", _("claims that speak of one occurrence")),
            Verb("split", "CLAIM…", _("claims that speak of different occurrences")),
            Verb("reader", "info|evaluate|train", _("the statistical reader: its weights, figures and training")),
        ),
        _("Hand on"): (
            Verb("cite", "REF", _("a verdict with all that makes it repeatable, and as BibTeX or CSL-JSON")),
            Verb("brief", "", _("one self-contained HTML page to print, send and check")),
            Verb("verify", "", _("whether the ledger is what it claims to be")),
            Verb("ledger", "checkpoint|prove|export|merge|erase", _("checkpoints, proofs, exchange and erasure")),
        ),
    }


def names() -> tuple[str, ...]:
    """Every verb."""
    return tuple(verb.name for group in sections().values() for verb in group)
