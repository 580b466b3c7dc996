"""Names of actors in a text: by the register, by the titles around them, by what the text itself has said before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from servanda.reading.context import Context
from servanda.reading.sentences import Sentence
from servanda.reading.wordlist import words

_TOKEN = re.compile(r"[^\W_]+(?:['\-.&][^\W_]+)*(?:'s|')?")
_FUNCTION = words(
    """The A An In On At By For From To Of And But Or If When While As After Before During However Earlier Later
    Meanwhile Moreover Also Both That This These Those It Its He She They We I You His Her Their There Here
    What Which Who Why How According Speaking Following Since Until Under Over Recall Today Yesterday
    Tomorrow Another Other Some Many All No Not Very With Without Such Then Thus So Still Now Yet Only
    Earlier Previously Recently Instead Despite Although Though Because Once Our My Your Let One Two Three
    Four Five Six Seven Eight Nine Ten Several Local At-least"""
)
_CALENDAR = words(
    """January February March April May June July August September October November December Monday Tuesday
    Wednesday Thursday Friday Saturday Sunday Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec"""
)
_ROLE_NOUNS = words(
    """delegations ministries sides armies presidencies
    army armed forces force troops military police ministry minister ministers defence defense foreign
    government regime president presidents presidential leader leaders side spokesman spokeswoman
    spokesperson representative soldiers soldier warplanes warplane aircraft jets jet helicopter helicopters
    air artillery drones drone officials official authorities delegation opposition rebels rebel fighters
    militants units unit battalion convoy convoys envoy counterpart chief general staff centre center head
    commander ambassador state-run special secretary-general secretary interior prime deputy monitors guards
    border tanks gunners positions security council office"""
)
_TITLES = words(
    """Major General Colonel Lieutenant Brigadier Admiral Captain Commander Sergeant Marshal Minister President
    Governor Senator Ambassador Mr Mrs Ms Dr Sheikh King Prince Chancellor Prime Deputy Secretary Chief Envoy
    Spokesman Spokeswoman Special Vice Lawmaker Activist Foreign Defence Defense Congressman Judge Professor"""
)
_LINKS = frozenset(("of", "for", "al", "el", "de", "la", "del", "von", "van", "bin", "ibn"))
_PARTICLES = _LINKS - {"of", "for"}
"""Small words inside a person's name: "Humberto de la Calle"."""
_BODY_NOUNS = words(
    "Council Front Army Party Committee Union Movement Organisation Organization Congress Assembly Ministry"
)
PERSON_ROLES = {
    "president": "president",
    "presidents": "president",
    "leader": "president",
    "spokesman": "spokesman",
    "spokeswoman": "spokesman",
    "spokesperson": "spokesman",
    "representative": "spokesman",
    "minister": "minister",
    "ministers": "minister",
    "envoy": "envoy",
    "ambassador": "ambassador",
    "commander": "commander",
    "general": "general",
    "chief": "head",
    "head": "head",
    "director": "head",
    "secretary-general": "secretary-general",
    "official": "official",
    "counterpart": "counterpart",
    "diplomat": "diplomat",
    "coordinator": "coordinator",
    "colonel": "colonel",
    "mediator": "mediator",
    "negotiator": "negotiator",
    "adviser": "adviser",
    "governor": "governor",
    "mayor": "mayor",
    "chairman": "chairman",
    "chairwoman": "chairman",
}
_HONORIFIC = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Gen|Lt|Col|Maj|Capt|Brig|General|Colonel|Major|Admiral)\.?\s+$")
GROUPS = re.compile(
    r"\b(?:the )?(?:(?:armed|local|foreign|radical|extremist|jihadist|terrorist|rebel|opposition|"
    r"allied|pro-government|Turkish-backed|"
    r"Turkey-backed|anti-government|militant) )*(?:terrorists|militants|rebels|extremists|jihadists|"
    r"insurgents|fighters|"
    r"(?:terrorist|extremist|rebel|opposition|armed|jihadist|militant) (?:groups?|factions?|"
    r"organi[sz]ations?|formations?)|"
    r"opposition forces|government forces|regime forces|pro-government forces|government troops|"
    r"regime|rebel factions)\b"
)
_HYPHENED = re.compile(r"\b([A-Z][a-z]+)[-–]([A-Z][a-z]+)\b")
_ARTICLED = re.compile(r"(?:al|el|ad|ar|as|at|an|ash|az)-[A-Z]")
_MAX_CHAIN = 12


@dataclass(frozen=True, slots=True)
class Mention:
    """A name or descriptive phrase at `[start, end)`. `ids`: whom it names, several for "Russian and Turkish"; empty
    when nobody knows. `role`: a person's role, from its title; `kind`: person, state, body, group or unknown."""

    start: int
    end: int
    text: str
    ids: tuple[str, ...]
    kind: str
    role: str = ""
    title: str = ""


@dataclass
class Cast:
    """The people of one text: what it has told of them by their titles."""

    surnames: dict[str, str] = field(default_factory=dict)
    titled: dict[tuple[str, str], str] = field(default_factory=dict)
    """(state id or "", role) to the person so titled in this text; the first one stays."""
    roles: dict[str, set[str]] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    full: dict[str, str] = field(default_factory=dict)
    """Last name, folded, to the fullest name of somebody whom the register does not know; "" where two have it."""


def mentions(text: str, parts: list[Sentence], context: Context, at: int | None) -> tuple[list[list[Mention]], Cast]:
    """Per sentence, its mentions in order; and the cast of the whole text."""
    cast = Cast()
    found = [list(_in_sentence(text, s, context, at, cast)) for s in parts]
    # a person may be called by the surname before the full name comes: look again at what stayed unknown
    mended = []
    for row in found:
        mended.append([_known(m, cast) if not m.ids and m.kind == "unknown" else m for m in row])
    return mended, cast


def _known(mention: Mention, cast: Cast) -> Mention:
    surname = mention.text.removesuffix("'s").split()[-1].casefold()
    ident = cast.surnames.get(surname)
    return (
        Mention(mention.start, mention.end, mention.text, (ident,), "person", mention.role, mention.title)
        if ident
        else mention
    )


def _in_sentence(text: str, s: Sentence, context: Context, at: int | None, cast: Cast) -> Iterator[Mention]:
    taken: list[Mention] = []
    for chain in _chains(text, s):
        taken += _of_chain(text, chain, context, at, cast)
    for match in GROUPS.finditer(text, s.start, s.end):
        if not any(m.start < match.end() and match.start() < m.end for m in taken):
            ident = context.actor(match[0].removeprefix("the "), at)
            taken.append(Mention(match.start(), match.end(), match[0], (ident,) if ident else (), "group"))
    yield from _paired(text, sorted(taken, key=lambda m: m.start), context, at)


def _paired(text: str, row: list[Mention], context: Context, at: int | None) -> list[Mention]:
    """ "the Russian and Turkish military": an adjective shares the nouns of the next."""
    out: list[Mention] = []
    for m in row:
        last = out[-1] if out else None
        if (
            last is not None
            and last.kind == "adjective"
            and m.ids
            and m.kind in ("state", "body")
            and " " in m.text
            and text[last.end : m.start] in (" and ", ", ", " or ")
        ):
            nouns = m.text.split(" ", 1)[1]
            first = context.actor(f"{last.text} {nouns}", at) or last.title
            out[-1] = Mention(last.start, m.end, text[last.start : m.end], (first, *m.ids), m.kind, m.role, m.title)
        else:
            out.append(m)
    return out


def _chains(text: str, s: Sentence) -> Iterator[list[re.Match[str]]]:
    """Runs of capitalised words with the nouns and links that hold them together."""
    chain: list[re.Match[str]] = []
    for token in _TOKEN.finditer(text, s.start, s.end):
        word = token[0]
        joined = bool(chain) and text[chain[-1].end() : token.start()] in (" ", ". ") and len(chain) < _MAX_CHAIN
        capital = (
            (word[0].isupper() or _ARTICLED.match(word) is not None)
            and (word not in _CALENDAR or _is_jan(text, token))
            and not (word in _FUNCTION and (not joined or word in ("The", "A")))
        )
        if (capital and (joined or not chain)) or (joined and (word in _ROLE_NOUNS or word in _LINKS)):
            chain.append(token)
        else:
            yield from _trimmed(chain)
            chain = [token] if capital else []
    yield from _trimmed(chain)


def _trimmed(chain: list[re.Match[str]]) -> Iterator[list[re.Match[str]]]:
    while chain and chain[-1][0] in _LINKS:
        chain.pop()
    if chain:
        yield chain


def _of_chain(text: str, chain: list[re.Match[str]], context: Context, at: int | None, cast: Cast) -> list[Mention]:
    found: list[Mention] = []
    i = 0
    while i < len(chain):
        for j in range(len(chain), i, -1):
            phrase = text[chain[i].start() : chain[j - 1].end()]
            ident, how = context.lookup(phrase, at)
            if ident and how != "adjective":
                if (
                    j < len(chain)
                    and chain[j][0] in _ROLE_NOUNS
                    and (wider := context.lookup(f"{chain[i][0]} {chain[j][0]}", at))[1] in ("office", "head", "name")
                ):
                    ident, j = wider[0], j + 1
                found.append(_mention(text, chain, i, j, (ident,), context, at, cast))
                i = j
                break
        else:
            j = i + 1
            pair = _HYPHENED.fullmatch(chain[i][0])
            if pair:
                states = tuple(x for x in (context.lookup(p, at)[0] for p in pair.groups()) if x)
                if len(states) == 2:
                    while j < len(chain) and chain[j][0] in _ROLE_NOUNS:
                        j += 1
                    kind = "adjective" if chain[j - 1][0] == "border" else "state"
                    found.append(
                        Mention(
                            chain[i].start(),
                            chain[j - 1].end(),
                            text[chain[i].start() : chain[j - 1].end()],
                            states,
                            kind,
                        )
                    )
                    i = j
                    continue
            state = context.state_by_adjective(chain[i][0].removesuffix("'s"), at)
            if state:
                # "Turkish leader": an adjective and its nouns, whoever that is
                while j < len(chain) and chain[j][0] in _ROLE_NOUNS:
                    j += 1
                found.append(_adjective(text, chain, i, j, state, context, at, cast))
            elif _is_capital(chain[i][0]) and (
                chain[i][0].casefold() not in _ROLE_NOUNS or _is_titled(text, chain, i, context, at)
            ):
                while j < len(chain) and _goes_on(chain, j) and not _starts_name(text, chain, j, context, at):
                    j += 1
                found.append(_unknown(text, chain, i, j, found, cast))
            i = j
    return found


def _is_jan(text: str, token: re.Match[str]) -> bool:
    """ "Jan Weiss": a first name, and no month, where a capital follows."""
    return token[0] == "Jan" and re.match(r" [A-Z][a-z]", text[token.end() : token.end() + 3]) is not None


def _is_capital(word: str) -> bool:
    return word[0].isupper() or _ARTICLED.match(word) is not None


def _is_titled(text: str, chain: list[re.Match[str]], i: int, context: Context, at: int | None) -> bool:
    """ "Commander Rulf": a title, and a name that no register knows."""
    return (
        chain[i][0] in _TITLES
        and i + 2 == len(chain)
        and _is_capital(chain[i + 1][0])
        and chain[i + 1][0].casefold() not in _ROLE_NOUNS
        and not _starts_name(text, chain, i + 1, context, at)
    )


def _goes_on(chain: list[re.Match[str]], j: int) -> bool:
    """Whether an unknown name holds the word as well: a capital, or the "de la" before one."""
    if _is_capital(chain[j][0]):
        return True
    while j < len(chain) and chain[j][0] in _PARTICLES:
        j += 1
        if j < len(chain) and _is_capital(chain[j][0]):
            return True
    return False


def _starts_name(text: str, chain: list[re.Match[str]], i: int, context: Context, at: int | None) -> bool:
    if _HYPHENED.fullmatch(chain[i][0]) or context.state_by_adjective(chain[i][0], at):
        return True
    return any(context.actor(text[chain[i].start() : chain[j - 1].end()], at) for j in range(len(chain), i, -1))


def _mention(
    text: str,
    chain: list[re.Match[str]],
    i: int,
    j: int,
    ids: tuple[str, ...],
    context: Context,
    at: int | None,
    cast: Cast,
) -> Mention:
    start, end = chain[i].start(), chain[j - 1].end()
    phrase = text[start:end]
    kind = context.kind(ids[0])
    if kind != "person":
        last = chain[j - 1][0].casefold()
        role = PERSON_ROLES.get(last, "") if kind in ("ministry", "organisation") else ""
        return Mention(start, end, phrase, ids, "state" if kind == "state" else "body", role, phrase if role else "")
    title = text[chain[0].start() : start].strip() if i else ""
    role = _role(title) or _role(phrase)
    _remember(cast, ids[0], phrase, title, role, context, at)
    return Mention(start, end, phrase, ids, "person", role, title)


def _role(title: str) -> str:
    for word in reversed(title.casefold().split()):
        if word in PERSON_ROLES:
            return PERSON_ROLES[word]
    return ""


def _remember(cast: Cast, ident: str, name: str, title: str, role: str, context: Context, at: int | None) -> None:
    surname = name.removesuffix("'s").split()[-1].casefold()
    cast.surnames.setdefault(surname, ident)
    state = context.state_of(ident, at)
    for word in title.split():
        state = context.lookup(word.removesuffix("'s"), at)[0] or state
    state = context.state_of(state, at) if state else ""
    if state:
        cast.states.setdefault(ident, state)
    known = context.register.actor(ident)
    roles = {role} if role else set()
    if known is not None and known.role:
        roles |= {PERSON_ROLES[w] for w in known.role.casefold().replace(",", " ").split() if w in PERSON_ROLES}
    cast.roles.setdefault(ident, set()).update(roles)
    for r in roles:
        cast.titled.setdefault((cast.states.get(ident, ""), r), ident)
        cast.titled.setdefault(("", r), ident)


def _adjective(
    text: str, chain: list[re.Match[str]], i: int, j: int, state: str, context: Context, at: int | None, cast: Cast
) -> Mention:
    start, end = chain[i].start(), chain[j - 1].end()
    phrase = text[start:end]
    role = PERSON_ROLES.get(chain[j - 1][0].casefold(), "") if j > i + 1 else ""
    if role == "president":
        ident = cast.titled.get((state, role)) or context.actor(f"{chain[i][0]} president", at)
        return Mention(start, end, phrase, (ident,) if ident else (), "person", role, phrase)
    if role:
        return Mention(start, end, phrase, (), "person", role, phrase)
    nouns = j > i + 1
    return Mention(start, end, phrase, (state,) if nouns else (), "state" if nouns else "adjective", "", state)


def _unknown(text: str, chain: list[re.Match[str]], i: int, j: int, found: list[Mention], cast: Cast) -> Mention:
    first = i
    for k in range(j - 2, i - 1, -1):
        # "Information Minister Muammar al-Iryani", "Syrian Democratic Council Ilham Ahmed"
        if chain[k][0].rstrip(".") in _TITLES or (chain[k][0] in _BODY_NOUNS and k < j - 2):
            first = k + 1
            break
    start, end = chain[first].start(), chain[j - 1].end()
    phrase = text[start:end]
    title = text[chain[0].start() : start].strip()
    role = _role(title)
    names = [w for w in phrase.split() if w[0].isupper()]
    person = first > i or bool(_HONORIFIC.search(text, max(0, start - 12), start))
    person = person or (role not in ("", "president") and len(names) >= 2)
    kind = "person" if person and names else "unknown"
    bare = phrase.removesuffix("'s")
    if len(names) > 1 and not any(w.isupper() or w in _BODY_NOUNS for w in names):
        last = bare.split()[-1].casefold()
        if cast.full.setdefault(last, bare) != bare:
            cast.full[last] = ""
    return Mention(start, end, phrase, (), kind, role, title)
