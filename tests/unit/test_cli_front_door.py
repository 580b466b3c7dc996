"""Every error ends as one line on stderr and the exit code that the manual promises."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import types
from collections.abc import Callable
from pathlib import Path

import pytest
import typer

from servanda.cli import app as front
from servanda.cli import options
from servanda.errors import DossierError, InputError, IntegrityError, ServandaError, UsageError
from servanda.model import Finding, Position


@pytest.fixture
def verb(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], int | None]], None]:
    """Puts an action in the place of `servanda check`."""

    def install(action: Callable[[], int | None]) -> None:
        app = options.application()

        @app.command(cls=options.Verb)
        def check() -> int | None:
            return action()

        module = types.ModuleType("servanda.cli.check")
        module.app = app  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "servanda.cli.check", module)

    return install


def raising(error: BaseException) -> Callable[[], int | None]:
    def action() -> int | None:
        raise error

    return action


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ServandaError("some-slug", "it is wrong", "mend it"), 1),
        (InputError("some-slug", "it is wrong", "mend it"), 1),
        (UsageError("some-slug", "it is wrong", "mend it"), 2),
        (DossierError("some-slug", "it is wrong", "mend it"), 2),
        (IntegrityError("some-slug", "it is wrong", "mend it"), 3),
    ],
)
def test_our_errors_are_one_line(verb, capsys, error: ServandaError, code: int) -> None:  # type: ignore[no-untyped-def]
    verb(raising(error))
    assert front.main(["check"]) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "some-slug: it is wrong; mend it\n"


def test_the_findings_of_an_input_error_come_before_it(verb, capsys) -> None:  # type: ignore[no-untyped-def]
    finding = Finding("bad-row", "the row is bad", at=Position("a.csv", 3, 1))
    verb(raising(InputError("refused", "the file was refused", findings=[finding])))
    assert front.main(["check"]) == 1
    assert capsys.readouterr().err == "a.csv:3:1: bad-row: the row is bad\nrefused: the file was refused\n"


def test_the_unexpected_is_one_friendly_line(verb, capsys) -> None:  # type: ignore[no-untyped-def]
    verb(raising(KeyError("secret detail")))
    assert front.main(["check"]) == 1
    err = capsys.readouterr().err
    assert err.startswith("internal-error: ")
    assert err.count("\n") == 1
    assert "Traceback" not in err
    assert "secret detail" not in err
    assert "--traceback" in err


@pytest.mark.parametrize("way", ["option", "environment"])
def test_a_traceback_for_who_asks(verb, monkeypatch, way: str) -> None:  # type: ignore[no-untyped-def]
    verb(raising(KeyError("detail")))
    if way == "environment":
        monkeypatch.setenv("SERVANDA_TRACEBACK", "1")
    with pytest.raises(KeyError):
        front.main(["check"] if way == "environment" else ["check", "--traceback"])


def test_a_file_that_cannot_be_reached(verb, capsys) -> None:  # type: ignore[no-untyped-def]
    verb(raising(PermissionError(13, "Permission denied", "/some/file")))
    assert front.main(["check"]) == 2
    assert capsys.readouterr().err.startswith("file-unreachable: /some/file: permission denied;")


@pytest.mark.parametrize("stop", [KeyboardInterrupt(), typer.Abort()])
def test_ctrl_c_is_130(verb, capsys, stop: BaseException) -> None:  # type: ignore[no-untyped-def]
    verb(raising(stop))
    assert front.main(["check"]) == 130
    assert capsys.readouterr().err == "interrupted\n"


@pytest.mark.parametrize(("returned", "code"), [(None, 0), (0, 0), (1, 1), (3, 3)])
def test_a_verb_returns_its_exit_code(verb, returned: int | None, code: int) -> None:  # type: ignore[no-untyped-def]
    verb(lambda: returned)
    assert front.main(["check"]) == code


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["verdcit"], "unknown-verb: there is no verb 'verdcit'; perhaps verdict"),
        (["verdict", "--qqq"], "usage: No such option: --qqq; see 'servanda verdict --help'"),
        (["explain"], "usage: Missing argument 'REF'; see 'servanda explain --help'"),
        (["zones", "wher", "1", "2"], "usage: No such command 'wher'"),
        (["zones"], "usage: Missing command; see 'servanda zones --help'"),
    ],
)
def test_usage_errors(capsys, args: list[str], says: str) -> None:  # type: ignore[no-untyped-def]
    assert front.main(args) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(says)
    assert err.count("\n") == 1


def test_what_is_printed_about_an_error_cannot_steer_the_terminal(capsys) -> None:  # type: ignore[no-untyped-def]
    assert front.main(["\x1b[2J\u202everdict"]) == 2
    err = capsys.readouterr().err
    assert "\x1b" not in err
    assert "\u202e" not in err


def test_no_dossier(capsys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.chdir(tmp_path)
    assert front.main(["verdict"]) == 2
    err = capsys.readouterr().err
    assert err.startswith("no-dossier: ")
    assert "servanda init" in err


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (["--dossier", "x", "verdict", "--json"], ["verdict", "--json", "--dossier", "x"]),
        (["--dossier=x", "zones", "list"], ["zones", "list", "--dossier=x"]),
        (["--dossier", "x", "check", "--", "-f"], ["check", "--dossier", "x", "--", "-f"]),
        (["verdict", "--dossier", "x"], ["verdict", "--dossier", "x"]),
    ],
)
def test_the_dossier_may_stand_before_the_verb(before: list[str], after: list[str]) -> None:
    assert front._front_options_last(before) == after


def test_a_broken_pipe_is_quiet() -> None:
    made = subprocess.run(
        ["bash", "-c", f"{sys.executable} -u -m servanda --help | head -c 1; echo ${{PIPESTATUS[0]}} >&2"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert made.stdout == "U"
    assert made.stderr.strip() in ("0", "141")


def test_a_reader_that_went_away_is_141() -> None:
    program = (
        "import os, sys\n"
        "r, w = os.pipe(); os.dup2(w, 1); os.close(r)\n"
        "from servanda.cli.app import main\n"
        "sys.exit(main(['--help']))\n"
    )
    made = subprocess.run([sys.executable, "-c", program], stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    assert made.returncode == 141
    assert made.stderr == ""


def test_a_real_interrupt() -> None:
    program = (
        "import signal, sys, time, types\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a background job begins with it ignored
        "from servanda.cli import app, options\n"
        "a = options.application()\n"
        "@a.command(cls=options.Verb)\n"
        "def check():\n"
        "    print('ready', flush=True); time.sleep(30)\n"
        "m = types.ModuleType('servanda.cli.check'); m.app = a; sys.modules['servanda.cli.check'] = m\n"
        "sys.exit(app.main(['check']))\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        os.kill(process.pid, signal.SIGINT)
        _out, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert err == "interrupted\n"


def test_a_terminal_of_little_means_gets_no_traceback() -> None:
    made = subprocess.run(
        [sys.executable, "-m", "servanda", "überall"],
        capture_output=True,
        timeout=60,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )
    assert made.returncode == 2
    assert made.stderr.startswith(b"unknown-verb: there is no verb '\\xfcberall'")
