"""From the files on a shelf to the law and the cast: actors, places, posts, accords with their zones, viewpoints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from servanda.accord import Accord, compile_accord
from servanda.actors import Register, read_register
from servanda.documents import Document, load_yaml, unknown_keys
from servanda.dossier.config import FILE, Config, read_config
from servanda.dossier.shelf import Shelf
from servanda.errors import DossierError
from servanda.geo import Gazetteer, Loaded, Place, Post, Zone, read_geometry, read_places, read_posts
from servanda.model import Finding, Position
from servanda.verdict import ALL, THIRD_PARTY, Viewpoint
from servanda.words import _


@dataclass(frozen=True)
class Law:
    """Everything but the claims. `documents` are kept to compile an accord again under another reading."""

    config: Config
    register: Register
    gazetteer: Gazetteer
    posts: tuple[Post, ...]
    accords: tuple[Accord, ...]
    named_viewpoints: Mapping[str, Viewpoint]
    findings: tuple[Finding, ...]
    documents: Mapping[str, Document] = field(repr=False)
    shelf: Shelf = field(repr=False)
    choices: Mapping[str, str] = field(default_factory=dict)
    drawn: dict[str, dict[str, Zone]] = field(default_factory=dict, repr=False)
    alternatives: dict[tuple[str, str, str], Accord | None] = field(default_factory=dict, repr=False)

    @cached_property
    def load_line(self) -> Any:
        return loader(self.shelf)

    @cached_property
    def zones(self) -> Mapping[str, Zone]:
        """Every zone as `accord/zone`, and by its bare name where only one accord has it."""
        found: dict[str, Zone] = {}
        bare: dict[str, list[Zone]] = {}
        for accord in self.accords:
            for name, zone in accord.zones.items():
                found[f"{accord.id}/{name}"] = zone
                bare.setdefault(name, []).append(zone)
        found.update((name, zones[0]) for name, zones in bare.items() if len(zones) == 1)
        return found

    @cached_property
    def viewpoints(self) -> Mapping[str, Viewpoint]:
        """`all`, each party, `third-party`, then those that the dossier names."""
        found = {"all": ALL}
        for accord in self.accords:
            for party in (*accord.parties, *accord.addressee):
                found.setdefault(party, actor_viewpoint(party))
        found["third-party"] = THIRD_PARTY
        found.update(self.named_viewpoints)
        return found

    def under(self, accord_id: str, reading: str, alternative: str) -> Accord | None:
        """The accord compiled with one more reading chosen; None when it does not compile."""
        key = (accord_id, reading, alternative)
        if key not in self.alternatives:
            self.alternatives[key] = self._compiled(accord_id, {**self.choices, reading: alternative})
        return self.alternatives[key]

    def _compiled(self, accord_id: str, choices: Mapping[str, str]) -> Accord | None:
        document = self.documents.get(accord_id)
        if document is None:
            return None
        accord, _findings = compile_accord(
            document,
            register=self.register,
            place=self.gazetteer.place,
            load_line=self.load_line,
            choices=choices,
            drawn=self.drawn,
        )
        return accord


def actor_viewpoint(actor: str) -> Viewpoint:
    """One actor's account: its own and its parts' claims, its designations."""
    return Viewpoint(actor, (actor,), designators=(actor,))


def read_law(
    shelf: Shelf, choices: Mapping[str, str] | None = None, *, trials: bool = False, lint: bool = False
) -> Law:
    """All of the law on a shelf. Bad files are findings; what can be used is used. With `trials`, what would be wrong
    under each alternative reading is found as well."""
    findings: list[Finding] = []
    config = Config("dossier", "")
    if FILE in shelf.paths:
        config, found = read_config(shelf.read(FILE))
        findings += found
    register = Register()
    if "actors.yaml" in shelf.paths:
        register, found = read_register(shelf.read("actors.yaml"))
        findings += found
    places: tuple[Place, ...] = ()
    posts: tuple[Post, ...] = ()
    if "places.yaml" in shelf.paths:
        document, found = load_yaml(shelf.read("places.yaml"), "places.yaml")
        findings += found
        if document is not None and document.data is not None:
            places, found = read_places(document.data, at=document.at, tz=config.tz)
            findings += found
    if "posts.yaml" in shelf.paths:
        document, found = load_yaml(shelf.read("posts.yaml"), "posts.yaml")
        findings += found
        if document is not None and document.data is not None:
            posts, found = read_posts(document.data, at=document.at, tz=config.tz)
            findings += found
    gazetteer = Gazetteer((*places, *(p.place for p in posts)))
    drawn: dict[str, dict[str, Zone]] = {}
    accords, documents = _accords(shelf, register, gazetteer, choices or {}, drawn, findings, trials=trials, lint=lint)
    viewpoints = _viewpoints(shelf, register, findings)
    return Law(
        config, register, gazetteer, posts, accords, viewpoints, tuple(findings), documents, shelf, choices or {}, drawn
    )


def _accords(
    shelf: Shelf,
    register: Register,
    gazetteer: Gazetteer,
    choices: Mapping[str, str],
    drawn: dict[str, dict[str, Zone]],
    findings: list[Finding],
    *,
    trials: bool,
    lint: bool,
) -> tuple[tuple[Accord, ...], dict[str, Document]]:
    accords: dict[str, Accord] = {}
    load_line = loader(shelf)
    documents: dict[str, Document] = {}
    for path in shelf.paths:
        if not path.startswith("accords/"):
            continue
        document, found = load_yaml(shelf.read(path), path)
        findings += found
        if document is None:
            continue
        accord, found = compile_accord(
            document,
            register=register,
            place=gazetteer.place,
            load_line=load_line,
            choices=choices,
            version=shelf.digest(path)[:12],
            trials=trials,
            lint=lint,
            drawn=drawn,
        )
        findings += found
        if accord is None:
            continue
        if accord.id.casefold() in (a.casefold() for a in accords):
            what = _("two files describe the accord {id}").format(id=accord.id)
            findings.append(Finding("duplicate-accord", what, advice=_("rename or remove one"), at=document.at()))
            continue
        accords[accord.id] = accord
        documents[accord.id] = document
    ordered = sorted(accords.values(), key=lambda a: (a.signed, a.id))
    return tuple(ordered), documents


def loader(shelf: Shelf) -> Any:
    """Reads a line or polygon file of the dossier; what is wrong with it is in the result."""

    kept: dict[str, Loaded] = {}

    def beside(path: str) -> bytes | None:
        try:
            return shelf.read(path)
        except DossierError:
            return None

    def load(path: str) -> Loaded:
        if path not in kept:
            try:
                kept[path] = read_geometry(shelf.read(path), path, beside)
            except DossierError as error:
                kept[path] = Loaded(None, (Finding(error.slug, error.message, advice=error.advice, at=Position(path)),))
        return kept[path]

    return load


def _viewpoints(shelf: Shelf, register: Register, findings: list[Finding]) -> dict[str, Viewpoint]:
    if "viewpoints.yaml" not in shelf.paths:
        return {}
    document, found = load_yaml(shelf.read("viewpoints.yaml"), "viewpoints.yaml")
    findings += found
    if document is None or document.data is None:
        return {}
    rows = document.data.get("viewpoints", document.data) if isinstance(document.data, dict) else document.data
    base: tuple[str | int, ...] = ("viewpoints",) if rows is not document.data else ()
    made: dict[str, Viewpoint] = {}
    for i, row in _entries(rows):
        here = (*base, i)
        name = row.get("id") or row.get("name") if isinstance(row, dict) else None
        if not isinstance(row, dict) or not name:
            what = _("a viewpoint needs id and speakers")
            findings.append(Finding("viewpoint-shape", what, "{id: …, speakers: [TUR]}", at=document.at(here)))
            continue
        keys = ("id", "name", "title", "speakers", "designators", "notes")
        findings += unknown_keys(document, here, row, keys)
        speakers, designators = _ids(row.get("speakers")), _ids(row.get("designators"))
        for actor in (*speakers, *designators):
            if actor not in register:
                what = _("nobody is called {id!r}").format(id=actor)
                at = document.at((*here, "speakers"))
                findings.append(Finding("unknown-actor", what, advice=_("add it to actors.yaml"), at=at))
        made[str(name)] = Viewpoint(str(name), speakers, designators=designators or speakers)
    return made


def _entries(rows: object) -> list[tuple[str | int, Any]]:
    """The entries of a list, or of a mapping by name."""
    if isinstance(rows, dict):
        named = [(key, row) for key, row in rows.items() if key != "servanda"]
        return [(k, {"id": k, **row} if isinstance(row, dict) else row) for k, row in named]
    return list(enumerate(rows)) if isinstance(rows, list) else []


def _ids(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(str(v) for v in value) if isinstance(value, list) else ()
