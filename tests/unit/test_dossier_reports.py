"""History, changes with causes, what is left out, origins, the tidy table with its codebook, and citations."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from datetime import UTC
from pathlib import Path

import pytest
from dossier_bench import FIRE, STILL, make
from typer.testing import CliRunner

from servanda.cli import changes as changes_verb
from servanda.cli import cite as cite_verb
from servanda.cli import verdict as verdict_verb
from servanda.dossier import Dossier
from servanda.dossier.changes import _happened
from servanda.dossier.history import ends
from servanda.dossier.tidy import COLUMNS, codebook, kroc, row
from servanda.errors import UsageError
from servanda.model import Claim, Partial, Repeated, Review, Value, Verdict, rfc3339

DOCS = Path(__file__).parents[2] / "docs" / "reference"
RETOLD = 'a3,TUR,2020-03-07,https://tur.example/2,shelling,2020-03-05T10:00Z,RUS,"35.5,36.5",,,,a1,,,\n'
GONE = "a4,RUS,2020-03-10,https://rus.example/1,withdrawal,2020-03-09T10:00Z,RUS,in:trial/town,,,,,,,\n"
DAY = 86_400


@pytest.fixture
def made(tmp_path: Path) -> Dossier:
    return make(tmp_path / "d", FIRE + STILL + RETOLD + GONE)


def found(made: Dossier, ref: str, **more: str) -> Verdict:
    clocks = made.clocks(more.get("as_of", "2020-03-20"), more.get("known_at", "2020-04-01"), "public")
    return next(v for v in made.verdict(clocks=clocks) if v.ref == ref)


# -- history ----------------------------------------------------------------------------------------------------------


def test_weeks_end_on_sundays_and_months_on_their_last_day() -> None:
    first, last = 1_583_020_800 + 3 * DAY, 1_583_020_800 + 40 * DAY  # 4 March to 10 April 2020
    weeks = [rfc3339(t) for t in ends(first, last, "week", UTC)]
    assert weeks[0] == "2020-03-09T00:00:00Z"
    assert weeks[1] == "2020-03-16T00:00:00Z"
    assert weeks[-1] == rfc3339(last)
    assert [rfc3339(t) for t in ends(first, last, "month", UTC)] == ["2020-04-01T00:00:00Z", rfc3339(last)]
    assert ends(last, last, "month", UTC) == [last]
    assert len(ends(0, 10_000 * DAY, "month", UTC)) == 329


def test_steps_that_are_none_or_too_many_are_refused() -> None:
    for by, last, slug in (("day", DAY, "unknown-step"), ("week", 10_000 * DAY, "too-many-steps")):
        with pytest.raises(UsageError) as refused:
            ends(0, last, by, UTC)
        assert refused.value.slug == slug


def test_the_history_is_what_each_point_in_time_says(made: Dossier) -> None:
    clocks = made.clocks("2020-03-20", "2020-04-01", "public")
    run = [v for v in made.history("week", clocks) if v.ref == "trial/leave"]
    assert [str(v.label) for v in run] == ["pending", "pending", "contested", "contested"]
    for verdict in run:
        alone = made.verdict(clocks=replace(clocks, as_of=verdict.as_of))
        same = next(v for v in alone if v.ref == "trial/leave")
        assert (same.label, same.witnesses_for, same.acts) == (verdict.label, verdict.witnesses_for, verdict.acts)
    start = clocks.as_of - 8 * DAY
    assert len([v for v in made.history("week", clocks, start=start) if v.ref == "trial/leave"]) == 2
    assert list(made.history("week", clocks, accords=["trial"], start=clocks.as_of + DAY))


# -- what is left out, and origins ------------------------------------------------------------------------------------


def test_a_source_may_be_left_out(made: Dossier) -> None:
    clocks = made.clocks("2020-03-20", "2020-04-01", "public")

    def label(ref: str, *without: str) -> str:
        return next(str(v.label) for v in made.verdict(clocks=clocks, without=without) if v.ref == ref)

    assert label("trial/leave") == "contested"
    assert label("trial/leave", "TUR") == "fulfilled"
    assert label("trial/leave", "RUS") == "breached"
    assert label("trial/leave", "RUS", "TUR") == "unknown"
    assert label("trial/fire", "ngo") == label("trial/fire", "TUR") == "breached"
    assert label("trial/fire", "ngo", "TUR") == "unknown"
    report = next(c.report for c in made.view(clocks).claims.values() if c.speaker == ("RUS",))
    assert label("trial/leave", report) == "breached"
    with pytest.raises(UsageError) as refused:
        made.verdict(clocks=clocks, without=("nobody",))
    assert refused.value.slug == "unknown-source"
    assert label("trial/leave") == "contested"


def test_origins_carry_verdicts(made: Dossier) -> None:
    clocks = made.clocks("2020-03-20", "2020-04-01", "public")
    origins = {o.name: o for o in made.origins(clocks)}
    assert {name: o.carried for name, o in origins.items()} == {
        "RUS": (("trial/leave", "all", "breached"),),
        "TUR": (("trial/leave", "all", "fulfilled"),),
        "ngo": (),
    }
    assert origins["TUR"].claims == 2
    assert ("trial/fire", "all") in origins["ngo"].cited
    assert not made.origins(clocks, accords=["other"])


def test_a_secret_origin_is_not_named(tmp_path: Path) -> None:
    secret = "a4,RUS,2020-03-10,https://rus.example/1,withdrawal,2020-03-09T10:00Z,RUS,in:trial/town,,,,,secret,,\n"
    made = make(tmp_path / "d", secret)
    names = [o.name for o in made.origins(made.clocks("2020-03-20", "2020-04-01", "public"))]
    assert names == ["undisclosed"]


# -- changes ----------------------------------------------------------------------------------------------------------


def changed(made: Dossier, before: tuple[str, str], after: tuple[str, str]) -> dict[str, tuple[str, dict[str, object]]]:
    told = made.changes(made.clocks(*before, "public"), made.clocks(*after, "public"))
    return {c.after.ref: (c.why, {x.claim.rpartition(".")[2]: (x.what, x.decides) for x in c.causes}) for c in told}


def test_new_claims_change_a_verdict_and_one_decides(made: Dossier) -> None:
    known = changed(made, ("2020-03-20", "2020-03-11"), ("2020-03-20", "2020-03-13"))
    assert known == {"trial/leave": ("new evidence", {"a2": ("new", True)})}
    known = changed(made, ("2020-03-20", "2020-03-05"), ("2020-03-20", "2020-03-08"))
    assert known["trial/fire"] == ("new evidence", {"a1": ("new", False), "a3": ("new", False)})
    assert changed(made, ("2020-03-20", "2020-04-01"), ("2020-03-20", "2020-04-01")) == {}


def test_time_passes(made: Dossier) -> None:
    known = changed(made, ("2020-03-04", "2020-04-01"), ("2020-03-08", "2020-04-01"))
    assert known["trial/fire"][0] == "time passed"
    assert set(known["trial/fire"][1].values()) == {("its time has come", False)}


def test_decisions_and_corrections_are_causes() -> None:
    one = Claim("r.a", "r", ("ngo",))
    assert _happened(None, one, is_used=True) == "new"
    assert _happened(one, None, is_used=False) == "vanished"
    assert _happened(one, replace(one, retracted=True), is_used=False) == "retracted"
    assert _happened(one, replace(one, review=Review.REJECTED), is_used=False) == "rejected"
    assert _happened(one, replace(one, review=Review.ACCEPTED), is_used=True) == "accepted"
    assert _happened(one, replace(one, event="shelling"), is_used=True) == "corrected"
    assert _happened(one, replace(one, recorded_at=7), is_used=True) == "its time has come"
    assert _happened(one, one, is_used=False) == "counts no more"


# -- the table --------------------------------------------------------------------------------------------------------


def test_the_codebook_is_that_of_the_program() -> None:
    assert (DOCS / "codebook.md").read_text(encoding="utf-8") == codebook()
    names = [c.name for c in COLUMNS]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z_]+", n) for n in names)


@pytest.mark.parametrize(
    ("value", "instances", "extent", "expected"),
    [
        (Value.TRUE, Repeated(1), (), 3),
        (Value.FALSE, Repeated(0, 1), (), 0),
        (Value.FALSE, Repeated(1, 3), (), 1),
        (Value.FALSE, Repeated(2, 2), (), 2),
        (Value.FALSE, Repeated(0, 1), (Partial("depth", 7000, 10_000, "m"),), 2),
        (Value.FALSE, Repeated(0, 1), (Partial("depth", 4000, 10_000, "m"),), 1),
        (Value.FALSE, Repeated(0, 1), (Partial("depth", 4000, None, "m"),), 0),
        (Value.BOTH, Repeated(1, 1), (), None),
        (Value.NEITHER, Repeated(0, 0, 0, 1), (), None),
    ],
)
def test_the_ordinal_beside_the_label(
    made: Dossier, value: Value, instances: Repeated, extent: tuple[Partial, ...], expected: int | None
) -> None:
    one = replace(found(made, "trial/leave"), value=value, instances=instances, extent=extent)
    assert kroc(one) == expected
    assert row(one)[[c.name for c in COLUMNS].index("kroc")] == ("" if expected is None else expected)


def test_every_cell_holds_one_value(made: Dossier) -> None:
    for verdict in made.verdict(as_of="2020-03-20", known_at="2020-04-01", clock="public"):
        assert all(isinstance(cell, (str, int, float)) for cell in row(verdict))
        assert len(row(verdict)) == len(COLUMNS)


# -- citations --------------------------------------------------------------------------------------------------------


def test_a_citation_says_all_that_makes_it_repeatable(made: Dossier) -> None:
    clocks = made.clocks("2020-03-20", "2020-04-01", "public")
    cited = made.cite("trial/leave", clocks, "TUR", "reported")
    verdict = cited.verdict
    for part in ("trial/leave", str(verdict.label), rfc3339(clocks.as_of), rfc3339(clocks.known_at), "public", "TUR"):
        assert str(part) in cited.sentence
        assert str(part) in cited.bibtex
    assert "reported" in cited.sentence
    assert "not recorded" in cited.sentence
    made.add()
    checkpoint = made.checkpoint()
    assert checkpoint is not None
    cited = made.cite("trial/leave", clocks)
    assert checkpoint.root.hex() in cited.sentence
    assert checkpoint.root.hex() in cited.csl["note"]
    assert dict(verdict.versions)["accord"] in cited.csl["version"]
    assert cited.csl["type"] == "dataset"
    assert cited.bibtex.count("{") == cited.bibtex.count("}")
    assert json.loads(json.dumps(cited.csl)) == cited.csl
    assert made.cite("trial/*", clocks).key == "trial---all-2020-03-20"


# -- the verbs --------------------------------------------------------------------------------------------------------


def said(app: object, made: Dossier, *args: str) -> str:
    clocks = ("--as-of", "2020-03-20", "--known-at", "2020-04-01", "--clock", "public")
    result = CliRunner().invoke(app, [*args, *clocks, "--dossier", str(made.path)])  # type: ignore[arg-type]
    assert result.exception is None, result.exception
    return result.stdout


def test_the_verbs_print_it(made: Dossier) -> None:
    table = list(csv.DictReader(io.StringIO(said(verdict_verb.app, made, "--csv"))))
    assert {r["ref"]: r["kroc"] for r in table}["trial/fire"] == "0"
    run = list(csv.DictReader(io.StringIO(said(verdict_verb.app, made, "--csv", "--by", "week"))))
    assert len(run) > len(table)
    rows = [json.loads(r) for r in said(verdict_verb.app, made, "--json", "--by", "month").splitlines()]
    assert {r["as_of"] for r in rows} == {"2020-03-21T00:00:00Z"}
    told = said(verdict_verb.app, made, "--by", "week", "--obligation", "leave")
    assert told.splitlines()[0] == "trial/leave @ all"
    assert len(told.splitlines()) == 3
    assert "carries 1" in said(verdict_verb.app, made, "--origins")
    first = json.loads(said(verdict_verb.app, made, "--origins", "--json").splitlines()[0])
    assert (first["origin"], first["carried"][0]["without"]) == ("TUR", "fulfilled")
    assert "left out: TUR" in said(verdict_verb.app, made, "--without", "TUR", "--viewpoint", "all")
    assert said(cite_verb.app, made, "leave").count("@misc{") == 1
    assert said(cite_verb.app, made, "leave", "--bibtex").startswith("@misc{")
    assert json.loads(said(cite_verb.app, made, "leave@TUR", "--json"))["id"] == "trial-leave-TUR-2020-03-20"
    since = ("--since", "2020-03-20", "--since-known", "2020-03-11", "--viewpoint", "all")
    assert "a2: new, decides" in said(changes_verb.app, made, *since)
    row_ = json.loads(said(changes_verb.app, made, *since, "--json"))
    assert (row_["before"], row_["after"], row_["causes"][0]["decides"]) == ("fulfilled", "contested", True)
    assert said(changes_verb.app, made, "--since", "2020-03-20", "--since-known", "2020-04-01") == ""
