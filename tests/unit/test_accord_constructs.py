"""Every word that the design names under *Norms* parses and compiles to what it says (docs/adr/0013)."""

from __future__ import annotations

from collections.abc import Callable

import accords
import pytest

from servanda.accord import Obligation, Pattern
from servanda.accord.law import Anchor, Change, Measure, Term, Thing, is_under

HOUR = 3600
DAY = 24 * HOUR
Check = Callable[[Obligation], bool]
LEAVE = "shall: {withdraw: [tanks], from: belt}"
OTHER = "- {id: other, bearer: [TUR], shall: {withdraw: [tanks], from: west}, by: 2019-11-05}\n"

# word of the design's paragraph → keys of an obligation, and what must be true of it
WORDS: dict[str, tuple[str, Check]] = {
    "shall": (f"bearer: [RUS]\n{LEAVE}\nby: 2019-11-01", lambda o: o.norm.pattern is Pattern.ACHIEVE),
    "shall not": ("bearer: [RUS]\nshall not: {attack: null, in: belt}", lambda o: o.norm.pattern is Pattern.PROHIBIT),
    "shall ensure": (
        "bearer: [RUS]\nshall ensure: {not: {infiltrate: [YPG], into: belt}, as: conduct}",
        lambda o: o.norm.duty.value == "conduct",
    ),
    "may … except to": (
        "bearer: [RUS]\nmay: {be present: [RUS], in: belt}\nexcept to: fire",
        lambda o: o.norm.pattern is Pattern.DECLARES and o.norm.permits is not None and o.norm.permits.zone == "belt",
    ),
    "declares": ("declares: peace", lambda o: o.norm.pattern is Pattern.DECLARES),
    "from": (f"bearer: [RUS]\n{LEAVE}\nfrom: 2019-10-30\nby: 2019-11-01", lambda o: o.norm.start.earliest is not None),
    "by": (f"bearer: [RUS]\n{LEAVE}\nby: 2019-11-01", lambda o: o.norm.deadline is not None),
    "begin by": (f"bearer: [RUS]\n{LEAVE}\nbegin by: 2019-11-01", lambda o: o.norm.deadline is not None),
    "complete by": (f"bearer: [RUS]\n{LEAVE}\ncomplete by: 2019-11-01", lambda o: o.norm.deadline is not None),
    "within": (f"bearer: [RUS]\n{LEAVE}\nwithin: P7D", lambda o: o.norm.deadline is not None),
    "throughout": (
        "bearer: [RUS]\nshall not: {attack: null}\nthroughout: 2019-11/2019-12",
        lambda o: o.norm.end is not None and o.norm.end.latest == 1577826000,
    ),
    "every": ("bearer: [RUS]\nshall: {patrol: null, in: belt}\nevery: P7D", lambda o: o.norm.every_s == 7 * DAY),
    "after each … within": (
        "bearer: [RUS]\nshall: {notify: [TUR]}\nafter each: {shelling: null, in: belt}\nwithin: PT48H",
        lambda o: o.norm.pattern is Pattern.RESPOND and o.norm.within_s == 48 * HOUR,
    ),
    **{
        f"after: {edge} of": (
            f"bearer: [RUS]\n{LEAVE}\nafter: {{{edge} of: other, offset: P1D}}\nwithin: P2D",
            lambda o, edge=edge: o.norm.start.anchor == Anchor(edge, "trial/other") and o.norm.start.offset_s == DAY,
        )
        for edge in ("start", "completion", "deadline", "breach")
    },
    "after: of several": (
        f"bearer: [RUS]\n{LEAVE}\nafter: {{completion of: [other, more]}}\nwithin: P2D",
        lambda o: o.norm.start.anchor == Anchor("completion", "trial/other", ("trial/more",)),
    ),
    "concurrently": (
        f"bearer: [RUS]\n{LEAVE}\nafter: {{start of: other}}\nby: {{completion of: other}}",
        lambda o: o.norm.deadline is not None and o.norm.deadline.anchor == Anchor("completion", "trial/other"),
    ),
    "if": (
        f"bearer: [RUS]\n{LEAVE}\nby: 2019-11-01\nif: {{completion of: other}}",
        lambda o: o.norm.condition == Anchor("completion", "trial/other"),
    ),
    "unless": (
        "bearer: [RUS]\nshall not: {attack: null}\nunless: {breach of: other}",
        lambda o: o.norm.unless == Anchor("breach", "trial/other") and o.norm.exception == "",
    ),
    "unless, told": (
        "bearer: [RUS]\nshall not: {attack: null}\nunless: fired upon",
        lambda o: o.norm.unless is None and o.norm.exception == "fired upon",
    ),
    "and after: keep": (f"bearer: [RUS]\n{LEAVE}\nby: 2019-11-01\nand after: keep", lambda o: o.norm.keep),
    "remedy for": (
        f"bearer: [RUS]\n{LEAVE}\nby: 2019-11-01\nremedy for: other",
        lambda o: o.remedy_for == "trial/other",
    ),
    "roles": (
        f"bearer: [RUS]\nperformer: [YPG]\nguarantor: [TUR]\nrestrained: [HTS]\nbeneficiary: [SDF]\n{LEAVE}\nby: 2020",
        lambda o: (
            (o.bearers, o.performers, o.guarantors, o.restrained, o.beneficiaries)
            == (("RUS",), ("YPG",), ("TUR",), ("HTS",), ("SDF",))
        ),
    ),
    "each of": (f"bearer: {{each of: [RUS, TUR]}}\n{LEAVE}\nby: 2020", lambda o: o.each_bearer),
    "jointly": ("bearer: {jointly: [RUS, TUR]}\nshall: {patrol: null}\nevery: P7D", lambda o: bool(deed(o).jointly)),
    "any of": (
        f"bearer: {{any of: [RUS, TUR]}}\n{LEAVE}\nby: 2020",
        lambda o: not o.each_bearer and o.bearers == ("RUS", "TUR"),
    ),
    **{
        f"measure: {operator}": (
            "bearer: [RUS]\nshall: {be present: [posts], in: belt, "
            f"measure: {{what: posts, {operator}: {value}, unit: x}}}}",
            lambda o, operator=operator, amount=amount: deed(o).measures == (Measure("posts", operator, amount, "x"),),
        )
        for operator, value, amount in (("at least", "12", 12.0), ("at most", "5", 5.0), ("all", "true", None))
    },
    "measure: of": (
        "bearer: [RUS]\nshall: {withdraw: [tanks], from: belt, measure: {of: tanks, at least: 3}}\nby: 2020",
        lambda o: deed(o).measures == (Measure("tanks", "at least", 3.0, ""),),
    ),
    "for each": (
        "bearer: [RUS]\nshall: {withdraw: [$thing], from: {within: $far, of: m4}}\nby: 2020\n"
        "for each: {guns: {thing: artillery, far: 25 km}, rockets: {thing: rocket launchers, far: 35 km}}",
        lambda o: (o.id, o.group, deed(o).objects) == ("it-guns", "trial/it", ("artillery",)),
    ),
    "as it stood on (state)": (
        "bearer: [RUS]\nshall: {preserve: belt, as it stood on: 2019-10-22}",
        lambda o: deed(o).baseline is not None and deed(o).zone == "belt",
    ),
    "as it stood on (zone)": (
        "bearer: [RUS]\nshall not: {attack: null, in: {zone: belt, as it stood on: 2019-10-22}}",
        lambda o: deed(o).zone == "it-zone",
    ),
    "decided by": (f"bearer: [RUS]\n{LEAVE}\nby: 2020\ndecided by: [TUR]", lambda o: o.decided_by == ("TUR",)),
    "kept if": (
        f"bearer: [RUS]\n{LEAVE}\nby: 2020\n"
        "kept if: [{monitor: null, in: belt, by: [TUR]}, {observed by: [TUR, RUS]}]",
        lambda o: [d.verb for d in o.norm.kept_if] == ["monitor"] and o.norm.observed_by == ("TUR", "RUS"),
    ),
    "breached if": (
        "bearer: [RUS]\nshall: {cease fire: all, in: belt}\n"
        "breached if: {shelling: null, in: belt, count: {at least: 20}}",
        lambda o: (
            [d.verb for d in o.norm.breached_if] == ["shelling"]
            and o.norm.breached_if[0].measures == (Measure("count", "at least", 20.0, ""),)
        ),
    ),
    "changes": (
        f"bearer: [RUS]\n{LEAVE}\nby: 2020\n"
        "changes: {extend: {jointly: all}, suspend: {any of: [TUR, RUS]}, waive: TUR, supersede: [TUR, RUS]}",
        lambda o: (
            o.changes
            == (
                Change("extend", ("TUR", "RUS"), True),
                Change("suspend", ("TUR", "RUS"), False),
                Change("waive", ("TUR",), True),
                Change("supersede", ("TUR", "RUS"), True),
            )
        ),
    ),
    "designated, by": (
        "bearer: [RUS]\nshall not: {supply: null, to: belt, by: {designated: terrorist, by: UNSC}}",
        lambda o: deed(o).subjects == (Term(designated="terrorist", by="UNSC"),),
    ),
    "side of": (
        "bearer: [RUS]\nshall not: {attack: {side of: TUR, except: [HTS]}, in: belt}",
        lambda o: deed(o).targets == (Term(side_of="TUR", but=("HTS",)),),
    ),
    "anyone except": (
        "bearer: [RUS]\nshall: {cease fire: {anyone except: [HTS]}, in: belt}",
        lambda o: deed(o).subjects == (Term(anyone=True, but=("HTS",)),),
    ),
    "calibre": (
        "bearer: [RUS]\nshall: {withdraw: [artillery], from: belt, calibre: {at least: 100 mm}}\nby: 2020",
        lambda o: deed(o).measures == (Measure("calibre", "at least", 0.1, "m"),),
    ),
}

# zone words, each as an expression that stands in the norm
ZONES = {
    "within … of": "{within: 5 km, of: m4}",
    "side": "{within: 5 km, of: m4, side: north}",
    "between, depth": "{between: [[35.84, 36.7], [35.83, 36.4]], of: m4, depth: 5 km, side: north}",
    "around": "{around: Idlib, radius: 3 km}",
    "place + radius": "{place: Idlib, radius: 3 km}",
    "polygon": "{polygon: [[36.0, 36.0], [36.0, 36.5], [36.5, 36.5]]}",
    "along … buffer": "{along: m4, buffer: 2 km}",
    "all of": "{all of: [belt, west]}",
    "any of": "{any of: [belt, west]}",
    "except": "{within: 5 km, of: m4, except: [west]}",
    **{f"{side} of": f"{{within: 5 km, of: m4, {side} of: west}}" for side in ("north", "south", "east", "west")},
    "inner, outer": "{inner: {place: Idlib, radius: 3 km}, outer: {place: Idlib, radius: 9 km}}",
}


def deed(o: Obligation):  # type: ignore[no-untyped-def]
    assert o.norm.deed is not None
    return o.norm.deed


@pytest.mark.parametrize("word", WORDS)
def test_every_word_of_the_norms_compiles_to_what_it_says(word: str) -> None:
    """N1, N2."""
    text, holds = WORDS[word]
    made = accords.accord(
        "- id: it\n" + "".join(f"  {line}\n" for line in text.splitlines()) + OTHER + OTHER.replace("other", "more")
    )
    assert holds(made.obligations[0]), made.obligations[0]


@pytest.mark.parametrize("word", ZONES)
def test_every_word_of_the_zones_compiles(word: str) -> None:
    o = accords.obligation(f"bearer: [RUS]\nshall not: {{attack: null, in: {ZONES[word]}}}")
    assert deed(o).zone == "it-zone"


def test_rows_share_what_is_written_once_and_differ_in_their_columns() -> None:
    """N4."""
    made = accords.accord("""\
        - id: heavy
          article: "2"
          title: $row leave
          bearer: [RUS]
          shall: {withdraw: [$thing], from: {within: $far, of: m4}}
          within: $time
          for each:
            guns: {thing: artillery, far: 25 km, time: P7D}
            rockets: {thing: rocket launchers, far: 35 km, time: P14D}
        - {id: enter, bearer: [TUR], shall: {deploy: [TUR], to: belt}, after: {completion of: heavy}, within: P1D}
        """)
    guns, rockets, enter = made.obligations
    assert (guns.ref, rockets.ref) == ("trial/heavy-guns", "trial/heavy-rockets")
    assert (guns.title, rockets.title) == ("guns leave", "rockets leave")
    assert guns.article == rockets.article == "2"
    assert rockets.norm.deadline.latest - guns.norm.deadline.latest == 7 * DAY  # type: ignore[union-attr, operator]
    areas = [made.zones[deed(o).zone].outer.area for o in (guns, rockets)]
    assert areas[1] > areas[0] * 1.3
    # who waits for the whole waits for all rows
    assert enter.norm.start.anchor == Anchor("completion", "trial/heavy-guns", ("trial/heavy-rockets",))
    assert made.under("trial/heavy") == (guns, rockets)
    assert made.under("trial/heavy-guns") == (guns,)


def test_rows_of_a_list_take_their_value() -> None:
    made = accords.accord("""\
        - {id: calm, bearer: [RUS], shall not: {attack: null, in: $value}, for each: [belt, west]}
        """)
    assert [(o.id, deed(o).zone) for o in made.obligations] == [("calm-belt", "belt"), ("calm-west", "west")]


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("for each: []", "row-shape"),
        ("for each: text", "row-shape"),
        ("for each: {'!!': {thing: tank}}", "row-name"),
        ("for each: {" + "a" * 40 + ": {thing: tank}}", "row-name"),
        ("for each: {a: {thign: tank}}", "unknown-column"),
        ("for each: {a: {thing: tank}, A: {thing: mortar}}", "duplicate-obligation"),
    ],
)
def test_bad_rows_are_findings(text: str, slug: str) -> None:
    found = accords.findings(
        f"- id: it\n  bearer: [RUS]\n  shall: {{withdraw: [$thing], from: belt}}\n  by: 2020\n  {text}\n"
    )
    assert slug in {f.slug for f in found if f.is_error}, [str(f) for f in found]


def test_a_column_that_nothing_takes_is_told() -> None:
    found = accords.findings(
        "- {id: it, bearer: [RUS], shall: {withdraw: [$x], from: belt}, by: 2020, for each: {a: {x: tank, y: 1}}}\n"
    )
    assert [f.slug for f in found] == ["unused-column"]


def test_rows_times_length_is_bounded() -> None:
    template = ", ".join(f"n{i}" for i in range(3000))
    rows = ", ".join(f"r{i}" for i in range(3000))
    found = accords.findings(
        f"- {{id: it, bearer: [RUS], notes: [{template}], shall not: {{attack: null, in: belt}}, for each: [{rows}]}}\n"
    )
    assert "too-many-rows" in {f.slug for f in found}


MOVED = """\
servanda: 1
accord: trial
signed: 2015-02-12
timezone: Europe/Kyiv
parties: [TUR, RUS]
lines:
  contact:
    versions:
      - {from: 2014-09-19, line: [[48.0, 38.0], [48.6, 38.0]], accuracy: 1 km}
      - {from: 2015-02-12, line: [[48.0, 38.3], [48.6, 38.3]], accuracy: 1 km}
zones:
  then: {within: 10 km, of: contact, as it stood on: 2014-09-19}
  now: {within: 10 km, of: contact, as it stood on: 2015-03-01}
  belt: {within: 10 km, of: contact}
obligations:
"""


def test_a_zone_is_drawn_from_the_line_as_it_stood() -> None:
    made = accords.accord("- {id: calm, bearer: [RUS], shall not: {attack: null, in: belt}}\n", head=MOVED)
    middle = {name: round(zone.outer.centroid.x, 2) for name, zone in made.zones.items() if zone.outer is not None}
    assert (middle["then"], middle["now"]) == (38.0, 38.3)
    # of no day in particular: certain where both are (nowhere), possible where either is
    assert made.zones["belt"].inner.is_empty
    assert made.zones["belt"].outer is not None
    assert made.zones["belt"].outer.area > 1.9 * made.zones["then"].outer.area  # type: ignore[union-attr]
    assert (middle["belt@first"], middle["belt@2015-02-12"]) == (38.0, 38.3)
    assert made.lines["contact"].geometry.equals(made.lines["contact@2015-02-12"].geometry)


@pytest.mark.parametrize(
    ("versions", "slug"),
    [
        ("text", "zone-versions"),
        ("[]", "zone-versions"),
        ("[{line: [[48.0, 38.0], [48.6, 38.0]]}]", "zone-versions"),
        ("[{from: 2014-09-19}]", "zone-versions"),
        ("[{from: 2014-13-19, line: [[48.0, 38.0], [48.6, 38.0]]}]", "bad-date"),
        ("[{from: 2015, polygon: x}, {from: 2014, polygon: x}]", "zone-versions"),
    ],
)
def test_bad_versions_are_findings(versions: str, slug: str) -> None:
    found = accords.findings(
        "- {id: calm, bearer: [RUS], shall not: {attack: null}}\n",
        head=accords.HEAD.replace("zones:\n", f"zones:\n  moved: {{versions: {versions}}}\n"),
    )
    assert slug in {f.slug for f in found if f.is_error}, [str(f) for f in found]


def test_zones_that_are_drawn_from_one_another_in_a_circle_are_told() -> None:
    head = accords.HEAD.replace(
        "zones:\n",
        "zones:\n  a: {within: 1 km, of: b, as it stood on: 2014}\n  b: {within: 1 km, of: a}\n  c: {all of: [c, a]}\n",
    )
    found = accords.findings("- {id: calm, bearer: [RUS], shall not: {attack: null, in: a}}\n", head=head)
    assert any("zone" in f.slug for f in found if f.is_error), [str(f) for f in found]


def test_a_norm_may_say_as_of_when_its_zone_is_meant() -> None:
    made = accords.accord(
        "- {id: calm, bearer: [RUS], shall: {preserve: belt, as it stood on: 2014-10-31}}\n", head=MOVED
    )
    zone = made.zones[deed(made.obligations[0]).zone]
    assert round(zone.outer.centroid.x, 1) == 38.0  # type: ignore[union-attr]
    assert deed(made.obligations[0]).baseline.latest == 1414792800  # the end of October in Kyiv


def test_classes_of_people_and_of_things() -> None:
    """N6."""
    classes = """\
        classes:
          locals: {members: [SDF, HTS], except: [YPG]}
          radicals: {designated: terrorist, by: UNSC}
          big-guns: {is: artillery, calibre: {at least: 100 mm}}
          heavy: {includes: [tank, big-guns]}
        """
    made = accords.accord(
        """\
        - {id: it, bearer: [RUS], performer: [locals], shall ensure: {withdraw: [heavy], from: belt}, by: 2020}
        - {id: no, bearer: [RUS], shall not: {attack: [radicals], in: belt}}
        """,
        more=classes,
    )
    it, no = made.obligations
    assert it.performers == ("SDF", "HTS")
    assert deed(it).subjects == (Term("SDF", but=("YPG",)), Term("HTS", but=("YPG",)))
    assert deed(it).objects == ("tank", "big-guns")
    assert made.things["big-guns"] == Thing("artillery", (Measure("calibre", "at least", 0.1, "m"),))
    assert deed(no).targets == (Term(designated="terrorist", by="UNSC"),)


@pytest.mark.parametrize(
    ("classes", "slug"),
    [
        ("classes: [a]", "classes-shape"),
        ("classes: {a: text}", "class-shape"),
        ("classes: {a: {says: nothing}}", "class-shape"),
        ("classes: {a: {members: [SDF], is: tank}}", "class-shape"),
        ("classes: {a: {is: b}, b: {is: a}}", "class-cycle"),
        ("classes: {a: {includes: [a]}}", "class-cycle"),
        ("classes: {'a b': {is: tank}}", "class-name"),
        ("changes: {prolong: all}", "unknown-act"),
        ("changes: {extend: {jointly: []}}", "nobody-named"),
        ("supersedes: trial/x", "supersedes-itself"),
        ("verification: [{in: belt}]", "monitor"),
        ("verification: [{monitor: UN, of: [shelling-of]}]", "unknown-kind"),
    ],
)
def test_bad_classes_changes_and_monitors_are_findings(classes: str, slug: str) -> None:
    found = accords.findings("- {id: no, bearer: [RUS], shall not: {attack: null, in: belt}}\n", more=classes + "\n")
    assert slug in {f.slug for f in found if f.is_error}, [str(f) for f in found]


def test_who_may_change_the_accord_and_what_it_supersedes() -> None:
    made = accords.accord(
        "- {id: no, bearer: [RUS], shall not: {attack: null, in: belt}}\n",
        more="changes: {extend: all, terminate: {any of: all}}\nsupersedes: [older, other/5/*, other/patrols]\n"
        "verification: [UN, {monitor: OSCE, in: [belt, west], of: [shelling, airstrike]}]\n",
    )
    assert made.changes == (Change("extend", ("TUR", "RUS"), True), Change("terminate", ("TUR", "RUS"), False))
    assert made.supersedes == ("older/*", "other/5/*", "other/patrols")
    assert made.verification == ("UN", "OSCE")
    assert made.monitors[1].kinds == ("shelling", "airstrike")
    assert made.zones[made.monitors[1].zones[0]].outer is not None


@pytest.mark.parametrize(
    ("article", "target", "under"),
    [("5b", "5", True), ("5.1", "5", True), ("5(c)", "5", True), ("50", "5", False), ("5", "5b", False)]
    + [("II.3", "II", True), ("III", "II", False), ("5.10", "5.1", False), ("preamble", "preamble", True)]
    + [("", "5", False), ("5", "", False), ("5", "--", False)],
)
def test_articles_have_parts(article: str, target: str, under: bool) -> None:
    """N5."""
    assert is_under(article, target) is under


def test_what_a_target_speaks_of() -> None:
    made = accords.accord("""\
        - {id: a, article: "5a", bearer: [RUS], shall not: {attack: null, in: belt}}
        - {id: b, article: "5b", bearer: [RUS], shall not: {capture: null, in: belt}}
        - {id: c, article: "50", bearer: [RUS], shall not: {supply: null, to: belt}}
        """)
    said = {t: [o.id for o in made.under(t)] for t in ("trial/*", "trial/5/*", "trial/5b/*", "trial/c@RUS", "other/*")}
    assert said == {
        "trial/*": ["a", "b", "c"],
        "trial/5/*": ["a", "b"],
        "trial/5b/*": ["b"],
        "trial/c@RUS": ["c"],
        "other/*": [],
    }
