"""Material for the tests of the reader: the Idlib dossier's actors, places and titles; its illustrative articles."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from servanda.accord.verbs import verbs
from servanda.actors import Actor, Name, Register, read_register
from servanda.documents import load_yaml
from servanda.geo import Gazetteer
from servanda.geo.register import read_places
from servanda.model import Report, beginning, instant, zone
from servanda.reading import Context, Obligation, Reading, Statement, read
from servanda.sources import Context as SourceContext
from servanda.sources import html, text

IDLIB = files("servanda.data") / "idlib"
OUTLETS = ("demo-wire", "demo-state-agency", "demo-daily", "demo-monitor", "demo-information-centre")


@cache
def context() -> Context:
    """The dossier's register and places, its obligations by their titles, bare dates in Damascus."""
    own, _ = read_register((IDLIB / "actors.yaml").read_bytes())
    outlets = [Actor(o, "outlet", (Name(o.replace("-", " ").title(), "en"),)) for o in OUTLETS if o not in own.own]
    document, _ = load_yaml((IDLIB / "places.yaml").read_bytes(), "places.yaml")
    assert document is not None
    places, _ = read_places(document.data["places"])
    return Context(
        register=Register([*own.own.values(), *outlets]),
        gazetteer=Gazetteer(places),
        obligations=tuple(_obligations()),
        timezone="Asia/Damascus",
    )


def _obligations() -> Iterator[Obligation]:
    for name in ("astana-2017", "sochi-2018", "sochi-2019", "moscow-2020", "ultimatum-2020"):
        document, _ = load_yaml((IDLIB / "accords" / f"{name}.yaml").read_bytes(), name)
        assert document is not None
        data = document.data
        signed = int(datetime.fromisoformat(str(data["signed"])).replace(tzinfo=UTC).timestamp())
        yield Obligation(f"{name}/*", name, data["title"], signed=signed)
        for row in data["obligations"]:
            if "declares" not in row:
                yield Obligation(f"{name}/{row['id']}", name, row.get("title", ""), signed=signed)


@cache
def article(name: str) -> Report:
    """One of the dossier's illustrative articles, by its file name."""
    folder = IDLIB / "reports"
    stem = name.rpartition(".")[0]
    inlet = html if name.endswith(".html") else text
    sidecar = (folder / f"{stem}.yaml").read_bytes()
    intake = inlet.read(
        (folder / name).read_bytes(),
        name,
        SourceContext(zone("Asia/Damascus"), sidecar=sidecar, sidecar_file=f"{stem}.yaml"),
    )
    assert intake.reports, [str(f) for f in intake.findings]
    found: Report = intake.reports[0]
    return found


@cache
def reading(name: str) -> Reading:
    return read(article(name), context())


def report(body: str, published: str = "2020-02-23", outlet: str = "demo-wire") -> Report:
    return Report(
        "r-test",
        outlet=outlet,
        published=beginning(published, zone("Asia/Damascus")),
        published_to=instant(published, zone("Asia/Damascus")),
        language="en",
        text=body,
    )


def statements(body: str, published: str = "2020-02-23") -> tuple[Statement, ...]:
    return read(report(body, published), context()).statements


def day(of: int | None) -> str:
    """The day in Damascus of an instant."""
    return "" if of is None else datetime.fromtimestamp(of, zone("Asia/Damascus")).date().isoformat()


def fits(s: Statement, gold: dict[str, Any]) -> bool:
    """Whether a statement is what `gold` describes; a key that is left out may be anything."""
    found: dict[str, Any] = {
        "speaker": ";".join(s.speaker_ids),
        "role": s.speaker_role,
        "stance": str(s.stance),
        "kind": str(s.kind),
        "event": s.event,
        "polarity": str(s.polarity),
        "obligation": s.obligation,
        "place": s.place.id if s.place else "",
        "when": day(s.when.from_earliest),
        "said": day(s.said.start),
        "deadline": day(s.deadline - 1) if s.deadline else "",
        "addressee": list(s.addressee),
        "consequence": s.consequence,
        "demand": s.demand,
        "actor": sorted(c for a in s.actor for c in a),
        "target": sorted(c for a in s.target for c in a),
        "counts": sorted([c.of, c.lo, c.hi] for c in s.counts),
    }
    for key, wanted in gold.items():
        if key == "quote":
            if wanted not in s.quote:
                return False
        elif key == "is":
            if not verbs().is_a(s.event, wanted):
                return False
        elif key in ("consequence", "demand"):
            if wanted not in found[key]:
                return False
        elif found[key] != (sorted(wanted) if key in ("actor", "target", "counts") else wanted):
            return False
    return True
