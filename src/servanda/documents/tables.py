"""CSV to rows with the line that each begins on, through the standard library."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from servanda.documents.document import decode
from servanda.documents.margin import did_you_mean
from servanda.model import Finding, Position
from servanda.words import _


def load_csv(
    content: bytes, file: str, *, required: Sequence[str], known: Sequence[str] | None = None
) -> tuple[list[tuple[Position, dict[str, str]]], list[Finding]]:
    """Rows as dictionaries with the line each begins on. Unknown and missing columns are findings; `known=None` takes
    any."""
    text, findings = decode(content, file)
    if findings:
        return [], findings
    if "\x00" in text:
        return [], [Finding("binary", _("the file holds zero bytes: it is no CSV"), at=Position(file))]
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[tuple[Position, dict[str, str]]] = []
    try:
        header = [name.strip() for name in next(reader, [])]
        missing = [name for name in required if name not in header]
        if missing:
            findings.append(
                Finding(
                    "csv-columns",
                    _("columns are missing"),
                    ", ".join(required),
                    ", ".join(header[:20]) or _("an empty file"),
                    _("add the columns {names}").format(names=", ".join(missing)),
                    Position(file, 1, 1),
                )
            )
        for name in {n for n in header if header.count(n) > 1}:
            findings.append(
                Finding(
                    "csv-columns",
                    _("the column {name!r} stands twice").format(name=name),
                    at=Position(file, 1, 1),
                )
            )
        if known is not None:
            for name in header:
                if name not in known:
                    findings.append(
                        Finding(
                            "csv-columns",
                            _("the column {name!r} is not known").format(name=name),
                            did_you_mean(name, known),
                            name,
                            _("rename or drop it"),
                            Position(file, 1, header.index(name) + 1),
                        )
                    )
        if findings:
            return [], findings
        line = reader.line_num + 1
        for values in reader:
            at = Position(file, line)
            line = reader.line_num + 1
            if not any(v.strip() for v in values):
                continue
            if len(values) > len(header):
                findings.append(
                    Finding(
                        "csv-row",
                        _("the row has more cells than the header"),
                        f"{len(header)}",
                        f"{len(values)}",
                        _("quote cells that contain commas"),
                        at,
                    )
                )
                continue
            cells = [*values, *[""] * (len(header) - len(values))]
            rows.append((at, dict(zip(header, (c.strip() for c in cells), strict=True))))
    except csv.Error as error:
        findings.append(
            Finding(
                "csv-syntax",
                str(error),
                advice=_("check the quotation marks"),
                at=Position(file, reader.line_num),
            )
        )
    return rows, findings
