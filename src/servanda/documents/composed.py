"""YAML 1.2 to a document, bounded in size, depth and aliases; what is wrong comes back as findings."""

from __future__ import annotations

from typing import Any, NamedTuple

from servanda.documents.document import Document, Path, decode
from servanda.model import Finding, Position
from servanda.words import _

MAX_NODES = 400_000
MAX_DEPTH = 60
MAX_PROBLEMS = 1000
"""Of keys that cannot be used: nobody reads more."""


def load_yaml(content: bytes, file: str) -> tuple[Document | None, list[Finding]]:
    """The one YAML document in `content`. Dates stay text; duplicate keys, alias bombs and tabs are findings.

    Built from the parser's events, one by one, so that no nesting however deep reaches a call stack (PyYAML's own
    composer recurses in C, where a million brackets end the process).
    """
    text, findings = decode(content, file)
    if findings:
        return None, findings
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    composer = _Composer(file)
    try:
        for event in yaml.parse(text, Loader=loader):
            composer.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = Position(file, mark.line + 1, mark.column + 1) if mark else Position(file)
        what = str(error.problem or error.context or _("not YAML"))
        return None, [Finding("yaml-syntax", what, advice=_("mend the YAML at this place"), at=at)]
    except _NotYaml as error:
        return None, [Finding("yaml-syntax", str(error), advice=_("mend the YAML at this place"), at=error.at)]
    except _TooMuch:
        return None, [
            Finding(
                "yaml-too-much",
                _("the file unfolds to too many values or too deep a nesting (aliases count each time)"),
                f"at most {MAX_NODES} values, {MAX_DEPTH} levels",
                at=Position(file),
                advice=_("write the values out, or split the file"),
            )
        ]
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        return None, [Finding("yaml-syntax", str(error).splitlines()[0][:200] or _("not YAML"), at=Position(file))]
    if composer.problems:
        return None, composer.problems
    return Document(composer.root, file, composer.positions), []


class _TooMuch(Exception):
    pass


class _NotYaml(Exception):
    def __init__(self, what: str, at: Position) -> None:
        super().__init__(what)
        self.at = at


class _Frame:
    """A collection that is being read. `key` is the mapping's key whose value comes next."""

    __slots__ = ("at", "begun", "collection", "key", "key_at", "name", "path")

    def __init__(self, collection: Any, path: Path, at: Position, name: str | None, begun: int) -> None:
        self.collection, self.path, self.at, self.name, self.begun = collection, path, at, name, begun
        self.key: str | None = None
        self.key_at = at


class _Anchored(NamedTuple):
    """What an alias repeats: the value, its path, and the stretch of `trail` that holds the paths below it."""

    value: Any
    path: Path
    begun: int
    end: int
    raw: str | None


class _Composer:
    """Events to plain data with the position of every value: a key's place for collections, else the value's own."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.root: Any = None
        self.positions: dict[Path, Position] = {}
        self.problems: list[Finding] = []
        self._frames: list[_Frame] = []
        self._anchors: dict[str, _Anchored] = {}
        self._trail: list[Path] = []
        self._documents = 0
        self._skipping = 0  # depth within a value that is left out
        self._skip_next = False

    def take(self, event: Any) -> None:
        """One event of yaml.parse. Raises _TooMuch and _NotYaml."""
        name = type(event).__name__
        if name == "DocumentStartEvent":
            self._documents += 1
            if self._documents > 1:
                raise _NotYaml(_("the file holds more than one document"), self._place(event))
        elif name in ("MappingStartEvent", "SequenceStartEvent"):
            self._open(event, {} if name[0] == "M" else [])
        elif name in ("MappingEndEvent", "SequenceEndEvent"):
            self._close()
        elif name == "ScalarEvent":
            self._scalar(event)
        elif name == "AliasEvent":
            self._alias(event)

    def _place(self, event: Any) -> Position:
        mark = event.start_mark
        return Position(self.file, mark.line + 1, mark.column + 1)

    def _open(self, event: Any, collection: Any) -> None:
        if self._skipping or self._left_out():
            self._skipping += 1
            return
        at = self._place(event)
        if self._is_key():
            self._bad_key(at)
            self._skipping = 1
            return
        path, where = self._slot(at)
        begun = len(self._trail)
        self._note(path, where)
        self._put(collection)
        self._frames.append(_Frame(collection, path, at, event.anchor, begun))

    def _close(self) -> None:
        if self._skipping:
            self._skipping -= 1
            return
        frame = self._frames.pop()
        if frame.name is not None:
            end = len(self._trail)
            self._anchors[frame.name] = _Anchored(frame.collection, frame.path, frame.begun, end, None)

    def _scalar(self, event: Any) -> None:
        if self._skipping or self._left_out():
            return
        if self._is_key():
            if event.anchor is not None:
                self._anchors[event.anchor] = _Anchored(event.value, (), 0, 0, event.value)
            self._key(str(event.value), self._place(event))
            return
        value = _value(event.value, event.style)
        path, _where = self._slot(None)
        begun = len(self._trail)
        self._note(path, self._place(event))
        self._put(value)
        if event.anchor is not None:
            self._anchors[event.anchor] = _Anchored(value, path, begun, begun + 1, str(event.value))

    def _alias(self, event: Any) -> None:
        if self._skipping or self._left_out():
            return
        at = self._place(event)
        if any(frame.name == event.anchor for frame in self._frames):
            raise _TooMuch  # a collection that holds itself
        found = self._anchors.get(event.anchor)
        if found is None:
            raise _NotYaml(_("nothing is anchored as {name!r}").format(name=event.anchor), at)
        if self._is_key():
            if found.raw is None:
                self._bad_key(at)
            else:
                self._key(found.raw, at)
            return
        path, where = self._slot(at)
        skip = len(found.path)
        for old in self._trail[found.begun : found.end]:
            self._note((*path, *old[skip:]), self.positions[old] if len(old) > skip else where)
        self._put(found.value)

    # -- mappings -----------------------------------------------------------------------------------------------------

    def _is_key(self) -> bool:
        return bool(self._frames) and isinstance(self._frames[-1].collection, dict) and self._frames[-1].key is None

    def _left_out(self) -> bool:
        """Whether the value that begins belongs to a key that cannot be used; it is then passed over."""
        skip, self._skip_next = self._skip_next, False
        return skip

    def _key(self, key: str, at: Position) -> None:
        frame = self._frames[-1]
        if key in frame.collection:
            what = _("the key {key!r} stands twice").format(key=key)
            self._problem(Finding("yaml-duplicate-key", what, at=at))
            self._skip_next = True
            return
        frame.key, frame.key_at = key, at

    def _bad_key(self, at: Position) -> None:
        what = _("a key must be plain text")
        self._problem(Finding("yaml-key", what, at=at, advice=_("quote the key")))
        self._skip_next = True

    def _problem(self, finding: Finding) -> None:
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(finding)

    # -- values -------------------------------------------------------------------------------------------------------

    def _slot(self, at: Position | None) -> tuple[Path, Position]:
        """The path of the value that comes next, and where a collection is said to stand."""
        if not self._frames:
            return (), at or Position(self.file)
        frame = self._frames[-1]
        if isinstance(frame.collection, dict):
            assert frame.key is not None
            return (*frame.path, frame.key), frame.key_at
        return (*frame.path, len(frame.collection)), at or frame.at

    def _put(self, value: Any) -> None:
        if not self._frames:
            self.root = value
            return
        frame = self._frames[-1]
        if isinstance(frame.collection, dict):
            frame.collection[frame.key], frame.key = value, None
        else:
            frame.collection.append(value)

    def _note(self, path: Path, at: Position) -> None:
        if len(self._trail) >= MAX_NODES or len(path) > MAX_DEPTH:
            raise _TooMuch
        self._trail.append(path)
        self.positions[path] = at


def _value(text: str, style: str | None) -> Any:
    """A scalar by YAML 1.2's rules."""
    if style in ("'", '"', "|", ">"):
        return text
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if text in ("true", "True", "TRUE"):
        return True
    if text in ("false", "False", "FALSE"):
        return False
    if not _numeric(text):
        return text
    try:
        return int(text)
    except ValueError:
        try:
            return float(text)
        except ValueError:
            return text


def _numeric(text: str) -> bool:
    bare = text.lstrip("+-")
    return (
        (bare[:1].isdigit() or (bare[:1] == "." and bare[1:2].isdigit()))
        and all(c in "0123456789.+-eE" for c in text)
        and text.count("-") <= 2
    )
