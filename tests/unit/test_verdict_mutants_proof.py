"""Who proves what to which level, and whom a term names (semantics.md, P1 to P8, B3)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from verdict_bench import accord, claim, obligation, world
from verdict_pieces import piece

from servanda.accord.law import Pattern, Term
from servanda.verdict import ALL, Scope, Viewpoint
from servanda.verdict.proof import Proof
from servanda.verdict.whom import anybody, match, reaches, who

IT = obligation(Pattern.PROHIBIT, "cease fire")


def proof(bearers: tuple[str, ...] = ("RUS",), *, addressee: tuple[str, ...] = (), **it: Any) -> Proof:
    made = replace(IT, bearers=bearers, **it)
    return Proof(world(()), accord(made, addressee=addressee), made, bearers)


def alone(
    speaker: Any, *, met: bool = False, by: str = "", of: Proof | None = None, opinion: bool = False, **more: Any
) -> str:
    made = claim("c", speaker, by=by)
    return (of or proof()).weight(replace(made, **more), met=met, assessment=opinion).alone.word


# -- P1 to P7 --------------------------------------------------------------------------------------------------------


def test_who_answers() -> None:
    """P2: the bearers; else who performs; else whom an ultimatum is addressed to. A part answers as its whole."""
    assert alone("RUS", met=True) == "alleged"
    assert alone("TUR", met=True) == "reported"
    assert alone("RUS", met=True, of=proof((), performers=("RUS",))) == "alleged"
    assert alone("TUR", met=True, of=proof((), performers=("RUS",))) == "reported"
    assert alone("RUS", met=True, of=proof((), addressee=("RUS",))) == "alleged"
    assert alone("TUR", met=True, of=proof((), addressee=("RUS",))) == "reported"
    assert alone("TUR", met=True, of=proof(("TUR",), performers=("RUS",))) == "alleged"
    assert alone("RUS", met=True, of=proof(("rus-mod",))) == "alleged"


def test_who_owns_up() -> None:
    """P2: who answers, to a deed of its own; to nobody's in particular only if it answers alone."""
    assert alone("RUS", by="RUS") == "reported"
    assert alone("RUS", by="TUR") == "alleged"
    assert alone("TUR", by="TUR") == "alleged"
    assert alone("RUS") == "reported"
    assert alone("RUS", of=proof(("RUS", "TUR"))) == "alleged"
    assert alone("RUS", by="RUS", of=proof(("RUS", "TUR"))) == "reported"


def test_who_compiles_or_speaks_for_nobody() -> None:
    """P3, P4: a compilation is alleged, whoever else signs it; a claim without a speaker is nobody's."""
    assert alone(("ngo", "encyclopedia")) == alone("encyclopedia") == "alleged"
    nobody = replace(claim("c"), speaker=())
    assert proof().weight(nobody, met=False, assessment=False)[:2] == ("", "")
    assert alone(()) == "reported"


def test_who_decides() -> None:
    """P6: one of those who speak together is enough; everybody else is who they are."""

    def judged(speaker: Any) -> str:
        return alone(speaker, of=proof(decided_by=("commission",)))

    assert judged("commission") == judged(("ngo", "commission")) == "verified"
    assert judged("ngo") == alone("commission") == "reported"
    assert judged("TUR") == "alleged"


def test_what_an_instrument_proves() -> None:
    """P6: one, and in the custody of a third."""
    assert alone("TUR", instrument="radar", custody="observers") == "verified"
    assert alone("TUR", custody="observers") == "alleged"
    assert alone("TUR", instrument="radar") == "alleged"
    assert alone("TUR", instrument="radar", custody="RUS") == "alleged"


def test_opinions() -> None:
    """P7: a party's is alleged, even against its interest; a third's is reported, and one that it shares."""
    assert alone("TUR", met=True, opinion=True) == "alleged"
    assert alone("ngo", opinion=True) == "reported"
    assert alone(("TUR", "RUS"), opinion=True) == "alleged"
    assert alone(("TUR", "ngo"), opinion=True) == "reported"
    assert alone(("TUR", "RUS")) == "reported"


def level(*speakers: str, source: str = "occurrence", origin: str = "") -> str:
    more = {"source": source, "origin": origin}
    told = [piece(f"c{n}", (0, 1), speaker=(s,) if s else (), **more) for n, s in enumerate(speakers)]
    return proof().level(told, met=False).word


def test_what_pools() -> None:
    """P5, P7: two origins, not both of one side; opinions never; what has no origin is none."""
    assert level("ngo", "observers") == level("TUR", "ngo") == level("RUS", "TUR") == "corroborated"
    assert level("ngo", "observers", source="assessment") == "reported"
    assert level("ngo", "") == "reported"
    assert level("TUR", "RUS", origin="agency") == level("ngo", "TUR", origin="agency") == "reported"
    assert level("TUR", "tur-mod") == "alleged"
    assert level() == "none"


# -- B3 --------------------------------------------------------------------------------------------------------------


def scope(*subjects: Term, viewpoint: Viewpoint = ALL, jointly: bool = False, **law: Any) -> Scope:
    assert IT.norm.deed is not None
    deed = replace(IT.norm.deed, subjects=subjects, jointly=jointly)
    return Scope(accord(IT, **law), IT, deed, None, 0, None, viewpoint)


def is_(term: Term, actors: str, **more: Any) -> str:
    """`a|b`: one of the two; `a;b`: both."""
    sides = tuple(tuple(candidates.split("|")) for candidates in actors.split(";"))
    return match(world(()), scope(**more), term, sides, 0)


@pytest.mark.parametrize(
    ("term", "actor", "expected"),
    [
        (Term("RUS"), "RUS", "certain"),
        (Term("RUS"), "rus-mod", "certain"),
        (Term("rus-mod"), "RUS", "possible"),
        (Term("RUS"), "TUR", ""),
        (Term("RUS", but=("tur-mod",)), "TUR", ""),
        (Term(anyone=True, but=("TUR", "HTS")), "TUR", ""),
        (Term(anyone=True, but=("HTS", "TUR")), "tur-mod", ""),
        (Term(anyone=True, but=("tur-mod", "HTS")), "TUR", "possible"),
        (Term(anyone=True, but=("HTS", "tur-mod")), "TUR", "possible"),
        (Term(anyone=True, but=("HTS",)), "TUR", "certain"),
        (Term(side_of="RUS"), "SYR", "certain"),
        (Term(side_of="RUS"), "TUR", ""),
        (Term(side_of="RUS"), "HTS", ""),
        (Term("RUS"), "RUS|TUR", "possible"),
        (Term("RUS"), "TUR;RUS", "certain"),
        (Term("RUS"), "TUR|HTS", ""),
    ],
)
def test_whom_a_term_names(term: Term, actor: str, expected: str) -> None:
    assert is_(term, actor) == expected


def test_one_actor_counts_as_another_under_a_reading() -> None:
    """B3: it and its parts, and nobody else."""
    taken = {"counts_as": (("SDF", "RUS"),)}
    assert is_(Term("RUS"), "SDF", **taken) == is_(Term("RUS"), "YPG", **taken) == "certain"
    assert is_(Term("RUS"), "HTS", **taken) == ""
    assert is_(Term("RUS"), "SDF") == ""


@pytest.mark.parametrize(
    ("actor", "by", "parties", "viewpoint", "expected"),
    [
        ("HTS", "", ("RUS", "TUR"), ALL, "certain"),
        ("faction", "", ("RUS", "TUR"), ALL, "possible"),
        ("faction", "", ("TUR", "RUS"), ALL, "possible"),
        ("faction", "", ("TUR",), ALL, "possible"),
        ("faction", "", ("RUS",), ALL, "certain"),
        ("HTS", "", (), ALL, "possible"),
        ("SDF", "", ("RUS", "TUR"), ALL, ""),
        ("HTS", "UNSC", ("RUS", "TUR"), ALL, "certain"),
        ("faction", "UNSC", ("RUS", "TUR"), ALL, ""),
        ("faction", "", ("RUS", "TUR"), Viewpoint("r", None, designators=("RUS",)), "certain"),
        ("faction", "", ("RUS", "TUR"), Viewpoint("t", None, designators=("TUR",)), ""),
    ],
)
def test_who_fills_a_class(actor: str, by: str, parties: tuple[str, ...], viewpoint: Viewpoint, expected: str) -> None:
    """B3: its designator, else the viewpoint's; in *all* every party, or it is only possible."""
    assert is_(Term(designated="terrorist", by=by), actor, parties=parties, viewpoint=viewpoint) == expected


def test_one_of_many_is_not_all_of_them() -> None:
    """B1, B3: whom words reach."""

    def reach(term: Term, *sides: tuple[str, ...]) -> bool:
        return reaches(world(()), scope(), term, sides, 0)

    for term in (Term(anyone=True), Term(designated="terrorist"), Term(side_of="RUS")):
        assert reach(term)
        assert not reach(term, ("RUS",))
        assert not reach(term, ("",))
    assert reach(Term("rus-mod"), ("RUS",))
    assert not reach(Term("RUS"), ("rus-mod",))
    assert not reach(Term("RUS"), ("RUS", "TUR"))
    assert reach(Term("RUS"), ("TUR",), ("RUS",))
    assert not reach(Term("RUS"))


def test_whoever_it_was_the_norm_names_it() -> None:
    """B3."""

    def named(*sides: tuple[str, ...], subjects: tuple[Term, ...] = (Term("RUS"), Term("TUR")), **more: Any) -> str:
        return who(world(()), scope(*subjects, **more), sides, 0)

    assert named(("RUS", "TUR")) == named(("RUS",)) == "certain"
    assert named(("RUS", "HTS")) == "possible"
    assert named() == "possible"
    assert named(("HTS",)) == "no"
    assert named(("HTS",), subjects=(Term("RUS"), Term(anyone=True))) == "certain"
    assert named(("RUS",), ("TUR",), jointly=True) == "certain"
    assert named(("RUS",), jointly=True) == "no"
    assert named(("RUS",), ("TUR", "HTS"), jointly=True) == "possible"
    assert named(jointly=True) == "possible"
    assert anybody([Term("RUS"), Term(anyone=True)])
    assert not anybody([Term(anyone=True, but=("RUS",))])
    assert not anybody([])
