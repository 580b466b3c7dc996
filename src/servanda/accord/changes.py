"""Who may change what was agreed: `changes`, by the acts extend, suspend, resume, waive, terminate and supersede."""

from __future__ import annotations

from typing import Any

from servanda.accord.law import ACTS, Change
from servanda.accord.page import Page
from servanda.accord.roles import Cast
from servanda.documents import Path, did_you_mean
from servanda.words import _


def changes(page: Page, cast: Cast, path: Path, row: dict[str, Any], parties: tuple[str, ...]) -> tuple[Change, ...]:
    """`{extend: {jointly: [TUR, RUS]}, suspend: {any of: [TUR, RUS]}, waive: TUR}`; a list means all of it together,
    `all` means every party."""
    example = "{extend: {jointly: all}, suspend: {any of: [TUR, RUS]}}"
    given = page.mapping((*path, "changes"), row.get("changes"), "changes-shape", example) or {}
    found = []
    for act, by in given.items():
        at = (*path, "changes", act)
        if act not in ACTS:
            page.wrong(at, "unknown-act", _("no act is called so"), did_you_mean(act, ACTS), act)
            continue
        who = cast.who(at, by)
        everyone = any(term.anyone for term in who.terms)
        actors = parties if everyone else who.actors
        alone = who.each or (isinstance(by, dict) and "any of" in by)
        if not actors:
            page.wrong(at, "nobody-named", _("nobody is named here"), _("an actor's id"), by)
            continue
        found.append(Change(act, actors, not alone))
    return tuple(found)


def supersedes(page: Page) -> tuple[str, ...]:
    """`supersedes: [sochi-2018/5/*, astana-2017]`: what ends when this accord enters into force."""
    found = []
    for at, text in page.texts((), page.document.data, "supersedes"):
        accord = text.partition("/")[0]
        if accord == page.accord or not accord:
            what = _("an accord supersedes others, not itself")
            page.wrong(at, "supersedes-itself", what, "astana-2017, sochi-2018/5/*, sochi-2018/patrols", text)
            continue
        found.append(text if "/" in text else f"{text}/*")
    return tuple(dict.fromkeys(found))
