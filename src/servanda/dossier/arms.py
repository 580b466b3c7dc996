"""inventories.yaml of a dossier: weapons classes, sites, declared inventories, and the claims of who saw them."""

from __future__ import annotations

from servanda.documents import load_yaml
from servanda.dossier.law import Law
from servanda.dossier.shelf import Shelf
from servanda.field.weapons import FILE, Arms, Lookup, claims, read_arms
from servanda.geo import LatLon
from servanda.model import Claim, Finding, Report


def arms(law: Law, shelf: Shelf) -> tuple[Arms, list[Finding]]:
    """What the dossier's file says; nothing when it has none."""
    return _read(law, shelf.read(FILE)) if FILE in shelf.paths else (Arms(), [])


def sightings(law: Law, content: bytes) -> tuple[list[Report], list[Claim], list[Finding]]:
    """The sightings as claims, in the reports that they cite. A file with an error is refused whole, since a sighting
    left out would look like nobody's having seen anything."""
    read, findings = _read(law, content)
    if any(f.is_error for f in findings):
        return [], [], findings
    reports, made = claims(read)
    return reports, made, findings


def _read(law: Law, content: bytes) -> tuple[Arms, list[Finding]]:
    document, findings = load_yaml(content, FILE)
    if document is None or document.data is None:
        return Arms(), findings
    lines = {f"{a.id}/{name}": line for a in law.accords for name, line in a.lines.items()}

    def place(text: str) -> tuple[LatLon, float] | None:
        found = law.gazetteer.place(text)
        if found is None or found.lat is None or found.lon is None:
            return None
        return LatLon(found.lat, found.lon), found.radius_m

    look = Lookup(lines, place, lambda a: a in law.register or a == "mechanism", law.config.tz)
    read, more = read_arms(document, look)
    return read, [*findings, *more]
