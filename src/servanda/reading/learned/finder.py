"""The default span finder: the statistical reader, with the rules where it is silent."""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

from servanda.model import Stance
from servanda.reading.clauses import Covered
from servanda.reading.cues import CUED_NOUN, Cue, cues
from servanda.reading.learned.installed import InstalledReader, installed, is_name
from servanda.reading.learned.tagger import Found, Opinion, Tagger, Tokens
from servanda.reading.learned.weights import FOLDER_VARIABLE, chosen, load
from servanda.reading.offsets import Span
from servanda.reading.spans import ATTITUDE, Attribution, RuleFinder, Scene, SpanFinder, Trigger, units, within
from servanda.reading.wordlist import words

_AROUND = 24  # cues to either side that may share words with one
_CONTEXT = 120
_WORD = re.compile(r"[a-z]+")
# what is a deed elsewhere ("attacked", "agreed", "offered", "called") is left to the rules, which look at what follows
_SPOKEN = words(
    """according say says said saying tell tells told telling adding wrote writes write writing tweeted stating noting
    explaining announcing replied responded answered joked quipped recounted quoted quote read reads testified
    alleging alleged arguing claiming claim claims insisting suggesting suggested implied contended contends maintains
    maintained slammed blasted denounced condemning accusing criticized criticised mocked conceding denying
    disclosed revealing urged urging asking begged pleaded pledging vowing promising statement interview speech tweet
    letter remarks comments testimony predicting reporting predicts estimated describing citing cited"""
)


class LearnedFinder:
    """Attributions by the statistical reader; in units where it finds none, by the rules. Pure.

    `second`: another reader that is heard beside the statistical one, by its name (see `Tagger`)."""

    def __init__(
        self, folder: Path, second: Callable[[Tokens], Opinion] | None = None, second_name: str | None = None
    ) -> None:
        weights = load(folder)
        self.tagger = Tagger(weights, second)
        self.rules = RuleFinder()
        self.name = "+".join(n for n in (second_name, weights.name, self.rules.name) if n)

    def __call__(self, scene: Scene) -> list[Attribution]:
        return self.heard(scene)[0]

    def heard(self, scene: Scene) -> tuple[list[Attribution], list[Trigger]]:
        """The attributions, and what the second reader sees of deeds: nothing where there is none."""
        by_rule = self.rules(scene)
        found, triggers = self.tagger(scene.text, scene.sentences, scene.quotations)
        return merged(scene, [f for f in found if f.contents], by_rule), triggers


@cache
def _finder(folder: Path) -> LearnedFinder:
    return LearnedFinder(folder)


@cache
def _installed(name: str) -> InstalledReader:
    return installed(name)


def default_finder() -> SpanFinder:
    """The finder that `read` takes when it is given none: an installed reader that is asked for, else the weights of
    one's own, else the shipped ones, else the rules alone."""
    asked = os.environ.get(FOLDER_VARIABLE)
    if asked and is_name(asked):
        return _installed(asked)
    folder = chosen()
    return _finder(folder) if folder else RuleFinder()


def merged(scene: Scene, found: list[Found], by_rule: list[Attribution]) -> list[Attribution]:
    """What both say, in order. Where they speak of the same words the statistical spans stand, and the rule's stance,
    addressee and nested sources; what only the rules see is kept where it touches nothing else."""
    rows = list(units(scene))
    begins = [span[0] for span, _, _ in rows]
    inner: dict[Span, list[Span]] = {}
    kept = _outermost(scene.text, found, inner, lambda at: bisect_right(begins, at))
    twins = _twins(kept, by_rule)
    out: list[Attribution] = []
    for one in _mended(scene.text, kept, twins, by_rule):
        unit, paragraph, _ = rows[max(0, bisect_right(begins, one.cue[0]) - 1)]
        if one.cue in twins:
            one = _at_home(scene, one, by_rule[twins[one.cue]], unit)
        made = _attribution(scene, one, unit, paragraph)
        if one.cue in twins:
            made = _joined(made, by_rule[twins[one.cue]])
        out.append(replace(made, nested=tuple(sorted({*made.nested, *inner.get(one.cue, ())}))))
    taken = Covered(
        s for a in out for s in (*a.contents, *((a.cue,) if a.cue else ()), *((a.source,) if a.source else ()))
    )
    used = set(twins.values())
    for i, rule in enumerate(by_rule):
        spans = (*rule.contents, *((rule.cue,) if rule.cue and rule.manner != "floating" else ()))
        if i not in used and not any(taken.meets(s) for s in spans):
            out.append(rule)
    return sorted(out, key=lambda a: (a.unit[0], a.contents[0][0] if a.contents else a.unit[0]))


def _twins(found: list[Found], by_rule: list[Attribution]) -> dict[Span, int]:
    """The rule's attribution with the same cue as each found one, by the found one's cue."""
    cued = sorted((a.cue, i) for i, a in enumerate(by_rule) if a.cue)
    starts = [cue[0] for cue, _ in cued]
    out: dict[Span, int] = {}
    used: set[int] = set()
    for one in found:
        for cue, i in cued[max(0, bisect_right(starts, one.cue[0]) - 1) : bisect_right(starts, one.cue[1])]:
            if i not in used and _meets(cue, one.cue):
                out[one.cue] = i
                used.add(i)
                break
    return out


def _near(found: list[Found], i: int) -> list[Found]:
    """Those whose cues stand around that of the i-th: contents reach no further than a window."""
    return [f for f in found[max(0, i - _AROUND) : i + _AROUND + 1] if f is not found[i]]


def _outermost(text: str, found: list[Found], inner: dict[Span, list[Span]], unit: Callable[[int], int]) -> list[Found]:
    """Without those whose cue stands in what another says in the same sentence (`unit` numbers them by position);
    the sources of what is spoken go into `inner`, by the other's cue. What somebody else says in another sentence is
    no content a second time."""
    out = []
    for i, one in enumerate(found):
        around = _near(found, i)
        outer = next((f for f in around if _holds(f, one.cue) and unit(f.cue[0]) == unit(one.cue[0])), None)
        if outer is not None:
            if _is_spoken(text, one.cue):
                said = [s for s in one.sources if any(a <= s[0] and s[1] <= b for a, b in outer.contents)]
                inner.setdefault(outer.cue, []).extend(said)
            continue
        elsewhere = [f.cue for f in around if unit(f.cue[0]) != unit(one.cue[0])]
        own = tuple(c for c in one.contents if not any(c[0] <= a < c[1] for a, _ in elsewhere))
        out.append(one._replace(contents=own or one.contents))
    return out


def _holds(one: Found, cue: Span) -> bool:
    return any(a <= cue[0] < b for a, b in one.contents)


def _mended(text: str, found: list[Found], twins: dict[Span, int], by_rule: list[Attribution]) -> list[Found]:
    """What the models, which know no nesting and no long coordinations, cut short, and a rule with the same cue sees
    whole: "explained that the documents said that T should …" (inner attributions to a document go), a content that
    goes on with nobody else speaking in it, and one of which they have the end alone ("Five died when S attacked T,
    U said")."""
    out = list(found)
    gone: set[int] = set()
    for i, outer in enumerate(found):
        rule = by_rule[twins[outer.cue]] if outer.cue in twins else None
        if i in gone or rule is None or not rule.contents:
            continue
        (a, b), (x, y) = outer.contents[-1], rule.contents[-1]
        if len(outer.contents) == len(rule.contents) == 1 and x < a and abs(b - y) <= len(". ") and b <= outer.cue[0]:
            others = _near(found, i)
            if not any(_meets(s, (x, a)) for f in others for s in (*f.sources, f.cue, *f.contents)):
                out[i] = outer._replace(contents=((x, b),))
            continue
        if not (_meets((a, b), (x, y)) and y > b and abs(a - x) <= len("that ")):
            continue
        around = _near(found, i)
        inside = [f for f in around if b <= f.cue[0] < y]
        if all(CUED_NOUN.search(text, a, f.cue[0]) for f in inside) if rule.nested else not inside:
            others = [f for f in around if f not in inside]
            if not any(_meets(s, (b, y)) for f in others for s in (*f.sources, f.cue, *f.contents)):
                out[i] = outer._replace(contents=(*outer.contents[:-1], (a, y)))
                gone |= {j for j, f in enumerate(found[i : i + _AROUND + 1], i) if f in inside}
    return [f for i, f in enumerate(out) if i not in gone]


def _at_home(scene: Scene, one: Found, rule: Attribution, unit: Span) -> Found:
    """The verb's own object in its sentence is the content, where the rule sees it and the models see content in other
    sentences alone, unquoted ("X said Y. Z." is about Y)."""
    own = [c for c in rule.contents if unit[0] <= c[0] and c[1] <= unit[1]]
    away = all(b <= unit[0] or unit[1] <= a for a, b in one.contents)
    quoted = any(within(scene.quotations, (one.contents[0][0], one.contents[-1][1])))
    return one._replace(contents=tuple(own)) if own and away and not quoted else one


def _attribution(scene: Scene, one: Found, unit: Span, paragraph: int) -> Attribution:
    cue = _cue(scene.text, one.cue)
    spans = list(within(scene.quotations, (one.contents[0][0], one.contents[-1][1])))
    quoted = [any(a <= c[0] and c[1] <= b for a, b in spans) for c in one.contents]
    holds = any(a < d and c < b for a, b in spans for c, d in one.contents)
    manner = "direct" if all(quoted) else "mixed" if holds else "indirect"
    if manner != "direct" and not _is_spoken(scene.text, one.cue):
        manner = ATTITUDE
    return Attribution(
        one.sources[0] if one.sources else None,
        one.cue,
        one.contents,
        cue.stance if cue else Stance.ASSERTS,
        manner,
        (min(unit[0], *(a for a, _ in one.contents)), max(unit[1], *(b for _, b in one.contents))),
        paragraph,
        confidence=round(0.45 + 0.5 * one.sure, 2),
    )


def _cue(text: str, span: Span) -> Cue | None:
    """The verb of speech that the rules see there, with the words around it."""
    around = (max(0, span[0] - _CONTEXT), min(len(text), span[1] + _CONTEXT))
    return next((c for c in cues(text, *around) if _meets((c.start, c.end), span)), None)


def _is_spoken(text: str, cue: Span) -> bool:
    return bool(_SPOKEN & frozenset(_WORD.findall(text[cue[0] : cue[1]].lower()))) or _cue(text, cue) is not None


def _joined(made: Attribution, rule: Attribution) -> Attribution:
    return replace(
        made,
        source=made.source or rule.source,
        manner=rule.manner if made.manner == ATTITUDE else made.manner,
        stance=rule.stance,
        nested=tuple(n for n in rule.nested if any(a <= n[0] and n[1] <= b for a, b in made.contents)),
        addressee=rule.addressee,
        confidence=max(made.confidence, 0.9),
    )


def _meets(a: Span, b: Span) -> bool:
    return a[0] < b[1] and b[0] < a[1]
