"""The JSON Schema: it is what the parser's words make, takes what the parser takes, and refuses misspelt keys."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import test_accord_fuzz as fuzz
from hypothesis import HealthCheck, given, settings

from servanda.accord import schema
from servanda.documents import load_yaml

ROOT = Path(__file__).resolve().parents[2]
VALIDATOR = jsonschema.Draft202012Validator(schema.schema())
FILES = sorted(
    path
    for pattern in (
        "src/servanda/data/*/accords/*.yaml",
        "tests/dossiers/*/accords/*.yaml",
        "dossiers/*/accords/*.yaml",
    )
    for path in ROOT.glob(pattern)
) + sorted((ROOT / "tests/lint/good").glob("*.yaml"))
MISSPELT = ("unknown-key", "unknown-verb", "unknown-act")


def plain(data: object) -> Any:
    """What an editor sees of a file: values of JSON."""
    return json.loads(json.dumps(data))


def wrong(data: object) -> list[str]:
    return [f"{list(e.absolute_path)}: {e.message[:200]}" for e in VALIDATOR.iter_errors(plain(data))]


def test_it_is_a_schema_and_the_one_that_ships() -> None:
    jsonschema.Draft202012Validator.check_schema(schema.schema())
    assert schema.published() == schema.text(), "python -m servanda.accord.schema > …/accord-1.schema.json"


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_every_accord_that_we_have_is_taken(path: Path) -> None:
    document, findings = load_yaml(path.read_bytes(), path.name)
    assert document is not None, findings
    assert wrong(document.data) == []


def test_the_good_accord_of_the_fuzzer_is_taken() -> None:
    assert wrong(fuzz.GOOD) == []


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(fuzz.mutated())
def test_what_the_parser_takes_the_schema_takes_and_misspelt_keys_neither(data: dict[str, Any]) -> None:
    accord, findings = fuzz.compiled(fuzz.written(data))
    document, _findings = load_yaml(fuzz.written(data), "a.yaml")
    if document is None:
        return
    if accord is not None:
        assert wrong(document.data) == []
    if any(f.slug in MISSPELT and not f.what.startswith("under ") for f in findings):
        assert wrong(document.data) != [], [str(f) for f in findings]


def keys(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(value, dict):
        return [p for k, v in value.items() for p in ((*path, k), *keys(v, (*path, k)))]
    return [p for i, v in enumerate(value) for p in keys(v, (*path, i))] if isinstance(value, list) else []


def own_names(path: tuple[Any, ...]) -> bool:
    """Whether the key is a name that the file gives itself."""
    before = path[:-1]
    return before[-1:] in (("zones",), ("classes",), ("readings",), ("counts as",), ("for each",), ("under",)) or (
        len(before) > 1 and before[-2] == "for each"
    )


@pytest.mark.parametrize("path", [p for p in keys(fuzz.GOOD) if not own_names(p)], ids=lambda p: "/".join(map(str, p)))
def test_a_letter_more_in_a_key_is_refused_by_both(path: tuple[Any, ...]) -> None:
    data = copy.deepcopy(fuzz.GOOD)
    holder: Any = data
    for step in path[:-1]:
        holder = holder[step]
    holder[f"{path[-1]}x"] = holder.pop(path[-1])
    accord, _findings = fuzz.compiled(fuzz.written(data))
    assert accord is None
    assert wrong(data) != []


def test_a_verb_may_be_spelt_as_the_parser_lets_it() -> None:
    data = copy.deepcopy(fuzz.GOOD)
    data["obligations"][0]["shall"] = {"Pull-Back": ["YPG"], "OUT_OF": "belt"}
    assert fuzz.compiled(fuzz.written(data))[0] is not None
    assert wrong(data) == []


def test_the_bundled_accords_name_it_and_every_new_dossier_has_it(tmp_path: Path) -> None:
    from servanda.dossier import demo, init

    for dossier in (demo(tmp_path / "demo"), init(tmp_path / "new")):
        assert (dossier.path / "accords" / schema.NAME).read_text("utf-8") == schema.published()
    for path in sorted((tmp_path / "demo" / "accords").glob("*.yaml")):
        assert path.read_text("utf-8").splitlines()[0] == schema.HEADER, path.name
