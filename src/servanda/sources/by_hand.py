"""Claims by hand: a CSV with a header, or a YAML list with the same keys (docs/reference/claims.md).

A file with an error in any row is refused whole, with all its findings at once: nothing is half done. Each distinct
(source, published) becomes one report that is only cited.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import tzinfo
from typing import NamedTuple

from servanda.documents import did_you_mean, load_csv, load_yaml, unknown_keys
from servanda.model import Claim, Finding, Position, Report, Severity, TimeError, zone
from servanda.sources.by_hand_claim import amounts, claim_of_row, is_whole_id
from servanda.sources.columns import COLUMNS, LISTS, REQUIRED
from servanda.sources.intake import Context, Intake
from servanda.sources.manifest import Manifest
from servanda.sources.row import Row, plain_cell, position_of
from servanda.words import _

MANIFEST = Manifest(
    name="by-hand",
    formats=("claims CSV", "claims YAML"),
    suffixes=(".csv", ".yaml", ".yml"),
    says="Claims that people write, one a row: who said what, when, about what.",
    bad_data="The file is refused whole when any row has an error; all findings come at once.",
    licence_note="Your own work; each claim cites its source.",
    notes=(
        "The columns, their defaults and an example: [claims](claims.md).",
        "`servanda claims --csv` writes the same form.",
    ),
    options={"timezone": "YAML with `claims:` only: the zone of its bare dates and of clock times without one."},
)

_MOST_FINDINGS = 1000
_MOST_COLUMNS = 200
_FURTHER = re.compile(r"(.+)\+\d{1,3}\Z")
_EXPORTED = re.compile(r"'+[=+\-@\t\r]")


class _Entry(NamedTuple):
    cells: Mapping[str, str]
    at: Callable[[str], Position]


def sniff(name: str, head: bytes) -> int:
    text = head.decode("utf-8", "ignore").removeprefix("\ufeff")
    if name.casefold().endswith(".csv"):
        header = {cell.strip(" \"'").casefold() for cell in re.split("[,;\t]", text.split("\n", 1)[0])}
        return 90 if {"claim", "speaker"} <= header else 50 if len(header & set(COLUMNS)) >= 4 else 0
    if name.casefold().endswith((".yaml", ".yml")):
        if re.search(r"^\s*(-\s*)?\{?\s*claim\s*:", text, re.MULTILINE):
            return 90
        return 60 if re.search(r"^claims\s*:", text, re.MULTILINE) else 0
    return 0


def read(content: bytes, file: str, context: Context) -> Intake:
    """Every claim of the file, or every finding that keeps it out. Warnings come with the claims."""
    yaml = file.casefold().endswith((".yaml", ".yml"))
    file_zone: tzinfo | None = None
    if yaml:
        entries, file_zone, findings = _yaml_entries(content, file)
    else:
        entries, findings = _csv_entries(content, file)
    claims: list[Claim] = []
    reports: dict[str, Report] = {}
    lines: dict[str, Position] = {}
    references: list[tuple[int, str, Position]] = []
    keys: dict[str, int] = {}
    for entry in entries:
        if len(findings) >= _MOST_FINDINGS:
            what = _("there are too many findings; the rows from here on were not read")
            findings.append(Finding("too-large", what, advice=_("mend these first"), at=entry.at("claim")))
            break
        row = Row(entry.cells, entry.at, context, file_zone)
        further = _FURTHER.match(row["claim"])
        if further:
            _add_amounts(row, claims, keys.get(further[1]))
            findings += row.findings
            continue
        key = row["claim"]
        if key in lines:
            first = _("it stands in line {line} too").format(line=lines[key].line)
            row.problem("claim-key", "claim", _("the key is not unique in the file"), first, key, _("number the rows"))
        lines.setdefault(key, entry.at("claim"))
        claim, report = claim_of_row(row, context)
        findings += row.findings
        if claim is None or row.broken:
            continue
        if report is not None:
            reports.setdefault(report.id, report)
        keys[key] = len(claims)
        if claim.same_as:
            references.append((len(claims), claim.same_as, entry.at("same_as")))
        claims.append(claim)
    findings += _tie(claims, references, keys, lines)
    if not entries and not findings:
        what = _("there are no claims in the file")
        advice = _("add rows below the header")
        findings.append(Finding("empty", what, advice=advice, at=Position(file, 1), severity=Severity.NOTE))
    if any(finding.is_error for finding in findings):
        return Intake(findings=tuple(findings))
    return Intake(tuple(reports.values()), tuple(claims), tuple(findings))


def _add_amounts(row: Row, claims: list[Claim], index: int | None) -> None:
    """A row `KEY+2` gives a further count or length of the claim KEY, which stands above it."""
    if index is None:
        advice = _("write KEY+2 only below the row KEY")
        row.problem("claim-reference", "claim", _("no claim above has this key"), got=row["claim"], advice=advice)
        return
    counts, attributes = amounts(row)
    claim = claims[index]
    claims[index] = replace(claim, counts=claim.counts + counts, attributes=claim.attributes + attributes)


def _tie(
    claims: list[Claim],
    references: list[tuple[int, str, Position]],
    keys: Mapping[str, int],
    lines: Mapping[str, Position],
) -> list[Finding]:
    """Make each `same_as` the id of the claim that it names; claims of other files are named by their whole ids."""
    findings = []
    for index, key, at in references:
        whole = claims[keys[key]].id if key in keys else key if is_whole_id(key) else ""
        if not whole and key not in lines:
            what = _("same_as names no claim of this file")
            advice = _("write the key of a row, or a whole claim id")
            findings.append(Finding("claim-reference", what, _("a key of this file"), key, advice, at))
        claims[index] = replace(claims[index], same_as=whole)
    return findings


def _csv_entries(content: bytes, file: str) -> tuple[list[_Entry], list[Finding]]:
    head = content[: 64 * 1024].split(b"\n", 1)[0]
    commas = head.count(b",")
    for mark, name in ((b";", _("semicolons")), (b"\t", _("tabs"))):
        if head.count(mark) > commas:
            what, advice = _("the cells are not separated by commas"), _("export it as CSV with commas")
            return [], [Finding("csv-columns", what, _("commas"), name, advice, Position(file, 1))]
    if commas >= _MOST_COLUMNS:
        what, expected = _("the header has too many columns"), _("at most {n}").format(n=_MOST_COLUMNS)
        return [], [Finding("csv-columns", what, expected, f"{commas + 1}", at=Position(file, 1))]
    rows, findings = load_csv(content, file, required=REQUIRED)
    header = list(rows[0][1]) if rows else []
    for number, name in enumerate(header, 1):
        if name not in COLUMNS:
            what = _("the column {name!r} is not known").format(name=name or _("without a name"))
            expected, at = did_you_mean(name, COLUMNS), Position(file, 1, number)
            findings.append(Finding("csv-columns", what, expected, name, _("rename or drop it"), at))

    def fixed(at: Position) -> Callable[[str], Position]:
        return lambda _column: at

    def plain(cell: str) -> str:
        return cell[1:] if _EXPORTED.match(cell) else cell

    return [_Entry({k: plain(v) for k, v in cells.items()}, fixed(at)) for at, cells in rows], findings


def _yaml_entries(content: bytes, file: str) -> tuple[list[_Entry], tzinfo | None, list[Finding]]:
    document, findings = load_yaml(content, file)
    if document is None:
        return [], None, findings
    data, file_zone = document.data, None
    path: tuple[str | int, ...] = ()
    if isinstance(data, dict):
        findings += unknown_keys(document, (), data, ("servanda", "timezone", "claims"))
        if data.get("timezone") is not None:
            try:
                file_zone = zone(str(data["timezone"]))
            except TimeError as error:
                what = _("the time zone is not known")
                findings.append(Finding("time-zone", what, str(error), at=document.at(("timezone",))))
        data, path = data.get("claims"), ("claims",)
    if not isinstance(data, list):
        what, expected = _("no list of claims"), _("a YAML list, each item with the keys of a claim")
        findings.append(Finding("claims-shape", what, expected, type(data).__name__, at=document.at(path)))
        return [], file_zone, findings
    entries = []
    for index, item in enumerate(data):
        here = (*path, index)
        if not isinstance(item, dict):
            what = _("the item is no claim")
            findings.append(Finding("claims-shape", what, _("keys and values"), str(item)[:60], at=document.at(here)))
            continue
        findings += unknown_keys(document, here, item, COLUMNS)
        cells = {}
        for column, value in item.items():
            cell = plain_cell(value, LISTS.get(column))
            if cell is None:
                what = _("{column} holds no plain value").format(column=column)
                at = document.at((*here, column))
                findings.append(Finding("claims-shape", what, _("text, a number or a list of them"), at=at))
            cells[column] = cell or ""
        entries.append(_Entry(cells, position_of(document, here)))
    return entries, file_zone, findings
