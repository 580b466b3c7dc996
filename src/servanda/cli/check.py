"""`servanda check`: everything that is wrong, at once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from servanda.cli import options
from servanda.words import _

if TYPE_CHECKING:
    from servanda.dossier import Dossier
    from servanda.model import Finding

app = options.application()


@app.command(
    cls=options.Verb,
    epilog="""
    servanda check
    servanda check accords/sochi-2019.yaml claims/chronicle.csv
    servanda check --strict --json | jq -r .slug | sort | uniq -c
    servanda check --lint draft.yaml
    """,
)
def check(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILE]...", help=_("only these files of the dossier (default: all)"))
    ] = None,
    lint: Annotated[
        bool, typer.Option("--lint", help=_("of accords also what a mediator wants to look at before signing"))
    ] = False,
    strict: Annotated[bool, typer.Option("--strict", help=_("exit 1 for warnings and notes, too"))] = False,
    json: options.Json = False,
    dossier: options.Dossier = None,
) -> int:
    """Everything that is wrong in the dossier's files: file:line:column: slug: what; expected X, got Y; what to do.

    With --lint, a draft of an accord may lie outside any dossier. Exit 1 when there is an error. docs/messages.md and
    docs/lint.md explain every slug.
    """
    from servanda.cli import folder
    from servanda.cli.terminal import json_lines, say, tell
    from servanda.words import plural

    place = dossier if dossier is not None else _dossier_of(files)
    if lint and files and _are_drafts(files, place or folder.nearest()):
        findings = _drafts(files)
    else:
        opened = folder.opened(place)
        findings = opened.findings(lint=lint)
        findings = _of(findings, files, opened.path) if files else [*findings, *_of_the_ledger(opened)]
    if json:
        json_lines(finding_json(finding) for finding in findings)
    else:
        for finding in findings:
            tell(_line(finding))
    errors = sum(finding.is_error for finding in findings)
    others = len(findings) - errors
    say(
        plural("{n} error", "{n} errors", errors).format(n=errors)
        + ", "
        + plural("{n} warning or note", "{n} warnings and notes", others).format(n=others)
    )
    return 1 if errors or (strict and others) else 0


def _of_the_ledger(opened: Dossier) -> list[Finding]:
    """What of the ledger cannot be read; `servanda verify` says more."""
    from servanda.errors import IntegrityError
    from servanda.model import Finding

    try:
        return list(opened.unread) if opened.has_ledger else []
    except IntegrityError as error:
        return [Finding(error.slug, error.message, advice=error.advice)]


def finding_json(finding: Finding) -> dict[str, Any]:
    """`{"file", "line", "col", "slug", "severity", "what", "expected", "got", "advice"}`; unknown is null."""
    return {
        "file": finding.at.file or None,
        "line": finding.at.line or None,
        "col": finding.at.col or None,
        "slug": finding.slug,
        "severity": str(finding.severity),
        "what": finding.what,
        "expected": finding.expected or None,
        "got": finding.got or None,
        "advice": finding.advice or None,
    }


def _are_drafts(files: Sequence[Path], dossier: Path | None) -> bool:
    """Whether the files lie in no dossier, or none of them in this one."""
    base = dossier.resolve() if dossier is not None else None
    return base is None or not any((f if f.exists() else base / f).resolve().is_relative_to(base) for f in files)


def _drafts(files: Sequence[Path]) -> list[Finding]:
    """Accords by themselves: places are those of GeoNames, geometry lies beside the file, actors are not checked."""
    from servanda.accord import load_accord
    from servanda.cli.draft import content_of, geometry_beside

    found: list[Finding] = []
    for file in files:
        found += load_accord(content_of(file), str(file), load_line=geometry_beside(file), lint=True)[1]
    return found


def _line(finding: Finding) -> str:
    text = str(finding)
    if finding.is_error:
        return text
    place, slug = f"{finding.at}: ", f"{finding.slug}: "
    return place + f"{finding.severity}: " + slug + text.removeprefix(place + slug)


def _dossier_of(files: Sequence[Path] | None) -> Path | None:
    """The dossier that the first file lies in, when the current folder is in none."""
    from servanda.cli import folder

    if not files or folder.nearest() is not None:
        return None
    return next((p for p in files[0].resolve().parents if (p / folder.MARK).is_file()), None)


def _of(findings: Sequence[Finding], files: Sequence[Path], root: Path) -> list[Finding]:
    from servanda.errors import UsageError

    wanted: list[str] = []
    base = root.resolve()
    for file in files:
        place = file if file.exists() else root / file
        if not place.exists():
            raise UsageError(
                "no-such-file",
                _("there is no file {file}").format(file=file),
                _("name files of the dossier {root}").format(root=root),
            )
        if not place.resolve().is_relative_to(base):
            raise UsageError(
                "outside-dossier",
                _("{file} is not in the dossier {root}").format(file=file, root=root),
                _("copy it in, or name its own dossier with --dossier"),
            )
        wanted.append(place.resolve().relative_to(base).as_posix())
    return [f for f in findings if any(f.at.file == name or f.at.file.startswith(name + "/") for name in wanted)]
