"""What a verification found, for people and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from servanda.cli.signature import signers
from servanda.cli.terminal import json_lines, say, tell

if TYPE_CHECKING:
    from servanda.ledger import VerifyReport


def show_verification(report: VerifyReport, strange: Sequence[str], *, json: bool) -> int:
    """Print the report; 0 when all is well, 3 when the ledger is damaged. `strange`: keys not seen here before."""
    if json:
        json_lines(
            [
                {
                    "ok": report.ok,
                    "size": report.size,
                    "rows": report.rows,
                    "root": report.root.hex(),
                    "erased": report.erased,
                    "kept": report.kept,
                    "signers": dict(sorted(report.signers.items())),
                    "strange_keys": list(strange),
                    "against": report.outside.as_json() if report.outside is not None else None,
                    "damages": [{"deed": str(d.deed), "index": d.index, "what": d.what} for d in report.damages],
                }
            ]
        )
    else:
        tell(report.words())
        for line in signers(report):
            say(line)
    for damage in report.damages:
        say(str(damage))
    return 0 if report.ok else 3
