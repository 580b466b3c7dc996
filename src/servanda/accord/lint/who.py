"""Lint of people and things: who answers for another's deed, and classes that nobody defines."""

from __future__ import annotations

from collections.abc import Iterator

from servanda.accord.law import Deed
from servanda.accord.lint.sheet import Sheet, told
from servanda.accord.verbs import verbs
from servanda.model import Finding, Severity
from servanda.words import _

OF_THINGS = ("withdraw", "be present", "deploy", "supply", "disarm")
"""Verbs whose things must be told apart on the ground; what is agreed or founded bears its own name."""


def bearer_is_not_performer(sheet: Sheet) -> Iterator[Finding]:
    """Who signed answers for what another does, who did not sign."""
    for o in sheet.testable:
        if not o.bearers or not o.performers:
            continue
        own = set(o.bearers)
        strangers = [p for p in o.performers if not sheet.wholes(p) & own]
        if len(strangers) == len(o.performers):
            what = _("{bearers} must bring about what {others} do").format(
                bearers=", ".join(o.bearers), others=", ".join(strangers)
            )
            advice = _("say by which means, or whether only steps are owed (`as: conduct`)")
            yield told(o, "bearer-is-not-performer", what, _("a party's own deed"), ", ".join(strangers), advice)


def undefined_class(sheet: Sheet) -> Iterator[Finding]:
    """A class without a list, or without somebody who says who belongs to it."""
    known = {*verbs().objects, *sheet.accord.things}
    for o in sheet.accord.obligations:
        deeds = [d for d in (o.norm.deed, o.norm.trigger, o.norm.permits) if d is not None]
        named = dict.fromkeys(
            t.designated for d in deeds for t in (*d.subjects, *d.targets) if t.designated and not t.by
        )
        for name in named:
            what = _("who is {name!r}? the text names nobody who says so").format(name=name)
            expected = "{designated: " + name + ", by: UNSC}"
            advice = _("name who designates, or list the members under `classes`")
            yield told(o, "undefined-class", what, expected, name, advice, Severity.WARNING)
        for thing in dict.fromkeys(thing for d in deeds for thing in _things(d)):
            if thing not in known:
                what = _("what belongs to {name!r}? the text does not say").format(name=thing)
                expected = _("an entry under `classes`")
                yield told(o, "undefined-class", what, expected, thing, _("list it, with calibres"), Severity.WARNING)


def _things(deed: Deed) -> tuple[str, ...]:
    return deed.objects if deed.verb in OF_THINGS else ()
