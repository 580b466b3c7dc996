"""Runs tests against changes, each in a fork of one process that has imported everything and collected the tests once.

In the fork the changed function's code takes the place of the live one's, so that whoever imported it by name has the
change too. Then the tests that cover the changed lines run, those first that noticed changes of this function before
and the quick ones before the slow ones, until one fails. A change of what runs when a module is read (constants,
defaults, decorators) takes another way: a fork that has imported nothing of the room reads the changed source.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import importlib.abc
import importlib.machinery
import os
import pickle
import resource
import select
import signal
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any, NamedTuple

from mutation.changes import ROOT, Change, codes, module_of, trees

OPTIONS = ("-x", "-q", "-s", "--assert=plain", "-p", "no:cacheprovider", "-p", "no:randomly", "-m", "not slow")
BEFORE = ("numpy", "shapely", "pyproj", "hypothesis", "pytest", "yaml", "servanda.accord", "servanda.incidents")
"""Loaded before the forks for what runs when a module is read: nothing of them is in the room that is changed."""
LEAST_S, TIMES, WALL_S = 1.0, 10.0, 240.0
"""A test may take so many seconds of processor time at least, so many times what it takes by itself; and a change so
many seconds in all."""
MEMORY = 3 << 30
"""Bytes that a changed program may take beyond what it begins with."""
UNMADE = b"!"


class Told(NamedTuple):
    """What came of a change: `killed` by which test (or by `time`, `a crash`), or alive after how many tests."""

    change: Change
    killed: bool
    by: str
    tests: int


class Baseline(NamedTuple):
    """Of the tests as they are: seconds by test, and which tests run which lines of a file."""

    seconds: dict[str, float]
    covers: dict[str, dict[int, frozenset[str]]]
    failed: str


class Server:
    """A pytest plugin: its session collects, and then asks about changes instead of running the tests."""

    def __init__(
        self, files: Sequence[str], wanted: Sequence[Change], tell: Callable[[Told], None], workers: int, minutes: float
    ) -> None:
        self._files, self._wanted, self._tell = files, wanted, tell
        self._workers, self._until = workers, time.monotonic() + minutes * 60
        self._failing = ""
        self._in_child = False
        self._killers: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.failed = ""
        self.uncovered: list[Change] = []
        self.unplaced: list[Change] = []

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.failed and self._in_child:
            self._failing = report.nodeid

    def pytest_runtestloop(self, session: Any) -> bool:
        items = {item.nodeid: item for item in session.items}
        base = self._baseline(list(items.values()))
        if base.failed:
            self.failed = base.failed
            return True
        live = {file: _functions(file) for file in self._files if trees(file)}
        gc.collect()
        gc.freeze()
        running: dict[int, tuple[int, Change, int, float]] = {}
        queue = iter(self._wanted)
        more = True
        while more or running:
            while more and len(running) < self._workers:
                change = next(queue, None)
                if change is None or time.monotonic() > self._until:
                    more = False
                    break
                if not any(name == change.function for name, _line in live[change.file]):
                    self.unplaced.append(change)
                    continue
                tests = self._order(change, base)
                if not tests:
                    self.uncovered.append(change)
                    self._tell(Told(change, False, "", 0))
                    continue
                child, pipe = self._start(change, [items[t] for t in tests], base, live[change.file])
                running[child] = (pipe, change, len(tests), time.monotonic())
            for child in _ended(running):
                pipe, change, number, _began = running.pop(child)
                said = os.read(pipe, 4096)
                os.close(pipe)
                status = os.waitpid(child, 0)[1]
                if said == UNMADE:
                    self.unplaced.append(change)
                    continue
                by = said.decode() or _cause(status)
                if by:
                    self._killers[change.function][by] += 1
                self._tell(Told(change, bool(by), by, number))
        return True

    def _baseline(self, items: Sequence[Any]) -> Baseline:
        """One run of all tests in a fork, under coverage with a context a test; so that nothing of it stays here."""
        with tempfile.TemporaryDirectory() as folder:
            told = Path(folder) / "baseline"
            child = os.fork()
            if child == 0:
                _quiet()
                self._in_child = True
                try:
                    told.write_bytes(pickle.dumps(self._measured(items)))
                finally:
                    os._exit(0)
            os.waitpid(child, 0)
            if not told.exists():
                return Baseline({}, {}, "the tests stopped")
            found: Baseline = pickle.loads(told.read_bytes())
            return found

    def _measured(self, items: Sequence[Any]) -> Baseline:
        from coverage import Coverage

        room = [str(ROOT / file) for file in self._files]
        cover = Coverage(data_file=None, include=room, config_file=False)
        cover.start()
        seconds = {}
        for item, following in _pairs(items):
            began = time.process_time()
            cover.switch_context(item.nodeid)
            self._run(item, following)
            seconds[item.nodeid] = time.process_time() - began
            if self._failing:
                return Baseline({}, {}, self._failing)
        cover.stop()
        data = cover.get_data()
        covers = {}
        for file in self._files:
            lines = data.contexts_by_lineno(str(ROOT / file))
            covers[file] = {line: frozenset(c for c in contexts if c) for line, contexts in lines.items()}
        return Baseline(seconds, covers, "")

    def _order(self, change: Change, base: Baseline) -> list[str]:
        """The tests that run a line of the changed statement, the likeliest to notice per second of theirs first."""
        lines = base.covers[change.file]
        first, last = change.lines
        tests = frozenset[str]().union(*(lines.get(n, frozenset()) for n in range(first, last + 1)))
        killers = self._killers[change.function]
        return sorted(tests, key=lambda t: (base.seconds[t] / (1 + 3 * killers[t]), t))

    def _start(
        self, change: Change, items: Sequence[Any], base: Baseline, live: dict[tuple[str, int], FunctionType]
    ) -> tuple[int, int]:
        reading, writing = os.pipe()
        child = os.fork()
        if child:
            os.close(writing)
            return child, reading
        os.setpgid(0, 0)
        os.close(reading)
        _quiet()
        self._in_child = True
        said = UNMADE
        try:
            _bounded()
            _put(change, live)
            said = b""
            for item, following in _pairs(items):
                signal.setitimer(signal.ITIMER_PROF, max(LEAST_S, TIMES * base.seconds[item.nodeid]))
                self._run(item, following)
                if self._failing:
                    said = self._failing.encode()[:4000]
                    break
        except BaseException:
            said = said or b"a crash"
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            os.write(writing, said)
            os._exit(0)

    @staticmethod
    def _run(item: Any, following: Any) -> None:
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)


def _pairs(items: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
    """Every test and the one after it, as the runner wants them so as to keep what both stand on. In the order of
    files and functions fixtures live longest; but here the quick come first."""
    return ((item, items[n + 1] if n + 1 < len(items) else None) for n, item in enumerate(items))


def _ended(running: dict[int, tuple[int, Change, int, float]]) -> list[int]:
    pipes = {pipe: child for child, (pipe, _c, _n, _t) in running.items()}
    ready, _, _ = select.select(list(pipes), [], [], 1.0)
    for child, (_pipe, _c, _n, began) in running.items():
        if time.monotonic() - began > WALL_S:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child, signal.SIGKILL)
    return [pipes[pipe] for pipe in ready]


def _cause(status: int) -> str:
    """Why a child said nothing: it lived (""), or its time was over, or it fell."""
    if not os.WIFSIGNALED(status):
        return "" if status == 0 else "a crash"
    return "time" if os.WTERMSIG(status) in (signal.SIGPROF, signal.SIGKILL) else "a crash"


def _quiet() -> None:
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)


def _bounded() -> None:
    with open("/proc/self/statm", encoding="ascii") as told:
        now = int(told.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (now + MEMORY, now + MEMORY))


# -- putting a change in its place ------------------------------------------------------------------------------------


def _functions(file: str) -> dict[tuple[str, int], FunctionType]:
    """The module's live functions and methods, by dotted name and first line."""
    module = importlib.import_module(module_of(file))
    found: dict[tuple[str, int], FunctionType] = {}

    def add(value: object) -> None:
        while value is not None and not isinstance(value, FunctionType):
            inner = (getattr(value, name, None) for name in ("__func__", "__wrapped__", "fget", "func"))
            value = next((i for i in inner if i is not None), None)
        while isinstance(value, FunctionType):
            if value.__code__.co_filename == module.__file__:
                found[value.__code__.co_qualname, value.__code__.co_firstlineno] = value
            value = getattr(value, "__wrapped__", None)

    for value in list(vars(module).values()):
        if isinstance(value, type) and value.__module__ == module.__name__:
            for own in list(vars(value).values()):
                add(own)
        elif not isinstance(value, (type, ModuleType)):
            add(value)
    return found


def _put(change: Change, live: dict[tuple[str, int], FunctionType]) -> None:
    for code in codes(change.code()):
        function = live.get((code.co_qualname, code.co_firstlineno))
        if function is not None and code.co_qualname == change.function:
            function.__code__ = code


# -- what runs when a module is read ----------------------------------------------------------------------------------


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module from changed code."""

    def __init__(self, name: str, code: CodeType) -> None:
        self.name, self.code = name, code

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> Any:
        if fullname != self.name:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, origin=self.code.co_filename)

    def exec_module(self, module: Any) -> None:
        exec(self.code, module.__dict__)


def cold(wanted: Iterable[Change], tests: Sequence[str], minutes: float) -> Iterator[Told]:
    """What comes of changes that are read anew, with everything that stands on them."""
    for name in BEFORE:
        importlib.import_module(name)
    until = time.monotonic() + minutes * 60
    for change in wanted:
        if time.monotonic() > until:
            return
        child = os.fork()
        if child == 0:
            os.setpgid(0, 0)
            _quiet()
            sys.meta_path.insert(0, _Finder(change.module, change.code()))
            import pytest

            os._exit(int(pytest.main([*OPTIONS, *tests]) != 0))
        yield _waited(change, child, len(tests))


def _waited(change: Change, child: int, tests: int) -> Told:
    began = time.monotonic()
    while time.monotonic() - began < WALL_S:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return Told(change, status != 0, "a test" if status else "", tests)
        time.sleep(0.02)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return Told(change, True, "time", tests)


def frugal(worlds: int) -> None:
    """Hypothesis for many short runs: the same `worlds` examples every time, none kept, none shrunk."""
    from hypothesis import Phase, settings

    settings.register_profile("changes", derandomize=True, database=None, phases=(Phase.explicit, Phase.generate))
    settings.load_profile("changes")
    make = settings.__init__

    def fewer(self: settings, parent: Any = None, **more: Any) -> None:
        if isinstance(more.get("max_examples"), int):
            more["max_examples"] = min(more["max_examples"], worlds)
        if more.get("database", 0) is None:
            more.pop("database")
        make(self, parent, **more)

    settings.__init__ = fewer  # type: ignore[method-assign]
