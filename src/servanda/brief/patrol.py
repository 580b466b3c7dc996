"""A verified patrol as a page to print: the map with every vehicle's way, a strip of speed and distance over time.

One self-contained page, no scripts, nothing fetched; in the brief's own colours, for paper and for the dark.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from importlib import resources

from markupsafe import Markup, escape

from servanda.brief.patrol_map import NARROW, Town, chart, key
from servanda.brief.patrol_strip import strip, strip_note
from servanda.brief.patrol_words import amount_text, minute, minutes, percent
from servanda.brief.text import visible
from servanda.field.patrol import Patrol
from servanda.field.testimony import claims
from servanda.geo import Membership, distance_text
from servanda.model import Finding
from servanda.words import _, plural


def svg(patrol: Patrol, towns: Sequence[Town] = ()) -> str:
    """The map alone, as an SVG file with its own styles."""
    inner = str(chart(patrol, towns))
    style = _whole_style()
    head = '<svg xmlns="http://www.w3.org/2000/svg" '
    return inner.replace("<svg ", head, 1).replace(">", f"><style>{style}</style>", 1)


def page(patrol: Patrol, towns: Sequence[Town] = (), findings: Sequence[Finding] = ()) -> str:
    """The whole page."""
    planned = patrol.planned
    sheet = _whole_style()
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode("ascii")
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    parts = [
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">',
        f"<title>{_plain_title(planned.title)}</title><style>{sheet}</style></head><body><div class='page'>",
        f'<header class="mast"><p class="kicker">{_("Patrol by its tracks")}</p><h1>{_shown(planned.title)}</h1>',
        f'<p class="standfirst">{_shown(standfirst(patrol))}</p></header><main>',
        body(patrol, towns, findings),
        "</main></div></body></html>\n",
    ]
    return "".join(parts)


def body(
    patrol: Patrol, towns: Sequence[Town] = (), findings: Sequence[Finding] = (), name: str = "p", heading: str = "h2"
) -> Markup:
    """All but the title, for a page of its own or a part of the brief. `name`: what its own ids begin with."""
    return Markup(
        "".join(
            (
                '<div class="patrol">',
                _answers(patrol),
                f"<figure><figcaption>{_('Where')}</figcaption><div class='broad'>{chart(patrol, towns)}</div>"
                f"<div class='narrow'>{chart(patrol, towns, NARROW)}</div>{key(patrol)}</figure>",
                f"<figure><figcaption>{_('When, and how fast')}</figcaption>"
                f"<div class='broad'>{strip(patrol, name)}</div>"
                f"<div class='narrow'>{strip(patrol, f'{name}-n', NARROW)}</div>"
                f'<p class="map-note">{strip_note(patrol)}</p></figure>',
                _vehicles(patrol, heading),
                _doubts(findings, heading),
                _method(patrol, heading),
                "</div>",
            )
        )
    )


def style() -> str:
    """The style sheet of patrols, to stand after the brief's own."""
    return resources.files("servanda.brief").joinpath("patrol.css").read_text(encoding="utf-8").replace("\r", "")


def _whole_style() -> str:
    own = resources.files("servanda.brief").joinpath("style.css").read_text(encoding="utf-8").replace("\r", "")
    return own + style()


def _plain_title(text: str) -> Markup:
    return Markup("{}").format(visible(text, 200))


def _shown(text: object) -> Markup:
    return Markup("<bdi>{}</bdi>").format(visible(text, 400))


def standfirst(patrol: Patrol) -> str:
    """When it was, in a sentence."""
    return _(
        "{start} to {end}, times in UTC. Every amount is given as the least and the most that the tracks allow."
    ).format(start=minute(patrol.start), end=minute(patrol.end))


def _answers(patrol: Patrol) -> str:
    """The conclusions, each a word and its figures."""
    rows: list[tuple[str, str, str, str]] = [
        (_("Ran"), *_word(Membership.IN if patrol.ran else Membership.OUT, _("yes"), _("not where it was to")), ""),
    ]
    if patrol.joint is not None:
        told = "; ".join(
            _("{a} and {b}: {share} of the time within {limit}").format(
                a=p.parties[0],
                b=p.parties[1],
                share=percent(p.together.least, p.together.most),
                limit=distance_text(patrol.planned.join_m),
            )
            for p in patrol.pairs
        )
        rows.append((_("Joint"), *_word(patrol.joint, _("yes"), _("no")), told))
    if patrol.complete is not None and patrol.on_route is not None:
        route = patrol.on_route
        told = _("{share} of {length}; farthest km {reached}").format(
            share=percent(route.least, route.most),
            length=distance_text(route.length_m),
            reached=f"{route.reached_m / 1000:.1f}",
        )
        rows.append((_("Whole route"), *_word(patrol.complete, _("yes"), _("cut short")), told))
    if patrol.depth_m is not None:
        line = patrol.planned.line_name.rpartition("/")[2]
        rows.append((_("Depth"), amount_text(patrol.depth_m), "", _("from {line}").format(line=line or _("the line"))))
    for entered in patrol.entered:
        answer = _("entered") if entered.certain else _("perhaps")
        told = _("{vehicle}, {start} to {end}").format(
            vehicle=entered.vehicle, start=minute(entered.stretch.start), end=minute(entered.stretch.end)
        )
        rows.append((entered.area, answer, "t-breached" if entered.certain else "t-contested", told))
    cells = "".join(
        f'<div class="{tone}"><dt>{_shown(name)}</dt><dd>{_shown(answer)}<small>{_shown(told)}</small></dd></div>'
        for name, answer, tone, told in rows
    )
    return f'<dl class="clocks patrol-answers">{cells}</dl>'


def _word(answer: Membership, yes: str, no: str) -> tuple[str, str]:
    words = {
        Membership.IN: (f"● {yes}", "t-kept"),
        Membership.OUT: (f"✖ {no}", "t-breached"),
        Membership.UNDETERMINED: (f"◐ {_('undetermined')}", "t-contested"),
    }
    return words[answer]


# -- tables ----------------------------------------------------------------------------------------------------------


def _vehicles(patrol: Patrol, heading: str) -> str:
    head = (_("Vehicle"), _("Custody"), _("From"), _("To"), _("Travelled"), _("Depth"), _("Silent"), _("Left out"))
    rows = []
    for leg in patrol.legs:
        course = leg.course
        silent = sum(g.seconds for g in course.gaps)
        rows.append(
            (
                f"{leg.vehicle.id} ({leg.vehicle.party})",
                leg.vehicle.custody + ("" if not leg.vehicle.held_by_party else " – " + _("a party's own")),
                minute(course.start),
                minute(course.end),
                amount_text(leg.length_m),
                amount_text(leg.depth_m) if leg.depth_m else "–",
                minutes(silent) if silent else _("never"),
                plural("{n} fix", "{n} fixes", course.spikes + course.repeats).format(n=course.spikes + course.repeats),
            )
        )
    for vehicle in patrol.absent:
        rows.append((f"{vehicle.id} ({vehicle.party})", vehicle.custody, _("no track"), "–", "–", "–", "–", "–"))
    cells = (
        "".join(f'<td data-head="{escape(h)}">{_shown(c)}</td>' for h, c in zip(head, row, strict=True)) for row in rows
    )
    body = "".join(f"<tr>{row}</tr>" for row in cells)
    return (
        f"<section><{heading}>{_('Vehicles')}</{heading}>"
        '<div class="patrol-scroll" tabindex="0"><table class="patrol-rows"><thead><tr>'
        + "".join(f'<th scope="col">{_shown(h)}</th>' for h in head)
        + f"</tr></thead><tbody>{body}</tbody></table></div></section>"
    )


def _doubts(findings: Iterable[Finding], heading: str) -> str:
    rows = [
        f"<li>{_shown(f.what)}{(': ' + str(_shown(f.got))) if f.got else ''}. "
        f"<span class='soft'>{_shown(f.advice)}</span></li>"
        for f in findings
    ]
    if not rows:
        return ""
    return f'<section><{heading}>{_("To look at")}</{heading}><ul class="patrol-doubts">{"".join(rows)}</ul></section>'


def _method(patrol: Patrol, heading: str) -> str:
    planned = patrol.planned
    made = claims(patrol, "r") if planned.digest else ()
    told = [
        _(
            "A fix is off by {sigma} m (standard deviation of an axis) or as the plan says; the least amounts allow "
            "for that and for the line's own error. Between fixes {gap} s apart or more nothing is known."
        ).format(sigma=f"{planned.vehicles[0].sigma_m:g}" if planned.vehicles else "5", gap=round(planned.gap_s)),
        _("Together: within {distance} for {share} of the time under way, certainly.").format(
            distance=distance_text(planned.join_m), share=f"{planned.join_share:.0%}"
        ),
    ]
    for claim in made:
        who = " + ".join("|".join(p) for p in claim.actor)
        held = _("in the custody of {who}").format(who=claim.custody) if claim.custody else _("in the parties' custody")
        told.append(
            _("It bears on {zone} as a patrol of {who}, {held}.").format(zone=claim.extent_place, who=who, held=held)
        )
    return (
        f"<section><{heading}>{_('How this was found')}</{heading}>"
        + "".join(f"<p>{_shown(t)}</p>" for t in told)
        + "</section>"
    )
