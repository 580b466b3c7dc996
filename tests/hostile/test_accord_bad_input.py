"""Accord files made to break something: a finding each, in bounded time and memory."""

from __future__ import annotations

import subprocess
import sys
import time
import tracemalloc

import pytest

from servanda.accord import Accord, load_accord
from servanda.documents import MAX_PROBLEMS, composed
from servanda.model import Finding

HEAD = """\
servanda: 1
accord: big
signed: 2021-03-01
timezone: Europe/Moscow
parties: [NOR, SOU]
lines: {front: {line: [[36.8, 39.0], [36.9, 40.0]], accuracy: 1 km}}
zones:
  belt: {within: 10 km, of: front}
  port: {around: [36.8, 39.5], radius: 5 km}
obligations:
"""
KINDS = (
    'bearer: [NOR], shall not: {attack: null, in: belt}, article: "%d"',
    'bearer: [NOR], shall: {withdraw: [NOR], from: belt}, by: 2021-04-01, article: "%d"',
    'bearer: [NOR], shall: {be present: [NOR], in: belt}, article: "%d"',
    'bearer: [SOU], shall: {release: [prisoners]}, within: P5D, article: "%d"',
    'bearer: [SOU], may: {attack: null, in: belt}, article: "%d"',
)


def loaded(text: str | bytes, *, lint: bool = False) -> tuple[Accord | None, list[Finding]]:
    content = text.encode() if isinstance(text, str) else text
    return load_accord(content, "big.yaml", place=lambda _text: None, lint=lint)


def many(n: int, more: str = "") -> str:
    rows = (f"  - {{id: o{i}, {KINDS[i % 5] % (i // 10)}{more.format(i=i, before=i - 1)}}}\n" for i in range(n))
    return HEAD + "".join(rows)


@pytest.mark.parametrize(
    "content",
    [b"[" * 2_000_000, b"{a: " * 1_000_000, b"- " * 1_000_000, b"a: " + b"[" * 200 + b"]" * 200],
    ids=["brackets", "braces", "dashes", "closed"],
)
def test_nesting_however_deep_ends_in_a_finding(content: bytes) -> None:
    # in a process of its own: what was tried before this ended the whole process in C
    code = "import sys; from servanda.accord import load_accord as load; "
    code += "print(load(sys.stdin.buffer.read(), 'a')[1][0].slug)"
    run = subprocess.run([sys.executable, "-c", code], input=content, capture_output=True, timeout=60, check=False)
    assert (run.returncode, run.stdout) == (0, b"yaml-too-much\n")


def test_a_hundred_megabytes_are_refused_unread() -> None:
    content = b"a: b\n" * 20_000_000
    tracemalloc.start()
    _accord, findings = loaded(content)
    _size, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [f.slug for f in findings] == ["too-large"]
    assert peak < 1_000_000


@pytest.mark.parametrize(
    ("content", "slug"),
    [
        (b"".join(b"k%d: v\n" % i for i in range(60_000)), "yaml-too-much"),
        (b"a: &a [x]\n" + b"".join(b"a%d: &a [*a, *a]\n" % i for i in range(60)), "yaml-too-much"),
        (b"a: &a [*a]\n", "yaml-too-much"),
        (b"a: {b: 1}\n" * 20_000, "yaml-duplicate-key"),
        (b"servanda: " + b"x" * 15_000_000, "servanda-version"),
    ],
    ids=["values", "aliases", "itself", "twice", "long"],
)
def test_endless_files_end_in_findings(content: bytes, slug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(composed, "MAX_NODES", 50_000)
    start = time.process_time()
    _accord, findings = loaded(content)
    assert slug in {f.slug for f in findings}
    assert len(findings) <= MAX_PROBLEMS
    assert all(len(str(f)) < 2000 for f in findings)
    assert time.process_time() - start < 20


def test_the_time_to_check_and_lint_grows_with_the_file() -> None:
    def cost(n: int) -> float:
        text = many(n)
        start = time.process_time()
        accord, _findings = loaded(text, lint=True)
        assert accord is not None
        assert len(accord.obligations) == n
        return time.process_time() - start

    cost(50)
    small, large = cost(400), cost(1600)
    assert large < 4 * small * 3


def test_findings_of_one_kind_are_cut() -> None:
    from servanda.accord.lint.checks import MOST

    _accord, findings = loaded(many(2600).replace("by: 2021-04-01", "within: P3D"), lint=True)
    told = [f.slug for f in findings]
    assert max(told.count(slug) for slug in set(told)) <= MOST
    assert "lint-cut" in told or told.count("unstated-boundary") < MOST


def chain(n: int, last: str, edge: str = "completion") -> str:
    rows = [
        f"  - {{id: o{i}, bearer: [NOR], shall: {{release: [prisoners]}}, "
        f"after: {{{edge} of: o{(i + 1) if i + 1 < n else last}}}, within: P1D}}\n"
        for i in range(n)
    ]
    return HEAD + "".join(rows)


@pytest.mark.parametrize(
    ("edge", "slug", "usable"), [("completion", "deadlock", True), ("deadline", "anchor-cycle", False)]
)
def test_a_circle_of_thousands_is_one_finding(edge: str, slug: str, usable: bool) -> None:
    """N8."""
    accord, findings = loaded(chain(3000, "0", edge))
    told = [f for f in findings if f.slug == slug]
    assert len(told) == 1
    assert len(told[0].got) <= 80
    assert (accord is not None) is usable or "anchor-depth" in {f.slug for f in findings}


def test_a_chain_of_thousands_is_refused() -> None:
    text = chain(3000, "end") + "  - {id: oend, bearer: [NOR], shall: {release: [prisoners]}, by: 2021-05-01}\n"
    accord, findings = loaded(text)
    assert accord is None
    assert {f.slug for f in findings if f.is_error} == {"anchor-depth"}


@pytest.mark.parametrize("date", ["0000-01-01", "9999-12-31", "9999", "0001-01-01", "10000-01-01", "-0001-01-01"])
@pytest.mark.parametrize("key", ["from", "by", "until", "signed", "in force"])
def test_the_ends_of_the_calendar(date: str, key: str) -> None:
    text = HEAD + "  - {id: it, bearer: [NOR], shall: {release: [prisoners]}, %s}\n"
    if key in ("signed", "in force"):
        text = (text % "by: 2021-04-01").replace("signed: 2021-03-01", f"signed: 2021-03-01\n{key}: {date}", 1)
        text = text.replace("signed: 2021-03-01\nsigned", "signed") if key == "signed" else text
    else:
        text %= f"{key}: {date}, within: P9000D" if key == "from" else f"{key}: {date}"
    accord, findings = loaded(text, lint=True)
    assert (accord is None) == any(f.is_error for f in findings)


@pytest.mark.parametrize(
    ("keys", "slug"),
    [
        ("shall not: {attack: null, in: nowhere}", "unknown-zone"),
        ("shall not: {attack: [no body], in: belt}", "actor-id"),
        ("shall: {release: [prisoners]}, from: 2021-05-01, by: 2021-04-01", "deadline-before-start"),
        ("shall not: {attack: null}, throughout: 2021-05/2021-04", "end-before-start"),
        ("shall: {release: [prisoners]}, after: {completion of: [a, b, it]}, within: P1D", "unknown-obligation"),
        ("shall: {release: [prisoners]}, by: 2021-02-30", "bad-date"),
    ],
)
def test_what_does_not_hang_together_is_told(keys: str, slug: str) -> None:
    _accord, findings = loaded(HEAD + f"  - {{id: it, bearer: [NOR], {keys}}}\n")
    assert slug in {f.slug for f in findings if f.is_error}, [str(f) for f in findings]


@pytest.mark.slow
def test_a_hundred_thousand_obligations(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(composed, "MAX_NODES", 2_000_000)
    accord, findings = loaded(many(100_000), lint=True)
    assert accord is not None, findings[:3]
    assert len(accord.obligations) == 100_000
    assert len(findings) < 40_000
