"""Random dossiers whose claims lie in bulk: all over place, time and kind, tied together in every way."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import servanda
from servanda import dossier
from servanda.dossier import Dossier
from servanda.ledger import EntryType, Here, Ledger, NewEntry, RowRef, Rows

SIGNED = 1_583_020_800  # 2020-03-01
DAY = 86_400
ACCORD = """\
servanda: 1
accord: trial
title: Trial
signed: 2020-03-01
timezone: UTC
parties: [TUR, RUS]
readings:
  width:
    says: How wide the corridor is.
    alternatives: [wide]
    under: {wide: {zones: {road: {polygon: [[36.0, 36.8], [36.0, 37.6], [36.4, 37.6], [36.4, 36.8]]}}}}
zones:
  town: {polygon: [[35.0, 36.0], [35.0, 36.5], [35.5, 36.5], [35.5, 36.0]]}
  road: {polygon: [[36.0, 37.0], [36.0, 37.5], [36.2, 37.5], [36.2, 37.0]]}
obligations:
  - id: fire
    article: "1"
    title: No fire in the town
    bearer: {each of: [TUR, RUS]}
    shall: {cease fire: all, in: town}
  - id: leave
    article: "2"
    title: Russia leaves the town
    bearer: [RUS]
    shall: {withdraw: [RUS], from: town}
    by: 2020-03-10
  - id: patrols
    article: "3"
    title: Patrols on the road
    bearer: [TUR]
    shall: {patrol: [TUR], in: road}
    every: P7D
  - id: anywhere
    article: "4"
    title: No attacks on civilians
    bearer: [TUR, RUS]
    shall not: {attack: [SYR]}
  - id: later
    article: "5"
    title: No fire on the road once they left
    bearer: [TUR]
    shall: {cease fire: all, in: road}
    after: {completion of: leave}
  - id: each-zone
    article: "6"
    title: No entry
    bearer: [RUS]
    shall not: {deploy: null, in: {each of: [town, road]}}
  - id: answer
    article: "7"
    title: Measures within two days of an attack
    bearer: [TUR]
    after each: {attack: null, by: [SYR]}
    shall: {patrol: null, in: road}
    within: P2D
  - id: as-it-stood
    article: "8"
    title: Nobody new in the town
    bearer: [RUS]
    shall not: {deploy: null, in: {zone: town, as it stood on: 2020-02-20}}
"""
ACTORS = """\
- {id: ngo, type: organisation, names: [{text: The Watch, lang: en}]}
- {id: wire, type: outlet, names: [{text: The Wire, lang: en}]}
- {id: rus-mod, type: ministry, part of: RUS, names: [{text: The Ministry, lang: en}]}
"""
KINDS = (
    *("shelling", "airstrike", "clash", "hostilities", "attack", "ceasefire-violation", "attack-on-civilians"),
    *("presence", "withdrawal", "departure", "patrol", "deployment", "entry", "contact", "return", "supply", "measure"),
)
NAMES = ("fire", "leave", "patrols", "anywhere", "later", "each-zone", "answer", "as-it-stood", "*")
REFS = tuple(f"trial/{name}" for name in NAMES)


def claim(random: Random, n: int, known: list[str]) -> dict[str, Any]:
    """One claim: mostly plain and far from everything, sometimes not."""
    start = SIGNED + random.choice((random.randint(-60, 60), random.randint(-6, 6))) * DAY // 2
    corners = ((36.1, 35.2), (36.48, 35.48), (36.55, 35.55), (37.2, 36.1), (34.0, 30.0), (40.0, 44.0))
    south, west = random.choice(corners)
    spread = random.choice((0.01, 0.05, 0.4))
    length = random.choice((3600, 3600, DAY, 3 * DAY, 40 * DAY))
    row: dict[str, Any] = {
        "id": f"r-{n % 3}.{n}",
        "report": f"r-{n % 3}",
        "speaker": [random.choice(("ngo", "wire", "RUS", "TUR", "rus-mod"))],
        "event": random.choice(KINDS),
        "when_from_earliest": start,
        "when_from_latest": start,
        "when_to_earliest": start + length,
        "when_to_latest": start + length,
        "lat": round(south + random.uniform(-spread, spread), 3),
        "lon": round(west + random.uniform(-spread, spread), 3),
        "radius_m": random.choice((0, 500, 2000, 12_000, 28_000, 120_000)),
        "published": start + length + DAY,
    }
    if random.random() < 0.3:  # one long fight on the edge of the town, told by everybody
        day = SIGNED + random.randint(-2, 8) * DAY
        row |= {"event": random.choice(("shelling", "shelling", "attack")), "radius_m": 1500}
        row |= {"when_from_earliest": day, "when_from_latest": day}
        row |= {"when_to_earliest": day + DAY, "when_to_latest": day + DAY}
        row["lat"] = round(36.5 + random.uniform(-0.05, 0.05), 3)
        row["lon"] = round(35.5 + random.uniform(-0.05, 0.05), 3)
    if random.random() < 0.6:
        row["actor"] = [[random.choice(("RUS", "TUR", "SYR", "rus-mod"))]]
    if random.random() < 0.1:
        row["extent_place"] = random.choice(("town", "road"))
    if random.random() < 0.1:
        del row["lat"], row["lon"], row["radius_m"]
    if random.random() < 0.07:
        row["polarity"] = random.choice(("denies", "denies", "none"))
    if random.random() < 0.05:
        row["when_mode"] = "throughout"
    if random.random() < 0.05:
        del row[random.choice(("when_from_earliest", "when_to_latest"))]
    if random.random() < 0.04 and known:
        row[random.choice(("same_as", "denies_claim"))] = random.choice(known)
    if random.random() < 0.03:
        row["handling"] = random.choice(("restricted", "restricted", "secret"))
    if random.random() < 0.05:
        row["reader"] = "rules"
    if random.random() < 0.2:
        row["origin"] = random.choice(("agency", "ngo"))
    if random.random() < 0.05:
        row["kind"] = "finding"
    if random.random() < 0.04:
        row = {k: v for k, v in row.items() if k in ("id", "report", "speaker", "published")}
        row |= {"kind": "assessment", "assesses": [random.choice(REFS)], "said": start, "said_to": start + 60}
    elif random.random() < 0.03:
        row |= {"kind": "coverage", "event": "hostilities", "extent_place": "town"}
    return row


def large_world(folder: Path, seed: int, rows: int) -> Dossier:
    """A dossier with that many rows in two segments, and some entries of every kind about them."""
    random = Random(seed)
    dossier.init(folder)
    (folder / "accords" / "trial.yaml").write_text(ACCORD, "utf-8")
    (folder / "actors.yaml").write_text(ACTORS, "utf-8")
    known: list[str] = []
    made = []
    for n in range(rows):
        made.append(claim(random, n, known))
        known.append(made[-1]["id"])
    alone = [claim(random, n, known) for n in range(rows, rows + 40)]
    half = rows // 2

    def which(kind: EntryType) -> list[NewEntry]:
        refs = [RowRef(3 + random.randrange(2), random.randrange(half)) for _ in range(2)]
        payload: dict[str, Any] = {"by": "analyst"}
        if kind is EntryType.REVIEW:
            payload |= {"state": random.choice(("accepted", "rejected"))}
        elif kind is EntryType.ORIGIN:
            payload |= {"origin": "agency"}
        elif kind in (EntryType.MERGE, EntryType.SPLIT):
            payload |= {"claims": [made[(r.index - 3) * half + r.row]["id"] for r in refs]}
        elif kind is EntryType.CORRECTION:
            old = made[(refs[0].index - 3) * half + refs[0].row]
            payload = {**old, "lat": 35.2, "lon": 36.2, "event": "shelling"}
            refs = refs[:1]
        return [NewEntry(kind, payload, tuple(refs))]

    kinds = [EntryType.REVIEW, EntryType.ORIGIN, EntryType.MERGE, EntryType.SPLIT, EntryType.CORRECTION]
    kinds += [EntryType.RETRACTION] * (seed % 3 == 0) + [EntryType.WITHDRAWAL]
    with Ledger.open(folder / "ledger", create=True) as ledger:
        reports = [
            NewEntry(EntryType.REPORT, {"id": f"r-{n}", "outlet": ("ngo", "wire", "RUS")[n], "published": SIGNED})
            for n in range(3)
        ]
        ledger.append(
            [
                *reports,
                Rows(EntryType.CLAIM, made[:half], (Here(0),)),
                Rows(EntryType.CLAIM, made[half:], (Here(0),)),
                *(NewEntry(EntryType.CLAIM, row) for row in alone if row.get("kind") != "coverage"),
            ]
        )
        for kind in random.sample(kinds, 4):
            ledger.append(which(kind))
    return servanda.open(folder)
