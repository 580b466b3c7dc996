"""Source, cue and content: who is said to say what. The rule-based finder; another may take its place (`SpanFinder`).

The finder works on units: a sentence, or the sentences that one quotation holds together. Within a unit the insides of
quotations are masked, so that what is quoted never looks like the frame around it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Protocol, runtime_checkable

from servanda.model import Stance
from servanda.reading.cues import ACCORDING, ADDRESSED, CUED_NOUN, GERUND, INVERTING, Cue, cues
from servanda.reading.mentions import PERSON_ROLES, Mention
from servanda.reading.offsets import Span
from servanda.reading.sentences import Sentence

ATTITUDE = "attitude"


@dataclass(frozen=True, slots=True)
class Attribution:
    """Spans of the repaired text. `contents` in order; `nested` are sources named inside the content ("the documents
    said"); `manner` is direct, indirect, mixed, floating (a quotation whose speaker stands elsewhere) or attitude: what
    somebody wants, likes or thinks, which nobody is said to have said."""

    source: Span | None
    cue: Span | None
    contents: tuple[Span, ...]
    stance: Stance
    manner: str
    unit: Span
    paragraph: int
    nested: tuple[Span, ...] = ()
    addressee: Span | None = None
    confidence: float = 0.9


@dataclass(frozen=True)
class Scene:
    """What a span finder sees of a text: repaired, parted, with its names."""

    text: str
    sentences: Sequence[Sentence]
    quotations: Sequence[Span]
    mentions: Sequence[Sequence[Mention]]


@dataclass(frozen=True, slots=True)
class Trigger:
    """Words that tell of an occurrence, at `[start, end)` of the repaired text, as a model sees them. `event`: a kind
    of verbs.yaml; `sure`: its probability."""

    event: str
    start: int
    end: int
    sure: float


class SpanFinder(Protocol):
    """Finds the attributions of a text, in order of their units. Pure."""

    name: str

    def __call__(self, scene: Scene) -> list[Attribution]: ...


@runtime_checkable
class TriggerFinder(SpanFinder, Protocol):
    """A span finder that also finds triggers, in order of their places."""

    def heard(self, scene: Scene) -> tuple[list[Attribution], list[Trigger]]: ...


_ROLES = "|".join(sorted(map(re.escape, PERSON_ROLES), key=len, reverse=True))
_SPEAKER = re.compile(
    rf"\b(?:[Hh]e|[Ss]he|[Tt]hey)\b|^[Ii]t$|\b(?:{_ROLES})s?\b|"
    r"\b(?:ministry|statement|army|military|monitor|monitors|observatory|observers|group|centre|"
    r"center|sources?|activists?|residents|"
    r"witnesses|officials|agency|media|mission|office|council|government|authorities|police|side|"
    r"sides|parties|leaders|documents?|"
    r"memorandum|protocol|text|report|bulletin|organi[sz]ation|command|delegation|diplomats?|"
    r"analysts?|experts?|locals|rebels|"
    r"politician|lawmaker|source|doctors|medics|volunteers|committee|head of state)\b",
    re.I,
)
_ADVERBS = re.compile(
    r"(?:\s+(?:also|earlier|previously|later|then|has|have|had|further|repeatedly|again|once|"
    r"meanwhile|recently|publicly|still|"
    r"in turn|in particular|for the first time|immediately|twice|both|separately|officially|privately|"
    r"on (?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)|(?:yester|to)day|(?:on "
    r")?[A-Z][a-z]+ \d{1,2}|on \d{1,2} [A-Z][a-z]+|"
    r"in (?:a|an) (?:\w+ ){0,3}(?:statement|interview|briefing|speech|bulletin|telegram|tweet))"
    r"|\s*,\s*(?:in turn|however|meanwhile|for (?:his|her|its) part|too)\s*,?)+\s*$"
)
_LEADING = re.compile(
    r"^\s*(?:(?:On|In|At|After|Following|During|Earlier|Later|However|Meanwhile|Also|Moreover|"
    r"Furthermore|Still|Then|Speaking|Asked|"
    r"Before|Since|By|As|For|Despite|Under|Recall|Yesterday|Today|Again|Separately|Previously|"
    r"Answering|Commenting|Addressing|"
    r"But|And|Nevertheless|Therefore|Besides|Hours|Shortly|Late|Early|"
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December) "
    r"\d{1,2}|\d{1,2} [A-Z][a-z]+|"
    r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday))\b)"
)
_AFTER_LEAD = re.compile(
    r"^\s*(?:But|And|However|Meanwhile|Earlier|Also|Later|Yet|Still|Then|Previously|Separately|Again)\s+(?=[A-Zthse])"
)
_ASIDE = re.compile(
    r"^\s*(?:who|which|whose|where|a|an|speaking|asked|citing|referring|quoting|in |at |on |after |"
    r"during |following |also |then )"
)
_BOUNDARY = re.compile(
    r"[;:—”]|\b(?:while|because|although|though|whereas|since|unless|until)\b|\s[-–]\s|\bthat\b|"
    r"\b(?:but|as|and) (?=[A-Z]|the )"
)
_SHORT_REST = re.compile(
    r"^(?:\s*(?:,|\.|;)?|\s+(?:on|in|at|during|after|to|from|by|earlier|late|yesterday|today|later|"
    r"following|citing|adding|without|via|through|"
    r"with|for|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b[^~“]{0,120})[.,;]?\s*”?$"
)
_COORDINATED = re.compile(r"(?:,\s*|;\s*|\s)(?:and|but)\s+(?:also |then |later |he |she |they |it |had |has )*$")
_THAT = re.compile(r"\s+(?:that|how|whether|of)\b\s*|\s*:\s*|\s*,\s*(?=“)|\s+")
_TALKED_TO = re.compile(
    r"\s+(?P<who>(?:reporters|journalists|the (?:\w+ ){0,3}(?:agency|newspaper|channel|council|"
    r"parliament|media|press|broadcaster)|state media|lawmakers|"
    r"(?:a |the )?(?:\w+ ){0,2}(?:news conference|briefing|rally)|[A-Z][\w'’.-]+(?: "
    r"[A-Z][\w'’.-]+){0,3}))(?=\s+(?:that|on|in|at|of|to|during|after|about)\b|[:,.])"
)
_TOLD_WHOM = re.compile(r"\s+(?:the\s)?(?:[A-Z]?[\w'-]+\s?){1,5}(?=[.,]|\s(?:on|in|at)\b)")
_TO_WHOM = re.compile(r"\s+(?P<who>[^,;.“~]{2,80}?)(?=\s+that\b)")
_FINITE = re.compile(
    r"\b(?:was|were|is|are|has|have|had|will|would|said|spoke|met|did|does|do|can|could|may|must|"
    r"should|began|came|went|took|"
    r"held|left|hit|struck|shot|gave|leave|leaves|[a-z]{3,}ed)\b"
)
# what may stand beside a title, or be one, between commas: a name, or a phrase with a title in it
_APPOSED = re.compile(
    (
        r"\s*(?:the |a |an |its |his |her )?(?:[A-Z][\w'.-]*+\s?+|of |for |al-|and |the |to )++\s*$|"
        r".*\b(?:spokes\w+|minister|president|head|chief|representative|envoy|director|commander|"
        r"ambassador|secretary)\b"
    ),
    re.I,
)
_MOST_CUES = 16  # more verbs of speech than any sentence has; bounds the work on hostile text
_MAX_UNIT = 4_000


class RuleFinder:
    """Attributions by verbs of speech and the shapes around them. Each rule is a method; see
    docs/reference/reading.md."""

    name = "rules-1"

    def __call__(self, scene: Scene) -> list[Attribution]:
        found: list[Attribution] = []
        last: Attribution | None = None
        for unit, paragraph, inside in units(scene):
            names = [m for i in inside for m in scene.mentions[i]]
            here = _Unit(scene, unit, paragraph, names).attributions()
            if not here:
                floating = _floating(scene, unit, paragraph, last)
                here = [floating] if floating else []
            found += here
            if here:
                last = here[-1]
        return found


def units(scene: Scene) -> Iterator[tuple[Span, int, range]]:
    """Sentences, joined where a quotation holds several together: span, paragraph, numbers of the sentences."""
    quotations = list(scene.quotations)
    i = q = 0
    rows = scene.sentences
    while i < len(rows):
        start, end, paragraph = rows[i]
        first = i
        i += 1
        while True:
            while q < len(quotations) and quotations[q][1] <= start:
                q += 1
            across = next((x for x in quotations[q : q + 40] if x[0] < end < x[1] - 1), None)
            if across is None or i >= len(rows) or rows[i].paragraph != paragraph or end - start > _MAX_UNIT:
                break
            end = rows[i].end
            i += 1
        yield (start, end), paragraph, range(first, i)


def masked(text: str, unit: Span, quotations: Sequence[Span]) -> str:
    """`text` of the unit with the insides of quotations as ~; as long as the unit."""
    out = text[unit[0] : unit[1]]
    for a, b in quotations:
        lo, hi = max(a + 1, unit[0]), min(b - 1 if text[b - 1 : b] == "”" else b, unit[1])
        if lo < hi:
            out = out[: lo - unit[0]] + "~" * (hi - lo) + out[hi - unit[0] :]
    return out


class _Unit:
    """One unit at work. Positions inside are relative to the unit's start; what leaves is absolute."""

    def __init__(self, scene: Scene, unit: Span, paragraph: int, names: Sequence[Mention]) -> None:
        self.scene, self.unit, self.paragraph = scene, unit, paragraph
        self.base = unit[0]
        self.quotes = list(within(scene.quotations, unit))
        self.text = masked(scene.text, unit, self.quotes)
        self.names = [replace(m, start=m.start - self.base, end=m.end - self.base) for m in names]

    def attributions(self) -> list[Attribution]:
        if len(self.text) > _MAX_UNIT * 3:
            return []
        found: list[Attribution] = []
        found += self._according()
        taken = found[-1].contents[-1][1] - self.base if found else 0
        for cue in islice(cues(self.text, 0, len(self.text)), _MOST_CUES):
            inside = next(
                (f for f in reversed(found) if any(a <= cue.start + self.base < b for a, b in f.contents)), None
            )
            if inside is not None:
                second = self._coordinated(cue, inside)
                if second is not None:
                    shortened = self._shorten(inside, cue)
                    found[found.index(inside)] = shortened
                    found.append(second)
                else:
                    nested = self._nested(cue)
                    if nested:
                        found[found.index(inside)] = replace(inside, nested=(*inside.nested, nested))
                continue
            if cue.start < taken and not found:
                continue
            made = self._of_cue(cue)
            if made is not None:
                found.append(made)
        return self._gerunds(found)

    def _span(self, a: int, b: int) -> Span:
        while a < b and self.text[a].isspace():
            a += 1
        while b > a and self.text[b - 1].isspace():
            b -= 1
        return a + self.base, b + self.base

    # --- the shapes ---------------------------------------------------------------------------------------------

    def _according(self) -> list[Attribution]:
        match = ACCORDING.search(self.text)
        if match is None:
            return []
        stop = re.compile(r"[,;.]|$").search(self.text, match.end())
        end = stop.start() if stop else len(self.text)
        source = self._source(match.end(), end, forward=True)
        if source is None:
            return []
        lead = self.text[: match.start()].strip(" ,")
        if lead and not _LEADING.match(lead) and len(lead.split()) > 3:
            content = self._span(0, len(self.text[: match.start()].rstrip(" ,")))
        elif stop and stop[0] == ",":
            content = self._span(end + 1, self._stop(len(self.text)))
        else:
            return []
        if content[0] >= content[1]:
            return []
        cue = self._span(match.start(), match.end())
        return [self._made(source, cue, (content,), Stance.ASSERTS)]

    def _of_cue(self, cue: Cue) -> Attribution | None:
        left = self.text[: cue.start].rstrip()
        if left.endswith(("”", ",")) and INVERTING.match(self.text, cue.start) and (made := self._inverted(cue, left)):
            return made
        clause = self._clause_start(cue.start)
        source = self._source(clause, cue.start)
        if source is None:
            return None
        front = self.text[: source[0] - self.base].rstrip(" ,")
        rest = self.text[cue.end :]
        if cue.word.split()[0] == "told" and (whom := _TOLD_WHOM.match(rest)):
            rest = rest[whom.end() :]
        said = front.strip()
        trails = bool(said) and (
            said.endswith("”") or (self.text[: source[0] - self.base].rstrip().endswith(",") and not _only_leads(said))
        )
        if trails and (_SHORT_REST.match(rest) or _quote_follows(rest)):
            contents = [self._span(self._content_start(0), self._front_end(source[0] - self.base))]
            more = re.search(r"“", rest)
            if more and not _SHORT_REST.match(rest):
                contents.append(self._span(cue.end + more.start(), self._stop(len(self.text))))
            return self._made(source, self._span(cue.start, cue.end), tuple(contents), cue.stance)
        return self._forward(cue, source)

    def _inverted(self, cue: Cue, left: str) -> Attribution | None:
        stop = re.compile(r"[,;.“]|\s(?:on|in|at|during|after|as|while|who)\s|$").search(self.text, cue.end)
        end = stop.start() if stop else len(self.text)
        source = self._source(cue.end, end, forward=True)
        if source is None or self.text[cue.end : source[0] - self.base].strip():
            return None
        contents = [self._span(self._content_start(0), len(left.rstrip(",")))]
        more = self.text.find("“", source[1] - self.base)
        if more >= 0 and len(self.text) - more > 12:
            contents.append(self._span(more, self._stop(len(self.text))))
        if contents[0][1] - contents[0][0] < 4:
            return None
        return self._made(source, self._span(cue.start, cue.end), tuple(contents), cue.stance)

    def _forward(self, cue: Cue, source: Span) -> Attribution | None:
        start = cue.end
        addressee = None
        if cue.word.split()[0] in ("told", "informed", "reminded") and (talked := _TALKED_TO.match(self.text, start)):
            addressee = self._span(*talked.span("who"))
            start = talked.end()
            aside = re.compile(
                r"\s+(?:on|in|at|during|after) [^,~“]{2,60}?(?=\s+that\b)|\s+(?:on|in|at|during|"
                r"after) [^,~“]{2,60}?(?=,\s)"
            ).match(self.text, start)
            start = aside.end() if aside else start
        elif cue.word.split()[0] in ("told", "informed", "reminded") and (whom := _TO_WHOM.match(self.text, start)):
            addressee = self._span(*whom.span("who"))
            start = whom.end()
        elif aside := re.compile(
            r",?\s(?:on|in|at|during|after|late|early|speaking|following) "
            r"[^~“.;]{2,80}?,?(?=\sthat\s)|\s(?:on )?(?:Monday|Tuesday|Wednesday|Thursday|Friday|"
            r"Saturday|Sunday)(?=\s)"
        ).match(self.text, start):
            start = aside.end()
        opener = _THAT.match(self.text, start)
        if opener and len(self.text[opener.end() :].split()) > 3:
            start = opener.end() if not opener[0].strip().startswith(("of", "how", "whether")) else opener.start()
        content = self._span(start, self._stop(len(self.text)))
        if content[1] - content[0] < 4:
            return None
        if ADDRESSED.search(cue.word) and addressee is None:
            first = next((m for m in self.names if m.start + self.base >= content[0]), None)
            if first and first.start + self.base - content[0] <= 6:
                addressee = (first.start + self.base, first.end + self.base)
        return self._made(source, self._span(cue.start, cue.end), (content,), cue.stance, addressee)

    def _coordinated(self, cue: Cue, inside: Attribution) -> Attribution | None:
        """ "…, and also stated the need": a second verb of the same subject."""
        before = self.text[: cue.start]
        joint = _COORDINATED.search(before)
        if joint is None or inside.source is None:
            return None
        return self._forward(cue, inside.source)

    def _shorten(self, inside: Attribution, cue: Cue) -> Attribution:
        joint = _COORDINATED.search(self.text[: cue.start])
        cut = (joint.start() if joint else cue.start) + self.base
        contents = tuple((a, min(b, cut)) for a, b in inside.contents if a < cut)
        return replace(inside, contents=tuple(c for c in contents if c[0] < c[1]) or inside.contents)

    def _nested(self, cue: Cue) -> Span | None:
        source = self._source(self._clause_start(cue.start), cue.start)
        if source is not None:
            return source
        document = list(CUED_NOUN.finditer(self.text, max(0, cue.start - 90), cue.start))
        return self._span(*document[0].span()) if document else None

    def _gerunds(self, found: list[Attribution]) -> list[Attribution]:
        for match in islice(GERUND.finditer(self.text), _MOST_CUES):
            at = match.start() + self.base
            owner = next((f for f in reversed(found) if f.source is not None), None)
            if owner is not None and any(a < at < b for a, b in owner.contents):
                content = self._span(match.end("cue"), self._stop(len(self.text)))
                if that := re.match(r"that\s+", self.scene.text[content[0] : content[0] + 8]):
                    content = (content[0] + that.end(), content[1])
                if content[1] - content[0] < 8:
                    continue
                cut = tuple((a, min(b, at)) for a, b in owner.contents if a < at)
                found[found.index(owner)] = replace(owner, contents=cut)
            elif owner is not None:
                content = self._span(match.end("cue"), self._stop(len(self.text)))
                if that := re.match(r"that\s+", self.scene.text[content[0] : content[0] + 8]):
                    content = (content[0] + that.end(), content[1])
                if content[1] - content[0] < 8:
                    continue
            else:
                continue
            stance = next((Stance[k] for k, v in match.groupdict().items() if v and k != "cue"), Stance.ASSERTS)
            found.append(self._made(owner.source, self._span(*match.span("cue")), (content,), stance))
        return found

    # --- parts --------------------------------------------------------------------------------------------------

    def _made(
        self, source: Span | None, cue: Span, contents: tuple[Span, ...], stance: Stance, addressee: Span | None = None
    ) -> Attribution:
        text = self.scene.text
        quoted = [any(a <= c[0] and c[1] <= b for a, b in self.quotes) for c in contents]
        holds = any(a >= c[0] and b <= c[1] for a, b in self.quotes for c in contents)
        manner = "direct" if all(quoted) else "mixed" if holds else "indirect"
        contents = tuple(c for c in (_shaved(text, c, manner) for c in contents) if c[0] < c[1]) or contents
        return Attribution(source, cue, contents, stance, manner, self.unit, self.paragraph, (), addressee)

    def _stop(self, end: int) -> int:
        while end > 0 and self.text[end - 1] in " .;":
            end -= 1
        return end

    def _front_end(self, end: int) -> int:
        return len(self.text[:end].rstrip(" ,"))

    def _content_start(self, start: int) -> int:
        return start

    def _clause_start(self, at: int) -> int:
        start = 0
        for match in _BOUNDARY.finditer(self.text, 0, at):
            if match[0].startswith("and") and not _FINITE.search(self.text, start, match.start()):
                continue  # "Putin and Erdogan", not "… came and Erdogan said"
            start = match.end()
        return start

    def _source(self, lo: int, hi: int, *, forward: bool = False) -> Span | None:
        """The noun phrase that speaks, in `text[lo:hi)`: its apposition included, asides and leading adverbials left
        out."""
        seg = self.text[lo:hi]
        if not forward and (tail := _ADVERBS.search(seg)):
            seg = seg[: tail.start()]
        offset = lo
        lead = _AFTER_LEAD.match(seg)
        if lead:
            offset += lead.end()
            seg = seg[lead.end() :]
        chunks = _chunks(seg, offset)
        picked: list[tuple[int, int]] = []
        for a, b in reversed(chunks):
            piece = self.text[a:b]
            if not piece.strip():
                continue
            if _ASIDE.match(piece) and not picked and len(chunks) > 1 and not self._speaks(a, b):
                continue
            if _ASIDE.match(piece) and not forward and len(chunks) > 1 and (a, b) != chunks[0]:
                if not picked:
                    continue
                break
            if picked and (
                _LEADING.match(piece)
                or not self._speaks(a, b)
                or len(piece.split()) > 14
                or _FINITE.search(piece)
                or not _APPOSED.match(self.text[picked[0][0] : picked[0][1]])
            ):
                break
            picked.insert(0, (a, b))
            if len(picked) == 2 or forward:
                break
        if not picked:
            return None
        a, b = picked[0][0], picked[-1][1]
        return self._narrow(a, b)

    def _narrow(self, a: int, b: int) -> Span | None:
        """The span itself when it is a name or a short phrase with a speaker in it; the subject when it is a clause."""
        while a < b and self.text[a] in " ,":
            a += 1
        while b > a and self.text[b - 1] in " ,":
            b -= 1
        piece = self.text[a:b]
        if not piece or "~" in piece or not self._speaks(a, b):
            return None
        words = len(piece.split())
        if words <= 9 or ("," in piece and words <= 18):
            if _LEADING.match(piece) and words > 2:
                inner = [m for m in self.names if a <= m.start < b]
                if not inner:
                    return None
                a, b = inner[-1].start, inner[-1].end
            return a + self.base, b + self.base
        inner = [m for m in self.names if a <= m.start and m.end <= b and m.kind not in ("adjective",)]
        if not inner:
            return None
        subject = inner[0] if inner[0].start - a <= 5 else inner[-1]
        if subject is not inner[0] and b - subject.end > 3:
            return None
        return subject.start + self.base, subject.end + self.base

    def _speaks(self, a: int, b: int) -> bool:
        if any(m.start < b and a < m.end and m.kind != "adjective" for m in self.names):
            return True
        return _SPEAKER.search(self.text, a, b) is not None or self.text[a:b].strip() in ("It", "it")


def within(quotations: Sequence[Span], unit: Span) -> Iterator[Span]:
    for i in range(bisect_right(quotations, unit[0], key=_end), len(quotations)):
        if quotations[i][0] >= unit[1]:
            break
        yield quotations[i]


def _end(span: Span) -> int:
    return span[1]


def _chunks(seg: str, offset: int) -> list[tuple[int, int]]:
    found, start = [], 0
    for match in re.finditer(r",", seg):
        found.append((offset + start, offset + match.start()))
        start = match.end()
    found.append((offset + start, offset + len(seg)))
    return found


def _only_leads(front: str) -> bool:
    return _LEADING.match(front) is not None and len(front.split()) <= 25


def _quote_follows(rest: str) -> bool:
    return re.match(r"[,.:]?\s?“|[^~“]{0,60}[,.:] “", rest) is not None


def _shaved(text: str, span: Span, manner: str) -> Span:
    a, b = span
    while a < b and text[a] in " ,:":
        a += 1
    while b > a and text[b - 1] in " ,;:":
        b -= 1
    return a, b


def _floating(scene: Scene, unit: Span, paragraph: int, last: Attribution | None) -> Attribution | None:
    """A unit that is nothing but a quotation goes on with the speaker of the quotation before it: in the same
    paragraph, or when a paragraph opens with a mark that the one before left open."""
    quote = next((q for q in within(scene.quotations, unit)), None)
    if quote is None or last is None or last.manner not in ("direct", "mixed", "floating"):
        return None
    inner = scene.text[unit[0] : unit[1]]
    covered = min(quote[1], unit[1]) - max(quote[0], unit[0])
    if covered < 0.9 * len(inner.rstrip(" .")) or len(inner.split()) < 4:
        return None
    if last.paragraph != paragraph and not (
        last.paragraph == paragraph - 1 and not scene.text[: unit[0]].rstrip().endswith("”") and last.manner == "direct"
    ):
        return None
    return replace(
        last,
        contents=(_shaved(scene.text, (unit[0], unit[1]), "direct"),),
        manner="floating",
        unit=unit,
        paragraph=paragraph,
        nested=(),
        addressee=None,
        stance=Stance.ASSERTS,
        confidence=0.7,
    )
