"""What a brief says, as plain frozen values: all that the templates and figures need, nothing that they must not print.

Whoever fills these has already replaced restricted speakers by pseudonyms and left secret claims out. Times are seconds
UTC; positions are longitude, latitude pairs in lines and rings (as GeoJSON) and named `lat`, `lon` elsewhere; metres.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from servanda.model import Extent, Finding, Interval

if TYPE_CHECKING:
    from servanda.field.patrol import Patrol

LonLat = tuple[float, float]
Ring = tuple[LonLat, ...]
Polygon = tuple[Ring, ...]


@dataclass(frozen=True)
class Cell:
    """One verdict as the matrix shows it. Levels count 0 (none) to 4 (verified)."""

    label: str
    level_for: int = 0
    level_against: int = 0
    markers: tuple[str, ...] = ()
    reachable: bool = True
    observed: float | None = None
    undetermined: bool = False
    changed: bool = False
    draft: bool = False


@dataclass(frozen=True)
class CellPair:
    period: Cell
    to_date: Cell


@dataclass(frozen=True)
class Viewpoint:
    """`id` as the command line takes it, `name` as people read it."""

    id: str
    name: str


@dataclass(frozen=True)
class MatrixRow:
    """`cells` stand in the order of `BriefData.viewpoints`; `anchor` is the obligation's fragment identifier."""

    ref: str
    anchor: str
    article: str
    title: str
    bearer: str
    cells: tuple[CellPair, ...]


@dataclass(frozen=True)
class MatrixGroup:
    accord: str
    title: str
    theme: str
    rows: tuple[MatrixRow, ...]


@dataclass(frozen=True)
class Copy:
    """Another carrier of the same origin, folded under the card that stands for it."""

    id: str
    outlet: str
    url: str = ""


@dataclass(frozen=True)
class ClaimCard:
    """One claim. `via` is the chain through which the sentence came, nearest the speaker first; `grade` as "B2";
    `note` is the analyst's own remark."""

    id: str
    sentence: str
    speakers: tuple[str, ...]
    via: tuple[str, ...] = ()
    outlet: str = ""
    url: str = ""
    happened: Extent = Extent()
    published: Interval = Interval()
    recorded: int | None = None
    place: str = ""
    lat: float | None = None
    lon: float | None = None
    radius_m: float | None = None
    origin: str = ""
    copies: tuple[Copy, ...] = ()
    grade: str = ""
    review: str = "unreviewed"
    machine_read: bool = False
    draft: bool = False
    witness: bool = False
    quote: str = ""
    lang: str = ""
    note: str = ""
    why: str = ""


@dataclass(frozen=True)
class Window:
    """The time in which an obligation is tested. `deadline` ≤ `deadline_latest` where the text leaves its zone open;
    `affirmed` and `denied` are the times of the claims on either side."""

    start: int | None
    end: int | None
    deadline: int | None = None
    deadline_latest: int | None = None
    affirmed: tuple[int, ...] = ()
    denied: tuple[int, ...] = ()


@dataclass(frozen=True)
class Step:
    """One line of a derivation, `depth` levels in."""

    depth: int
    text: str


@dataclass(frozen=True)
class ObligationPage:
    """One obligation with its evidence, seen by all sources together. Totals count what the cards were cut from."""

    ref: str
    anchor: str
    accord: str
    article: str
    title: str
    says: str
    verdict: CellPair
    sentence: str
    group: str
    text_url: str = ""
    bearer: str = ""
    performer: str = ""
    rule: str = ""
    readings: tuple[str, ...] = ()
    window: Window | None = None
    affirmations: tuple[ClaimCard, ...] = ()
    affirmations_total: int = 0
    denials: tuple[ClaimCard, ...] = ()
    denials_total: int = 0
    not_counted: tuple[ClaimCard, ...] = ()
    not_counted_total: int = 0
    derivation: tuple[Step, ...] = ()
    changes_it: tuple[str, ...] = ()
    undetermined: tuple[str, ...] = ()


@dataclass(frozen=True)
class MapLine:
    """`kind` is `border`, `contact` or `road`; approximate lines are dashed and say so."""

    name: str
    kind: str
    parts: tuple[Ring, ...]
    approximate: bool = False


@dataclass(frozen=True)
class MapZone:
    """`inner` is certainly in the zone, `outer` possibly; equal where the text leaves nothing open."""

    name: str
    accord: str
    inner: tuple[Polygon, ...]
    outer: tuple[Polygon, ...]


@dataclass(frozen=True)
class MapPost:
    name: str
    lat: float
    lon: float
    radius_m: float = 0.0
    number: str = ""
    operator: str = ""
    status: str = ""


@dataclass(frozen=True)
class MapPlace:
    """`rank` 0 is placed first; `kind` is `town` or `country`."""

    name: str
    lat: float
    lon: float
    rank: int = 1
    kind: str = "town"


@dataclass(frozen=True)
class MapIncident:
    """`family` is one of `marks.FAMILIES`; `level` 1 to 4; `disputed` when somebody denies it."""

    lat: float
    lon: float
    radius_m: float
    family: str
    level: int
    disputed: bool = False
    in_period: bool = False


@dataclass(frozen=True)
class MapSheet:
    """One map of the brief: the bounds that must be seen; `accords` whose zones it draws (empty: all)."""

    title: str
    south: float
    west: float
    north: float
    east: float
    accords: tuple[str, ...] = ()


@dataclass(frozen=True)
class MapData:
    sheets: tuple[MapSheet, ...] = ()
    lines: tuple[MapLine, ...] = ()
    zones: tuple[MapZone, ...] = ()
    posts: tuple[MapPost, ...] = ()
    places: tuple[MapPlace, ...] = ()
    incidents: tuple[MapIncident, ...] = ()
    attributions: tuple[str, ...] = ()


@dataclass(frozen=True)
class IncidentRow:
    id: str
    happened: Extent
    place: str
    family: str
    level: int
    disputed: bool
    sentence: str
    speakers: tuple[str, ...]
    claims: int
    origins: int


@dataclass(frozen=True)
class DatasetSpan:
    """The first and the last day of which a source has any row."""

    name: str
    first: int
    last: int
    rows: int
    events: bool = True


@dataclass(frozen=True)
class Deadline:
    at: int
    latest: int
    label: str
    anchor: str = ""


@dataclass(frozen=True)
class Ultimatum:
    """`state` is open, met, not met, lapsed …; `amended` where it was changed before it expired."""

    title: str
    issued: int | None
    expires: int | None
    issuer: str
    addressee: str
    demand: str
    consequence: str
    state: str
    anchor: str = ""
    amended: int | None = None
    amendment: str = ""
    followed: tuple[ClaimCard, ...] = ()
    outcome: str = ""
    timezone: str = ""


@dataclass(frozen=True)
class Contact:
    happened: Extent
    kind: str
    participants: tuple[str, ...]
    place: str
    sentence: str
    speakers: tuple[str, ...]
    accounts: int = 1


@dataclass(frozen=True)
class IncidentPoint:
    """One incident on the time line: when it is put, and the level of proof that it happened."""

    at: int
    level: int


@dataclass(frozen=True)
class TimelineData:
    start: int
    end: int
    incidents: tuple[IncidentPoint, ...] = ()
    datasets: tuple[DatasetSpan, ...] = ()
    gaps: tuple[Interval, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    contacts: tuple[int, ...] = ()


@dataclass(frozen=True)
class Observed:
    """Share of window × zone that somebody watched, 0 to 1."""

    accord: str
    what: str
    share: float | None
    watched_by: str = ""
    anchor: str = ""


@dataclass(frozen=True)
class Dependent:
    """A verdict that would read otherwise under an alternative."""

    alternative: str
    ref: str
    anchor: str
    label: str
    now: str


@dataclass(frozen=True)
class ReadingRow:
    accord: str
    name: str
    says: str
    chosen: str
    alternatives: tuple[str, ...]
    used_by: tuple[tuple[str, str], ...] = ()
    dependents: tuple[Dependent, ...] = ()


@dataclass(frozen=True)
class SourceRow:
    name: str
    kind: str
    reports: int
    claims: int
    origins: int
    grade: str = ""
    first: int | None = None
    last: int | None = None
    url: str = ""
    licence: str = ""


@dataclass(frozen=True)
class Attribution:
    name: str
    licence: str
    text: str
    url: str = ""


@dataclass(frozen=True)
class Change:
    """What changed since the previous brief, in a sentence; `because` is new evidence, revised evidence or a changed
    reading."""

    sentence: str
    because: str
    anchor: str = ""


@dataclass(frozen=True)
class Checkpoint:
    size: int
    root: str
    time: int
    document: str


@dataclass(frozen=True)
class PatrolShown:
    """A recorded patrol, made again from its tracks, with what to look at."""

    patrol: Patrol
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class BriefData:
    """A whole brief. `incidents` may be fewer than `incidents_total`; `empty_months` are months of the reported time
    ("2020-02") in which no event dataset has any row."""

    title: str
    dossier: str
    timezone: str
    as_of: int
    known_at: int
    clock: str
    standard: str
    period: Interval
    viewpoints: tuple[Viewpoint, ...]
    matrix: tuple[MatrixGroup, ...]
    obligations: tuple[ObligationPage, ...] = ()
    checkpoint: Checkpoint | None = None
    previous: tuple[int, int] | None = None
    changes: tuple[Change, ...] = ()
    map: MapData | None = None
    incidents: tuple[IncidentRow, ...] = ()
    incidents_total: int = 0
    timeline: TimelineData | None = None
    patrols: tuple[PatrolShown, ...] = ()
    contacts: tuple[Contact, ...] = ()
    ultimatums: tuple[Ultimatum, ...] = ()
    datasets: tuple[DatasetSpan, ...] = ()
    empty_months: tuple[str, ...] = ()
    observed: tuple[Observed, ...] = ()
    readings: tuple[ReadingRow, ...] = ()
    sources: tuple[SourceRow, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    versions: tuple[tuple[str, str], ...] = ()
    lang: str = "en"
    draft: bool = False
