"""deeds.toml as regular expressions: classes of words, verbs in all their forms, and frames.

A frame says which words tell of a deed only together with others: `acts` a verb with what it is done to ("lifted the
roadblocks"), `goes` a subject with its verb, active or passive ("the roadblocks were lifted").
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from servanda.reading.leading import first_words

DID = "(?:(?<=did not )|(?<=didn't )|(?<=did )|(?<=does not )|(?<=do not )|(?<=has not yet to ))"
_OF_SEVERAL = "(?:(?<=[a-z]s )(?<!was )(?<!has )(?<!his )(?<!its )(?<!this )|(?<=men )|(?<=people )|(?<=police ))"
_CLASS = re.compile(r"\{([a-z]+)\}")
_VERB = re.compile(r"~([a-z]+(?:-[a-z]+)*)")
_HELPED = re.compile(r"^(?:(?:\(\?:\{have\}\)\?|\(\?:\{have\}\|\{be\}\)\?|\(\?:\{be\}\)\??|\{be\}|\{have\})+)")
_PASSIVE = re.compile(r"^(?:\(\?:\{have\}\)\?)?(?:\{be\}|\(\?:\{be\}\)(?!\?))")
_GAP = (
    r"(?:(?!(?:from|by|that|to|against|without|for|before|after|and|or|but|if|when|while|because|\w+ing)\b)"
    r"[\w\x27’-]+ )"
)
_BETWEEN = rf"(?:(?:that|which|who) )?{_GAP}{{0,3}}?"
_WITHIN = rf"{_GAP}{{0,2}}?"
_IRREGULAR = {
    row.split()[0]: row.split()[1:]
    for row in """bar barred|barring
be was|were|been|being|is|are
beat beat|beaten|beating
become became|become|becoming
begin began|begun|beginning
behead beheaded|beheading
blow blew|blown|blowing
break broke|broken|breaking
bring brought|bringing
build built|building
burn burnt|burned|burning
burst burst|bursting
buy bought|buying
catch caught|catching
come came|come|coming
creep crept|creeping
cut cut|cutting
deal dealt|dealing
dig dug|digging
disband disbanded|disbanding
dive dived|dove|diving
do did|done|doing
draw drew|drawn|drawing
drive drove|driven|driving
drop dropped|dropping
fall fell|fallen|falling
fight fought|fighting
find found|finding
flee fled|fleeing
fly flew|flown|flying
forbid forbade|forbidden|forbidding
get got|getting
give gave|given|giving
go went|gone|going
grab grabbed|grabbing
halt halted|halting
have had|having
hear heard|hearing
hem hemmed|hemming
hit hit|hitting
hold held|holding
hug hugged|hugging
keep kept|keeping
lay laid|laying
lead led|leading
leave left|leaving
let let|letting
lose lost|losing
make made|making
meet met|meeting
nab nabbed|nabbing
pay paid|paying
pen penned|penning
pin pinned|pinning
plot plotted|plotting
put put|putting
ram rammed|ramming
retake retook|retaken|retaking
ride rode|ridden|riding
ring rang|rung|ringed|ringing
rip ripped|ripping
run ran|run|running
say said|saying
scan scanned|scanning
scrap scrapped|scrapping
seek sought|seeking
sell sold|selling
send sent|sending
set set|setting
shake shook|shaken|shaking
ship shipped|shipping
shoot shot|shooting
shut shut|shutting
sit sat|sitting
slip slipped|slipping
sneak sneaked|snuck|sneaking
snatch snatched|snatching
speak spoke|spoken|speaking
splash splashed|splashing
stab stabbed|stabbing
stand stood|standing
steal stole|stolen|stealing
step stepped|stepping
stop stopped|stopping
strike struck|stricken|striking
strip stripped|stripping
swap swapped|swapping
sweep swept|sweeping
swim swam|swum|swimming
swoop swooped|swooping
take took|taken|taking
tear tore|torn|tearing
tell told|telling
thrash thrashed|thrashing
throw threw|thrown|throwing
transfer transferred|transferring
trap trapped|trapping
tread trod|trodden|treading
undertake undertook|undertaken|undertaking
win won|winning
withdraw withdrew|withdrawn|withdrawing
withhold withheld|withholding
write wrote|written|writing""".splitlines()
}

_DOUBLED = frozenset(
    ("admit", "cancel", "commit", "compel", "equip", "expel", "kidnap", "level", "patrol", "permit", "signal", "submit")
)


@dataclass(frozen=True)
class Words:
    """A pattern of one kind of deed. `number`: its place in the table, where the first wins. `noun`: a noun tells of
    it; `thing`: only where nothing else tells of a deed. `voice`: of the verb of a subject, "active", "passive" or
    "either". `needs`: of these words (in lower case) one must stand in the sentence for it to match; None where that
    cannot be told."""

    number: int
    event: str
    noun: bool
    thing: bool
    voice: str
    plain: frozenset[str]
    needs: frozenset[str] | None
    pattern: str
    verb_pattern: str

    # most patterns are never asked for, so that only those that are get compiled
    @cached_property
    def regex(self) -> re.Pattern[str]:
        """What tells of the deed; of a subject it ends where its verb, or what helps it, begins."""
        return re.compile(self.pattern, re.I)

    @cached_property
    def verb(self) -> re.Pattern[str] | None:
        """The verb of a subject, without its auxiliaries."""
        return re.compile(self.verb_pattern, re.I) if self.verb_pattern else None


@cache
def elsewhere() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Words of which one in a sentence says that it tells of no deed; and words of which one says that it may."""
    told = _told()
    either = (re.compile(rf"\b(?:{told[name]})\b", re.I) for name in ("elsewhere", "hard"))
    return next(either), next(either)


@cache
def _told() -> Mapping[str, Any]:
    return tomllib.loads((files("servanda.reading") / "deeds.toml").read_text("utf-8"))


@cache
def index() -> Mapping[str, tuple[Words, ...]]:
    """The patterns of deeds.toml by the words that they may begin with, in lower case, in the order of the table."""
    told = _told()
    classes: dict[str, str] = {}
    begins: dict[str, frozenset[str] | None] = {}
    for name, pattern in told["words"].items():
        begins[name] = _first(pattern, begins)
        classes[name] = f"(?:{_expanded(pattern, classes)})"
    out: dict[str, list[Words]] = {}
    for number, (event, kind, pattern, verb, thing) in enumerate(_patterns(told["deed"])):
        first = _expanded(pattern, classes)
        # the auxiliaries are looked at apart, so that what is read before the verb has its "not" and its "was"
        alone = _HELPED.sub("", verb)
        if verb:
            whole = rf"(?:{first}) {_BETWEEN}(?=(?:{_expanded(verb, classes, _OF_SEVERAL)})\b)"
        else:
            whole = f"(?:{first})" + (f"(?= {_WITHIN}(?:{_expanded(thing, classes)}))" if thing else "")
        words = Words(
            number,
            event,
            kind in ("nouns", "things"),
            kind == "things",
            "active" if "{be}" not in verb else "passive" if _PASSIVE.match(verb) else "either",
            frozenset(m[1] for m in _VERB.finditer(verb) if m[1] not in _forms(m[1])),
            _first(alone or thing, begins) if verb or thing else None,
            whole + (r"\b" if kind in ("verbs", "bare") else ""),
            rf"(?:{_expanded(alone, classes, _OF_SEVERAL)})\b" if verb else "",
        )
        ways = _first(pattern, begins)
        if ways is None:
            raise ValueError(f"deeds.toml: {pattern!r} may begin with any word")
        for word in ways:
            out.setdefault(word, []).append(words)
    return {word: tuple(rows) for word, rows in out.items()}


def _patterns(rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str, str, str, str]]:
    """Event, what of the row it is, the pattern, the verb that must follow a subject, the thing that must follow a
    verb."""
    for row in rows:
        event = row["event"]
        yield from ((event, "goes", subject, verb, "") for subject, verb in row.get("goes", ()))
        yield from ((event, "acts", verb, "", thing) for verb, thing in row.get("acts", ()))
        yield from ((event, "verbs", verb, "", "") for verb in row.get("verbs", ()))
        yield from ((event, "bare", f"{DID}(?:{verb})", "", "") for verb in row.get("bare", ()))
        for kind in ("nouns", "things"):
            yield from ((event, kind, noun, "", "") for noun in row.get(kind, ()))


def _first(pattern: str, begins: Mapping[str, frozenset[str] | None]) -> frozenset[str] | None:
    """The first words of a pattern of deeds.toml. Its classes and verbs stand in for their own, which are known."""
    known: dict[str, frozenset[str] | None] = {}

    def as_class(match: re.Match[str]) -> str:
        name = "qq" + match[1]
        known[name] = begins[match[1]]
        return name

    def as_verb(match: re.Match[str]) -> str:
        name = "zz" + match[1].replace("-", "zz")
        known[name] = frozenset(form.partition("-")[0].partition(" ")[0] for form in (match[1], *_forms(match[1])))
        return name

    found = first_words(_VERB.sub(as_verb, _CLASS.sub(as_class, pattern)))
    out: set[str] = set()
    for word in found if found is not None else [""]:
        ways = known.get(word, frozenset((word,)))
        if ways is None or "" in ways:
            return None
        out |= ways
    return frozenset(out)


def _expanded(pattern: str, classes: Mapping[str, str], after: str = "") -> str:
    known = _CLASS.sub(lambda m: classes[m[1]], pattern)
    return _VERB.sub(lambda m: inflected(m[1], after), known)


def inflected(verb: str, after: str = "") -> str:
    """A pattern for the finite forms and participles of a verb; the bare one counts only after a form of "do", and
    where the pattern `after` looks back upon one that it may follow."""
    bare = f"(?:{DID}|{after})" if after else DID
    return f"(?:{'|'.join(_forms(verb))}|{bare}{verb})"


def _forms(verb: str) -> list[str]:
    if verb in _IRREGULAR:
        forms = _IRREGULAR[verb][0].split("|")
    elif verb.endswith("e"):
        forms = [verb + "d", verb[:-1] + "ing"]
    elif verb in _DOUBLED or re.fullmatch(r"[^aeiou]*[aeiou][^aeiouwxy]", verb):
        forms = [verb + verb[-1] + "ed", verb + verb[-1] + "ing"]
    else:
        forms = [verb[:-1] + "ied" if re.search(r"[^aeiou]y$", verb) else verb + "ed", verb + "ing"]
    if re.search(r"[^aeiou]y$", verb):
        return [*forms, verb[:-1] + "ies"]
    return [*forms, verb + ("es" if re.search(r"(?:s|x|z|ch|sh|o)$", verb) else "s")]
