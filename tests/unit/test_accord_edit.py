"""One value changed, everything else as its author left it: file to model to file."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from servanda.accord import load_accord
from servanda.accord.edit import REMOVED, edited
from servanda.documents import load_yaml
from servanda.errors import InputError

ROOT = Path(__file__).resolve().parents[2]
SOCHI = (ROOT / "src/servanda/data/idlib/accords/sochi-2019.yaml").read_bytes()
FILES = sorted((ROOT / "src/servanda/data/idlib/accords").glob("*.yaml"))
TEXT = """\
# Договор: a comment before everything
servanda: 1
accord: lake-2021   # its id
parties: [NOR,   SOU]

zones:
  belt:   {within: 10 km,  of: front}   # aligned by hand
  port:   {around: harbour, radius: 5 km}

obligations:
  # the first
  - id: guns          # heavy ones
    says: >-
      All heavy weapons
      leave.
    by: 2021-04-01    # the day is included

  # the second
  - {id: calm, shall: {cease fire: all, in: belt}, notes: 'Überwachung'}
"""


def plain(content: bytes) -> Any:
    document, findings = load_yaml(content, "a.yaml")
    assert document is not None, findings
    return document.data


@pytest.mark.parametrize(
    ("path", "value", "before", "after"),
    [
        (("obligations", 0, "by"), "2021-05-01", "by: 2021-04-01    #", "by: 2021-05-01    #"),
        (("zones", "belt", "within"), "12 km", "within: 10 km,  of", "within: 12 km,  of"),
        (("parties", 2), "UN", "[NOR,   SOU]", "[NOR,   SOU, UN]"),
        (("obligations", 1, "shall", "in"), "port", "in: belt}, notes", "in: port}, notes"),
        (("obligations", 1, "notes"), REMOVED, ", notes: 'Überwachung'}", "}"),
        (("obligations", 1, "shall"), REMOVED, "shall: {cease fire: all, in: belt}, ", ""),
        (("obligations", 0, "says"), "All: leave", ">-\n      All heavy weapons\n      leave.\n", '"All: leave"\n'),
        (("zones", "port"), REMOVED, "  port:   {around: harbour, radius: 5 km}\n", ""),
        (("accord",), "lake-2022", "lake-2021   #", "lake-2022   #"),
        (("obligations", 0, "id"), REMOVED, "id: guns          # heavy ones\n    says", "says"),
    ],
)
def test_only_the_value_changes(path: tuple[Any, ...], value: object, before: str, after: str) -> None:
    assert TEXT.count(before) == 1
    made = edited(TEXT.encode(), {path: value}).decode()
    assert made == TEXT.replace(before, after)


def test_new_keys_and_items_go_last() -> None:
    made = edited(
        TEXT.encode(),
        {
            ("title",): "Lake: a trial",
            ("zones", "town"): {"place": "Town", "radius": "3 km"},
            ("obligations", 0, "bearer"): ["NOR"],
            ("obligations", 2): {"id": "last", "declares": "peace"},
        },
    )
    text = made.decode()
    assert text.endswith('  - {id: last, declares: peace}\ntitle: "Lake: a trial"\n')
    assert "    by: 2021-04-01    # the day is included\n    bearer: [NOR]\n" in text
    assert "radius: 5 km}\n  town: {place: Town, radius: 3 km}\n" in text
    assert [line for line in TEXT.splitlines() if line not in text.splitlines()] == []


def test_line_ends_and_byte_order_mark_stay() -> None:
    content = b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode()
    made = edited(content, {("obligations", 0, "by"): "2021-05-01"})
    assert made == content.replace(b"2021-04-01", b"2021-05-01")


@pytest.mark.parametrize(
    "path", [(), ("nothing", "here"), ("obligations", 7), ("obligations", "x"), ("parties", 0, "x"), ("accord", "x")]
)
def test_a_path_that_leads_nowhere_is_refused(path: tuple[Any, ...]) -> None:
    with pytest.raises(InputError) as error:
        edited(TEXT.encode(), {path: "x"})
    assert error.value.slug == "edit-path"


def test_what_cannot_be_changed_in_place_is_refused_whole() -> None:
    shared = b"a: &x {k: 1}\nb: *x\n"
    with pytest.raises(InputError) as error:
        edited(shared, {("b", "k"): 2})
    assert error.value.slug == "edit-failed"
    with pytest.raises(InputError) as error:
        edited(b"a: [", {("a",): 2})
    assert error.value.slug == "edit-unreadable"


def test_an_edited_accord_is_another_law_under_the_same_comments() -> None:
    document = load_yaml(SOCHI, "a.yaml")[0]
    assert document is not None
    index = next(i for i, o in enumerate(document.data["obligations"]) if o["id"] == "ypg-withdrawal")
    made = edited(SOCHI, {("obligations", index, "complete within"): "PT100H"})
    before, after = SOCHI.decode().splitlines(), made.decode().splitlines()
    changed = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
    assert changed == [
        (line, line.replace("PT150H", "PT100H")) for line in before if "complete within: PT150H   " in line
    ]


VALUES = st.one_of(
    st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=12),
    st.integers(-5, 10**6),
    st.booleans(),
    st.none(),
    st.lists(st.sampled_from(["TUR", "a: b", "5b", "2020-01-01", "x # y", ""]), max_size=3),
    st.dictionaries(st.sampled_from(["each of", "by", "3", "#"]), st.sampled_from(["TUR", "", "yes"]), max_size=2),
)


def paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    if isinstance(value, dict):
        found += [p for k, v in value.items() for p in paths(v, (*path, k))] + [(*path, "new key")]
    elif isinstance(value, list):
        found += [p for i, v in enumerate(value) for p in paths(v, (*path, i))] + [(*path, len(value))]
    return found


def applied(data: Any, path: tuple[Any, ...], value: object) -> Any:
    made = copy.deepcopy(data)
    holder = made
    for step in path[:-1]:
        holder = holder[step]
    if value is REMOVED:
        del holder[path[-1]]
    elif isinstance(holder, list) and path[-1] == len(holder):
        holder.append(value)
    else:
        holder[path[-1]] = value
    return made


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_any_value_anywhere_reads_as_asked_and_comments_stay(data: st.DataObject) -> None:
    content = data.draw(st.sampled_from([TEXT.encode(), *(f.read_bytes() for f in FILES)]))
    before = plain(content)
    path = data.draw(st.sampled_from(paths(before)))
    new = path[-1] == "new key" or (isinstance(path[-1], int) and not _stands(before, path))
    value = data.draw(VALUES if new else st.one_of(VALUES, st.just(REMOVED)))
    made = edited(content, {path: value})
    assert plain(made) == applied(before, path, value)
    if value is not REMOVED and (new or not isinstance(_of(before, path), (dict, list))):
        comments = [line.strip() for line in content.decode().splitlines() if line.strip().startswith("#")]
        assert all(comment in made.decode() for comment in comments)


def _of(value: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


def _stands(value: Any, path: tuple[Any, ...]) -> bool:
    for step in path[:-1]:
        value = value[step]
    return path[-1] < len(value) if isinstance(value, list) else path[-1] in value


def test_a_file_read_and_written_without_changes_is_the_same_file() -> None:
    for file in FILES:
        assert edited(file.read_bytes(), {}) == file.read_bytes()
        assert load_accord(edited(file.read_bytes(), {}), file.name)[1] == load_accord(file.read_bytes(), file.name)[1]
