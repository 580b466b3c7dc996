"""Explanations: the rule in words, what was not counted, what would change the label (semantics.md, V23, V24)."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import accords
import pytest
from dossier_bench import ACCORD, FIRE, LONG_AFTER, STILL, again, make

from servanda.dossier import Dossier, Explanation, rule_in_words
from servanda.errors import UsageError
from servanda.verdict import Court, Explore, World


def fire(local: str, speaker: str, hour: int, day: int = 5) -> str:
    row = FIRE.replace("a1,ngo", f"{local},{speaker}").replace("ngo.example/1", f"{local}.example/1")
    return row.replace("2020-03-05T10", f"2020-03-{day:02}T{hour:02}")


def explained(folder: Path, rows: str, ref: str = "trial/fire", **more: str) -> tuple[Dossier, Explanation]:
    made = make(folder, rows)
    return made, made.explain(ref, made.clocks(as_of=LONG_AFTER), **more)  # type: ignore[arg-type]


def label_without(made: Dossier, ref: str, removed: tuple[str, ...]) -> str:
    """The label when some claims had never been made, in a world built anew."""
    clocks = made.clocks(as_of=LONG_AFTER)
    view = made.view(clocks)
    kept = [c for c in view.claims.values() if c.id not in removed]
    groups = view.incidents
    world = World(kept, clocks.pair, view.law.register, groups, view.law.zones)
    court = Court(world, view.law.accords)
    accord = court.accords["trial"]
    obligation = accord.obligation(ref.partition("/")[2])
    assert obligation is not None
    return str(court.verdict(accord, obligation, explore=Explore.NOTHING).label)


@pytest.mark.parametrize(
    ("rows", "ref", "size"),
    [
        (FIRE, "trial/fire", 1),
        (fire("a", "ngo", 10) + fire("b", "TUR", 15, 8), "trial/fire", 2),
        (STILL, "trial/leave", 1),
        (STILL + STILL.replace("a2,TUR", "a3,ngo"), "trial/leave", 2),
    ],
)
def test_the_flip_set_is_the_fewest(tmp_path: Path, rows: str, ref: str, size: int) -> None:
    made, found = explained(tmp_path / "d", rows, ref)
    flip = found.flip_set
    assert flip is not None
    assert flip.exact
    assert len(flip.claims) == size
    assert label_without(made, ref, flip.claims) == flip.becomes != str(found.verdict.label)
    everyone = (*found.verdict.evidence_for, *found.verdict.evidence_against)
    for fewer in range(size):
        for removed in combinations(everyone, fewer):
            assert label_without(made, ref, removed) == str(found.verdict.label)


def test_a_large_flip_set_is_a_bound(tmp_path: Path) -> None:
    made, found = explained(tmp_path / "d", "".join(fire(f"a{d}", "ngo", 10, d) for d in range(5, 14)))
    flip = found.flip_set
    assert flip is not None
    assert not flip.exact
    assert label_without(made, "trial/fire", flip.claims) == flip.becomes == "unknown"


def test_nothing_to_flip_but_something_to_settle(tmp_path: Path) -> None:
    _made, found = explained(tmp_path / "d", "", "trial/leave")
    assert found.flip_set is None
    assert [s.becomes for s in found.settles] == ["fulfilled", "breached"]
    done, not_done = found.settles
    assert "a report of withdrawal by" in str(done)
    assert "of no withdrawal" in str(not_done)
    assert [level for _who, level in done.by] == ["alleged", "reported", "reported", "verified"]
    assert done.by[0][0] == "anybody"
    assert any("silence is not evidence" in line for line in found.lines)
    again_ = again(tmp_path / "d")
    early = again_.explain("trial/leave", again_.clocks(as_of="2020-03-05"))
    assert str(early.verdict.label) == "pending"
    assert [s.becomes for s in early.settles] == ["fulfilled"]


def test_what_was_left_out_is_told(tmp_path: Path) -> None:
    unattributed = FIRE.replace(",RUS,", ",,")
    late = STILL.replace("presence", "withdrawal").replace("2020-03-11T10:00Z", "2020-03-01/2020-03-20")
    _made, found = explained(tmp_path / "d", unattributed + late.replace("2020-03-12", "2020-03-21"), "trial/leave")
    assert [n.why for n in found.not_counted]
    assert found.rule.startswith("Met when this has happened by the deadline")
    assert found.lines[-1] == f"So it is {found.verdict.label}."


def test_the_accord_as_a_whole(tmp_path: Path) -> None:
    row = "a9,ngo,2020-03-12,https://n.example/9,,,,,assessment,trial/*,denies,,,,\n"
    _made, found = explained(tmp_path / "d", row, "trial/*")
    assert str(found.verdict.label) == "breached"
    assert "as a whole" in found.rule


@pytest.mark.parametrize("ref", ["trial/nothing", "nobody/fire", "", "trial"])
def test_what_is_not_there(tmp_path: Path, ref: str) -> None:
    made = make(tmp_path / "d")
    with pytest.raises(UsageError) as refused:
        made.explain(ref)
    assert refused.value.slug == "unknown-reference"


def test_those_whose_word_is_asked_for_are_named(tmp_path: Path) -> None:
    """V25, V24: what speaks for it waits for their word, and theirs is what would settle it."""
    seen = ACCORD + "    kept if: {observed by: [TUR, ngo]}\n"
    gone = (
        STILL.replace("presence", "withdrawal")
        .replace("2020-03-11T10:00Z", "2020-03-08")
        .replace('"35.5,36.5"', "in:town")
    )
    made = make(tmp_path / "d", gone, accord=seen)
    found = made.explain("trial/leave", made.clocks(as_of=LONG_AFTER))
    assert found.verdict.unobserved == ("ngo",)
    assert [n.why for n in found.not_counted] == ["not observed by ngo"]
    assert "Nothing counts for it: not observed by ngo." in found.lines
    met = [s for s in found.settles if s.becomes == "fulfilled"]
    assert [[who for who, _level in s.by] for s in met] == [["each of Türkiye and The Watch"]]


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ("shall: {patrol: null, in: belt}, every: P1M", "in every window of 1 month: patrol [RUS] in belt."),
        ("shall: {patrol: null, in: belt}, every: PT12H", "in every window of 12 hours: patrol [RUS] in belt."),
        (
            "shall: {patrol: null}, after each: {attack: null, in: belt, by: {side of: TUR}}, within: P2D",
            "every trigger (attack [the side of TUR] in belt) is answered within 2 days by: patrol [RUS].",
        ),
        (
            "shall not: {attack: null, by: {designated: terrorist}}",
            "denied at every time: attack [whoever is designated terrorist].",
        ),
    ],
)
def test_the_rule_in_words(keys: str, words: str) -> None:
    law = accords.accord("- {id: it, bearer: [RUS], " + keys + "}")
    assert words in rule_in_words(law, law.obligations[0])
