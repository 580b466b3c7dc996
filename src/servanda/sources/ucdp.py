"""UCDP Georeferenced Event Dataset, CSV: one claim a row, of kind occurrence; facts only, no headlines or article text.

The file is one report. Bad rows are reported and skipped. Days lie in the dossier's time zone, since the dataset names
none. Sundberg & Melander (2013), "Introducing the UCDP Georeferenced Event Dataset", J. Peace Research 50(4).
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator
from dataclasses import replace

from servanda.model import Claim, Finding, Position, Report, Severity, report_id_of
from servanda.sources.intake import Context, Intake, refusal
from servanda.sources.manifest import Manifest
from servanda.sources.sidecar import read_sidecar
from servanda.sources.ucdp_columns import NEEDED, columns_of
from servanda.sources.ucdp_row import BadRow, RowReader
from servanda.words import _, plural

MANIFEST = Manifest(
    name="ucdp-ged",
    formats=("UCDP GED CSV",),
    suffixes=(".csv",),
    says="Georeferenced events of the Uppsala Conflict Data Program: sides, dates, places and deaths.",
    bad_data="Bad rows are reported and skipped; a file without the needed columns is refused.",
    licence_note="CC BY 4.0: name the Uppsala Conflict Data Program.",
    notes=(
        "One claim a row, its local id the dataset's own. Facts only: neither headlines nor article text are read. "
        "Column names of older versions (`best_est`) are known too; numbers may be written `214797.0`.",
        "Speaker: `ucdp`. `via`: the source offices, as ids where actors.yaml knows them, else as slugs. Origin: the "
        "office where there is only one, else `ucdp`.",
        "`type_of_violence` 1 and 2: `clash`, both sides as actors, since the dataset does not say who began. 3: "
        "`attack-on-civilians` by side_a. Names joined by `, ` took part together. A name that actors.yaml does not "
        "have becomes `ucdp-<slug>`, with a note.",
        "Days lie in the dossier's time zone. `date_prec` 1 and 2: from date_start to date_end. 3 to 5: somewhere in "
        "between; the inner time is empty.",
        "Counts: `killed` from low to high, with best as the attribute `killed_best`; `killed` in the role "
        "`civilians`. Where low, best and high are out of order the range is widened to hold them all, and the claim "
        "has the flag `counts-out-of-order`. `event_clarity` is an attribute.",
        "Published: the earliest listed source_date from date_end to 60 days later; else the day after date_end, with "
        "the flag `published-derived`.",
        "Rows without a usable id, type, date or point are skipped, each with a finding (50 at most, then their "
        "number). A file of which nearly every row is bad is refused.",
    ),
    options={"published, url, title": "in the sidecar NAME.yaml: the version that you downloaded"},
)
ATTRIBUTION = "Uppsala Conflict Data Program (UCDP), Georeferenced Event Dataset, Uppsala University, CC BY 4.0"
MAX_BYTES = 1024 * 1024 * 1024
_MOST_ROW_FINDINGS = 50
_HOPELESS = 2000


def sniff(name: str, head: bytes) -> int:
    header = head.split(b"\n", 1)[0].decode("utf-8", "ignore").casefold()
    found = columns_of([cell.strip(' "\r\ufeff') for cell in header.split(",")])
    if "type_of_violence" in found and {"side_a", "side_b", "date_start"} & found.keys():
        return 95
    return 40 if "ged" in name.casefold() and name.casefold().endswith(".csv") and len(found) >= 4 else 0


def read(content: bytes, file: str, context: Context) -> Intake:
    if len(content) > MAX_BYTES:
        got = f"{len(content) / 2**20:.0f} MB"
        return refusal("too-large", _("the file is too large"), file, expected=_("at most 1 GB"), got=got)
    findings: list[Finding] = []
    text = _text(content, file, findings)
    if "\x00" in text:
        return refusal("binary", _("the file holds zero bytes: it is no CSV"), file)
    opened = Table.open(io.StringIO(text, newline=""), hashlib.sha256(content).digest(), file, context)
    if isinstance(opened, Intake):
        return opened
    claims: dict[str, Claim] = {}
    for claim, line in opened.rows():
        if claim.id in claims:
            opened.repeated(claim, line)
        else:
            claims[claim.id] = claim
    findings += opened.findings()
    if opened.hopeless or not claims:
        return Intake(findings=tuple(findings), skipped=opened.skipped)
    return Intake((opened.report,), tuple(claims.values()), tuple(findings), opened.skipped)


class Table:
    """A file of the dataset, row by row: its `report`, and, while `rows` is run through, how many rows were `taken` and
    `skipped`. No more of it is held than the findings of the first bad rows."""

    def __init__(self, report: Report, rows: Iterator[list[str]], reader: RowReader, about: list[Finding]) -> None:
        self.report = report
        self.taken = self.skipped = 0
        self.hopeless = False
        self._rows = rows
        self._reader = reader
        self._about = about
        self._bad: list[Finding] = []
        self._last: list[Finding] = []

    @classmethod
    def open(cls, lines: Iterable[str], digest: bytes, file: str, context: Context) -> Table | Intake:
        """The table in these lines of a file whose bytes have the SHA-256 `digest`; else why it is refused."""
        sidecar, findings = read_sidecar(context)
        if any(f.is_error for f in findings):
            return Intake(findings=tuple(findings))
        rows = csv.reader(lines)
        try:
            header = next(rows, [])
        except csv.Error as error:
            return refusal("csv-syntax", str(error), file, advice=_("check the quotation marks"))
        columns = columns_of(header)
        missing = [name for name in NEEDED if name not in columns]
        if missing:
            got = ", ".join(header)[:200] or _("an empty file")
            advice = _("add the columns {names}").format(names=", ".join(missing))
            return refusal(
                "csv-columns", _("columns are missing"), file, expected=", ".join(NEEDED), got=got, advice=advice
            )
        report = Report(
            id=report_id_of(digest),
            title=sidecar.title or "UCDP Georeferenced Event Dataset",
            outlet=sidecar.outlet or "ucdp",
            url=sidecar.url or "https://ucdp.uu.se/",
            published=sidecar.published.start,
            published_to=sidecar.published.end,
            retrieved=sidecar.retrieved,
            mime="text/csv",
            digest=digest.hex(),
            path=file,
            licence=sidecar.licence or "CC BY 4.0",
            attribution=sidecar.attribution or ATTRIBUTION,
            handling=sidecar.handling,
        )
        return cls(report, rows, RowReader(columns, report.id, report.handling, context), findings)

    def rows(self) -> Iterator[tuple[Claim, int]]:
        """The claim of every usable row, with the row's line. Who meets an id for the second time says so with
        `repeated`. A file of which nearly every row is bad (`hopeless`) is not read to its end."""
        line_number = getattr(self._rows, "line_num", 1)
        while not (self.skipped >= _HOPELESS and self.skipped > 10 * self.taken):
            line = line_number + 1
            try:
                cells = next(self._rows)
            except StopIteration:
                return
            except csv.Error as error:
                line_number = getattr(self._rows, "line_num", line)
                self._skip(Finding("dataset-row", str(error)), line)
                continue
            line_number = getattr(self._rows, "line_num", line)
            if not any(cell.strip() for cell in cells):
                continue
            try:
                claim = self._reader.claim(cells)
            except BadRow as problem:
                self._skip(problem.finding, line)
                continue
            self.taken += 1
            yield claim, line
        self.hopeless = True
        what, expected = _("nearly every row is bad"), _("rows of the UCDP Georeferenced Event Dataset")
        advice, at = _("is it the right file?"), Position(self.report.path, line_number)
        self._last.append(Finding("dataset-row", what, expected, advice=advice, at=at))

    def repeated(self, claim: Claim, line: int) -> None:
        """This one is not to be taken: an event with its id stands further up."""
        self.taken -= 1
        what = _("an event with this id stands further up")
        self._skip(Finding("dataset-row", what, got=claim.id.partition(".")[2]), line)

    def _skip(self, finding: Finding, line: int) -> None:
        self.skipped += 1
        if len(self._bad) < _MOST_ROW_FINDINGS:
            self._bad.append(_skipped(replace(finding, at=Position(self.report.path, line))))

    def findings(self) -> list[Finding]:
        """What is wrong, once all rows have gone by."""
        file = self.report.path
        found = [*self._about, *sorted(self._bad, key=lambda f: f.at.line), *self._last]
        if self.skipped > len(self._bad):
            left = self.skipped - len(self._bad)
            what = plural("{n} more row was skipped", "{n} more rows were skipped", left).format(n=left)
            found.append(Finding("dataset-row", what, at=Position(file), severity=Severity.WARNING))
        if self.hopeless or not self.taken:
            what = _("no row of the file can be used")
            found.append(Finding("empty", what, at=Position(file)))
        elif self._reader.unknown_names:
            found.append(_unknown_names(self._reader, file))
        return found


def _text(content: bytes, file: str, findings: list[Finding]) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        what, advice = _("the file is not in UTF-8 and was read as Latin-1"), _("names with accents may be wrong")
        findings.append(Finding("not-utf8", what, "UTF-8", "latin-1", advice, Position(file), Severity.WARNING))
        return content.decode("latin-1")


def _skipped(finding: Finding) -> Finding:
    advice = finding.advice or _("the row was skipped")
    return replace(finding, severity=Severity.WARNING, advice=advice)


def _unknown_names(reader: RowReader, file: str) -> Finding:
    names = sorted(reader.unknown_names, key=lambda name: (-reader.unknown_names[name], name))
    what = plural(
        "{n} name of a side is in no actor file", "{n} names of sides are in no actor file", len(names)
    ).format(n=len(names))
    more = "" if len(names) <= 8 else " …"
    advice = _("add those that matter to the names in actors.yaml")
    got = "; ".join(names[:8]) + more
    return Finding("unknown-actor", what, "", got, advice, Position(file), Severity.NOTE)
