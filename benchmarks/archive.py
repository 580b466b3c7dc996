"""A large archive recorded by `servanda add`: `python -m benchmarks.archive [--articles N] [--jobs N]`.

Every article is compared with those that share runs of words with it, one by one: `--alike` shows what that costs.
Articles of about `--words` words each are put together from sentences of the benchmark's own (speakers, verbs, places,
dates and numbers drawn by a seed, so that few are near copies), as JSON Lines, a zip file or a mailbox (`--form`), in a
dossier of its own. `add` is killed after `--kill-after` articles are recorded and started again. Prints seconds,
articles a second, the most memory of any process, what the first run had recorded, and the size of the ledger.
"""

from __future__ import annotations

import argparse
import json
import mailbox
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from email.message import EmailMessage
from pathlib import Path

import psutil  # type: ignore[import-untyped]

SEED = 20200223
_WHO = (
    "The Turkish Defence Ministry", "The Russian Foreign Ministry", "Moscow", "Ankara", "President Vladimir Putin",
    "Turkish President Recep Tayyip Erdogan", "A resident of the district", "A spokesman for the mission",
    "The governor's office", "A doctor at the clinic", "An aid official", "Two witnesses", "The council of elders",
)  # fmt: skip
_SAID = (
    "said on {day} that {what}", "denied on {day} that {what}", "told reporters that {what}", "announced that {what}",
    "insisted that {what}", "warned that {what}", "confirmed that {what}",
)  # fmt: skip
_WHAT = (
    "shelling had hit {place} and killed {n} people", "{n} soldiers had been wounded near {place}",
    "a convoy of {n} vehicles had entered {place}", "the ceasefire around {place} had been violated {n} times",
    "{n} families had left {place} within {m} days", "the road between {place} and {other} would be opened by {day}",
    "an observation post near {place} had been surrounded", "aircraft had struck {place} twice",
    "a joint patrol had passed {place} without incident",
)  # fmt: skip
_PLAIN = (
    "Shops in {place} were shut for {n} hours on {day}.", "Prices in {other} rose by {n} per cent in {m} weeks.",
    "Rain had kept the road to {place} closed since {day}.", "The market of {other} has {n} stalls and {m} bakeries.",
    "Nobody answered calls to the hospital in {place} on {day}.", "A school in {other} took in {n} from {place}.",
)  # fmt: skip
_PLACES = (
    "Saraqib", "Ariha", "Binnish", "Jisr al-Shughur", "Maarat al-Numan", "Kafr Nabl", "Khan Shaykhun", "Atarib", "Azaz",
    "Afrin", "Al-Bab", "Jarabulus", "Manbij", "Ayn Issa", "Tal Abyad", "Ras al-Ayn", "Tal Tamr", "Qamishli",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


_SYLLABLES = (
    "ka", "ri", "mo", "tel", "san", "ov", "dur", "el", "ni", "bas", "har", "um", "zed", "il", "gor", "fa", "pen",
)  # fmt: skip
_DETAIL = "where {a} {b} keeps {n} {c} and {d}, {e} {b} and {c} wait beside {a} for {d} {e}"


def article(chance: random.Random, words: int, alike: bool) -> str:
    """A text of about so many words, two to four sentences a paragraph. Unless `alike`, there are sentences of
    invented words, so that two articles have few runs of words in common, as articles of different days have."""
    paragraphs: list[str] = []
    length = 0
    while length < words:
        sentences = []
        for _sentence in range(chance.randint(2, 4)):
            known = {
                "place": chance.choice(_PLACES),
                "other": chance.choice(_PLACES),
                "day": chance.choice(_DAYS),
                "n": chance.randint(2, 900),
                "m": chance.randint(2, 40),
            }
            what = chance.choice(_WHAT).format(**known)
            if not alike:
                sentences.append(
                    _DETAIL.format(n=chance.randint(2, 900), **{x: _invented(chance) for x in "abcde"}).capitalize()
                    + "."
                )
            kind = chance.random()
            if kind < 0.4:
                sentences.append(f"{chance.choice(_WHO)} {chance.choice(_SAID).format(what=what, **known)}.")
            elif kind < 0.55:
                speaker = chance.choice(_WHO)
                sentences.append(f"“{what[0].upper()}{what[1:]},” {speaker[0].lower()}{speaker[1:]} said.")
            else:
                sentences.append(chance.choice(_PLAIN).format(**known))
        paragraphs.append(" ".join(sentences))
        length += len(paragraphs[-1].split())
    return "\n\n".join(paragraphs)


def _invented(chance: random.Random) -> str:
    return "".join(chance.choices(_SYLLABLES, k=3))


def articles(number: int, words: int, alike: bool) -> Iterator[tuple[str, str, str]]:
    """Id, day of publication and text of each article; lengths are half to one and a half times `words`."""
    chance = random.Random(SEED)
    for n in range(number):
        day = date(2019, 1, 1) + timedelta(days=chance.randrange(420))
        yield f"b{n:06}", day.isoformat(), article(chance, round(words * chance.uniform(0.5, 1.5)), alike)


def written(path: Path, number: int, words: int, alike: bool) -> None:
    """The archive, in the form that its name says."""
    if path.suffix == ".jsonl":
        with path.open("w", encoding="utf-8") as file:
            for ident, day, text in articles(number, words, alike):
                file.write(json.dumps({"id": ident, "published": day, "language": "en", "text": text}) + "\n")
    elif path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for ident, day, text in articles(number, words, alike):
                archive.writestr(f"{ident}.txt", text)
                archive.writestr(f"{ident}.txt.yaml", f"published: {day}\nlanguage: en\n")
    else:
        box = mailbox.mbox(path)
        for ident, day, text in articles(number, words, alike):
            message = EmailMessage()
            message["Message-ID"], message["From"] = f"<{ident}@example.org>", "desk@example.org"
            message["Date"] = f"{date.fromisoformat(day):%a, %d %b %Y} 09:00:00 +0000"
            message["Subject"] = f"Report {ident}"
            message.set_content(text)
            box.add(message)
        box.close()


class Watch(threading.Thread):
    """The most memory of a process and of each of its children, in bytes: `most` of one, `together` of all at once."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.process = psutil.Process(pid)
        self.most = self.together = 0
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.wait(0.5):
            try:
                sizes = [p.memory_info().rss for p in (self.process, *self.process.children(recursive=True))]
            except psutil.Error:
                continue
            self.most, self.together = max(self.most, *sizes), max(self.together, sum(sizes))


def added(folder: Path, jobs: int, until: int | None = None) -> dict[str, float]:
    """One run of `servanda add`; killed (SIGKILL, children too) when so many articles are recorded."""
    log = folder.parent / "add.log"
    start = time.perf_counter()
    with log.open("wb") as out:
        run = subprocess.Popen(
            [sys.executable, "-m", "servanda", "add", "--jobs", str(jobs)], cwd=folder, stdout=out, stderr=out
        )
        watch = Watch(run.pid)
        watch.start()
        killed = False
        while run.poll() is None:
            time.sleep(0.5 if until is None else 2.0)
            if until is not None and recorded(folder) >= until:
                for child in psutil.Process(run.pid).children(recursive=True):
                    child.kill()
                run.kill()
                killed = True
                break
        run.wait()
        watch.over.set()
    if not killed and run.returncode not in (0, 1):
        raise SystemExit(log.read_text("utf-8"))
    return {
        "seconds": round(time.perf_counter() - start, 1),
        "articles_recorded": recorded(folder),
        "most_memory_of_a_process_mb": watch.most >> 20,
        "most_memory_together_mb": watch.together >> 20,
    }


def recorded(folder: Path) -> int:
    """How many reports the ledger holds: they are counted in a process that only reads."""
    from servanda.errors import ServandaError
    from servanda.ledger import EntryType, Ledger

    try:
        with Ledger.open(folder / "ledger", read_only=True) as ledger:
            return sum(1 for _entry in ledger.entries(types=(EntryType.REPORT,)))
    except (ServandaError, OSError):
        return 0


def main() -> None:
    """Print one JSON object."""
    parser = argparse.ArgumentParser(
        prog="benchmarks.archive", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--words", type=int, default=300)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--form", choices=("jsonl", "zip", "mbox"), default="jsonl")
    parser.add_argument("--alike", action="store_true", help="articles that share many runs of words")
    parser.add_argument("--kill-after", type=int, default=None, metavar="N")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as base:
        folder = Path(base) / "dossier"
        subprocess.run([sys.executable, "-m", "servanda", "init", str(folder)], check=True, capture_output=True)
        path = folder / "data" / f"archive.{options.form}"
        path.parent.mkdir(exist_ok=True)
        written(path, options.articles, options.words, options.alike)
        row: dict[str, object] = {k: getattr(options, k) for k in ("articles", "words", "jobs", "form", "alike")}
        row["archive_mb"] = path.stat().st_size >> 20
        seconds = 0.0
        if options.kill_after is not None:
            row["killed"] = first = added(folder, options.jobs, options.kill_after)
            seconds += first["seconds"]
        row["finished"] = last = added(folder, options.jobs)
        seconds += last["seconds"]
        row["articles_per_second"] = round(options.articles / seconds, 1)
        row["articles_per_second_and_core"] = round(options.articles / seconds / options.jobs, 1)
        row["ledger_mb"] = sum(p.stat().st_size for p in (folder / "ledger").rglob("*") if p.is_file()) >> 20
        row["log"] = (folder.parent / "add.log").read_text("utf-8")[-400:]
    print(json.dumps(row, indent=1))


if __name__ == "__main__":
    main()
