"""The front door: finds the verb, loads its file, and turns every error into one clear line and an exit code.

Exit codes: 0 well, 1 findings, 2 usage, 3 integrity, 130 interrupted, 141 the reader of our output went away.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module

from servanda.cli import verbs
from servanda.errors import InputError, ServandaError
from servanda.words import _

OK, FINDINGS, USAGE, INTEGRITY, INTERRUPTED, NO_READER = 0, 1, 2, 3, 130, 141
GARBAGE = 100_000
"""New objects between two searches for circular garbage. A command makes millions that it keeps to its end; with
Python's 700 a tenth of its time goes into looking through them."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line (by default the process's own) and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a sign gets a plain one in its place; a name outside its alphabet is escaped.
        with suppress(AttributeError, OSError, ValueError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    if argv is None:  # the process is ours
        gc.set_threshold(GARBAGE, 50, 100)
    args, trace = _take_traceback(list(sys.argv[1:] if argv is None else argv))
    try:
        code = _run(args)
        sys.stdout.flush()
    except BrokenPipeError:
        _close_stdout()
        return NO_READER
    except KeyboardInterrupt:
        _say(_("interrupted"))
        return INTERRUPTED
    except Exception as error:
        if trace:
            raise
        return _explain(error)
    if code == INTERRUPTED:
        _say(_("interrupted"))
    return code


def _run(args: list[str]) -> int:
    args = _front_options_last(args)
    if not args or args[0] in ("--help", "-h", "help"):
        if len(args) < 2:
            print(help_text())
            return OK if args else USAGE
        args = [args[1], "--help"]
    if args[0] in ("--version", "-V"):
        import servanda

        print(f"servanda {servanda.__version__}")
        return OK
    name = args[0]
    if name not in verbs.names():
        from servanda.documents import did_you_mean
        from servanda.errors import UsageError

        raise UsageError(
            "unknown-verb",
            _("there is no verb {name!r}").format(name=name),
            did_you_mean(name, verbs.names()) + "; " + _("see 'servanda --help'"),
        )
    app = import_module(f"servanda.cli.{name}").app
    code = app(args=args[1:], prog_name=f"servanda {name}", standalone_mode=False)
    return code if isinstance(code, int) else OK


def help_text() -> str:
    """What `servanda --help` prints."""
    lines = [
        _("Usage: servanda VERB [OPTIONS] [ARGUMENTS]"),
        "",
        _("  The software of a joint monitoring and verification mechanism: for every obligation of"),
        _("  an accord, on any date, whether it is kept, breached, contested or unknown – on whose"),
        _("  word, by which evidence, as known when."),
        "",
    ]
    for heading, group in verbs.sections().items():
        lines.append(heading)
        lines += [f"  {verb.name:<10} {verb.summary}" for verb in group]
        lines.append("")
    lines += [
        _("Options of every verb"),
        "  --help        " + _("what it does, its options, and examples"),
        "  --dossier DIR " + _("the dossier (default: this folder or the nearest parent with a dossier.yaml)"),
        "  --json        " + _("JSON Lines on stdout"),
        "  --traceback   " + _("show where in the program an unexpected error arose"),
        "  --version",
        "",
        _("Examples"),
        "  servanda demo idlib",
        "  servanda verdict --dossier idlib --as-of 2019-10-31",
        "  servanda explain sochi-2019/ypg-withdrawal@TUR --dossier idlib --as-of 2019-10-31",
    ]
    return "\n".join(lines)


def _take_traceback(args: list[str]) -> tuple[list[str], bool]:
    end = args.index("--") if "--" in args else len(args)
    trace = "--traceback" in args[:end] or os.environ.get("SERVANDA_TRACEBACK", "") not in ("", "0")
    return [a for a in args[:end] if a != "--traceback"] + args[end:], trace


def _front_options_last(args: list[str]) -> list[str]:
    """`servanda --dossier DIR VERB …` as `servanda VERB … --dossier DIR`: people write it either way."""
    moved: list[str] = []
    while args and args[0].startswith("--dossier"):
        take = 1 if "=" in args[0] else 2
        moved, args = moved + args[:take], args[take:]
    end = args.index("--") if "--" in args else len(args)
    return args[:end] + moved + args[end:] if args else moved


def _explain(error: Exception) -> int:
    if isinstance(error, ServandaError):
        if isinstance(error, InputError):
            for finding in error.findings:
                _say(str(finding))
        _say(error.diagnostics())
        return error.exit_code
    if type(error).__module__.split(".")[0] in ("typer", "click") or hasattr(error, "format_message"):
        return _explain_usage(error)
    if isinstance(error, OSError) and error.filename is not None:
        why = (error.strerror or str(error)).lower()
        known = ServandaError(
            "file-unreachable",
            _("{file}: {why}").format(file=error.filename, why=why),
            _("check the path, its permissions and the space on the disk"),
        )
        _say(known.diagnostics())
        return USAGE
    unknown = ServandaError(
        "internal-error",
        _("something went wrong that should not have ({what}); nothing that was recorded is lost").format(
            what=type(error).__name__
        ),
        _("please report it (README, 'Reporting a fault') with what the same command prints under --traceback"),
    )
    _say(unknown.diagnostics())
    return FINDINGS


def _explain_usage(error: Exception) -> int:
    """Typer's own errors: a missing argument, an unknown option, or the wish to stop (Abort)."""
    if not hasattr(error, "format_message"):
        _say(_("interrupted"))
        return INTERRUPTED
    context = getattr(error, "ctx", None)
    message = str(error.format_message()).strip()
    if message.startswith("Usage:"):
        print(message)
        return USAGE
    command = context.command_path if context is not None else "servanda"
    what = message.rstrip(".") or _("the command is incomplete")
    _say(ServandaError("usage", what, _("see '{command} --help'").format(command=command)).diagnostics())
    return USAGE


def _say(message: str) -> None:
    from servanda.cli.visible import visible

    print(visible(message), file=sys.stderr)


def _close_stdout() -> None:
    # Python flushes stdout once more at exit and would complain: give it somewhere to write to.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, sys.stdout.fileno())
    except (OSError, ValueError):
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115
    finally:
        os.close(nowhere)
