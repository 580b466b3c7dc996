"""actors.yaml to a register and findings, all at once (docs/reference/actors.md)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import tzinfo
from typing import Any

from servanda.actors.actor import TYPES, Actor, Designation, Name, Tie
from servanda.actors.register import MECHANISM, UNNAMED, Register
from servanda.documents import Document, Margin, Path, did_you_mean, items, load_yaml
from servanda.model import (
    Finding,
    Handling,
    Interval,
    Position,
    Severity,
    TimeError,
    beginning,
    instant,
    is_slug,
    zone,
)
from servanda.words import _

KEYS = ("id", "type", "names", "part of", "aligned with", "role", "designations", "handling", "notes")
NAME_KEYS = ("text", "lang", "from", "to")
TIE_KEYS = ("id", "from", "to", "reading")
DESIGNATION_KEYS = ("as", "by", "from", "to", "source")
FILE_KEYS = ("servanda", "timezone", "actors")


def read_register(content: bytes, file: str = "actors.yaml") -> tuple[Register, list[Finding]]:
    """`load_register` of a file's bytes; bytes that are no YAML give the base register alone."""
    document, findings = load_yaml(content, file)
    if document is None:
        return Register(), findings
    register, more = load_register(document)
    return register, [*findings, *more]


def load_register(document: Document) -> tuple[Register, list[Finding]]:
    """The register that `document` describes and everything that is wrong with it. Entries that cannot be used (no id,
    an id that stands twice) are left out; all others are in the register, without the parts that are wrong."""
    return _Reader(document).read()


class _Reader(Margin):
    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self.tz: tzinfo | None = None

    def read(self) -> tuple[Register, list[Finding]]:
        actors: dict[str, Actor] = {}
        seen: dict[str, str] = {}
        for path, row in self._rows():
            actor = self._actor(path, row)
            if actor is None:
                continue
            twin = seen.get(actor.id.casefold())
            if twin is not None:
                self.wrong(
                    (*path, "id"),
                    "duplicate-actor",
                    _("the actor {id!r} stands twice (case does not count)").format(id=actor.id),
                    got=twin,
                    advice=_("join the two entries"),
                )
                continue
            seen[actor.id.casefold()] = actor.id
            actors[actor.id] = actor
        register = Register(actors.values())
        self._check_ties(register)
        return register, sorted(self.findings, key=lambda f: (f.at.line, f.at.col))

    def _rows(self) -> Iterator[tuple[Path, dict[str, Any]]]:
        data = self.document.data
        base: Path = ()
        if isinstance(data, dict):
            self.unknown((), data, FILE_KEYS)
            if data.get("servanda", 1) != 1:
                got = data["servanda"]
                self.wrong(("servanda",), "servanda-version", _("the format is of another version"), "1", got)
            if data.get("timezone") is not None:
                try:
                    self.tz = zone(str(data["timezone"]))
                except TimeError as error:
                    self.wrong(("timezone",), "bad-time-zone", _("the time zone is not known"), str(error))
            data, base = data.get("actors"), ("actors",)
        if data is None:
            return
        if not isinstance(data, list):
            self.wrong(base, "actors-shape", _("the file is no list of actors"), _("- id: TUR …"), type(data).__name__)
            return
        for i, row in enumerate(data):
            if isinstance(row, dict):
                yield (*base, i), row
            else:
                self.wrong((*base, i), "actors-shape", _("the entry is no actor"), _("id: …, names: …"), row)

    def _actor(self, path: Path, row: dict[str, Any]) -> Actor | None:
        self.unknown(path, row, KEYS)
        ident = row.get("id")
        if not isinstance(ident, str) or not is_slug(ident):
            self.wrong(
                (*path, "id"),
                "actor-id",
                _("the actor has no usable id"),
                _("a letter, then up to 39 letters, digits or hyphens"),
                ident,
                _("states: ISO 3166 alpha-3; acronyms upper case; else kebab-case"),
            )
            return None
        if ident.casefold() == MECHANISM:
            self.wrong((*path, "id"), "reserved-actor", _("the id {id!r} is reserved").format(id=MECHANISM), got=ident)
            return None
        kind = row.get("type") or ""
        if kind and kind not in TYPES:
            self.wrong((*path, "type"), "actor-type", _("the type is not known"), ", ".join(TYPES), kind)
            kind = ""
        return Actor(
            ident,
            str(kind),
            tuple(self._names(path, row)),
            tuple(self._ties(path, row, "part of")),
            tuple(self._ties(path, row, "aligned with")),
            self.text(path, row, "role"),
            tuple(self._designations(path, row)),
            self._handling(path, row),
            self.text(path, row, "notes"),
            at=self.document.at((*path, "id")),
        )

    def _names(self, path: Path, row: Mapping[str, Any]) -> Iterator[Name]:
        for at, item in items((*path, "names"), row.get("names")):
            if isinstance(item, dict):
                self.unknown(at, item, NAME_KEYS)
                text = self.text(at, item, "text")
                if text:
                    yield Name(text, self.text(at, item, "lang"), self._over(at, item))
                else:
                    self.wrong(at, "actor-name", _("the name has no text"), _("text: …"))
            elif isinstance(item, list) or item is None:
                self.wrong(at, "actor-name", _("this is no name"), _("text, or text: …, lang: …"), item)
            else:
                yield Name(str(item))

    def _ties(self, path: Path, row: Mapping[str, Any], key: str) -> Iterator[Tie]:
        for at, item in items((*path, key), row.get(key)):
            if isinstance(item, dict):
                self.unknown(at, item, TIE_KEYS)
                ident = self.text(at, item, "id")
                if ident:
                    yield Tie(ident, self._over(at, item), self.text(at, item, "reading"), self._spot(at, "id"))
                else:
                    self.wrong(at, "actor-tie", _("{key!r} names no actor").format(key=key), _("id: …"))
            elif isinstance(item, str):
                yield Tie(item, at=self.document.at(at))
            else:
                self.wrong(at, "actor-tie", _("{key!r} names no actor").format(key=key), _("an actor's id"), item)

    def _designations(self, path: Path, row: Mapping[str, Any]) -> Iterator[Designation]:
        for at, item in items((*path, "designations"), row.get("designations")):
            if not isinstance(item, dict):
                self.wrong(at, "actor-designation", _("this is no designation"), _("as: terrorist, by: UNSC"), item)
                continue
            self.unknown(at, item, DESIGNATION_KEYS)
            as_, by = self.text(at, item, "as"), self.text(at, item, "by")
            if not as_ or not by:
                self.wrong(
                    at,
                    "actor-designation",
                    _("a designation says as what and by whom"),
                    _("as: terrorist, by: UNSC"),
                    ", ".join(map(str, item)),
                )
                continue
            yield Designation(as_, by, self._over(at, item), self.text(at, item, "source"), self._spot(at, "by"))

    def _handling(self, path: Path, row: Mapping[str, Any]) -> Handling:
        value = row.get("handling")
        if value is None:
            return Handling.PUBLIC
        try:
            return Handling(str(value))
        except ValueError:
            known = ", ".join(h.value for h in Handling)
            self.wrong((*path, "handling"), "handling", _("the handling is not known"), known, value)
            return Handling.SECRET  # what cannot be read is kept close, not shown

    def _over(self, path: Path, item: Mapping[str, Any]) -> Interval:
        """`from` at its start, `to` at its end (the day that it names is included)."""
        start = self._time(path, item, "from", beginning)
        end = self._time(path, item, "to", instant)
        if start is not None and end is not None and start >= end:
            self.wrong((*path, "to"), "backwards", _("it ends before it starts"), f"> {item['from']}", item["to"])
            return Interval()
        return Interval(start, end)

    def _time(self, path: Path, item: Mapping[str, Any], key: str, read: Any) -> int | None:
        value = item.get(key)
        if value is None or value == "..":
            return None
        try:
            return int(read(str(value), self.tz))
        except TimeError as error:
            self.wrong(
                (*path, key), "bad-date", _("{key!r} is no date").format(key=key), str(error).split(", got")[0], value
            )
            return None

    def _check_ties(self, register: Register) -> None:
        known = [*register.own, *(a.id for a in register if a.base)]
        folded = {ident.casefold(): ident for ident in known}
        for actor in register.own.values():
            for tie in actor.part_of:
                self._known(tie.at, "part of", actor, tie.id, register, folded)
            for tie in actor.aligned_with:
                self._known(tie.at, "aligned with", actor, tie.id, register, folded)
            for d in actor.designations:
                self._known(d.at, "designations", actor, d.by, register, folded, Severity.WARNING)
            circular = next((tie for tie in actor.part_of if actor.id in register.wholes(tie.id)), None)
            if circular is not None:
                what = _("the actor {id!r} is part of itself").format(id=actor.id)
                got = " > ".join((actor.id, circular.id, "…", actor.id))
                advice = _("membership must lead upwards; write an alliance as `aligned with`")
                self.findings.append(Finding("membership-cycle", what, "", got, advice, circular.at))

    def _known(
        self,
        at: Position,
        key: str,
        actor: Actor,
        ident: str,
        register: Register,
        folded: Mapping[str, str],
        severity: Severity = Severity.ERROR,
    ) -> None:
        if ident in register or ident.startswith(UNNAMED):
            return
        what = _("{id!r}: the actor named in {key!r} is not known").format(id=actor.id, key=key)
        near = did_you_mean(ident, list(register.own))
        expected = folded.get(ident.casefold()) or (near if near.startswith(_("perhaps ")) else "")
        advice = _("add it to actors.yaml, or mend the id")
        self.findings.append(Finding("unknown-actor", what, expected, ident, advice, at, severity))

    def _spot(self, path: Path, key: str) -> Position:
        return self.document.at((*path, key))
