"""Files that people write, loaded with the position of every value, so that every finding can name line and column.

YAML is composed by PyYAML (libyaml) and its scalars are read by YAML 1.2's rules (`yes` and `no` are words, not truth
values), bounded in size, depth and aliases; CSV through the standard library. Nothing here raises for bad content: what
is wrong comes back as findings.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from servanda.model import Finding, Position
from servanda.words import _

MAX_BYTES = 16 * 1024 * 1024
MAX_NODES = 400_000
MAX_DEPTH = 60

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Document:
    """Plain data (dict, list, str, int, float, None, date-like scalars as str) and where each value stands."""

    data: Any
    file: str
    positions: Mapping[Path, Position]

    def at(self, path: Path = ()) -> Position:
        """The position of the value at `path`, or of its nearest known ancestor."""
        while path and path not in self.positions:
            path = path[:-1]
        return self.positions.get(path, Position(self.file, 1, 1))


def decode(content: bytes, file: str) -> tuple[str, list[Finding]]:
    """UTF-8 text (a byte order mark is dropped, line ends kept)."""
    if len(content) > MAX_BYTES:
        got = f"{len(content) / 2**20:.0f} MB"
        return "", [
            Finding(
                "too-large",
                _("the file is too large to read by hand"),
                "at most 16 MB",
                got,
                at=Position(file),
            )
        ]
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return "", [
            Finding(
                "not-utf8",
                _("the file is not text in UTF-8"),
                "UTF-8",
                f"byte 0x{content[error.start]:02x}",
                _("save it as UTF-8"),
                Position(file, line),
            )
        ]


def load_yaml(content: bytes, file: str) -> tuple[Document | None, list[Finding]]:
    """The one YAML document in `content`. Dates stay text; duplicate keys, alias bombs and tabs are findings."""
    text, findings = decode(content, file)
    if findings:
        return None, findings
    import yaml
    from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        root = yaml.compose(text, Loader=loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = Position(file, mark.line + 1, mark.column + 1) if mark else Position(file)
        what = str(error.problem or error.context or _("not YAML"))
        return None, [Finding("yaml-syntax", what, advice=_("mend the YAML at this place"), at=at)]
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        return None, [Finding("yaml-syntax", str(error).splitlines()[0][:200] or _("not YAML"), at=Position(file))]
    if root is None:
        return Document(None, file, {}), []

    positions: dict[Path, Position] = {}
    problems: list[Finding] = []
    count = 0

    def place(node: Node) -> Position:
        mark = node.start_mark
        return Position(file, mark.line + 1, mark.column + 1)

    def build(node: Node, path: Path) -> Any:
        nonlocal count
        count += 1
        if count > MAX_NODES or len(path) > MAX_DEPTH:
            raise _TooMuch
        positions.setdefault(path, place(node))
        if isinstance(node, ScalarNode):
            return _scalar(node)
        if isinstance(node, SequenceNode):
            return [build(child, (*path, i)) for i, child in enumerate(node.value)]
        assert isinstance(node, MappingNode)
        made: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, ScalarNode):
                problems.append(
                    Finding(
                        "yaml-key",
                        _("a key must be plain text"),
                        at=place(key_node),
                        advice=_("quote the key"),
                    )
                )
                continue
            key = str(key_node.value)
            if key in made:
                problems.append(
                    Finding(
                        "yaml-duplicate-key",
                        _("the key {key!r} stands twice").format(key=key),
                        at=place(key_node),
                    )
                )
                continue
            made[key] = build(value_node, (*path, key))
            positions[(*path, key)] = place(key_node) if _is_block(value_node) else place(value_node)
        return made

    try:
        data = build(root, ())
    except (_TooMuch, RecursionError):
        return None, [
            Finding(
                "yaml-too-much",
                _("the file unfolds to too many values or too deep a nesting (aliases count each time)"),
                f"at most {MAX_NODES} values, {MAX_DEPTH} levels",
                at=Position(file),
                advice=_("write the values out, or split the file"),
            )
        ]
    if problems:
        return None, problems
    return Document(data, file, positions), []


class _TooMuch(Exception):
    pass


def _is_block(node: Any) -> bool:
    return hasattr(node, "value") and isinstance(node.value, list)


def _scalar(node: Any) -> Any:
    text = node.value
    if node.style in ("'", '"', "|", ">"):
        return text
    tag = str(getattr(node, "tag", "") or "")
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if text in ("true", "True", "TRUE"):
        return True
    if text in ("false", "False", "FALSE"):
        return False
    if tag.endswith((":int", ":float")) or _numeric(text):
        try:
            return int(text)
        except ValueError:
            try:
                return float(text)
            except ValueError:
                return text
    return text


def _numeric(text: str) -> bool:
    return text.lstrip("+-")[:1].isdigit() and all(c in "0123456789.+-eE" for c in text) and text.count("-") <= 2


def load_csv(
    content: bytes, file: str, *, required: Sequence[str], known: Sequence[str] | None = None
) -> tuple[list[tuple[Position, dict[str, str]]], list[Finding]]:
    """Rows as dictionaries with the line each begins on. Unknown and missing columns are findings; `known=None` takes
    any."""
    text, findings = decode(content, file)
    if findings:
        return [], findings
    if "\x00" in text:
        return [], [Finding("binary", _("the file holds zero bytes: it is no CSV"), at=Position(file))]
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[tuple[Position, dict[str, str]]] = []
    try:
        header = [name.strip() for name in next(reader, [])]
        missing = [name for name in required if name not in header]
        if missing:
            findings.append(
                Finding(
                    "csv-columns",
                    _("columns are missing"),
                    ", ".join(required),
                    ", ".join(header[:20]) or _("an empty file"),
                    _("add the columns {names}").format(names=", ".join(missing)),
                    Position(file, 1, 1),
                )
            )
        for name in {n for n in header if header.count(n) > 1}:
            findings.append(
                Finding(
                    "csv-columns",
                    _("the column {name!r} stands twice").format(name=name),
                    at=Position(file, 1, 1),
                )
            )
        if known is not None:
            for name in header:
                if name not in known:
                    findings.append(
                        Finding(
                            "csv-columns",
                            _("the column {name!r} is not known").format(name=name),
                            did_you_mean(name, known),
                            name,
                            _("rename or drop it"),
                            Position(file, 1, header.index(name) + 1),
                        )
                    )
        if findings:
            return [], findings
        line = reader.line_num + 1
        for values in reader:
            at = Position(file, line)
            line = reader.line_num + 1
            if not any(v.strip() for v in values):
                continue
            if len(values) > len(header):
                findings.append(
                    Finding(
                        "csv-row",
                        _("the row has more cells than the header"),
                        f"{len(header)}",
                        f"{len(values)}",
                        _("quote cells that contain commas"),
                        at,
                    )
                )
                continue
            cells = [*values, *[""] * (len(header) - len(values))]
            rows.append((at, dict(zip(header, (c.strip() for c in cells), strict=True))))
    except csv.Error as error:
        findings.append(
            Finding(
                "csv-syntax",
                str(error),
                advice=_("check the quotation marks"),
                at=Position(file, reader.line_num),
            )
        )
    return rows, findings


def did_you_mean(name: str, known: Sequence[str]) -> str:
    """The nearest known names, for the *expected* of a finding."""
    import difflib

    near = difflib.get_close_matches(name, list(known), n=3, cutoff=0.5)
    return _("perhaps ") + _(" or ").join(near) if near else _("one of ") + ", ".join(list(known)[:25])


def unknown_keys(document: Document, path: Path, mapping: Mapping[str, Any], known: Sequence[str]) -> Iterator[Finding]:
    """A finding for each key of `mapping` that nobody knows, with the nearest known one."""
    for key in mapping:
        if key not in known:
            yield Finding(
                "unknown-key",
                _("the key {key!r} is not known here").format(key=key),
                did_you_mean(key, known),
                key,
                _("rename or remove it"),
                document.at((*path, key)),
            )
