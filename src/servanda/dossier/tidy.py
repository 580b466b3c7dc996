"""Verdicts as a table for researchers: one row each, one value a cell, and the codebook that explains the columns.

`python -m servanda.dossier.tidy > docs/reference/codebook.md` writes the codebook from `COLUMNS`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from servanda.model import Label, Level, Marker, Value, Verdict, rfc3339
from servanda.verdict.reason import OUTSIDE, Reason, code

SEPARATOR = ";"


class Column(NamedTuple):
    """One variable: its name, what kind of value, what it means, and how it is taken from a verdict."""

    name: str
    kind: str
    meaning: str
    of: Callable[[Verdict], Any]


def kroc(verdict: Verdict) -> int | None:
    """An ordinal in the manner of the Kroc Institute's Peace Accords Matrix: 0 none, 1 minimal, 2 intermediate, 3 full
    implementation (Joshi, Quinn and Regan 2015). None where nothing is established: silence is no 0."""
    if verdict.value is Value.TRUE:
        return 3
    if verdict.value is not Value.FALSE:
        return None
    share = _share(verdict)
    return 0 if share <= 0 else 1 if share < 0.5 else 2


def _share(verdict: Verdict) -> float:
    """How much of it was done: of its instances, or of the amounts that it measures; the greater."""
    seen = verdict.instances
    total = seen.true + seen.false + seen.both + seen.neither
    shares = [seen.true / total if total else 0.0]
    shares += [min(1.0, p.reached / p.of) for p in verdict.extent if p.of]
    return max(shares)


def _list(values: Iterable[object]) -> str:
    return SEPARATOR.join(str(v) for v in values)


def _version(name: str) -> Callable[[Verdict], str]:
    return lambda v: dict(v.versions).get(name, "")


def _extent(verdict: Verdict) -> str:
    parts = (f"{p.what} {p.reached:g}" + (f" of {p.of:g}" if p.of else "") + f" {p.unit}" for p in verdict.extent)
    return _list(p.strip() for p in parts)


def _undetermined(verdict: Verdict) -> str:
    return _list(
        f"{u.axis}{f' ({u.because})' if u.because else ''}: {' or '.join(u.could_be)}" for u in verdict.undetermined
    )


def _left_out(verdict: Verdict) -> str:
    counted = Counter(code(n.why) for n in verdict.not_counted)
    return _list(f"{why}:{n}" for why, n in sorted(counted.items(), key=lambda item: (-item[1], item[0])))


_LEVELS = ", ".join(f"`{level.word}`" for level in Level)
COLUMNS: tuple[Column, ...] = (
    Column("ref", "text", "accord/obligation; `accord/*` and `accord/5/*` are rows of a whole", lambda v: v.ref),
    Column("accord", "text", "the accord's id", lambda v: v.accord),
    Column("obligation", "text", "the obligation's id in its accord", lambda v: v.obligation),
    Column("article", "text", "the article that it is in", lambda v: v.article),
    Column("title", "text", "in our paraphrase", lambda v: v.title),
    Column("theme", "text", "the accord file's word for what it is about", lambda v: v.theme),
    Column("bearer", "list", "who answers for it", lambda v: _list(v.bearer)),
    Column("performer", "list", "whose conduct it is, where that is another", lambda v: _list(v.performer)),
    Column("viewpoint", "text", "whose claims were admitted", lambda v: v.viewpoint),
    Column("standard", "level", "the threshold of proof that counted", lambda v: v.standard),
    Column("as_of", "time", "when it held; an exclusive end", lambda v: rfc3339(v.as_of)),
    Column("known_at", "time", "when it was known; an exclusive end", lambda v: rfc3339(v.known_at)),
    Column("clock", "text", "which clock `known_at` reads: `ledger` or `public`", lambda v: v.clock),
    Column("period_from", "time", "the beginning of what the row is about", lambda v: rfc3339(v.period.start)),
    Column("period_to", "time", "its end", lambda v: rfc3339(v.period.end)),
    Column("label", "label", "the verdict in a word", lambda v: str(v.label)),
    Column("value", "value", "the verdict as one of four values", lambda v: str(v.value)),
    Column("kroc", "0–3", "an ordinal beside the label, see below; empty where nothing is established", kroc),
    Column("level_for", "level", "how well it is proved that it is met", lambda v: v.level_for.word),
    Column("level_against", "level", "how well it is proved that it is not", lambda v: v.level_against.word),
    Column("in_force", "text", "`in force`, or why not", lambda v: v.in_force),
    Column("instances_t", "count", "instances that are met", lambda v: v.instances.true),
    Column("instances_f", "count", "instances that are not met", lambda v: v.instances.false),
    Column("instances_b", "count", "contested instances", lambda v: v.instances.both),
    Column("instances_n", "count", "instances without evidence either way", lambda v: v.instances.neither),
    Column("observed", "share", "of window × zone that somebody says to have watched", lambda v: v.observed),
    Column("extent", "list", "partial performance, as claims measured it", _extent),
    Column("through", "time", "kept without a gap up to then", lambda v: rfc3339(v.through)),
    Column("last_breach", "time", "when the latest breach that stands began", lambda v: rfc3339(v.last_breach)),
    Column("deadline", "time", "the last instant in time, at the earliest", lambda v: rfc3339(v.deadline)),
    Column("deadline_latest", "time", "and at the latest", lambda v: rfc3339(v.deadline_latest)),
    Column("markers", "list", "what stands beside the label", lambda v: _list(v.markers)),
    Column("undetermined", "list", "axis and what the label could be along it", _undetermined),
    Column("readings", "list", "declared interpretations that it depends on", lambda v: _list(v.readings)),
    Column("by", "text", "`occurrence`, `coverage` or `assertion`: what the value rests on", lambda v: v.by),
    Column("basis", "text", "on whose word", lambda v: v.basis),
    Column("state", "text", "of an ultimatum", lambda v: v.state),
    Column("outcome", "text", "of an ultimatum: what followed", lambda v: v.outcome),
    Column("for", "list", "claims that carry *met*", lambda v: _list(v.witnesses_for)),
    Column("against", "list", "claims that carry *not met*", lambda v: _list(v.witnesses_against)),
    Column("coverage", "list", "claims that turned silence into a denial", lambda v: _list(v.coverage)),
    Column("acts", "list", "claims of acts that changed its times", lambda v: _list(v.acts)),
    Column("evidence_for", "count", "claims that count for *met*", lambda v: len(v.evidence_for)),
    Column("evidence_against", "count", "claims that count for *not met*", lambda v: len(v.evidence_against)),
    Column("not_counted", "count", "relevant claims left out; which: `--json`", lambda v: len(v.not_counted)),
    Column("not_counted_why", "list", "their reasons, `reason:count`, see below", _left_out),
    Column("unobserved", "list", "on whose word what speaks for it waits", lambda v: _list(v.unobserved)),
    Column("reachable", "0/1", "0 where this viewpoint can never meet the standard", lambda v: int(v.reachable)),
    Column("draft", "0/1", "1 where it rests on edits that are not recorded", lambda v: int(v.draft)),
    Column("accord_version", "text", "the beginning of the accord file's SHA-256", _version("accord")),
    Column("engine_version", "text", "of the engine", _version("engine")),
    Column("semantics_version", "text", "of the rules", _version("semantics")),
)


def row(verdict: Verdict) -> list[Any]:
    """The verdict's cells, in the order of `COLUMNS`; unknown is empty."""
    return ["" if (cell := column.of(verdict)) is None else cell for column in COLUMNS]


def codebook() -> str:
    """The page that explains every column."""
    words: Mapping[str, str] = {
        "label": ", ".join(f"`{label}`" for label in Label),
        "value": "`T` supported, `F` denied, `B` both, `N` neither",
        "level": _LEVELS,
        "markers": ", ".join(f"`{marker}`" for marker in Marker),
        "reasons": "\n".join(f"| `{code(r)}` | {r} |" for r in Reason if r not in OUTSIDE),
    }
    table = "\n".join(f"| {n} | `{c.name}` | {c.kind} | {c.meaning} |" for n, c in enumerate(COLUMNS, start=1))
    return PAGE.format(table=table, **words)


PAGE = """# Codebook

`servanda verdict --csv` (and `--by week|month --csv`) prints one row per obligation, viewpoint and point in time, one
value a cell. This page is made from the program (`python -m servanda.dossier.tidy`).

Cells: *text*; *list*, joined by `;`; *time*, RFC 3339 with `Z`; *count*; *share*, 0 to 1; an empty cell is unknown or
does not apply. *label* is one of {label}. *value* is one of {value}. *level* is one of {level}. `markers` are
{markers}. What they mean: [verdict](verdict.md), [semantics](../explanation/semantics.md).

| | column | kind | meaning |
|---|---|---|---|
{table}

## `not_counted_why`

Every claim that touches the obligation in its time and place, by those it is about, counts for or against it or
stands here. `time`, `place`, `actor`, `kind`, `quantity`, several joined by `+`: it may speak of what is asked and may
not, along these. `unobserved`: it counts only once those whose word is asked for say so too. The others:

| | why |
|---|---|
{reasons}

## `kroc`

For comparison with the four-point ordinal of the Peace Accords Matrix of the Kroc Institute for International Peace
Studies, University of Notre Dame: 0 no implementation (not initiated), 1 minimal, 2 intermediate, 3 full. It never
stands instead of the label: it knows no contest, no proof and no silence.

| | there | here |
|---|---|---|
| 3 | full (complete) | value T: fulfilled, kept, met |
| 2 | intermediate | value F, and at least half of its instances, or of the amount that it asks for, was reached |
| 1 | minimal (minimum) | value F, and some, but less than half |
| 0 | none, not initiated | value F, and nothing of it |
| | | everything else: contested, pending, unknown, not in force, untestable. Nothing established is no 0 |

The half between 1 and 2 is ours; there, coders judge. Sources: M. Joshi, J. M. Quinn and P. M. Regan, *Annualized
implementation data on comprehensive intrastate peace accords, 1989–2012*, Journal of Peace Research 52 (4), 2015,
551–562, doi:10.1177/0022343314567486 (51 provisions of 34 accords, by year); D. Cortright and L. Stone, *A barometer of
peace implementation in Colombia*, Peace Policy, 11 October 2017,
<https://peacepolicy.nd.edu/2017/10/11/a-barometer-of-peace-implementation-in-colombia/> (the same four points for 558
stipulations of the Colombian accord); <https://peaceaccords.nd.edu/barometer/methodology>.

The Matrix codes provisions, by year, from what was known when it was coded; a row here is an obligation, at its own
two clocks, from one viewpoint and at one standard of proof. To compare, ask for the end of each year and take the
least of a provision's obligations.
"""


if __name__ == "__main__":
    print(codebook(), end="")
