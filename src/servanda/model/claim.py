"""The claim record: one attributed statement in a report (docs/reference/claims.md).

One flat schema, columnar in bulk, one JSON line by itself. Times are seconds UTC, distances metres, latitude before
longitude. The views `origin … recorded_at` are filled in by the dossier for a pair of clocks; a source leaves them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from operator import attrgetter
from typing import Any, NamedTuple

from servanda.model.time import Extent, rfc3339

SCHEMA_VERSION = 1


class Kind(StrEnum):
    OCCURRENCE = "occurrence"
    ASSESSMENT = "assessment"
    UNDERTAKING = "undertaking"
    ACT = "act"
    COVERAGE = "coverage"
    DESIGNATION = "designation"
    FINDING = "finding"


class Polarity(StrEnum):
    AFFIRMS = "affirms"
    DENIES = "denies"
    NONE = "none"


class Mode(StrEnum):
    SOME = "some"
    THROUGHOUT = "throughout"


class Stance(StrEnum):
    ASSERTS = "asserts"
    DENIES = "denies"
    CONFIRMS = "confirms"
    ACCUSES = "accuses_noncompliance"
    DEMANDS = "demands"
    THREATENS = "threatens_conditionally"
    PROMISES = "promises"
    REPORTS_CONTACT = "reports_contact"
    UNABLE = "unable_to_confirm"
    EXCUSES = "excuses"
    RETRACTS = "retracts"


class Handling(StrEnum):
    PUBLIC = "public"
    RESTRICTED = "restricted"
    SECRET = "secret"


class Review(StrEnum):
    UNREVIEWED = "unreviewed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class Count(NamedTuple):
    """`lo`–`hi` of something (`killed`, `injured`, `patrols`, …); `role` is who suffered or did it, if said."""

    of: str
    lo: float | None
    hi: float | None
    role: str = ""
    mode: str = "some"


@dataclass(frozen=True, slots=True)
class Claim:
    """One attributed statement. `actor` and `target` are participants, all of whom took part; one participant is a
    tuple of candidates when the source leaves open which (`SYR|RUS`)."""

    id: str
    report: str
    speaker: tuple[str, ...]
    kind: Kind = Kind.OCCURRENCE
    event: str = ""
    aspect: str = ""
    polarity: Polarity = Polarity.AFFIRMS
    stance: str = Stance.ASSERTS
    actor: tuple[tuple[str, ...], ...] = ()
    target: tuple[tuple[str, ...], ...] = ()
    object: str = ""
    attributes: tuple[tuple[str, float | str], ...] = ()
    counts: tuple[Count, ...] = ()
    said: int | None = None
    said_to: int | None = None
    when_from_earliest: int | None = None
    when_from_latest: int | None = None
    when_to_earliest: int | None = None
    when_to_latest: int | None = None
    when_mode: Mode = Mode.SOME
    lat: float | None = None
    lon: float | None = None
    radius_m: float | None = None
    place: str = ""
    extent_place: str = ""
    assesses: tuple[str, ...] = ()
    addressee: tuple[str, ...] = ()
    deadline: int | None = None
    consequence: str = ""
    span: tuple[tuple[int, int], ...] = ()
    speaker_role: str = ""
    via: tuple[str, ...] = ()
    channel: str = ""
    lang: str = ""
    quote: str = ""
    note: str = ""
    same_as: str = ""
    summary_of: tuple[str, ...] = ()
    denies_claim: str = ""
    supersedes: str = ""
    instrument: str = ""
    custody: str = ""
    lag_s: int = 0
    handling: Handling = Handling.PUBLIC
    confidence: float | None = None
    reader: str = ""
    flags: tuple[str, ...] = ()
    schema_version: int = SCHEMA_VERSION
    # the view at known_at
    origin: str = ""
    reliability: str = ""
    credibility: str = ""
    review: Review = Review.UNREVIEWED
    retracted: bool = False
    draft: bool = False
    recorded_at: int | None = None
    published: int | None = None
    published_to: int | None = None

    @property
    def when(self) -> Extent:
        return Extent(self.when_from_earliest, self.when_from_latest, self.when_to_earliest, self.when_to_latest)

    @property
    def machine_read(self) -> bool:
        """Read from a text by a program and not yet reviewed by a person."""
        return bool(self.reader) and self.review is Review.UNREVIEWED

    def attribute(self, name: str) -> float | str | None:
        return next((value for key, value in self.attributes if key == name), None)


VIEW_FIELDS = frozenset(
    (
        "origin",
        "reliability",
        "credibility",
        "review",
        "retracted",
        "draft",
        "recorded_at",
        "published",
        "published_to",
    )
)
TIME_FIELDS = frozenset(
    ("said", "said_to", "deadline", "recorded_at", "published", "published_to")
    + ("when_from_earliest", "when_from_latest", "when_to_earliest", "when_to_latest")
)
_FIELDS = {f.name: f for f in fields(Claim)}


def participants_text(participants: tuple[tuple[str, ...], ...]) -> list[str]:
    """Participants as text: candidates joined by `|`, one string a participant."""
    return ["|".join(candidates) for candidates in participants]


def claim_json(claim: Claim) -> dict[str, Any]:
    """The claim as one JSON object: RFC 3339 times, unknown is null, participants as `a|b` strings."""
    row: dict[str, Any] = {}
    for name in _FIELDS:
        value = getattr(claim, name)
        if name in TIME_FIELDS:
            value = rfc3339(value)
        elif name in ("actor", "target"):
            value = participants_text(value)
        elif name == "counts":
            value = [count._asdict() for count in value]
        elif name == "attributes":
            value = dict(value)
        elif name == "span":
            value = [list(pair) for pair in value]
        elif isinstance(value, tuple):
            value = list(value)
        elif isinstance(value, StrEnum):
            value = str(value)
        row[name] = value
    return row


def claim_payload(claim: Claim) -> dict[str, Any]:
    """What the ledger commits to: every field that the source gave and that is not empty; times as integers."""
    return {
        name: value if type(value) in _ATOMS else _plain(value)
        for name, default, value in zip(_GIVEN, _DEFAULTS, _given(claim), strict=True)
        if value != default or name in _ALWAYS
    }


_ALWAYS = frozenset(("id", "report", "speaker"))
_GIVEN = tuple(
    name
    for name in _FIELDS
    if name not in VIEW_FIELDS or name in ("reliability", "credibility", "published", "published_to", "origin")
)
_DEFAULTS = tuple(_FIELDS[name].default for name in _GIVEN)
_given = attrgetter(*_GIVEN)
_ATOMS = frozenset((str, int, float, bool, type(None)))


def _plain(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return str(value)
    if isinstance(value, (tuple, list)):
        return [part if type(part) in _ATOMS else _plain(part) for part in value]
    if isinstance(value, Mapping):
        return {k: _plain(v) for k, v in value.items()}
    return value


def claim_from_payload(row: Mapping[str, Any]) -> Claim:
    """The inverse of `claim_payload`. Unknown keys of a later schema are left out; wrong shapes raise ValueError."""
    values: dict[str, Any] = {}
    for name, value in row.items():
        if name not in _FIELDS:
            continue
        values[name] = _PARSERS.get(name, _freeze)(value)
    try:
        return Claim(**values)
    except TypeError as error:
        raise ValueError(f"no claim record: {error}") from error


def _freeze(value: Any) -> Any:
    return tuple(_freeze(v) for v in value) if isinstance(value, list) else value


_PARSERS: Mapping[str, Any] = {
    "kind": Kind,
    "polarity": Polarity,
    "when_mode": Mode,
    "handling": Handling,
    "review": Review,
    "counts": lambda rows: tuple(Count(*row) for row in rows),
}


def with_view(claim: Claim, **view: Any) -> Claim:
    """The claim as seen at a pair of clocks."""
    return replace(claim, **view)
