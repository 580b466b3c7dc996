"""`servanda ledger`: checkpoints, proofs, what goes to colleagues and what goes for good."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from servanda.cli import options
from servanda.words import _

app = options.application(
    help=_("Checkpoints of the ledger, proofs of what is in it, exchange with colleagues, erasure.")
)


@app.callback()
def ledger() -> None:
    """Checkpoints of the ledger, proofs of what is in it, exchange with colleagues, erasure."""


@app.command(
    cls=options.Verb,
    epilog="""
    servanda ledger checkpoint > checkpoint.json
    servanda ledger checkpoint --unsigned
    """,
)
def checkpoint(
    unsigned: Annotated[
        bool, typer.Option("--unsigned", help=_("nobody's word: only print it, and keep nothing"))
    ] = False,
    dossier: options.Dossier = None,
) -> int:
    """The ledger's size and root at this moment, signed with your key, as one JSON object: give it to somebody who will
    keep it. It is also kept beside the ledger.

    'servanda verify --against FILE' compares the ledger with it later.
    """
    from servanda.cli import folder, terminal
    from servanda.cli.signature import own_key
    from servanda.errors import DossierError

    opened = folder.opened(dossier)
    now = opened.checkpoint()
    if now is None:
        raise DossierError("ledger-empty", _("nothing is recorded yet"), _("'servanda add' first"))
    terminal.json_lines([(now if unsigned else opened.keep_checkpoint(own_key())).as_json()])
    return 0


@app.command(
    cls=options.Verb,
    epilog="""
    servanda ledger prove r-abcdefghij.6a > proof.json
    servanda ledger prove r-abcdefghij.6a --reveal
    """,
)
def prove(
    claim: Annotated[str, typer.Argument(metavar="CLAIM", help=_("an id, as 'servanda claims' prints it"))],
    reveal: Annotated[bool, typer.Option("--reveal", help=_("also show what the entry says"))] = False,
    dossier: options.Dossier = None,
) -> int:
    """That a claim's latest version is an entry of the ledger, as one JSON object that anybody can check by hand
    (docs/reference/ledger.md). Without --reveal it gives nothing away of what the claim says."""
    from servanda.cli import folder, terminal
    from servanda.documents import did_you_mean
    from servanda.errors import DossierError, UsageError
    from servanda.ledger import Ledger, Record, Where, fold

    def is_secret(kept: Record) -> bool:
        return kept.payload.get("handling", "public") not in ("public", "restricted")

    opened = folder.opened(dossier)
    if opened.checkpoint() is None:
        raise DossierError("ledger-empty", _("nothing is recorded yet"), _("'servanda add' first"))
    with Ledger.open(opened.path / "ledger", read_only=True) as kept:
        state = fold(kept.entries(where=Where(ids=[claim])))
        record = state.claims.get(claim) or state.coverage.get(claim)
        if record is None:
            told = (r.id for r in (*state.claims.values(), *state.coverage.values()) if not is_secret(r))
            near = did_you_mean(claim, list(told))
            raise UsageError("unknown-claim", _("the ledger has no claim {id}").format(id=claim), near)
        terminal.json_lines([kept.prove(record.index, reveal=reveal).as_json()])
    return 0


@app.command(
    cls=options.Verb,
    epilog="""
    servanda ledger export idlib-2020-03.servanda
    """,
)
def export(
    target: Annotated[Path, typer.Argument(metavar="FILE", help=_("the archive to write"))],
    json: options.Json = False,
    dossier: options.Dossier = None,
) -> int:
    """The whole ledger in one file, for another analyst to merge into theirs. Everything is in it, secret claims and
    restricted speakers too: hand it on as you would hand on the folder."""
    from servanda.cli import folder, terminal

    opened = folder.opened(dossier)
    with terminal.progress(_("packing")) as step:
        done = opened.export(target, step)
    terminal.say(_("Everything is in it, secret claims and restricted speakers too."))
    if json:
        terminal.json_lines([{"file": str(target), "entries": done.size, "root": done.root.hex()}])
    else:
        terminal.tell(_("{n} entries, root {root}").format(n=done.size, root=done.root.hex()))
    return 0


@app.command(
    "import",
    cls=options.Verb,
    epilog="""
    servanda ledger import idlib-2020-03.servanda
    servanda ledger import idlib-2020-03.servanda --against their-checkpoint.json
    """,
)
def import_(
    source: Annotated[Path, typer.Argument(metavar="FILE", help=_("what 'servanda ledger export' wrote"))],
    against: Annotated[
        Path | None, typer.Option("--against", metavar="FILE", help=_("a checkpoint that you had from them otherwise"))
    ] = None,
    json: options.Json = False,
    dossier: options.Dossier = None,
) -> int:
    """Takes over another dossier's ledger, whole, into a dossier that has recorded nothing; it is verified first, and
    checkpoints of it hold here. Recorded files that the folder lacks are laid out. 'merge' joins two that have both."""
    import os

    from servanda.cli import folder, terminal, witness

    opened = folder.opened(dossier)
    kept = witness.checkpoint_of(against) if against is not None else None
    with terminal.progress(_("verifying"), rate=True) as step:
        made = opened.import_ledger(source, kept, step, os.cpu_count() or 1)
    for path in made.otherwise:
        terminal.say(_("{path} is another one here than the one recorded last, and was left").format(path=path))
    if json:
        files = {"laid_out": list(made.laid_out), "otherwise": list(made.otherwise)}
        terminal.json_lines([{"entries": made.size, **files}])
    else:
        terminal.tell(_("{n} entries, {f} files laid out").format(n=made.size, f=len(made.laid_out)))
    return 0


@app.command(
    cls=options.Verb,
    epilog="""
    servanda ledger merge colleague.servanda
    servanda ledger merge colleague.servanda --against their-checkpoint.json --json
    """,
)
def merge(
    source: Annotated[Path, typer.Argument(metavar="FILE", help=_("what 'servanda ledger export' wrote"))],
    against: Annotated[
        Path | None, typer.Option("--against", metavar="FILE", help=_("a checkpoint that you had from them otherwise"))
    ] = None,
    json: options.Json = False,
    dossier: options.Dossier = None,
) -> int:
    """Records what another dossier's ledger has besides ours: reports, claims, decisions. It is verified first; nothing
    of ours is changed or lost. Exit 1 when something was decided differently here and there."""
    import os

    from servanda.cli import folder, terminal, witness
    from servanda.cli.check import finding_json

    opened = folder.opened(dossier)
    kept = witness.checkpoint_of(against) if against is not None else None
    with terminal.progress(_("verifying"), rate=True) as step:
        made = opened.merge_ledger(source, kept, step, os.cpu_count() or 1)
    if json:
        terminal.json_lines(
            [
                {
                    "new": list(made.new),
                    "corrected": list(made.corrected),
                    "decisions": made.decisions,
                    "findings": [finding_json(f) for f in made.findings],
                }
            ]
        )
    else:
        for finding in made.findings:
            terminal.say(str(finding))
        what = _("{n} new, {c} corrected, {d} decisions")
        terminal.tell(what.format(n=len(made.new), c=len(made.corrected), d=made.decisions))
    return 1 if any(f.slug.startswith("rival") for f in made.findings) else 0


@app.command(
    cls=options.Verb,
    epilog="""
    servanda ledger erase r-abcdefghij.16 --reason "the witness asked for it" --dry-run
    servanda ledger erase r-abcdefghij --reason "the witness asked for it" --yes
    """,
)
def erase(
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help=_("claims, or reports with all their claims"))],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help=_("why, in a sentence; it stays readable"))],
    yes: Annotated[bool, typer.Option("--yes", help=_("do not ask"))] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("say what would go and erase nothing"))] = False,
    json: options.Json = False,
    dossier: options.Dossier = None,
) -> int:
    """For the safety of a source: the words go for good, from the ledger and from all that it keeps; a signed tombstone
    says that something was erased, when and why, and every proof still holds. Copies elsewhere are out of reach."""
    from servanda.cli import decision, folder, terminal
    from servanda.errors import UsageError

    opened = folder.opened(dossier)
    decision.needs_reason(reason)
    aim = opened.erase(ids, reason, dry_run=True)
    told = _("{n} entries of {r} claims and reports").format(n=aim.entries, r=len(aim.records))
    if aim.files:
        told += _(", with every recorded version of {files}").format(files=", ".join(aim.files))
    said = {"entries": aim.entries, "records": list(aim.records), "files": list(aim.files), "dry_run": dry_run}
    if dry_run and json:
        terminal.json_lines([{**said, "still": []}])
        return 0
    if dry_run:
        terminal.tell(_("would erase {what}").format(what=told))
        return 0
    if not yes:
        if not sys.stdin.isatty():
            raise UsageError("not-confirmed", _("an erasure cannot be undone"), _("say --yes"))
        if not typer.confirm(_("Erase {what}? This cannot be undone.").format(what=told), err=True):
            return 1
    done = opened.erase(ids, reason)
    if json:
        terminal.json_lines([{**said, "still": list(done.still)}])
    else:
        terminal.tell(_("erased {what}").format(what=told))
    for path in done.still:
        terminal.say(_("{path} still holds some of the words").format(path=path))
    terminal.say(_("Backups, other people's copies and briefs that were sent are out of reach."))
    return 1 if done.still else 0
