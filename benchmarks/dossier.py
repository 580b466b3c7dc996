"""A large dossier: a question to one obligation, to an accord and to everything, among millions of rows.

`python -m benchmarks.dossier [--rows N …] [--order country|strewn] [--keep DIR] [--json]`, or
`python -m benchmarks.dossier --articles N [--jobs N …]`: an archive of N short articles recorded by `servanda add`, by
so many processes, then killed in its midst and continued.

The dossier is the demo's with N rows more in its ledger: events in the form of the UCDP's dataset over sixty countries
and 36 years, one of them Syria, country by country as such datasets come (`strewn`: in order of time alone, so that the
rows of a place lie in every group). Every command is a process of its own; memory is the greatest resident of it. The
peer is the same command in the demo's own dossier, and, up to 200,000 rows, the same question with everything read,
whose answer must be the same to the last byte.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from servanda.ledger import EntryType, Here, Ledger, NewEntry, Rows

FIRST, LAST = 599_616_000, 1_735_689_600  # 1989 to 2024
COUNTRIES = 60
KINDS = ("clash", "clash", "clash", "attack-on-civilians", "attack")
ASKED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("one obligation", ("--obligation", "moscow-2020/ceasefire")),
    ("one, achieve", ("--obligation", "ypg-withdrawal")),
    ("an accord", ("--accord", "moscow-2020")),
    ("everything", ()),
)


def rows(count: int, order: str) -> Iterator[dict[str, Any]]:
    """Events as the UCDP inlet makes claims of them; the first country is Syria, with a tenth of them."""
    for n in range(count):
        if order == "strewn":
            at, country = FIRST + (LAST - FIRST) * n // count, n * 7919 % COUNTRIES
        else:
            share = count // 10
            country = 0 if n < share else 1 + (n - share) * (COUNTRIES - 1) // (count - share)
            size = share if country == 0 else -(-(count - share) // (COUNTRIES - 1))
            at = FIRST + (LAST - FIRST) * ((n if country == 0 else n - share) % size) // size
        day = at - at % 86_400
        if country == 0:
            lat, lon = 32.5 + n * 7919 % 46_000 / 10_000, 35.8 + n * 104_729 % 63_000 / 10_000
        else:
            lat = -34.0 + country * 31 % 64 + n * 7919 % 40_000 / 10_000
            lon = -100.0 + country * 47 % 120 + n * 104_729 % 50_000 / 10_000
        yield {
            "id": f"r-bench.{n}",
            "report": "r-bench",
            "speaker": ["ucdp"],
            "event": KINDS[n % 5],
            "aspect": "event",
            "actor": [["SYR" if country == 0 else f"ucdp-government-{country}"], [f"ucdp-side-{country}-{n % 7}"]],
            "counts": [["killed", n % 9, n % 9 + 3, "", "some"], ["killed", n % 3, n % 3, "civilians", "some"]],
            "attributes": [["event_clarity", 1.0], ["killed_best", float(n % 9 + 1)]],
            "said": day + 86_400,
            "said_to": day + 172_800,
            "when_from_earliest": day,
            "when_from_latest": day,
            "when_to_earliest": day + 86_400,
            "when_to_latest": day + 86_400,
            "lat": round(lat, 4),
            "lon": round(lon, 4),
            "radius_m": 1000 * (1 + n % 5 * 5),
            "place": f"place-{n * 31 % 9000}",
            "via": ["SOHR"],
            "origin": "sohr",
            "published": day + 86_400,
            "published_to": day + 172_800,
        }


def make(folder: Path, count: int, order: str) -> float:
    """The demo's dossier with so many rows more; seconds that recording them took. What a stopped run has left is
    continued."""
    if not folder.exists():
        command([sys.executable, "-m", "servanda", "demo", str(folder)], Path.cwd())
    start = time.perf_counter()
    with Ledger.open(folder / "ledger") as ledger:
        if not count or any(True for _entry in ledger.entries(types=(EntryType.SEGMENT,))):
            return 0.0
        report = {"id": "r-bench", "outlet": "ucdp", "title": "Events", "published": LAST}
        ledger.append([NewEntry(EntryType.REPORT, report), Rows(EntryType.CLAIM, rows(count, order), (Here(0),))])
    return time.perf_counter() - start


class Ran(NamedTuple):
    """What a command took: seconds by the clock, of the processor (all its processes), and memory; and what it said."""

    seconds: float
    cpu_s: float
    mib: float
    said: str
    talk: str


def command(args: list[str], folder: Path) -> Ran:
    """Run a command to its end."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.perf_counter()
        process = subprocess.Popen(args, cwd=folder, stdout=out, stderr=err)
        _pid, status, usage = os.wait4(process.pid, 0)
        taken = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        said, talk = out.read().decode(), err.read().decode()
    if process.returncode:
        raise SystemExit(f"{' '.join(args)}: {talk.strip()}")
    return Ran(taken, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, said, talk)


WHOLE = """
import sys, json, servanda
from servanda.cli import answers
from servanda.model import verdict_json
from servanda.cli.terminal import json_lines
opened = servanda.open(".")
refs, accords = answers.obligations(opened, sys.argv[2:3]), sys.argv[3:4]
clocks = answers.clocks(opened, sys.argv[1], None, None)
question = answers.Question(clocks, (), opened.config.standard, accords=tuple(accords), refs=refs)
json_lines(verdict_json(v) for v in answers.verdicts(opened, question))
"""


def main() -> None:
    """Print a line for each size and question."""
    parser = argparse.ArgumentParser(prog="benchmarks.dossier", description=__doc__)
    parser.add_argument("--rows", type=int, nargs="*", default=[0, 100_000])
    parser.add_argument("--order", choices=("country", "strewn"), default="country")
    parser.add_argument("--as-of", default="2024-12-31")
    parser.add_argument("--asked", nargs="*", help="only these questions")
    parser.add_argument("--keep", type=Path, help="make the dossiers here, and use those that are here already")
    parser.add_argument("--json", action="store_true", help="JSON Lines")
    parser.add_argument("--articles", type=int, help="measure an archive of so many instead")
    parser.add_argument("--jobs", type=int, nargs="*", default=[2, 2], help="the first whole, others stopped half-way")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as base:
        if options.articles:
            articles(options.articles, options.jobs, Path(base), options.json)
            return
        work = options.keep or Path(base)
        for count in options.rows:
            folder = work / f"{options.order}-{count}"
            made = make(folder, count, options.order)
            for name, args in ASKED:
                if options.asked and name not in options.asked:
                    continue
                question = [sys.executable, "-m", "servanda", "verdict", "--as-of", options.as_of, "--json", *args]
                ran = command(question, folder)
                found = {"rows": count, "question": name, "seconds": round(ran.seconds, 2)}
                found |= {"cpu_s": round(ran.cpu_s, 2), "mib": round(ran.mib), "verdicts": ran.said.count("\n")}
                first = json.loads(ran.said.splitlines()[0])
                found["read"] = first.get("rows_read", count)
                if made:
                    found["recording_s"] = round(made, 1)
                if 0 < count <= 200_000 and name == "one obligation":
                    whole = [sys.executable, "-c", WHOLE, options.as_of, args[1]]
                    every = command(whole, folder)
                    found |= {"whole_s": round(every.seconds, 2), "whole_cpu_s": round(every.cpu_s, 2)}
                    found |= {"whole_mib": round(every.mib), "same": _plain(ran.said) == _plain(every.said)}
                if options.json:
                    print(json.dumps(found), flush=True)
                else:
                    print(
                        ", ".join(f"{k} {v}" for k, v in found.items()),
                        ran.talk.strip()[-120:],
                        sep="\n    ",
                        flush=True,
                    )


def article(n: int) -> str:
    """A short article (some 120 words), unlike its neighbours."""
    who = ("The Turkish Defence Ministry", "Russia's Foreign Ministry", "A spokesman for the mission", "The governor")[
        n % 4
    ]
    town = ("Saraqib", "Ariha", "Binnish", "Sarmin", "Maarat al-Numan", "Kafr Nabl", "Taftanaz")[n % 7]
    body = (
        f"{who} said on Tuesday that {n % 17 + 2} people were killed when shells hit the market of {town}. "
        f'"We counted {n % 23 + 3} rounds before noon and {n % 5 + 1} after it," an observer at post {n} said. '
        f"Residents of house {n * 31 % 997} in street {n * 17 % 613} said they heard aircraft at {n % 12 + 1} a.m. "
        f"The other side denied that its forces had fired, and accused armed groups of shelling the road to {town}. "
        f"Two convoys, of {n % 41 + 4} and {n % 37 + 5} vehicles, crossed towards the south that day, according to "
        f"officials who asked not to be named. Talks on a ceasefire in the area will resume in {n % 9 + 2} days. "
    )
    return f"Shelling of {town}, number {n}\n\n{body}\n"


def articles(count: int, jobs: list[int], base: Path, as_json: bool) -> None:
    """Record an archive by so many processes; stopped and continued as well."""
    whole_s = 0.0
    for number, processes in enumerate(jobs):
        folder = base / f"articles-{number}"
        command([sys.executable, "-m", "servanda", "init", str(folder)], base)
        (folder / "data").mkdir(exist_ok=True)
        with zipfile.ZipFile(folder / "data" / "archive.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for n in range(count):
                archive.writestr(f"{n:06}.txt", article(n))
                archive.writestr(f"{n:06}.yaml", "published: 2020-02-05\noutlet: wire\n")
        add = [sys.executable, "-m", "servanda", "add", "--json", "--jobs", str(processes)]
        stopped = 0.0
        if number:
            start = time.perf_counter()
            run = subprocess.Popen(add, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(whole_s / 2)
            run.kill()
            run.wait()
            stopped = time.perf_counter() - start
        ran = command(add, folder)
        found: dict[str, Any] = {"articles": count, "jobs": processes, "seconds": round(ran.seconds, 1)}
        found |= {"cpu_s": round(ran.cpu_s, 1), "mib": round(ran.mib)}
        if number:
            found |= {"killed_after_s": round(stopped, 1), "before": ran.talk.strip()[-80:]}
        else:
            found["rate"] = round(count / ran.seconds, 1)
            whole_s = ran.seconds
        found["new"] = json.loads(ran.said)["new"]
        print(json.dumps(found) if as_json else ", ".join(f"{k} {v}" for k, v in found.items()), flush=True)


def _plain(said: str) -> list[dict[str, Any]]:
    """Verdicts without what says how they were read, and when."""
    lines = [json.loads(line) for line in said.splitlines()]
    return [{k: v for k, v in line.items() if k not in ("rows", "rows_read", "known_at")} for line in lines]


if __name__ == "__main__":
    main()
