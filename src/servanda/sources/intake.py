"""What goes into an inlet (`Context`) and what comes out (`Intake`). Inlets are pure: bytes in, values out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import NamedTuple, Protocol

from servanda.geo.track import Track
from servanda.model import Claim, Finding, Position, Report
from servanda.sources.manifest import Manifest


class PlaceHit(NamedTuple):
    """A place that the dossier knows. WGS84 degrees; `radius_m` is a disc that certainly holds it, None if not said;
    `id` is empty for a bare coordinate."""

    id: str
    lat: float
    lon: float
    radius_m: float | None = None


@dataclass(frozen=True)
class Context:
    """What an inlet may ask of the dossier.

    `timezone`: bare dates lie in it. `resolve_actor`: a name or id to an actor id, None if unknown or ambiguous.
    `resolve_place`: an id, name or `lat,lon` to a place. `zone_names`: the zones of all accords, bare and as
    `accord/zone`. `aim`: of the reference of what is assessed or changed, None when it speaks of something, else what
    was expected. Each may be None: then nothing is known and nothing is complained of.
    `sidecar`: the bytes of the `NAME.yaml` beside a report, with its file name.
    """

    timezone: tzinfo = UTC
    resolve_actor: Callable[[str], str | None] | None = None
    resolve_place: Callable[[str], PlaceHit | None] | None = None
    zone_names: frozenset[str] | None = None
    aim: Callable[[str], str | None] | None = None
    sidecar: bytes | None = None
    sidecar_file: str = ""


@dataclass(frozen=True, slots=True)
class Intake:
    """What an inlet took in. Claims without errors only: a file that is refused whole has findings and nothing else.
    `skipped` counts the rows that were left out."""

    reports: tuple[Report, ...] = ()
    claims: tuple[Claim, ...] = ()
    findings: tuple[Finding, ...] = ()
    skipped: int = 0
    tracks: tuple[Track, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether nothing of the file could be used."""
        return not self.reports and not self.claims and any(f.is_error for f in self.findings)


class Inlet(Protocol):
    """One module per format. `sniff` gives 0 (not mine) to 100 (surely mine) for a file name and its first bytes."""

    MANIFEST: Manifest

    def sniff(self, name: str, head: bytes) -> int: ...

    def read(self, content: bytes, file: str, context: Context) -> Intake: ...


def refusal(slug: str, what: str, file: str, *, expected: str = "", got: str = "", advice: str = "") -> Intake:
    """Nothing but one error about the whole file."""
    return Intake(findings=(Finding(slug, what, expected, got, advice, Position(file)),))
