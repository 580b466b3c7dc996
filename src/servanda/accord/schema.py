"""The JSON Schema (draft 2020-12) of the accord file, made from the words that the parser knows, for editors.

Whatever the parser takes, the schema takes; a key that is misspelt neither takes. What hangs together across values (a
zone that exists, a date of the calendar) only the parser knows: `servanda check`.
`python -m servanda.accord.schema > src/servanda/accord/accord-1.schema.json`; a test keeps the two in step.
"""

from __future__ import annotations

import json
import re
import sys
from importlib.resources import files
from typing import Any

from servanda.accord import classes, compile, criteria, deed, measures, moment, moving, obligations, readings, roles
from servanda.accord.law import ACTS
from servanda.accord.verbs import verbs
from servanda.geo.expression import KEYS as ZONE_KEYS
from servanda.geo.register import NAME_KEYS, PLACE_KEYS

NAME = "accord-1.schema.json"
HEADER = f"# yaml-language-server: $schema={NAME}"
TITLE = "An accord or ultimatum as data (Servanda, format 1)"

Schema = dict[str, Any]
SCALAR: Schema = {"type": ["string", "number", "boolean", "null"]}
FREE: Schema = {}
RECURSIVE = ("all of", "any of", "except", "inner", "outer")


def published() -> str:
    """The schema as it ships."""
    return (files("servanda.accord") / NAME).read_text("utf-8")


def schema() -> Schema:
    """The schema as a value."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:servanda:schema:accord-1",
        "title": TITLE,
        "description": "docs/reference/accord.md explains every key; `servanda check` says all that is wrong at once.",
        **_object(_accord_keys(), required=["servanda", "accord", "signed", "obligations"]),
        "$defs": _definitions(),
    }


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _object(properties: dict[str, Schema], required: list[str] | None = None, **more: Any) -> Schema:
    found: Schema = {"type": "object", "properties": properties, "additionalProperties": False, **more}
    return {**found, "required": required} if required else found


def _mapping(value: Schema) -> Schema:
    return {"type": ["object", "null"], "additionalProperties": value}


def _either(*values: Schema) -> Schema:
    return {"anyOf": list(values)}


def _one_or_more(value: Schema) -> Schema:
    return _either(value, {"type": "array", "items": value})


def _only(keys: tuple[str, ...], value: Schema | None = None) -> Schema:
    return _object(dict.fromkeys(keys, value or FREE))


def _accord_keys() -> dict[str, Schema]:
    special: dict[str, Schema] = {
        "servanda": {"const": 1, "description": "the version of the format"},
        "accord": {"type": "string", "pattern": "^[A-Za-z][A-Za-z0-9-]{0,39}$"},
        "instrument": {"enum": [*compile.INSTRUMENTS, None]},
        "signed": _ref("scalar"),
        "in force": _ref("time"),
        "until": _ref("time"),
        "timezone": _ref("texts"),
        "notes": _ref("texts"),
        "consequence": _either(_ref("scalar"), _object({"says": _ref("scalar"), "shall": _ref("norm")})),
        "verification": _one_or_more(_either(_ref("scalar"), _only(compile.MONITOR_KEYS))),
        "zones": _mapping(_ref("named-zone")),
        "lines": _mapping(_ref("named-zone")),
        "places": _either({"type": ["array", "null"], "items": _ref("place")}, _mapping(_ref("place"))),
        "readings": _mapping(_either(_ref("scalar"), _ref("reading"))),
        "counts as": _mapping(_ref("texts")),
        "classes": _mapping(_class_of_accord()),
        "changes": _ref("changes"),
        "supersedes": _ref("texts"),
        "obligations": {"type": "array", "minItems": 1, "items": _ref("obligation")},
    }
    people = ("parties", "guarantors", "issued by", "addressee", "decided by")
    return {key: special.get(key, _ref("texts") if key in people else _ref("scalar")) for key in compile.KEYS}


def _obligation_keys(reading: str = "inline-reading") -> dict[str, Schema]:
    special: dict[str, Schema] = {
        **{role: _ref("who") for role in obligations.ROLES},
        **{norm: _ref("norm") for norm in obligations.NORMS if norm != "declares"},
        "after each": _ref("norm"),
        **{key: _ref("time") for key in ("from", "after", "by", "complete by", "begin by", "until")},
        "if": _either(_ref("anchor"), {"type": "null"}),
        "unless": _either(_ref("scalar"), _object({"says": _ref("scalar")}), _ref("anchor"), _ref("deed")),
        "except to": _either(_ref("scalar"), _object({"says": _ref("scalar")}), _ref("deed")),
        "and after": {"enum": ["keep"]},
        "decided by": _ref("texts"),
        "readings": _one_or_more(_either(_ref("scalar"), _ref(reading))),
        "measure": _one_or_more(_either(_ref("measure"), {"type": "null"})),
        "for each": {"type": ["object", "array"]},
        "kept if": _one_or_more(_either(_ref("norm"), _ref("observed"))),
        "breached if": _one_or_more(_ref("norm")),
        "changes": _ref("changes"),
        "notes": FREE,
    }
    return {key: special.get(key, _ref("scalar")) for key in obligations.KEYS}


def _definitions() -> dict[str, Schema]:
    who = {group: _ref("people") for group in roles.GROUPS}
    anchor = {f"{edge} of": _ref("texts") for edge in moment.EDGES} | {"plus": _ref("scalar"), "offset": _ref("scalar")}
    zone = {key: _ref("zone") if key in RECURSIVE else FREE for key in (*ZONE_KEYS, moving.ON)}
    versions = {"type": "array", "items": _object({**zone, "from": _ref("scalar")}, required=["from"])}
    reading = dict.fromkeys(readings.KEYS, FREE) | {"alternatives": _ref("texts")}
    inline = dict.fromkeys(readings.INLINE_KEYS, FREE) | {"alternatives": _ref("texts")}
    return {
        "scalar": SCALAR,
        "slot": {"type": "string", "pattern": "\\$", "description": "a column of `for each`"},
        "texts": _one_or_more(_ref("scalar")),
        "time": _either(_ref("scalar"), _ref("anchor")),
        "anchor": _object(anchor),
        "class": _only(roles.CLASS),
        "direct": _either(
            _ref("scalar"),
            {"type": "array", "items": _ref("direct")},
            _ref("class"),
            _object({group: _ref("direct") for group in roles.GROUPS}, maxProperties=1),
        ),
        "people": _one_or_more(_either(_ref("scalar"), _ref("class"))),
        "who": _either(_ref("people"), _object(who, maxProperties=1)),
        "changes": _either(_object({act: _ref("who") for act in ACTS}), {"type": "null"}, _ref("slot")),
        "amount": _either(_ref("scalar"), _object({key: _ref("scalar") for key in _measure_keys()})),
        "measure": _object({key: _ref("scalar") for key in _measure_keys()}),
        "observed": _object({criteria.OBSERVED: _ref("who")}, required=[criteria.OBSERVED]),
        "norm": _either(_ref("verb"), _ref("not"), _ref("deed")),
        "not": _object({"not": _either(_ref("verb"), _ref("deed")), "as": _ref("scalar")}, required=["not"]),
        "deed": _deed(),
        "verb": {"type": "string", "anyOf": [{"pattern": _any_spelt(_words())}, {"pattern": "\\$"}]},
        "zone": _either(_ref("scalar"), {"type": "array", "items": _ref("zone")}, _object(zone)),
        "named-zone": _either(_ref("zone"), _object({**zone, moving.VERSIONS: versions}, required=[moving.VERSIONS])),
        "place": _object(dict.fromkeys(PLACE_KEYS, FREE) | {"names": _one_or_more(_ref("place-name"))}),
        "place-name": _either(_ref("scalar"), _only(NAME_KEYS)),
        "reading": _object({**reading, "under": _mapping(_ref("patch"))}),
        "inline-reading": _object({**inline, "under": _mapping(_ref("obligation-patch"))}),
        "patch": _object(_patch(), description="keys of this file with new values; null removes"),
        "obligation-patch": _object(dict.fromkeys(obligations.KEYS, FREE)),
        "obligation": _object(_obligation_keys(), required=["id"]),
    }


def _class_of_accord() -> Schema:
    special = {
        **{key: _ref("amount") for key in (*measures.LENGTHS, *measures.NUMBERS)},
        "measure": _one_or_more(_either(_ref("measure"), {"type": "null"})),
    }
    return _object({key: special.get(key, _ref("texts")) for key in classes.KEYS})


def _measure_keys() -> tuple[str, ...]:
    return ("what", "of", "unit", *measures.OPERATORS)


def _patch() -> dict[str, Schema]:
    keys: dict[str, Schema] = {key: FREE for key in compile.KEYS if key not in readings.FIXED}
    return {**keys, "obligations": _mapping(_either({"type": "null"}, _ref("obligation-patch")))}


def _deed() -> Schema:
    """A verb or an event kind, however it is spelt, with its particulars."""
    table = verbs()
    words = _words()
    known: dict[str, Schema] = {word: _ref("direct") for word in (*table.verbs, *table.kinds) if word in words}
    pattern: dict[str, Schema] = {_spelt(word): _ref("direct") for word in words}
    for key in deed.PLACES:
        value = _ref("zone") if key not in ("of", "on", "about") else FREE
        pattern[_spelt(key)] = _either(value, _object({"each of": FREE}))
    for key in (*deed.TARGETS, "by"):
        pattern[_spelt(key)] = FREE if key == "on" else _ref("who")
    for key in deed.AMOUNTS:
        known[key] = _ref("amount")
    known |= {"measure": _one_or_more(_either(_ref("measure"), {"type": "null"}))}
    known |= {key: _ref("scalar") for key in ("manner", "as", "says", moving.ON)}
    return {"type": "object", "properties": known, "patternProperties": pattern, "additionalProperties": False}


def _words() -> list[str]:
    """Every verb, alias and kind of event, but for those that are particulars of a norm as well."""
    table = verbs()
    return sorted({word for word in (*table.by_word, *table.verbs, *table.kinds) if word not in deed.RESERVED})


def _any_spelt(words: list[str]) -> str:
    return "|".join(f"(?:{_spelt(word)})" for word in words)


def _spelt(word: str) -> str:
    """A pattern for a word without regard to case, with hyphens and underscores as spaces."""
    letters = (f"[{c.lower()}{c.upper()}]" if c.isalpha() and c.isascii() else re.escape(c) for c in word)
    inner = "".join("[\\s_-]+" if c in (" ", "\\ ", "-", "\\-") else c for c in letters)
    return f"^[\\s_-]*{inner}[\\s_-]*$"


def text() -> str:
    """The schema as it is written to the file."""
    return json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    sys.stdout.write(text())
