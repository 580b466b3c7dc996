"""Coverage-guided fuzzing of the reader and of the inlets of articles.

    pip install atheris
    python tools/fuzz_reading.py read|inlets [libFuzzer options, such as -max_total_time=1200 CORPUS]

`read` makes texts of the pieces that news is made of and of raw characters; `inlets` takes raw bytes, the first of
which chooses the name of the file. A crash, a span that does not index the text, or work out of proportion to the
length stops it and leaves the input as `crash-…`; put it into tests/hostile/data/reading/ as `read-…` or `inlets-…`,
and the tests replay it.
"""

# ruff: noqa: SIM905
from __future__ import annotations

import sys
import time

import atheris

with atheris.instrument_imports(include=["servanda.reading", "servanda.sources", "servanda.actors", "servanda.geo"]):
    from servanda.model import Report, beginning, instant
    from servanda.reading import Context, Obligation, Reading, read
    from servanda.sources import Context as SourceContext
    from servanda.sources import open_article

PIECES = (
    "“ ” \" « » ' ‘ ’ „ `` '' \u202e \u200b \u2066 \ufeff \x00 © # – — ( ) [ ] / • â€œ İ ı ß \u0301 \U0001f600 \ud800"
).split(" ") + (
    "\n|\r\n|\n\n|. |, |; |: | - | |said|said that|told reporters that|according to|denied that|demanded that|warned|"
    "promised to|could not confirm|Peskov|Dmitry Peskov|the spokesman|a spokesman for the ministry|the ministry|Ankara|"
    "Moscow|Turkish leader|Russian-Turkish|he|she|they|it|The Observatory|sources|who|which|that|but|and|if|unless|"
    "otherwise|does not fulfil|the Sochi memorandum|the ceasefire|violated|shelled|attacked|withdrew from|were killed|"
    "33 soldiers|at least|between 3 and 5|1,000|Idlib|Saraqib|in|near|10 km west of|between Maarat and|the M4 highway|"
    "by the end of February|on February 29|October 22|on Monday|last week|the same day|yesterday|within 150 hours|"
    "at 17:00|2020-02-05|05.02.2020|in the first quarter of 2020|since|before|earlier|not|no longer|has not yet|may|"
    "will|must|had a telephone conversation|joint patrol|heavy weapons|Rt. Hon. J. R. R. Smith|U.N.|Президент|сказал|"
    "21 февраля|Erdoğan|Şubat|قال|٢١ شباط"
).split("|")
OBLIGATIONS = (
    Obligation("a/*", "a", "Sochi memorandum on the demilitarised zone"),
    Obligation("a/heavy", "a", "Heavy weapons leave the zone"),
    Obligation("b/patrol", "b", "Joint patrols"),
)
CONTEXT = Context(obligations=OBLIGATIONS)
ODD_DATE = (
    b'<html><head><meta property="article:published_time" content="2020-0?-x@2"></head><body><p>.</p></body></html>'
)
NAMES = ("a.txt", "a.html", "a.eml", "a.rss", "a.md", "page", "a.xml")
SECONDS_PER_CHARACTER, SECONDS = 400e-6, 2.0


def text_of(data: bytes) -> str:
    """Bytes below the number of pieces are pieces; the others begin two raw characters."""
    out: list[str] = []
    at = 0
    while at < len(data):
        byte = data[at]
        at += 1
        if byte < len(PIECES):
            out.append(PIECES[byte] + (" " if byte > 40 else ""))
        else:
            out.append(data[at : at + 4].decode("utf-8", "replace"))
            at += 4
    return "".join(out)


def sound(found: Reading, text: str) -> None:
    for s in found.statements:
        assert s.quote == " … ".join(text[a:b] for a, b in s.content_spans)
        if s.speaker_span:
            assert text[slice(*s.speaker_span)] == s.speaker
        if s.cue_span:
            assert text[slice(*s.cue_span)] == s.cue
    assert all(0 <= a <= b <= len(text) for a, b in found.sentences)
    assert len({c.id for c in found.claims}) == len(found.claims)


def one_text(data: bytes) -> None:
    text = text_of(data)
    start, end = beginning("2020-02-23"), instant("2020-02-23")
    began = time.process_time()
    found = read(Report("r-fuzz", outlet="wire", published=start, published_to=end, text=text), CONTEXT)
    took = time.process_time() - began
    sound(found, text)
    assert took < SECONDS + SECONDS_PER_CHARACTER * len(text), f"{took:.1f} s for {len(text)} characters"


def one_file(data: bytes) -> None:
    if data:
        began = time.process_time()
        intake = open_article(data[1:], NAMES[data[0] % len(NAMES)], SourceContext())
        assert intake.reports or intake.findings
        assert time.process_time() - began < SECONDS + SECONDS_PER_CHARACTER * len(data)


def main() -> None:
    target = {"read": one_text, "inlets": one_file}.get(sys.argv[1] if len(sys.argv) > 1 else "")
    if target is None:
        sys.exit(__doc__)
    CONTEXT.place("Sheffield")  # tables are loaded before any clock runs
    read(Report("r-warm", text="The ministry said on Monday that it had shelled London.", language="en"), CONTEXT)
    for name in NAMES:
        open_article(ODD_DATE, name, SourceContext())
    atheris.Setup([sys.argv[0], *sys.argv[2:]], target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
