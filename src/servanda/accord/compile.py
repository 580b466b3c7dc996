"""An accord file to an `Accord`, or to everything that is wrong with it (docs/reference/accord.md)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from servanda.accord import check
from servanda.accord.changes import changes, supersedes
from servanda.accord.classes import classes
from servanda.accord.deed import Deeds
from servanda.accord.law import Accord, Deed, Moment, Monitor, Obligation, Term
from servanda.accord.moment import Clock, Point, clock
from servanda.accord.obligations import Obligations, Setting
from servanda.accord.page import Page
from servanda.accord.places import Drawn, FindBorder, FindPlace, FindTowns, LoadLine, Zones
from servanda.accord.readings import Readings, chosen, patched, readings
from servanda.accord.roles import Cast
from servanda.accord.rows import groups, rows
from servanda.accord.verbs import normal, verbs
from servanda.actors import Register
from servanda.documents import Document, Path, did_you_mean, items, load_yaml, word
from servanda.geo import Gazetteer, Place, read_places
from servanda.model import Finding, Position, is_slug
from servanda.words import _

INSTRUMENTS = ("accord", "ultimatum")
MONITOR_KEYS = ("monitor", "in", "of", "says")
KEYS = (
    *(
        "servanda",
        "accord",
        "instrument",
        "title",
        "signed",
        "in force",
        "until",
        "text_url",
        "pax",
        "timezone",
        "lateness",
    ),
    *("parties", "guarantors", "issued by", "addressee", "consequence", "verification", "decided by", "theme", "notes"),
    *("zones", "lines", "places", "readings", "obligations", "counts as", "classes", "changes", "supersedes"),
)
Found = tuple[Accord | None, list[Finding]]


def load_accord(
    content: bytes,
    file: str,
    *,
    register: Register | None = None,
    place: FindPlace | None = None,
    load_line: LoadLine | None = None,
    border: FindBorder | None = None,
    towns: FindTowns | None = None,
    choices: Mapping[str, str] | None = None,
    lint: bool = False,
    drawn: Drawn | None = None,
) -> Found:
    """`compile_accord` of a file's bytes; `version` is the beginning of their SHA-256."""
    document, findings = load_yaml(content, file)
    if document is None:
        return None, findings
    accord, more = compile_accord(
        document,
        register=register,
        place=place,
        load_line=load_line,
        border=border,
        towns=towns,
        choices=choices,
        version=hashlib.sha256(content).hexdigest()[:12],
        lint=lint,
        drawn=drawn,
    )
    return accord, [*findings, *more]


def compile_accord(
    document: Document,
    *,
    register: Register | None = None,
    place: FindPlace | None = None,
    load_line: LoadLine | None = None,
    border: FindBorder | None = None,
    towns: FindTowns | None = None,
    choices: Mapping[str, str] | None = None,
    version: str = "",
    trials: bool = True,
    lint: bool = False,
    drawn: Drawn | None = None,
) -> Found:
    """The accord under `choices` (reading name to alternative), and every finding, in the order of the file.

    `place(text)` finds a place by id or name (default: the towns of GeoNames), `load_line(path)` the geometry of a file
    of the dossier, `border(a, b)` a border line, `towns(code)` points of a country; without a `register` actors go
    unchecked. `drawn` keeps geometry between calls with the same places and files, so that an alternative that changes
    no zone costs milliseconds, not seconds. `trials=False` leaves out what would be wrong under each alternative: a
    question needs no more, `check` does. `lint=True` adds what a mediator wants to look at. With an error among the
    findings there is no accord. Never raises for bad content.
    """
    page = Page(document)
    if not isinstance(document.data, dict):
        page.wrong(
            (), "accord-shape", _("the file is no accord"), "servanda: 1, accord: …, obligations: …", document.data
        )
        return None, page.findings
    found = readings(page)
    choice = chosen(page, found, choices or {})
    changed = Page(patched(page, found, choice))
    maker = _Maker(changed, found, choice, register, place or Gazetteer().place)
    accord = maker.accord(version)
    compiled = maker.zones.compiled(maker.clock, load_line, border, towns, drawn)
    changed.findings += compiled.findings
    if accord is not None:
        check.references(changed, accord)
        check.lints(changed, accord, compiled, maker.zones)
    own = [*page.findings, *changed.findings]
    if trials and not choices:
        own += _of_alternatives(page, found, choice, register, maker.place, own)
    wrong = accord is None or any(f.is_error for f in own)
    if accord is not None and not wrong:
        accord = replace(accord, zones=compiled.zones, lines=compiled.lines)
        if lint:
            own += _lint(accord, changed, maker, register)
    findings = sorted(dict.fromkeys(own), key=lambda f: (f.at.line, f.at.col))
    if accord is None or wrong:
        return None, findings
    return replace(accord, findings=tuple(findings)), findings


def _lint(accord: Accord, page: Page, maker: _Maker, register: Register | None) -> list[Finding]:
    from servanda.accord.lint import Sheet, lint

    given = page.document.data.get("obligations")
    rows = {str(row.get("id")): row for row in (given if isinstance(given, list) else ()) if isinstance(row, dict)}
    return lint(Sheet(accord, rows, maker.zones.expressions, register, maker.zones.still.undated))


def _of_alternatives(
    page: Page,
    found: Readings,
    choice: Mapping[str, str],
    register: Register | None,
    place: FindPlace,
    known: list[Finding],
) -> list[Finding]:
    """What would be wrong with the file under each alternative by itself; geometry is left to whoever chooses it."""
    more: list[Finding] = []
    for name, effects in found.effects.items():
        for alternative in effects:
            if choice.get(name) == alternative:
                continue
            trial = Page(page.document)
            changed = Page(patched(trial, found, {**choice, name: alternative}))
            accord = _Maker(changed, found, choice, register, place).accord("")
            if accord is not None:
                check.references(changed, accord)
            prefix = _("under {name}: {alternative}: ").format(name=name, alternative=alternative)
            told = (f for f in (*trial.findings, *changed.findings) if f.is_error or f.slug == "deadlock")
            errors = [f for f in told if f not in known]
            more += [replace(f, what=prefix + f.what) for f in errors]
    return more


class _Maker:
    def __init__(
        self, page: Page, found: Readings, choice: Mapping[str, str], register: Register | None, place: FindPlace
    ) -> None:
        self.page, self.found, self.choice, self.register = page, found, choice, register
        self.data: dict[str, Any] = page.document.data
        self.classes = classes(page)
        self.cast = Cast(page, register, self.classes)
        self.place = self._places(place)
        self.zones = Zones(page, self.place)
        self.clock, self.timezone = clock(page)
        self.deeds = Deeds(page, self.cast, self.zones, self.clock)

    def accord(self, version: str) -> Accord | None:
        page, data = self.page, self.data
        page.unknown((), data, KEYS)
        if data.get("servanda") != 1:
            expected, got = "servanda: 1", data.get("servanda")
            page.wrong(("servanda",), "servanda-version", _("the file does not say its format"), expected, got)
        ident = self._ident()
        page.accord = ident or "accord"
        instrument = self._instrument()
        ultimatum = instrument == "ultimatum"
        when = self.clock
        page.groups = groups(page)
        signed = self._signed(when)
        in_force = signed
        if "in force" in data:
            in_force = when.point(("in force",), data["in force"], end=False) or signed
        until = when.point(("until",), data["until"], end=True) if "until" in data else None
        issuer = self.cast.ids(("issued by",), data.get("issued by"))
        parties = self.cast.ids(("parties",), data.get("parties")) or issuer
        addressee = self.cast.ids(("addressee",), data.get("addressee"))
        if not parties:
            expected = _("issued by: [TUR]") if ultimatum else _("parties: [TUR, RUS]")
            page.wrong(("parties",), "no-parties", _("nobody signed it"), expected, data.get("parties"))
        if ultimatum and not addressee:
            page.wrong(("addressee",), "no-addressee", _("to whom is it addressed?"), "addressee: [SYR]")
        guarantors = self.cast.ids(("guarantors",), data.get("guarantors"))
        page.signed = frozenset((*parties, *addressee, *guarantors, *issuer, *self._performers()))
        decided_by = self.cast.ids(("decided by",), data.get("decided by"))
        theme = page.text((), data, "theme")
        force = in_force or Point(Moment())
        setting = Setting(page.accord, parties, force, ultimatum, addressee, theme, decided_by)
        obligations = self._obligations(Obligations(page, when, self.cast, self.deeds, setting))
        if guarantors:
            obligations = [o if o.guarantors else replace(o, guarantors=guarantors) for o in obligations]
        consequence, deed = self._consequence(issuer or parties)
        lateness = when.seconds(("lateness",), data["lateness"]) if "lateness" in data else 0
        counts_as = self._counts_as()
        monitors = self._monitors()
        notes = "\n".join(text for _at, text in page.texts((), data, "notes"))
        if signed is None or ident is None:
            return None
        return Accord(
            ident,
            instrument,
            page.text((), data, "title") or ident,
            int(dict(signed.dated).get(when.first, signed.dated[0][1])),
            self.timezone,
            parties,
            force.moment,
            tuple(obligations),
            readings=dict(self.found.all),
            chosen=dict(self.choice),
            counts_as=counts_as,
            until=until.moment if until is not None else None,
            lateness_s=lateness or 0,
            text_url=page.text((), data, "text_url"),
            pax=page.text((), data, "pax"),
            issuer=issuer or (parties if ultimatum else ()),
            addressee=addressee,
            consequence=consequence,
            consequence_deed=deed,
            verification=tuple(dict.fromkeys(m.actor for m in monitors)),
            monitors=monitors,
            changes=changes(page, self.cast, (), data, parties),
            supersedes=supersedes(page),
            things=self.classes.things,
            notes=notes,
            version=version,
            at=page.document.at(("accord",)),
        )

    def _ident(self) -> str | None:
        ident = self.data.get("accord")
        if isinstance(ident, str) and is_slug(ident):
            return ident
        expected = _("a letter, then up to 39 letters, digits or hyphens")
        self.page.wrong(("accord",), "accord-id", _("the accord has no usable id"), expected, ident)
        return None

    def _instrument(self) -> str:
        text = self.page.text((), self.data, "instrument") or "accord"
        if text not in INSTRUMENTS:
            what = _("the instrument is not known")
            self.page.wrong(("instrument",), "instrument", what, ", ".join(INSTRUMENTS), text)
            return "accord"
        return text

    def _signed(self, when: Clock) -> Point | None:
        if self.data.get("signed") is None:
            what = _("the date of signature is missing")
            self.page.wrong(("signed",), "no-signature", what, "signed: 2019-10-22")
            return None
        point = when.point(("signed",), self.data["signed"], end=False)
        if point is not None and not point.dated:
            self.page.wrong(("signed",), "bad-date", _("a signature has a date of its own"), "2019-10-22")
            return None
        return point

    def _performers(self) -> set[str]:
        """Ids under the roles of every obligation: actors, even where no register knows them."""
        rows = self.data.get("obligations")
        found: set[str] = set()
        for row in rows if isinstance(rows, list) else ():
            for role in ("performer", "restrained", "beneficiary", "guarantor"):
                value = row.get(role) if isinstance(row, dict) else None
                if isinstance(value, dict) and len(value) == 1:
                    value = next(iter(value.values()))
                found |= {word(item) for _at, item in items((), value) if isinstance(item, str)}
        return {text for text in found if is_slug(text)}

    def _obligations(self, maker: Obligations) -> list[Obligation]:
        page, given = self.page, self.data.get("obligations")
        if not isinstance(given, list) or not given:
            page.wrong(("obligations",), "no-obligations", _("there are no obligations"), "- id: …", given)
            return []
        made: list[Obligation] = []
        seen: dict[str, str] = {}
        for i, row in enumerate(given):
            path: Path = ("obligations", i)
            if not isinstance(row, dict):
                page.wrong(path, "obligation-shape", _("this is no obligation"), "id: …, bearer: …, shall: …", row)
                continue
            ident = word(row.get("id") or "")
            for one in rows(page, path, row):
                name = one.ident or ident
                twin = seen.get(name.casefold())
                obligation = maker.obligation(path, one.row, self.found.by_obligation.get(i, ()), one.group)
                if name and twin is not None:
                    what = _("two obligations have the same id (case does not count)")
                    page.wrong((*path, "id"), "duplicate-obligation", what, got=twin, advice=_("rename one"))
                elif obligation is not None:
                    made.append(obligation)
                    seen[name.casefold()] = name
            if ident and "for each" in row and ident.casefold() in seen:
                what = _("an obligation is called as a `for each` is")
                page.wrong((*path, "id"), "duplicate-obligation", what, got=ident, advice=_("rename one"))
        return made

    def _monitors(self) -> tuple[Monitor, ...]:
        """`verification`: actor ids, or `{monitor: ID, in: ZONE, of: KINDS}` for what it may observe."""
        page, found = self.page, []
        for at, item in items(("verification",), self.data.get("verification")):
            if not isinstance(item, dict):
                found += [Monitor(actor) for actor in self.cast.ids(at, item)]
                continue
            page.unknown(at, item, MONITOR_KEYS)
            actors = self.cast.ids((*at, "monitor"), item.get("monitor"))
            if not actors:
                page.wrong(at, "monitor", _("which monitor?"), "{monitor: osce-smm, in: area, of: [shelling]}", item)
            zones, _each = self.zones.several((*at, "in"), item["in"], "watch") if "in" in item else ((), False)
            kinds = []
            for where, text in page.texts(at, item, "of"):
                kind = normal(text).replace(" ", "-")
                if kind not in verbs().kinds:
                    expected = did_you_mean(kind, sorted(verbs().kinds))
                    page.wrong(where, "unknown-kind", _("no kind of event is called so"), expected, text)
                    continue
                kinds.append(kind)
            found += [Monitor(actor, zones, tuple(kinds)) for actor in actors]
        return tuple(found)

    def _consequence(self, issuer: tuple[str, ...]) -> tuple[str, Deed | None]:
        page, value, path = self.page, self.data.get("consequence"), ("consequence",)
        if not isinstance(value, dict):
            return page.text((), self.data, "consequence"), None
        page.unknown(path, value, ("says", "shall"))
        says = page.text(path, value, "says")
        if "shall" not in value:
            return says, None
        parsed = self.deeds.parsed((*path, "shall"), value["shall"], "consequence")
        if parsed is None:
            return says, None
        subjects = parsed.named or tuple(Term(a) for a in issuer)
        return says or parsed.word, replace(parsed.deed, subjects=subjects)

    def _counts_as(self) -> tuple[tuple[str, str], ...]:
        page, path = self.page, ("counts as",)
        rows = page.mapping(path, self.data.get("counts as"), "counts-as-shape", "{SDF: YPG}") or {}
        pairs = []
        for actor, taken in rows.items():
            self.cast.known((*path, actor), actor)
            pairs += [(actor, other) for other in self.cast.ids((*path, actor), taken)]
        return tuple(dict.fromkeys(pairs))

    def _places(self, place: FindPlace) -> FindPlace:
        """The accord's own `places`, before those of the dossier."""
        if self.data.get("places") is None:
            return place
        at = self.page.document.at

        def where(path: Path) -> Position:
            return at(("places", *path))

        places, findings = read_places(self.data["places"], at=where)
        self.page.findings += findings
        own = Gazetteer(places, towns=False)

        def find(text: str) -> Place | None:
            return own.place(text) or place(text)

        return find
