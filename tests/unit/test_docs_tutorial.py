"""Every command of the tutorial is run, and every line that it shows is found in what is printed, in that order."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from demo_folder import opened

from servanda.cli import folder
from servanda.cli.app import main

TUTORIAL = Path(__file__).resolve().parents[2] / "docs" / "tutorial.md"


def commands() -> list[tuple[str, list[str]]]:
    """Each command with the lines that follow it."""
    found: list[tuple[str, list[str]]] = []
    for block in re.findall(r"```console\n(.*?)```", TUTORIAL.read_text("utf-8"), re.DOTALL):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], []))
            else:
                found[-1][1].append(line)
    return found


def pattern(line: str) -> re.Pattern[str]:
    words = " ".join(line.split())
    return re.compile(".*?".join(re.escape(part.strip()) for part in words.split("…")))


@pytest.mark.parametrize(("command", "shown"), commands(), ids=lambda value: value if isinstance(value, str) else "")
def test_the_tutorial_does_what_it_says(
    command: str, shown: list[str], demo: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    program, *args = shlex.split(command)
    assert program == "servanda"
    if args[0] == "demo":
        out = (demo / "demo.out").read_text("utf-8").replace("copy.html", "idlib/briefs/idlib-brief.html")
        code = int((demo / "demo.rc").read_text("utf-8"))
    else:
        monkeypatch.chdir(demo / "idlib")
        monkeypatch.setenv("COLUMNS", "80")
        monkeypatch.setattr(folder, "opened", lambda given: opened(demo / "idlib"))
        code = main(args)
        out = capsys.readouterr().out
    assert code == 0
    lines = [" ".join(line.split()) for line in out.splitlines()]
    assert any(lines)
    at = 0
    for line in shown:
        if line.strip() == "…":
            continue
        wanted = pattern(line)
        at = next((i + 1 for i in range(at, len(lines)) if wanted.search(lines[i])), -1)
        assert at > 0, f"{line!r} is not in\n{out}"


def test_the_tutorial_shows_a_command_of_each_kind() -> None:
    verbs = {shlex.split(command)[1] for command, _shown in commands()}
    assert verbs >= {
        "demo",
        "verdict",
        "explain",
        "changes",
        "zones",
        "timeline",
        "incidents",
        "read",
        "check",
        "verify",
    }
