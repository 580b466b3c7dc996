"""An accord file with one value changed: every comment, blank and quotation mark elsewhere stays as its author left it.

The places of values come from the YAML composer; the text between them is never written anew. (A round trip through
ruamel.yaml keeps comments, too, but not the columns in which people align their zones: docs/adr/0013.)
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from servanda.documents import Path, load_yaml
from servanda.errors import InputError
from servanda.words import _

PLAIN = re.compile(r"[A-Za-z0-9_./+](?:[\w ./+()-]*[\w./+()])?")
BOM: Final = b"\xef\xbb\xbf"


Collection = MappingNode | SequenceNode


class Removed:
    """The type of `REMOVED`."""


REMOVED: Final = Removed()
"""As a value: the key or item is taken out."""


def edited(content: bytes, changes: Mapping[Path, object], file: str = "") -> bytes:
    """The file with each value at a path (`("obligations", 2, "by")`) set, added or `REMOVED`, one after the other.

    A new key goes last in its mapping, an index just past the end appends. Raises InputError when the content is no
    YAML, when a path leads nowhere, or when the result would not read as what was asked for: nothing is half changed.
    """
    for path, value in changes.items():
        content = _once(content, path, value, file)
    return content


def _once(content: bytes, path: Path, value: object, file: str) -> bytes:
    document, findings = load_yaml(content, file)
    if document is None:
        raise InputError("edit-unreadable", str(findings[0]), _("mend the file first"))
    bom = content.startswith(BOM)
    text = content.decode("utf-8-sig")
    root = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    wanted = _changed(document.data, path, value)
    made = _spliced(text, root, path, value)
    written = made.encode("utf-8")
    again, findings = load_yaml(written, file)
    if again is None or again.data != wanted:
        raise InputError(
            "edit-failed",
            _("{path} cannot be changed here without writing the file anew").format(path=_shown(path)),
            _("change it by hand"),
        )
    return (BOM if bom else b"") + written


def _changed(data: Any, path: Path, value: object) -> Any:
    """The data as it should be afterwards."""
    if not path:
        raise InputError("edit-path", _("no path is given"), "obligations/0/by")
    step, rest = path[0], path[1:]
    if isinstance(data, dict) and isinstance(step, str):
        if not rest and isinstance(value, Removed):
            if step not in data:
                raise _nowhere(path)
            return {k: v for k, v in data.items() if k != step}
        if rest and step not in data:
            raise _nowhere(path)
        return {**data, step: _changed(data[step], rest, value) if rest else value}
    if isinstance(data, list) and isinstance(step, int) and 0 <= step <= len(data):
        if rest and step < len(data):
            return [*data[:step], _changed(data[step], rest, value), *data[step + 1 :]]
        if not rest and isinstance(value, Removed) and step < len(data):
            return [*data[:step], *data[step + 1 :]]
        if not rest and not isinstance(value, Removed):
            return [*data[:step], value, *data[step + 1 :]]
    raise _nowhere(path)


def _nowhere(path: Path) -> InputError:
    return InputError("edit-path", _("nothing stands at {path}").format(path=_shown(path)), _("look at the file"))


def _shown(path: Path) -> str:
    return "/".join(map(str, path))


# -- text ----------------------------------------------------------------------------------------------------


def _spliced(text: str, root: Node | None, path: Path, value: object) -> str:
    holder = _at(root, path[:-1])
    step = path[-1]
    entries = _entries(holder)
    index = next((i for i, (key, _k, _v) in enumerate(entries) if key == step), None)
    if isinstance(value, Removed):
        assert index is not None
        return _without(text, holder, entries, index)
    if index is not None:
        node = entries[index][2]
        start, end = node.start_mark.index, _end(text, node)
        made = flow(value)
        if start == end and start > 0 and not text[start - 1].isspace():
            made = f" {made}"  # a key without value
        return text[:start] + made + text[end:]
    return _with_more(text, holder, entries, step, value)


def _at(node: Node | None, path: Path) -> Collection:
    for step in path:
        node = next((value for key, _k, value in _entries(node) if key == step), None)
    if not isinstance(node, (MappingNode, SequenceNode)):
        raise _nowhere(path)
    return node


def _entries(node: Node | None) -> list[tuple[str | int, Node | None, Node]]:
    """(key or index, the key's node, the value's node)."""
    if isinstance(node, MappingNode):
        return [(str(key.value), key, value) for key, value in node.value]
    if isinstance(node, SequenceNode):
        return [(i, None, value) for i, value in enumerate(node.value)]
    return []


def _end(text: str, node: Node) -> int:
    """Where the node's own text ends; the mark of a block lies behind the blanks and comments that follow it."""
    if isinstance(node, ScalarNode):
        start, end = int(node.start_mark.index), int(node.end_mark.index)
        return start + len(text[start:end].rstrip()) if node.style in ("|", ">") else end
    assert isinstance(node, (MappingNode, SequenceNode))
    if node.flow_style or not node.value:
        return int(node.end_mark.index)
    return _end(text, node.value[-1][1] if isinstance(node, MappingNode) else node.value[-1])


def _with_more(
    text: str, holder: Collection, entries: list[tuple[str | int, Node | None, Node]], step: str | int, value: object
) -> str:
    made = f"{flow(step)}: {flow(value)}" if isinstance(step, str) else flow(value)
    if holder.flow_style or not entries:
        at = int(holder.end_mark.index) - 1
        before = text[:at].rstrip()
        comma = "" if not entries or before.endswith(",") else ","
        gap = " " if entries else ""
        return before + comma + gap + made + text[at:]
    end = _end(text, holder)
    newline = text.find("\n", end)
    at = len(text) if newline < 0 else newline + 1
    lead = "" if at == 0 or text[at - 1] == "\n" else "\n"
    dash = "" if isinstance(step, str) else "- "
    return f"{text[:at]}{lead}{' ' * holder.start_mark.column}{dash}{made}\n{text[at:]}"


def _without(text: str, holder: Collection, entries: list[tuple[str | int, Node | None, Node]], index: int) -> str:
    _key, key_node, node = entries[index]
    start, end = (key_node or node).start_mark.index, _end(text, node)
    if len(entries) == 1 and not holder.flow_style:
        empty = "{}" if isinstance(holder, MappingNode) else "[]"
        return text[: holder.start_mark.index] + empty + text[_end(text, holder) :]
    if holder.flow_style:
        if index + 1 < len(entries):
            _next, next_key, next_node = entries[index + 1]
            return text[:start] + text[(next_key or next_node).start_mark.index :]
        if index:
            return text[: _end(text, entries[index - 1][2])] + text[end:]
        return text[:start] + text[end:]
    begin = text.rfind("\n", 0, start) + 1
    newline = text.find("\n", end)
    after = len(text) if newline < 0 else newline + 1
    if index == 0 and text[begin:start].strip():
        # the first key stands behind its dash: the next one moves up to it
        _next, next_key, next_node = entries[1]
        return text[:start] + text[(next_key or next_node).start_mark.index :]
    return text[:begin] + text[after:]


def flow(value: object) -> str:
    """A value as YAML on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{flow(str(k))}: {flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    text = str(value)
    plain, _findings = load_yaml(text.encode(), "") if PLAIN.fullmatch(text) else (None, [])
    return text if plain is not None and plain.data == text else json.dumps(text, ensure_ascii=False)
