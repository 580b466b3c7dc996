"""`servanda explain REF`: why a verdict is what it is, and what would change it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from servanda.cli import options
from servanda.words import _

if TYPE_CHECKING:
    from servanda.cli.explanation import Weigh
    from servanda.dossier import Clocks, Dossier

app = options.application()


@app.command(
    cls=options.Verb,
    epilog="""
    servanda explain sochi-2019/ypg-withdrawal --as-of 2019-10-31
    servanda explain ypg-withdrawal@TUR --as-of 2019-10-31
    servanda explain 'sochi-2018/*' --as-of 2020-02-10 --viewpoint RUS
    """,
)
def explain(
    ref: Annotated[
        str,
        typer.Argument(
            metavar="REF", help=_("accord/obligation, accord/*, an id that is unique, each with @VIEWPOINT")
        ),
    ],
    as_of: options.AsOf = None,
    known_at: options.KnownAt = None,
    clock: options.Clock = None,
    viewpoint: Annotated[str | None, typer.Option("--viewpoint", metavar="NAME", help=_("whose account"))] = None,
    standard: options.Standard = None,
    reading: options.Readings = None,
    everything: Annotated[bool, typer.Option("--all", help=_("list every claim that was not counted"))] = False,
    json: options.Json = False,
    dossier: options.Dossier = None,
) -> int:
    """The verdict in a sentence, its rule, the witnesses for and against, what was not counted and why, the readings
    it depends on, and the smallest change that would overturn it."""
    from servanda.cli import answers, folder
    from servanda.cli.explanation import as_json, show
    from servanda.cli.terminal import json_lines

    opened = folder.opened(dossier)
    full, at = answers.reference(opened, ref)
    if viewpoint is not None:
        answers.viewpoints(opened, [viewpoint])
    readings = answers.readings(opened, options.chosen_readings(reading))
    opened = opened.about([full], readings=readings)
    clocks = answers.clocks(opened, as_of, known_at, clock)
    explanation = opened.explain(
        full,
        clocks,
        viewpoint=viewpoint or at or "all",
        standard=answers.standard(opened, standard),
        readings=readings,
    )
    if json:
        json_lines([as_json(explanation)])
    else:
        show(explanation, opened.view(clocks), _scales(opened, clocks, readings, full), everything=everything)
    answers.tell_part(opened, clocks)
    return 0


def _scales(opened: Dossier, clocks: Clocks, readings: dict[str, str], ref: str) -> Weigh | None:
    """How far each claim alone proves, for an obligation; None for a whole accord, whose claims are all opinion."""
    from servanda.model import Kind
    from servanda.verdict.proof import Proof

    if ref.endswith("/*"):
        return None
    court = opened.court(clocks, readings)
    accord, obligation = opened.find(ref)
    proof = Proof(court.world, accord, obligation, obligation.bearers)
    return lambda claim, met: proof.weight(claim, met=met, assessment=claim.kind is Kind.ASSESSMENT).alone
