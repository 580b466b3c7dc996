"""Files with claims in them, read through their inlets; articles through the reader. Nothing is recorded here."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from servanda.accord.law import Pattern
from servanda.dossier.aims import Aims
from servanda.dossier.law import Law
from servanda.dossier.shelf import Shelf
from servanda.errors import DossierError
from servanda.model import Claim, Finding, Interval, Position, Report
from servanda.sources import Context, PlaceHit, article_suffixes, open_article, open_report
from servanda.sources.archive_items import Item

_MOST_NAMES = 100_000
STRUCTURE = ("dossier.yaml", "actors.yaml", "places.yaml", "posts.yaml", "viewpoints.yaml")
_TRACKS = "patrols/tracks/"
_TEXTS = article_suffixes()


class Taken(NamedTuple):
    """What one file holds."""

    path: str
    reports: tuple[Report, ...]
    claims: tuple[Claim, ...]
    findings: tuple[Finding, ...]
    skipped: int


def is_source(path: str) -> bool:
    """Whether a file of the dossier holds claims or reports (and is no sidecar and no part of the law)."""
    if path in ("coverage.yaml", "inventories.yaml"):
        return True
    folder = path.split("/", 1)[0]
    if folder == "reports":
        return path.lower().endswith(_TEXTS)
    if folder == "patrols":
        return not path.startswith(_TRACKS)
    return folder in ("claims", "data")


def is_text(path: str) -> bool:
    """Whether a file of the dossier is an article that the reader reads."""
    return path.startswith("reports/") and is_source(path)


def is_law(path: str) -> bool:
    """Whether a file of the dossier says who, where or what is agreed, or stands beside a report."""
    return (
        path in STRUCTURE
        or path.split("/", 1)[0] in ("accords", "geo")
        or _is_sidecar(path)
        or path.startswith(_TRACKS)  # what a record was made from is kept with it
    )


def _is_sidecar(path: str) -> bool:
    return path.startswith("reports/") and path.lower().endswith((".yaml", ".yml"))


@dataclass
class Inlets:
    """Reads source files with what the law knows; lookups are shared between files."""

    law: Law
    shelf: Shelf
    _context: Context | None = field(default=None, repr=False)
    _reader: Any = field(default=None, repr=False)

    def take(self, path: str, content: bytes | None = None) -> Taken:
        """What a file holds; a file that cannot be read is its findings."""
        try:
            if content is None:
                content = self.shelf.read(path)
        except DossierError as error:
            finding = Finding(error.slug, error.message, advice=error.advice, at=Position(path))
            return Taken(path, (), (), (finding,), 0)
        if path.startswith("patrols/"):
            return self._patrol(path, content)
        if path == "inventories.yaml":
            from servanda.dossier.arms import sightings

            reports, seen, wrong = sightings(self.law, content)
            return Taken(path, tuple(reports), tuple(seen), tuple(wrong), 0)
        context = self.context_of(path)
        intake = open_report(content, path, context)
        claims = list(intake.claims)
        reports = [replace(r, path=path) if r.digest or r.text is not None else r for r in intake.reports]
        findings = list(intake.findings)
        for report in reports:
            if report.text is not None:
                read, found = self._read(report)
                claims += read
                findings += found
        return Taken(path, tuple(reports), tuple(claims), tuple(findings), intake.skipped)

    def article(self, path: str, digest: str, item: Item, recorded: Container[str] = ()) -> Taken:
        """What one article of the archive `path` (whose bytes have the digest) holds; `skipped` is 1 where it cannot be
        read. A report that is `recorded` already is not read again: it comes without claims."""
        context = replace(self.context(), sidecar=item.sidecar, sidecar_file=item.sidecar_file)
        intake = open_article(item.content, item.name, context)
        claims: list[Claim] = []
        findings = list(intake.findings)
        for report in intake.reports:
            if report.id not in recorded and report.text is not None:
                read, found = self._read(report)
                claims += read
                findings += found
        reports = tuple(replace(r, digest=digest, path=path) for r in intake.reports)
        return Taken(path, reports, tuple(claims), tuple(findings), int(not reports))

    def _patrol(self, path: str, content: bytes) -> Taken:
        """The plan's findings, or the claims of a record that could be made again."""
        from servanda.dossier import patrols

        if not path.startswith(patrols.RECORDS):
            _plan, findings = patrols.plan(self.law, self.shelf)
            return Taken(path, (), (), tuple(findings) if path == patrols.FILE else (), 0)
        verified, wrong = patrols.retake(self.law, self.shelf, path, content)
        if verified is None:
            return Taken(path, (), (), tuple(wrong), 0)
        return Taken(path, (verified.report,), verified.claims, verified.findings, 0)

    def take_all(self, paths: Iterable[str]) -> Iterator[Taken]:
        for path in paths:
            yield self.take(path)

    def context(self) -> Context:
        """What inlets may ask of the dossier."""
        if self._context is None:
            law = self.law
            actors: dict[str, str | None] = {}
            places: dict[str, PlaceHit | None] = {}

            def actor(text: str) -> str | None:
                if text not in actors:
                    if len(actors) >= _MOST_NAMES:
                        actors.clear()
                    actors[text] = _actor(law, text)
                return actors[text]

            def place(text: str) -> PlaceHit | None:
                if text not in places:
                    if len(places) >= _MOST_NAMES:
                        places.clear()
                    places[text] = _place(law, text)
                return places[text]

            aims = Aims(law.accords).wrong if law.accords else None
            self._context = Context(law.config.tz, actor, place, frozenset(law.zones), aims)
        return self._context

    def context_of(self, path: str) -> Context:
        """The same with the file's sidecar, if it has one."""
        stem, _, suffix = path.rpartition(".")
        context = self.context()
        if f".{suffix.lower()}" not in _TEXTS:
            return context
        for name in (f"{stem}.yaml", f"{stem}.yml"):
            if name in self.shelf.paths:
                return replace(context, sidecar=self.shelf.read(name), sidecar_file=name)
        return context

    def _read(self, report: Report) -> tuple[list[Claim], list[Finding]]:
        from servanda.reading import read

        reading = read(report, self.reader())
        published = Interval(report.published, report.published_to)
        claims = [
            replace(c, published=published.start, published_to=published.end, handling=report.handling)
            if c.published is None
            else c
            for c in reading.claims
        ]
        return claims, list(reading.findings)

    def reader(self) -> Any:
        """The reader's context: actors, places and what can be assessed."""
        if self._reader is None:
            from servanda.reading import Context as ReaderContext
            from servanda.reading import NamedZone

            zones = [NamedZone(f"{a.id}/{n}", z.label, a.signed) for a in self.law.accords for n, z in a.zones.items()]

            self._reader = ReaderContext(
                register=self.law.register,
                gazetteer=self.law.gazetteer,
                obligations=targets(self.law),
                timezone=self.law.config.timezone,
                zones=tuple(zones),
            )
        return self._reader


def targets(law: Law):  # type: ignore[no-untyped-def]
    """What an assessment in a text may aim at: every accord, and every testable obligation."""
    from datetime import UTC, datetime

    from servanda.reading import Obligation as Target

    found = []
    for accord in law.accords:
        year = datetime.fromtimestamp(accord.signed, UTC).year
        whole = f"{accord.id}/*"
        found.append(Target(whole, accord.id, accord.title, bearers=accord.parties, year=year, signed=accord.signed))
        for o in accord.obligations:
            if o.norm.pattern is Pattern.DECLARES or o.norm.deed is None:
                continue
            deed = o.norm.deed
            made = Target(o.ref, accord.id, o.title, (), deed.verb, deed.objects, o.bearers, year, accord.signed)
            found.append(made)
    return tuple(found)


def _place(law: Law, text: str) -> PlaceHit | None:
    """A place that the dossier knows by this name, else what `geo.locate` makes of the words: MGRS, degrees, minutes,
    "2 km west of Saraqib", "on the m4 between A and B". What may be several places is none."""
    found = law.gazetteer.place(text)
    if found is not None:
        if found.lat is None or found.lon is None:
            return None
        return PlaceHit(found.id, found.lat, found.lon, found.radius_m)
    from servanda.geo import locate

    located = locate(text, law.gazetteer, lines={n: line for a in law.accords for n, line in a.lines.items()})
    if located.best is None or located.others:
        return None
    best = located.best
    return PlaceHit(best.place.id if best.place is not None else text, best.at.lat, best.at.lon, best.radius_m)


def _actor(law: Law, text: str) -> str | None:
    if text in law.register:
        return text
    matches = law.register.resolve(text)
    if not matches or matches[0].score < 0.75:
        return None
    best = matches[0]
    rivals = {m.actor for m in matches if m.score == best.score}
    return best.actor if len(rivals) == 1 else None
