"""Help is quick because it loads nothing: the modules are listed, and the rooms are not among them."""

from __future__ import annotations

import json
import subprocess
import sys
import time

import pytest

from servanda.cli import verbs

FORBIDDEN = (
    "shapely",
    "pyproj",
    "numpy",
    "pydantic",
    "jinja2",
    "trafilatura",
    "rich",
    "ruamel",
    "cryptography",
    *(
        f"servanda.{room}"
        for room in ("model", "geo", "actors", "accord", "sources", "reading", "ledger", "incidents", "verdict")
    ),
    "servanda.dossier",
    "servanda.brief",
)
LISTING = """
import json, sys
from servanda.cli.app import main
code = main({args!r})
sys.stdout.flush()
print("\\x1e" + json.dumps(sorted(sys.modules)))
sys.exit(code)
"""


def run(*args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "servanda", *args], capture_output=True, text=True, timeout=60, check=False
    )


def modules_after(*args: str) -> set[str]:
    made = subprocess.run(
        [sys.executable, "-c", LISTING.format(args=list(args))], capture_output=True, text=True, timeout=60, check=True
    )
    listed: list[str] = json.loads(made.stdout.rpartition("\x1e")[2])
    return set(listed)


def heavy(modules: set[str]) -> set[str]:
    return {m for m in modules if any(m == name or m.startswith(name + ".") for name in FORBIDDEN)}


@pytest.mark.parametrize("args", [("--help",), ("--version",), ("help",)])
def test_the_front_door_loads_no_room(args: tuple[str, ...]) -> None:
    assert heavy(modules_after(*args)) == set()


@pytest.mark.parametrize("verb", verbs.names())
def test_the_help_of_a_verb_loads_no_room(verb: str) -> None:
    assert heavy(modules_after(verb, "--help")) == set()


def test_help_takes_less_than_200_ms() -> None:
    def once() -> float:
        start = time.perf_counter()
        run("--help")
        return time.perf_counter() - start

    # The best of several: what is measured is the program, not what else the machine does meanwhile.
    assert min(once() for _ in range(7)) < 0.2


def test_help_names_every_verb_and_its_exit_code_is_0() -> None:
    made = run("--help")
    assert made.returncode == 0
    assert made.stderr == ""
    for verb in verbs.names():
        assert f"  {verb} " in made.stdout


def test_no_arguments_prints_help_and_is_a_usage_error() -> None:
    made = run()
    assert made.returncode == 2
    assert "Usage: servanda VERB" in made.stdout


@pytest.mark.parametrize("verb", verbs.names())
def test_every_verb_has_help_with_examples(verb: str) -> None:
    for args in ((verb, "--help"), ("help", verb)):
        made = run(*args)
        assert made.returncode == 0, made.stderr
        assert f"Usage: servanda {verb}" in made.stdout
        if verb in ("zones", "ledger", "patrol", "accord", "reader"):
            assert "Commands:" in made.stdout
        else:
            examples = made.stdout.partition("Examples:\n")[2].strip().splitlines()
            assert examples
            assert any(f"servanda {verb}" in line for line in examples)


@pytest.mark.parametrize("command", ["list", "show", "export", "where", "distance"])
def test_every_command_of_zones_has_help_with_examples(command: str) -> None:
    made = run("zones", command, "--help")
    assert made.returncode == 0
    assert f"servanda zones {command}" in made.stdout.partition("Examples:\n")[2]


def test_lines_of_help_fit_80_columns() -> None:
    assert max(map(len, run("--help").stdout.splitlines())) <= 100
