"""Archives of articles inside a dossier: a zip or tar file, a mailbox or JSON Lines, each article a report."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace

from servanda.errors import InputError
from servanda.model import Finding, Position, Report, Severity
from servanda.sources.archive_items import TARS, Skipped, items_of
from servanda.sources.articles import open_article
from servanda.sources.intake import Context, Intake, refusal
from servanda.sources.manifest import Manifest
from servanda.words import _

MANIFEST = Manifest(
    name="archive",
    formats=("zip or tar of articles", "mailbox", "JSON Lines of articles"),
    suffixes=(".zip", ".jsonl", ".ndjson", ".jsonl.gz", ".mbox", *TARS),
    says="Many articles in one file: each is a report with its text.",
    bad_data="What cannot be read is skipped, with a finding; a file that is no archive is refused.",
    licence_note="The publishers': the texts are kept for your own work.",
    notes=(
        "A zip or tar file holds articles of any format that is read here, each with its sidecar `NAME.yaml` beside "
        "it. A line of JSON holds `text` or `html`, `id`, and the keys of a sidecar. A mailbox holds messages.",
        "From 200 articles on `servanda add` reads them on all cores and records a thousand at a time; stop it when "
        "you like, the next `servanda add` goes on from there. To read an archive without recording it: `servanda read "
        "ARCHIVE -o OUT.jsonl`.",
    ),
)
MAX_ARTICLES = 20_000
_LISTED = 50


def archive_suffixes() -> tuple[str, ...]:
    """The endings of file names that hold many articles."""
    return MANIFEST.suffixes


def sniff(name: str, head: bytes) -> int:
    return 85 if name.casefold().endswith(MANIFEST.suffixes) else 0


def read(content: bytes, file: str, context: Context) -> Intake:
    reports: dict[str, Report] = {}
    findings: list[Finding] = []
    skipped = articles = 0
    digest = hashlib.sha256(content).hexdigest()
    opened = io.BytesIO(content)
    rows = items_of(opened, file)
    try:
        for item in rows:
            articles += 1
            if articles > MAX_ARTICLES:
                what, got = (
                    _("only the first {n} articles were taken").format(n=f"{MAX_ARTICLES:,}"),
                    f"> {MAX_ARTICLES:,}",
                )
                at = Position(file)
                findings.append(
                    Finding(
                        "archive-cut", what, got=got, advice=_("divide the archive"), at=at, severity=Severity.WARNING
                    )
                )
                break
            if isinstance(item, Skipped):
                skipped += 1
                findings.append(replace(item.finding, severity=Severity.WARNING))
                continue
            found = open_article(
                item.content, item.name, replace(context, sidecar=item.sidecar, sidecar_file=item.sidecar_file)
            )
            skipped += not found.reports
            findings += found.findings
            for report in found.reports:
                reports.setdefault(report.id, replace(report, digest=digest))
    except InputError:
        return refusal(
            "archive-broken", _("the file is no such archive"), file, advice=_("unpack it and add its articles")
        )
    if len(findings) > _LISTED:
        what = _("{n} more findings of the archive's articles").format(n=len(findings) - _LISTED)
        findings = [*findings[:_LISTED], Finding("archive-more", what, at=Position(file), severity=Severity.WARNING)]
    return Intake(tuple(reports.values()), findings=tuple(findings), skipped=skipped)
