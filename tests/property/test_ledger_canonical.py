"""Canonical JSON, quick and slow, is the same: `rfc8785` is the oracle."""

import json
import math
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.errors import UsageError
from servanda.ledger.canonical import canonical, canonical_all, is_canonical, ordinary, parse_json, read_ordinary

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
    | st.sampled_from([1.0, -0.0, 36.5, '{"a":1.0}', "1e5", "null", 1e20, 1e21, 1e-5, 1e-7, 0.0001, 2.0**53, 1e15])
)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
)
OBJECTS = st.dictionaries(st.text(max_size=5), JSON, max_size=5)


@settings(max_examples=400, deadline=None)
@given(OBJECTS)
def test_the_same_bytes_as_the_reference_writer(value: dict[str, Any]) -> None:
    assert canonical(value) == rfc8785.dumps(value)


@settings(max_examples=400, deadline=None)
@given(OBJECTS)
def test_canonical_bytes_are_known_and_read_back(value: dict[str, Any]) -> None:
    data = rfc8785.dumps(value)
    assert is_canonical(data)
    assert rfc8785.dumps(parse_json(data)) == data
    otherwise = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    assert is_canonical(otherwise) == (otherwise == data)


@settings(max_examples=200, deadline=None)
@given(st.lists(OBJECTS, max_size=4), st.booleans())
def test_many_at_once_are_canonical_only_if_each_is(values: list[dict[str, Any]], spoil: bool) -> None:
    texts = [rfc8785.dumps(value) for value in values]
    assert canonical_all(values) == texts
    assert canonical_all([{"lat": 36.0, "a": None, "b": 1e-5}, *values, {"x": 1e20}])[1:-1] == texts
    if spoil:
        texts = [json.dumps(value, separators=(",", ":")).encode() for value in values]
    if ordinary(texts):
        for text in texts:
            found = read_ordinary(text)
            assert found is None or (is_canonical(text) and rfc8785.dumps(found) == text)
    assert not ordinary([*texts, b'{"a":1e16}'])
    assert not ordinary([*texts, b'{"a":1e+16}'])
    assert canonical_all([{"a": 1e16}, {"a": 1e17, "b": -1e16}]) == [
        b'{"a":10000000000000000}',
        b'{"a":100000000000000000,"b":-10000000000000000}',
    ]
    assert not ordinary([*texts, b'{"a":[1e-5]}'])
    assert read_ordinary(b'{"a":') is None


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=40))
def test_any_bytes_are_canonical_or_not(data: bytes) -> None:
    assert is_canonical(data) in (True, False)


@pytest.mark.parametrize(
    "data", [b'{"a":36.0}', b'{"a":1e20}', b'{"b":1,"a":2}', b'{"a": 1}', b'{"a":-0}', b'{"a":1e-5}']
)
def test_other_ways_to_say_the_same(data: bytes) -> None:
    assert not is_canonical(data)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 2**53, -(2**53), {1: 2}, {1}, "\ud800", b"bytes", 1j])
def test_what_json_cannot_say(value: object) -> None:
    for payload in ({"a": value}, {"a": [value]}, {"a": {"b": [None, value]}}):
        with pytest.raises(UsageError):
            canonical(payload)
