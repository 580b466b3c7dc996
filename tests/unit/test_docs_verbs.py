"""docs/reference/verbs.md is what verbs.yaml says, and verbs.yaml is sound."""

from __future__ import annotations

from pathlib import Path

import pytest

from servanda.accord import verbs
from servanda.accord.reference import MEANING, page
from servanda.accord.verbs import normal

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "verbs.md"
TABLE = verbs()


def test_the_page_is_in_step_with_the_table() -> None:
    remedy = "run: python -m servanda.accord.reference > docs/reference/verbs.md"
    assert PAGE.read_text("utf-8") == page(), remedy


def test_every_word_stands_for_one_verb() -> None:
    words = [normal(w) for v in TABLE.verbs.values() for w in (v.name, *v.aliases)]
    assert sorted({w for w in words if words.count(w) > 1}) == []


def test_no_verb_has_the_name_of_a_particular() -> None:
    from servanda.accord.deed import RESERVED

    assert sorted(set(TABLE.by_word) & set(RESERVED)) == []
    # `measure: {…}` in a norm is an amount; the event kind is meant by "take measures"
    assert sorted({k.replace("-", " ") for k in TABLE.kinds} & set(RESERVED)) == ["measure"]


@pytest.mark.parametrize("name", sorted(TABLE.verbs))
def test_the_evidence_of_a_verb_is_of_known_kinds(name: str) -> None:
    verb = TABLE.verbs[name]
    assert verb.deed in ("event", "state", "achievement")
    assert set(verb.direct) <= {"actor", "object", "zone", "target", "manner"}
    for rule in verb.evidence:
        assert rule.event in TABLE.kinds
        assert rule.sign in "+-"
        assert rule.meaning in MEANING
        assert rule.who in ("actor", "participant", "target", "none")
        assert rule.why


@pytest.mark.parametrize("name", sorted(TABLE.kinds))
def test_kinds_and_objects_lead_upwards_to_known_ones(name: str) -> None:
    kind = TABLE.kinds[name]
    assert not kind.parent or kind.parent in TABLE.kinds
    assert len(set(TABLE.ancestry(name))) == len(TABLE.ancestry(name))
    assert kind.aspect in ("event", "state", "achievement")
    assert kind.says


def test_objects_lead_upwards() -> None:
    for name, parent in TABLE.objects.items():
        assert not parent or parent in TABLE.objects, name
