"""A norm, `{withdraw: [YPG], from: belt-30}` to a deed: one verb; who, what, at whom, where, how much."""

from __future__ import annotations

from typing import Any, NamedTuple

from servanda.accord.law import Deed, Duty, Term
from servanda.accord.measures import LENGTHS, NUMBERS, measures
from servanda.accord.moment import Clock
from servanda.accord.moving import ON
from servanda.accord.objects import object_class, own_class
from servanda.accord.page import Page
from servanda.accord.places import Zones
from servanda.accord.roles import ANYONE, Cast
from servanda.accord.verbs import Verb, normal, verbs
from servanda.documents import SCALARS, Path, did_you_mean, items, word
from servanda.words import _

TOGETHER = ("joint", "jointly", "together", "coordinated")
MANNERS = (*TOGETHER, "separate", "independent", "unilateral", "parallel", "armed", "unarmed", "daily", "regular")
PLACES = (
    *("from", "out of", "behind", "beyond", "in", "into", "to", "at", "along", "on", "across", "within"),
    *("inside", "outside", "of", "about", "around", "near"),
)
TARGETS = ("against", "on", "with", "towards", "toward")
AMOUNTS = (*LENGTHS, *NUMBERS)
RESERVED = (*PLACES, *TARGETS, *AMOUNTS, "by", "measure", "manner", "as", "says", ON)


class Parsed(NamedTuple):
    """A deed as written. `named`: its subjects, where the norm itself names any; `by`: who performs it; `zones`: the
    parts of `{each of: …}`; `verb` is None for an event kind used as a verb."""

    word: str
    verb: Verb | None
    deed: Deed
    named: tuple[Term, ...] = ()
    by: tuple[Term, ...] = ()
    zones: tuple[str, ...] = ()
    duty: Duty | None = None

    @property
    def aspect(self) -> str:
        """event, state or achievement."""
        return self.verb.deed if self.verb is not None else "event"

    @property
    def negates(self) -> bool:
        return self.verb is not None and self.verb.negates


class Deeds:
    """Parses deeds; shares one cast and one set of zones with the rest of the file."""

    def __init__(self, page: Page, cast: Cast, zones: Zones, clock: Clock) -> None:
        self.page, self.cast, self.zones, self.clock = page, cast, zones, clock

    def parsed(self, path: Path, value: object, owner: str) -> Parsed | None:
        """The deed under `path`; None after a finding. `owner` names zones that are drawn in place."""
        if isinstance(value, str):
            value = {value: None}
        if not isinstance(value, dict):
            example = "{withdraw: [YPG], from: belt-30}"
            self.page.wrong(path, "norm-shape", _("a norm is a verb with its particulars"), example, value)
            return None
        key = self._verb_key(path, value)
        if key is None:
            # the rest is read for what else may be wrong with it
            self._where(path, value, None, owner, _Direct())
            self._particulars(path, value, None)
            list(measures(self.page, path, value))
            return None
        table = verbs()
        verb = table.verb(key)
        name = verb.name if verb is not None else _kind(key)
        made = _Direct()
        self._direct((*path, key), value[key], verb, made)
        zone, parts = self._where(path, value, verb, owner, made)
        baseline = self.clock.point((*path, ON), value[ON], end=True) if ON in value else None
        if baseline is not None and zone is not None:
            zone = self.zones.as_it_stood(zone, value[ON], (*path, ON))
        owners, by, targets, together = self._particulars(path, value, verb)
        amounts = tuple(measures(self.page, path, value))
        made.manner = made.manner or normal(self.page.text(path, value, "manner"))
        subjects = tuple(dict.fromkeys(made.subjects)) or by or owners
        deed = Deed(
            name,
            subjects,
            tuple(dict.fromkeys(made.objects)),
            tuple(dict.fromkeys((*made.targets, *targets))),
            zone,
            together or made.manner in TOGETHER,
            made.manner,
            amounts,
            baseline.moment if baseline is not None else None,
        )
        return Parsed(key, verb, deed, subjects, by, parts, duty(self.page, path, value))

    def _verb_key(self, path: Path, value: dict[str, Any]) -> str | None:
        table = verbs()
        found: list[str] = []
        strange: list[str] = []
        for key in value:
            if normal(key) in RESERVED:
                continue
            (found if known_word(key) else strange).append(key)
        known = sorted((*table.by_word, *table.kinds))
        if not found:
            if strange:
                what = _("the verb {word!r} is not known").format(word=strange[0])
                self.page.wrong(
                    (*path, strange[0]), "unknown-verb", what, did_you_mean(normal(strange[0]), known), strange[0]
                )
            else:
                self.page.wrong(path, "missing-verb", _("the norm has no verb"), _("a verb of verbs.yaml"), value)
            return None
        for key in strange:
            expected = did_you_mean(normal(key), (*RESERVED, *known))
            what = _("the key {key!r} is not known in a norm").format(key=key)
            self.page.wrong((*path, key), "unknown-key", what, expected, key, _("rename or remove it"))
        # an event kind stands back behind a real verb
        real = [key for key in found if table.verb(key) is not None] or found
        if len(real) > 1:
            expected, advice = _("one verb"), _("make two obligations of it")
            self.page.wrong(path, "two-verbs", _("the norm has more than one verb"), expected, ", ".join(real), advice)
        return real[0]

    def _direct(self, path: Path, value: object, verb: Verb | None, made: _Direct) -> None:
        """What the verb's own value names: see verbs.yaml, `direct`."""
        takes = verb.direct if verb is not None else ("actor", "object", "zone")
        target = "target" in takes
        for at, item in self.page.each(path, value):
            if (
                isinstance(item, dict)
                and len(item) == 1
                and next(iter(item)) in ("each of", "any of", "all of", "jointly")
            ):
                group = next(iter(item))
                if group == "jointly":
                    made.manner = made.manner or "jointly"
                self._direct((*at, group), item[group], verb, made)
                continue
            if isinstance(item, dict):
                (made.targets if target else made.subjects).extend(self.cast.of_class(at, item))
                continue
            if not isinstance(item, SCALARS):
                self.page.wrong(at, "norm-value", _("this names nothing"), ", ".join(takes), item)
                continue
            text = word(item)
            if text.casefold() in ANYONE:
                if target or "actor" in takes:
                    (made.targets if target else made.subjects).append(Term(anyone=True))
                continue
            self._named(at, text, takes, made)

    def _named(self, path: Path, text: str, takes: tuple[str, ...], made: _Direct) -> None:
        if "manner" in takes and normal(text) in MANNERS:
            made.manner = normal(text)
            return
        thing = object_class(text)
        people = made.targets if "target" in takes else made.subjects
        if text in self.cast.classes.people and ("actor" in takes or "target" in takes):
            people.extend(self.cast.named(path, text))
        elif "object" in takes and (own := self.cast.classes.thing(text)):
            made.objects.extend(own)
        elif self._is_actor(text) and (not thing or text in self.page.signed):
            (made.targets if "target" in takes else made.subjects).append(Term(actor=text))
        elif "zone" in takes and self.zones.known(text):
            made.zone = (path, text)
        elif "object" in takes and thing:
            made.objects.append(thing)
        elif "zone" in takes and "object" not in takes and self.zones.place(text) is not None:
            made.zone = (path, text)
        elif thing:
            made.objects.append(thing)
        elif _looks_like_actor(text) and ("actor" in takes or "target" in takes):
            (made.targets if "target" in takes else made.subjects).append(Term(actor=self.cast.known(path, text)))
        elif "object" in takes and own_class(text):
            self._maybe_mistyped(path, text)
            made.objects.append(own_class(text))
        elif "manner" in takes:
            made.manner = normal(text)
        elif "zone" in takes and "actor" not in takes:
            made.zone = (path, text)  # the zones will say that there is none
        elif "actor" in takes or "target" in takes:
            (made.targets if "target" in takes else made.subjects).append(Term(actor=self.cast.known(path, text)))
        else:
            self.page.wrong(path, "norm-value", _("the verb cannot take this"), ", ".join(takes), text)

    def _is_actor(self, text: str) -> bool:
        register = self.cast.register
        return text in self.page.signed or (register is not None and text in register)

    def _maybe_mistyped(self, path: Path, text: str) -> None:
        near = did_you_mean(own_class(text), list(verbs().objects))
        close = near.removeprefix(_("perhaps ")).split(_(" or "))[0] if near.startswith(_("perhaps ")) else ""
        if close and abs(len(close) - len(text)) <= 2 and _alike(close, own_class(text)):
            what = _("a class of the accord's own, much like a known one")
            self.page.warn(path, "near-object", what, close, text, _("mend it if that was meant"))

    def _where(
        self, path: Path, value: dict[str, Any], verb: Verb | None, owner: str, made: _Direct
    ) -> tuple[str | None, tuple[str, ...]]:
        usual = verb.places if verb is not None else PLACES
        given = [key for key in value if normal(key) in PLACES and self._is_place(normal(key), value[key], usual)]
        given.sort(key=lambda key: normal(key) not in usual)
        for key in given[1:]:
            what = _("only one place decides a norm: {key!r} only tells").format(key=key)
            self.page.note((*path, key), "place-not-used", what, got=value[key])
        if given:
            names, each = self.zones.several((*path, given[0]), value[given[0]], owner)
            return (None, names) if each else (names[0] if names else None, ())
        if made.zone is not None:
            return self.zones.one(made.zone[0], made.zone[1], owner), ()
        return None, ()

    def _is_place(self, key: str, value: object, usual: tuple[str, ...]) -> bool:
        """`of` and `on` may name people as well as places."""
        if key not in ("of", "on", "about"):
            return True
        if isinstance(value, dict):
            return "designated" not in value and not (key == "of" and set(value) <= {"each of", "any of", "jointly"})
        texts = [word(item) for _at, item in items((), value) if isinstance(item, SCALARS)]
        if any(self.zones.known(text) for text in texts):
            return True
        if any(self._is_actor(text) or text.casefold() in ANYONE or _looks_like_actor(text) for text in texts):
            return False
        return key in usual and bool(texts) and self.zones.place(texts[0]) is not None

    def _particulars(
        self, path: Path, value: dict[str, Any], verb: Verb | None
    ) -> tuple[tuple[Term, ...], tuple[Term, ...], tuple[Term, ...], bool]:
        """Whose things, by whom, at whom, and whether those by whom must do it together."""
        usual = verb.places if verb is not None else PLACES
        owners: tuple[Term, ...] = ()
        by: tuple[Term, ...] = ()
        together = False
        targets: list[Term] = []
        for key, given in value.items():
            role = normal(key)
            if role == "by":
                who = self.cast.who((*path, key), given)
                by, together = who.terms, who.jointly
            elif role in ("of", "on", "about") and self._is_place(role, given, usual):
                continue
            elif role == "of":
                owners = self.cast.who((*path, key), given).terms
            elif role in TARGETS:
                targets += self.cast.who((*path, key), given).terms
        return owners, by, tuple(targets), together


class _Direct:
    def __init__(self) -> None:
        self.subjects: list[Term] = []
        self.targets: list[Term] = []
        self.objects: list[str] = []
        self.zone: tuple[Path, str] | None = None
        self.manner = ""


def known_word(text: str) -> bool:
    """Whether it is a verb of verbs.yaml or a kind of event."""
    return verbs().verb(text) is not None or _kind(text) in verbs().kinds


def duty(page: Page, path: Path, value: dict[str, Any]) -> Duty | None:
    """`as: conduct` or `as: result`; None where nothing is said."""
    text = page.text(path, value, "as")
    if not text:
        return None
    try:
        return Duty(text)
    except ValueError:
        page.wrong((*path, "as"), "duty", _("a duty is of conduct or of result"), "conduct, result", text)
        return None


def _kind(key: str) -> str:
    return normal(key).replace(" ", "-")


def _looks_like_actor(text: str) -> bool:
    return len(text) >= 2 and text.isascii() and text.isupper() and text[0].isalpha()


def _alike(a: str, b: str) -> bool:
    import difflib

    return difflib.SequenceMatcher(None, a, b).ratio() >= 0.85
