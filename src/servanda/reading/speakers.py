"""Who a source phrase is: by name, title, apposition, pronoun, or what the text has called somebody before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from servanda.reading.context import Context
from servanda.reading.mentions import PERSON_ROLES, Cast, Mention
from servanda.reading.offsets import Span

UNNAMED = "unnamed:"
_PRONOUN = re.compile(r"^(?:he|she|they|it|him|her|them)$", re.I)
_NOMINATIVE = {"him": "he", "her": "she", "them": "they"}
_ANONYMOUS = re.compile(
    r"\b(?:sources?|residents?|activists?|witnesses|witness|diplomats?|locals|analysts?|experts?|"
    r"observers|media|reports|doctors|medics|volunteers|"
    r"farmers?|shopkeeper|people|villagers?)\b",
    re.I,
)
_OFFICIALS = re.compile(
    (
        r"^(?:an?|one|some|several|two|three|senior|unnamed|other|another|many)\b.*\b(?:officials?|"
        r"officers?|commanders?|soldiers?|fighters?)\b|^(?:\w+ )?officials\b"
    ),
    re.I,
)
_SOURCE_LAST = re.compile(r"\b(?:sources?|officials?|diplomats?)$", re.I)
_BODILY = re.compile(
    r"\b(?:ministry|army|observatory|council|office|mission|agency|government|command|committee|party|front|"
    r"parliament|department|union|institute|newspaper|times|channel|media|foundation|university|bank|court)\b",
    re.I,
)
_NO_BODY = ("monitor", "group", "mission", "agency", "organisation", "organization", "body", "outlet", "newspaper")
_ONE = re.compile(r"^the (?:[\w-]+ ){0,2}(?:diplomat|analyst|expert|activist|witness|doctor|observer)$", re.I)
_BODY_WORDS = (
    "ministry",
    "army",
    "military",
    "observatory",
    "monitor",
    "centre",
    "center",
    "group",
    "council",
    "office",
    "mission",
    "agency",
    "government",
    "police",
    "command",
    "organisation",
    "organization",
    "presidency",
    "committee",
)
_STATE_MEDIA = re.compile(r"\bstate(?:-run|-owned)? (?:media|television|tv|news agency|radio)\b", re.I)
_DOCUMENTS = re.compile(r"\b(?:statement|report|bulletin|documents?|communiqu[eé]|text|memorandum|protocol)\b", re.I)
_ITS = re.compile(
    r"(?:its|their|the (?:\w+ )?(?:ministry|army|military|mission|government|group|movement)(?:'s)?) ", re.I
)
_JOINED = re.compile(r"^\s?(?:and|,|&|, and)\s(?:[\w'.-]+\s){0,4}$")


_RANKS = (
    *("general", "commander", "envoy", "diplomat", "minister", "ambassador", "head", "coordinator", "colonel"),
    *("mediator", "negotiator", "adviser", "governor", "mayor", "chairman"),
)
_ENVOY_TO = re.compile(r"\b(?:envoy|representative|ambassador|adviser|coordinator)s?\s(?:on|to|for)\s(?:the\s)?$", re.I)
_ARTICLED = re.compile(r"(?:al|el|ad|ar|as|at|an|ash|az)-[A-Z]")
_OFFICES = re.compile(r"\b(?:foreign|defen[cs]e|interior|information|health|justice|finance|prime|deputy|vice|first)\b")
_SOME = re.compile(r"^(?:an?|one|another)\s", re.I)
_OF_NAMED = re.compile(r"\b(?:of|for)\s(?:the\s)?[A-Z]")
_MINISTRY_IN = re.compile(r"^(?:the )?(?P<office>(?:[\w-]+ ){0,2}ministry(?: of (?:the )?[\w-]+)?) (?:in|of) ", re.I)


@dataclass(frozen=True, slots=True)
class Speaker:
    """`ids` is empty when the phrase names somebody the register does not know; `role` is person, spokesman, body,
    state, unnamed, narration or unknown; `body` a ministry or state for which an unknown person speaks."""

    text: str
    span: Span | None
    ids: tuple[str, ...]
    role: str
    confidence: float
    body: str = ""
    name: str = ""
    """The fullest name that the text has for somebody whom the register does not know."""


@dataclass
class Speakers:
    """Goes through a text from its beginning and remembers who spoke."""

    context: Context
    cast: Cast
    outlet: str
    at: int | None
    _people: list[tuple[Speaker, int]] = field(default_factory=list)
    _bodies: list[tuple[str, str]] = field(default_factory=list)
    _last: Speaker | None = None
    _women: set[str] = field(default_factory=set)
    _strangers: dict[str, Speaker] = field(default_factory=dict)
    """By their last name, those whom the register does not know."""
    _roles: dict[str, set[str]] = field(default_factory=dict)
    """By name, what those have been called: spokesman, general."""

    def narrator(self) -> Speaker:
        """The outlet, for what nobody is said to have said."""
        return Speaker("", None, (self.outlet,) if self.outlet else (), "narration", 0.8)

    def see(self, rows: Sequence[Mention], paragraph: int, start: int) -> None:
        """Take note of the people whom a sentence names, as subjects for a later "he"."""
        for m in rows:
            if m.kind in ("person", "unknown") and not m.ids and m is rows[0] and self._is_introduced(m, start):
                name = m.text.removesuffix("'s")
                self._people.append((Speaker(name, (m.start, m.end), (), "named", 0.5, name=name), paragraph))
                break
            if m.kind == "person" and m.ids:
                self._people.append((Speaker(m.text, (m.start, m.end), m.ids[:1], "named", 0.6), paragraph))
                if re.search(r"\b(?:spokeswoman|Mrs|Ms|chairwoman)\b", m.title):
                    self._women.add(m.ids[0])
                break
        first = rows[0] if rows else None
        if first is not None and first.kind in ("body", "state") and first.ids and first.start - start <= 5:
            # "The Observatory gave another figure. It said …"
            self._last = Speaker(first.text, (first.start, first.end), first.ids, first.kind, 0.6)

    def _is_introduced(self, m: Mention, start: int) -> bool:
        """Whether a sentence opens with the full name of somebody unknown who has a title."""
        return m.start - start <= 40 and " " in m.text and bool(m.title or m.role) and self._is_name(m.text)

    def identify(self, text: str, span: Span, names: Sequence[Mention], paragraph: int) -> Speaker:
        """The speaker of a source phrase `text` at `span`; `names` are the mentions inside it."""
        speaker = self._identify(text, span, names, paragraph)
        if speaker.role in ("person", "spokesman", "unnamed", "minister", "official", "envoy", "head"):
            # also one whom nobody knows: the next "he" is that one, and not somebody better known
            if not _PRONOUN.match(text):
                if speaker.name and (role := _role_of(text)):
                    self._roles.setdefault(speaker.name, set()).update((role, *_office_words(text)))
                self._people.append((speaker, paragraph))
            if speaker.ids and re.search(r"spokeswoman", text):
                self._women.add(speaker.ids[0])
        elif speaker.ids and speaker.role in ("body", "state"):
            self._bodies.append((text.casefold(), speaker.ids[0]))
        self._last = speaker
        return speaker

    def _identify(self, text: str, span: Span, names: Sequence[Mention], paragraph: int) -> Speaker:
        if _PRONOUN.match(text):
            return self._pronoun(text, span, paragraph)
        people = [m for m in names if m.kind == "person"]
        if people:
            return self._person(text, span, people, names)
        strangers = [m for m in names if m.kind == "unknown" and self._is_name(m.text)]
        for m in strangers:
            if not _BODILY.search(text) or _stands_apart(text, m.start - span[0], m.end - span[0]):
                return self._stranger(text, span, m.text, names, 0.6)
        bodies = [m for m in names if m.kind in ("body", "state", "group")]
        if bodies and (_OFFICIALS.match(text) or _SOURCE_LAST.search(text)):
            return self._unnamed(text, span)
        known = [] if _STATE_MEDIA.search(text) else [m for m in bodies if m.ids]
        # the envoy to a state is not the state's
        known = [m for m in known if not _ENVOY_TO.search(text[: m.start - span[0]])]
        if known and (office := self._office(text, known[0])):
            return Speaker(text, span, (office,), "body", 0.8)
        if known and not _ANONYMOUS.search(text[: known[0].start - span[0]] or ""):
            first = known[0]
            role = _role_of(text)
            ids = first.ids
            joint = [m for m in known[1:] if _JOINED.match(text[known[0].end - span[0] : m.start - span[0]])]
            for m in joint:
                ids += m.ids
            if role == "spokesman" or role == "minister":
                titled = self.cast.titled.get((self.context.state_of(ids[0], self.at), role))
                if (
                    titled
                    and role == "spokesman"
                    and self.context.state_of(titled, self.at)
                    and _same_body(self.context, titled, ids[0], self.at)
                ):
                    return Speaker(text, span, (titled,), "spokesman", 0.7)
                return Speaker(text, span, ids, role, 0.85)
            if _DOCUMENTS.search(text):
                return Speaker(text, span, ids, "document", 0.85)
            return Speaker(text, span, tuple(dict.fromkeys(ids)), "state" if first.kind == "state" else "body", 0.85)
        if _ONE.match(text) and (said := self._spoke_last(paragraph)) is not None:
            return Speaker(text, span, said.ids, "person", 0.5, said.body, said.name)
        if _STATE_MEDIA.search(text):
            return Speaker(text, span, (), "outlet", 0.6, name=text.removeprefix("the ").removeprefix("The "))
        if _ANONYMOUS.search(text) or _OFFICIALS.match(text):
            return self._unnamed(text, span)
        return self._described(text, span, names, paragraph)

    def _person(self, text: str, span: Span, people: Sequence[Mention], names: Sequence[Mention]) -> Speaker:
        rest = [m for m in people if not m.text.endswith(("'s", "s'"))] or list(people)
        main = next((m for m in rest if m.ids or m.title != m.text), rest[0])
        nameless = not main.ids and main.title == main.text
        named = (
            [m for m in names if m.kind == "unknown" and self._is_name(m.text)] if nameless and len(rest) == 1 else []
        )
        if named:
            # "Syrian ambassador Bashar Jaafari": the title and the name are two mentions
            state = next((i for w in main.text.split() if (i := self.context.lookup(w, self.at)[0])), "")
            made = self._stranger(text, span, named[0].text, names, 0.7)
            return replace(made, body=made.body or state)
        ids: tuple[str, ...] = main.ids
        for m in rest[1:]:
            between = text[main.end - span[0] : m.start - span[0]]
            if (
                re.fullmatch(r"\s(?:and|&)\s(?:[\w'.-]+\s){0,5}|,\s(?:and\s)?(?:[\w'.-]+\s){0,4}", between)
                and m.kind == "person"
                and m.ids
                and main.ids
                and " and " in f" {text} "
            ):
                ids += m.ids
            elif not main.ids and m.ids:
                main, ids = m, m.ids
            elif "," in between and not m.ids:
                continue
        if ids:
            return Speaker(text, span, tuple(dict.fromkeys(ids)), "person", 0.95)
        body = next((m.ids[0] for m in names if m.kind in ("body", "state") and m.ids), "")
        if main.role == "counterpart":
            return Speaker(text, span, (), "unknown", 0.4)
        if not any(w[0].isupper() for w in main.text.split()[1:]) and main.title == main.text:
            known = self.context.actor(main.text, self.at)
            return Speaker(text, span, (known,) if known else (), main.role or "unknown", 0.7 if known else 0.4, body)
        return self._stranger(text, span, main.text, names, 0.7)

    def _is_name(self, text: str) -> bool:
        """Whether unknown capitalised words are somebody's name: two of them or more, or a last name heard before."""
        bare = text.removesuffix("'s").split()
        last = bare[-1].casefold()
        return (
            last in self._strangers
            or (len(bare) == 1 and bool(self.cast.full.get(last)))
            or (
                len(bare) > 1
                and all(w[:1].isupper() or _ARTICLED.match(w) for w in (bare[0], bare[-1]))
                and not any(w.isupper() for w in bare)
            )
        )

    def _stranger(self, text: str, span: Span, name: str, names: Sequence[Mention], sure: float) -> Speaker:
        """Somebody whom the register does not know: by the fullest name that the text has given, for the body that it
        has been named with."""
        bare = name.removesuffix("'s").strip()
        last = bare.split()[-1].casefold()
        body = next((m.ids[0] for m in names if m.kind in ("body", "state") and m.ids), "")
        if not body and _ITS.match(text) and self._bodies:
            body = self._bodies[-1][1]
        known = self._strangers.get(last)
        if known is None and " " not in bare:
            bare = self.cast.full.get(last) or bare
        if known is not None and (" " not in bare or known.name.casefold() == bare.casefold()):
            bare, body = known.name, body or known.body
        made = Speaker(text, span, (), "person", sure, body, bare)
        self._strangers[last] = made
        return made

    def _spoke_last(self, paragraph: int) -> Speaker | None:
        """Whoever spoke last, here or in the paragraph before."""
        for who, where in reversed(self._people):
            if where < paragraph - 1:
                return None
            if who.role != "named" and (who.ids or who.name):
                return who
        return None

    def _pronoun(self, text: str, span: Span, paragraph: int) -> Speaker:
        word = _NOMINATIVE.get(text.casefold(), text.casefold())
        if word in ("he", "she"):
            for who, where in reversed(self._people):
                ident = who.ids[0] if who.ids else ""
                if where < paragraph - 1:
                    break
                if (word == "he" and ident in self._women) or (
                    word == "she" and self._women and ident not in self._women
                ):
                    continue
                sure = 0.85 if where == paragraph and who.role != "named" else 0.7 if where == paragraph else 0.6
                if not who.ids:
                    return Speaker(who.text, who.span, (), "person", 0.5, who.body, who.name)
                return Speaker(text, span, who.ids[:1], "person" if who.role == "named" else who.role, sure)
            return Speaker(text, span, (), "unknown", 0.3)
        last = self._last
        if (
            last is not None
            and last.ids
            and (last.role in ("body", "state", "document") or (word == "they" and len(last.ids) > 1))
        ):
            return Speaker(text, span, last.ids, last.role, 0.6)
        return Speaker(text, span, (), "unknown", 0.3)

    def _described(self, text: str, span: Span, names: Sequence[Mention], paragraph: int) -> Speaker:
        """ "the spokesman", "the ministry", "the monitor": the last one of that sort who spoke or was named so."""
        role = _role_of(text)
        if role:
            spoke = [(who, where) for who, where in self._people if who.role != "named"]
            for who, _where in reversed(self._people):
                heard = self._roles.get(who.name, set()) if who.name and not _OF_NAMED.search(text) else set()
                if {role, *_office_words(text)} <= heard:
                    return Speaker(text, span, who.ids, "person", 0.7, who.body, who.name)
                if who.ids and role in self.cast.roles.get(who.ids[0], ()):
                    return Speaker(text, span, who.ids[:1], "person", 0.85)
            if (named := self.cast.titled.get(("", role))) and role != "official":
                return Speaker(text, span, (named,), "person", 0.6)
            if role in _RANKS and spoke and (said := self._spoke_last(paragraph)) is not None:
                # "the general": whoever spoke last, if nobody else has been called so
                return Speaker(text, span, said.ids[:1], "person", 0.5, said.body, said.name)
            # an unnamed spokesman of the body that spoke last
            if self._bodies and role in ("spokesman", "official") and not _OF_NAMED.search(text):
                return Speaker(text, span, (self._bodies[-1][1],), role, 0.55)
            return Speaker(text, span, (), "unknown", 0.3)
        folded = text.casefold()
        for word in _BODY_WORDS:
            if word in folded:
                for called, ident in reversed(self._bodies):
                    if word in called or word in self._called(ident):
                        return Speaker(text, span, (ident,), "body", 0.8)
        if self._bodies and folded.startswith(("the ", "its ")) and folded.endswith(_NO_BODY):
            # "the monitor", "the group": the last body that spoke and is no state
            for _called, ident in reversed(self._bodies):
                if self.context.kind(ident) not in ("state", "person"):
                    return Speaker(text, span, (ident,), "body", 0.6)
        if _DOCUMENTS.search(text) and self._last is not None and self._last.ids:
            return Speaker(text, span, self._last.ids, "document", 0.6)
        unknown = [m.text for m in names if m.kind == "unknown"]
        if _SOME.match(text) and not unknown:
            return self._unnamed(text, span)
        if unknown and _BODILY.search(text):
            name = re.sub(r"^[Tt]he ", "", text).strip(" ,")
            return Speaker(text, span, (), "body", 0.5, name=name)
        if unknown:
            return self._stranger(text, span, unknown[-1], names, 0.5)
        return Speaker(text, span, (), "unknown", 0.3)

    def _office(self, text: str, state: Mention) -> str:
        """ "the Foreign Ministry in Moscow": the office of the state, not the state."""
        match = _MINISTRY_IN.match(text)
        actor = self.context.register.actor(state.ids[0]) if match is not None and state.kind == "state" else None
        if match is None or actor is None:
            return ""
        for name in actor.names:
            found, how = self.context.lookup(f"{name.text} {match['office']}", self.at)
            if found and how == "office":
                return found
        return ""

    def _called(self, ident: str) -> str:
        actor = self.context.register.actor(ident)
        return " ".join(n.text for n in actor.names).casefold() if actor is not None else ""

    def _unnamed(self, text: str, span: Span) -> Speaker:
        return Speaker(text, span, (f"{UNNAMED}{self.outlet}",) if self.outlet else (), "unnamed", 0.7)


def _stands_apart(text: str, start: int, end: int) -> bool:
    """Whether a comma sets a name off from what its bearer is: "Ana Lucero, a spokeswoman for the council"; "the
    council's spokesman, Ivo Brandt"."""
    role = text[end:] if start == 0 and text[end : end + 1] == "," else ""
    if not role and text[:start].endswith(", "):
        role = text[:start]
    return bool(role) and _role_of(role) != ""


def _office_words(text: str) -> list[str]:
    """What tells one minister from another."""
    return _OFFICES.findall(text.casefold())


def _role_of(text: str) -> str:
    words = re.findall(r"[\w-]+", text.casefold())
    return next((PERSON_ROLES[w] for w in reversed(words) if w in PERSON_ROLES), "") if len(words) <= 14 else ""


def _same_body(context: Context, person: str, body: str, at: int | None) -> bool:
    return body in context.register.wholes(person, at)
