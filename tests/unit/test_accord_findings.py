"""Every finding of an accord file: its slug, its severity and the line and column where it stands."""

from __future__ import annotations

import pytest
from accords import HEAD, findings, loaded, whole

from servanda.accord import load_accord
from servanda.model import Finding, Severity

FIRST = HEAD.count("\n") + 1
PARTIES = "parties: [TUR, RUS]"
PATCH = PARTIES + "\nreadings: {a: {says: b, alternatives: [c], under: {c: %s}}}"


def where(found: list[Finding], slug: str) -> Finding:
    hits = [f for f in found if f.slug == slug]
    assert len(hits) == 1, [str(f) for f in found]
    return hits[0]


@pytest.mark.parametrize(
    ("keys", "slug", "line", "col"),
    [
        ("bearer: [SYR]\nshall: {withdraw: [tanks], from: belt}\nby: 2019-12-01", "bearer-did-not-sign", 2, 3),
        ("shall: {withdraw: [tanks], from: belt}\nby: 2019-12-01", "missing-bearer", 1, 3),
        ("bearer: [TUR]\nshall: {witdraw: [tanks], from: belt}", "unknown-verb", 3, 11),
        ("bearer: [TUR]\nshall: {in: belt}", "missing-verb", 3, 3),
        ("bearer: [TUR]\nshall: {withdraw: null, attack: null}", "two-verbs", 3, 3),
        ("bearer: [TUR]\nshall: [a, b]", "norm-shape", 3, 3),
        ("bearer: [TUR]\nshall: {withdraw: [[a]], from: belt}\nby: 2020", "norm-value", 3, 22),
        ("bearer: [TUR]\nshall: {withdraw: [tanks], from: bellt}", "unknown-zone", 3, 36),
        ("bearer: [TUR]\nshall: {withdraw: [tanks], from: 7}", "zone-name", 3, 36),
        ("bearer: [TUR]\nshall: {patrol: null, in: {each of: []}}\nevery: P7D", "zone-list", 3, 30),
        ("bearer: [TUR]\nshall: {withdraw: [tanks], frm: belt}\nby: 2020", "unknown-key", 3, 35),
        ("bearer: [TUR]\nshal: {withdraw: [tanks]}", "missing-norm", 1, 3),
        ("bearer: [TUR]\nshall: {attack: null}\ndeclares: peace", "two-norms", 4, 13),
        ("bearer: [TUR]\nshall not: {cease fire: null}", "double-negative", 3, 27),
        ("bearer: [TUR]\nshall not: {attack: null}\nevery: P7D", "every-negated", 4, 10),
        ("bearer: [TUR]\nshall: {patrol: null}\nevery: P0D", "bad-duration", 4, 10),
        ("bearer: [TUR]\nshall: {patrol: null}\nevery: weekly", "bad-duration", 4, 10),
        ("bearer: [TUR]\nshall: {notify: [RUS]}\nafter each: {attack: null}", "missing-within", 4, 3),
        ("bearer: [TUR]\nshall: {withdraw: null}\nby: 2019-02-30", "bad-date", 4, 7),
        ("bearer: [TUR]\nshall: {withdraw: null}\nby: tomorrow", "bad-date", 4, 7),
        ("bearer: [TUR]\nshall: {withdraw: null}\nby: 2018-12-01", "deadline-before-start", 1, 7),
        ("bearer: [TUR]\nshall: {withdraw: null}\nfrom: 2020\nby: 2019-12-01", "deadline-before-start", 1, 7),
        ("bearer: [TUR]\nshall not: {attack: null}\nfrom: 2020\nuntil: 2019-12-01", "end-before-start", 1, 7),
        ("bearer: [TUR]\nshall not: {attack: null}\nby: 2020", "idle-deadline", 4, 7),
        ("bearer: [TUR]\nshall: {withdraw: null}\nby: 2020\nwithin: P7D", "two-deadlines", 5, 11),
        ("bearer: [TUR]\nshall: {withdraw: null}\nfrom: 2020\nafter: {start of: it}", "two-starts", 5, 3),
        ("bearer: [TUR]\nshall not: {attack: null}\nthroughout: 2020", "bad-period", 4, 15),
        ("bearer: [TUR]\nshall: {withdraw: null}\nafter: {start of: nobody}", "unknown-obligation", 4, 21),
        ("bearer: [TUR]\nshall: {withdraw: null}\nafter: {plus: P1D}", "anchor", 4, 3),
        ("bearer: [TUR]\nshall: {withdraw: null}\nafter: {start of: it}", "anchor-cycle", 1, 7),
        ("bearer: [TUR]\nshall: {withdraw: null}\nby: 2020\nremedy for: nobody", "unknown-obligation", 5, 15),
        ("bearer: [TUR]\nshall: {withdraw: null}\nby: 2020\nif: it rains", "condition", 5, 7),
        ("bearer: [TUR]\nshall: {withdraw: null}\nby: 2020\nand after: rest", "and-after", 5, 14),
        ("bearer: [TUR]\nshall: {withdraw: null}\nby: 2020\nreadings: [nobody]", "unknown-reading", 5, 14),
        ("bearer: [TUR]\nshall: {withdraw: null, as: duty}\nby: 2020", "duty", 3, 31),
        ("bearer: [TUR]\nshall: {patrol: null, depth: deep}\nevery: P7D", "measure", 3, 32),
        ("bearer: [TUR]\nshall: {patrol: null, count: -4}\nevery: P7D", "measure", 3, 32),
        ("bearer: [TUR]\nshall: {patrol: null, count: {at least: 12, at most: 3}}\nevery: P7D", "measure-empty", 3, 25),
        ("bearer: [TUR]\nshall: {patrol: null, count: {exactly: 5, up to: 4}}\nevery: P7D", "measure-empty", 3, 25),
        ("bearer: [TUR]\nshall: {withdraw: null}\nby: 2020\nremedy for: it", "remedy-of-itself", 5, 15),
        ("bearer: [TUR]\nshall: {patrol: null, depth: {deep: 3}}\nevery: P7D", "measure", 3, 25),
        ("bearer: [Red Army]\nshall: {withdraw: null}\nby: 2020", "actor-id", 2, 12),
        ("bearer: [{who: TUR}]\nshall: {withdraw: null}\nby: 2020", "actor-term", 2, 12),
        ("bearer: [TUR, {designated: terrorist}]\nshall: {withdraw: null}\nby: 2020", "bearer-class", 2, 17),
        ("bearer: [TUR]\nshall: {withdraw: null}\nby: 2020\nfor each: a", "row-shape", 5, 13),
        ("bearer: [TUR]\narticle: 5.10\nshall: {withdraw: null}\nby: 2020", "article", 3, 12),
        ("bearer: [TUR]\ntitle: [a]\nshall: {withdraw: null}\nby: 2020", "not-text", 3, 3),
        ("declares: {a: b}", "declares", 2, 3),
    ],
)
def test_errors_of_an_obligation(keys: str, slug: str, line: int, col: int) -> None:
    found = findings("- id: it\n" + "\n".join(f"  {k}" for k in keys.splitlines()))
    finding = where([f for f in found if f.slug == slug and f.is_error], slug)
    assert (finding.at.line - FIRST + 1, finding.at.col - 2) == (line, col), str(finding)
    assert finding.at.file == "accords/trial.yaml"
    assert finding.what


@pytest.mark.parametrize(
    ("keys", "slug", "severity"),
    [
        ("bearer: [TUR]\nshall: {withdraw: [tanks], from: belt}", "no-deadline", Severity.WARNING),
        ("bearer: [TUR]\nshall not: {attack: null, along: m4}", "zone-is-a-line", Severity.WARNING),
        ("bearer: [TUR]\nshall not: {attack: null, in: {undefined: yes}}", "undefined-zone", Severity.WARNING),
        (
            "bearer: [TUR]\nshall not: {attack: null, in: {all of: [belt, {around: [1.0, 1.0], radius: 1 km}]}}",
            "zone-nowhere",
            Severity.WARNING,
        ),
        ("bearer: [TUR]\nshall: {withdraw: [YGP], from: belt}\nby: 2020", "unknown-actor", Severity.WARNING),
        ("bearer: [TUR]\nshall: {withdraw: [heavy wepons], from: belt}\nby: 2020", "near-object", Severity.WARNING),
        ("bearer: [TUR]\nshall not: {attack: null}\nand after: keep", "idle-keep", Severity.WARNING),
        ("bearer: [TUR]\nshall: {withdraw: [tanks], from: belt, to: west}\nby: 2020", "place-not-used", Severity.NOTE),
        ("bearer: [TUR]\nshall: {patrol: null}\nevery: P7D\nreadings: [{says: x, alternatives: [y]}]",
         "alternative-without-effect", Severity.NOTE),
    ],
)  # fmt: skip
def test_lints_leave_the_accord_usable(keys: str, slug: str, severity: Severity) -> None:
    text = whole("- id: it\n" + "\n".join(f"  {k}" for k in keys.splitlines()))
    accord, found = loaded(text)
    assert accord is not None, [str(f) for f in found]
    assert where(found, slug).severity is severity
    assert where(list(accord.findings), slug)


@pytest.mark.parametrize(
    ("old", "new", "slug", "line"),
    [
        ("servanda: 1", "servanda: 2", "servanda-version", 1),
        ("accord: trial", "accord: my trial", "accord-id", 2),
        ("signed: 2019-10-22\n", "", "no-signature", 1),
        ("signed: 2019-10-22", "signed: {start of: x}", "bad-date", 3),
        ("timezone: Europe/Moscow", "timezone: Moscow time", "bad-time-zone", 4),
        (PARTIES, "parties: []", "no-parties", 5),
        (PARTIES, PARTIES + "\nlateness: soon", "bad-duration", 6),
        (PARTIES, "partys: [TUR, RUS]", "unknown-key", 5),
        (PARTIES, PARTIES + "\ninstrument: treaty", "instrument", 6),
        (PARTIES, PARTIES + "\ncounts as: [a]", "counts-as-shape", 6),
        (PARTIES, PARTIES + "\nreadings: [a]", "readings-shape", 6),
        (PARTIES, PARTIES + "\nreadings: {a: {says: b, udner: {}}}", "unknown-key", 6),
        (PARTIES, PARTIES + "\nreadings: {a: {default: c}}", "reading-says", 6),
        (PARTIES, PARTIES + "\nreadings: {a: {says: b, under: {c: {theme: x}}}}", "unknown-alternative", 6),
        (PARTIES, PATCH % "{accord: x}", "patch-fixed", 6),
        (PARTIES, PATCH % "x", "patch-shape", 6),
        ("  m4:", "  Belt: {around: Idlib, radius: 1 km}\n  m4:", "duplicate-zone", 9),
        ("  m4:", "  loop: {within: 1 km, of: loop}\n  m4:", "zone-cycle", 9),
    ],
)  # fmt: skip
def test_errors_of_the_file(old: str, new: str, slug: str, line: int) -> None:
    assert old in HEAD
    found = findings("- {id: it, declares: peace}", head=HEAD.replace(old, new))
    hits = [f for f in found if f.slug == slug and f.is_error]
    assert hits, [str(f) for f in found]
    assert hits[0].at.line == line, str(hits[0])


def test_everything_is_said_at_once() -> None:
    accord, found = loaded(
        """\
servanda: 1
accord: trial
signed: 2019-13-01
timezone: Europe/Moskow
parties: [TUR, RUS]
zones:
  belt: {around: Qamishli, radius: far}
obligations:
  - {id: one, bearer: [SYR], shall: {witdraw: [tanks], from: belt}, by: 2019-02-30, reedings: []}
  - {id: ONE, bearer: [TUR], shall: {withdraw: [tanks], from: bellt}, within: soon, article: 1.5}
  - no obligation
"""
    )
    assert accord is None
    errors = [(f.at.line, f.slug) for f in found if f.is_error]
    assert errors == [
        (3, "bad-date"), (4, "bad-time-zone"), (7, "zone-distance"), (9, "bearer-did-not-sign"), (9, "unknown-verb"),
        (9, "bad-date"), (9, "unknown-key"), (10, "duplicate-obligation"), (10, "unknown-zone"), (10, "bad-duration"),
        (10, "article"), (11, "obligation-shape"),
    ]  # fmt: skip


def test_findings_say_what_was_meant() -> None:
    found = findings("- {id: it, bearer: [TUR], shall: {witdraw: [tanks], from: bellt}, by: 2020, performer: [YGP]}")
    assert "withdraw" in where(found, "unknown-verb").expected
    assert "belt" in where(found, "unknown-zone").expected
    assert "YPG" in where(found, "unknown-actor").expected


def test_no_register_no_question_about_actors() -> None:
    text = whole("- {id: it, bearer: [TUR], shall not: {attack: [NOBODY], in: belt}}")
    accord, found = load_accord(text.encode(), "a.yaml", place=lambda _t: None)
    assert accord is None, "Qamishli is no place here"
    assert "unknown-actor" not in {f.slug for f in found}


def of_one(keys: str) -> list[Finding]:
    return findings("- id: it\n" + "\n".join(f"  {k}" for k in keys.splitlines()))


@pytest.mark.parametrize("amount", ["-4", "-0.5", "inf", "nan"])
def test_an_amount_that_is_none_says_what_one_is(amount: str) -> None:
    told = where(of_one(f"bearer: [TUR]\nshall: {{patrol: null, count: {amount}}}\nevery: P7D"), "measure")
    assert told.expected == "a number of zero or more"


@pytest.mark.parametrize(
    ("keys", "line", "col"),
    [
        ("bearer: [TUR, TUR]\nshall: {withdraw: [tanks], from: belt}\nby: 2020", 2, 17),
        ("bearer: [TUR]\nshall: {withdraw: [tanks, mortars, tanks], from: belt}\nby: 2020", 3, 38),
        ("bearer: {each of: [TUR, RUS, TUR]}\nshall: {withdraw: [tanks], from: belt}\nby: 2020", 2, 32),
    ],
)
def test_what_a_list_names_twice_is_told_once(keys: str, line: int, col: int) -> None:
    told = where(of_one(keys), "named-twice")
    assert told.severity is Severity.WARNING
    assert (told.at.line - FIRST + 1, told.at.col - 2) == (line, col)
