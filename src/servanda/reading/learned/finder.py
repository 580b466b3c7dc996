"""The default span finder: the statistical reader, with the rules where it is silent."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from functools import cache
from pathlib import Path

from servanda.model import Stance
from servanda.reading.cues import CUED_NOUN, cues
from servanda.reading.learned.tagger import Found, Tagger
from servanda.reading.learned.weights import chosen, load
from servanda.reading.offsets import Span
from servanda.reading.spans import ATTITUDE, Attribution, RuleFinder, Scene, SpanFinder, units
from servanda.reading.wordlist import words

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
    """Attributions by the statistical reader; in units where it finds none, by the rules. Pure."""

    def __init__(self, folder: Path) -> None:
        weights = load(folder)
        self.tagger = Tagger(weights)
        self.rules = RuleFinder()
        self.name = f"{weights.name}+{self.rules.name}"

    def __call__(self, scene: Scene) -> list[Attribution]:
        by_rule = self.rules(scene)
        found = [f for f in self.tagger(scene.text, scene.sentences, scene.quotations) if f.contents]
        return merged(scene, found, by_rule)


@cache
def _finder(folder: Path) -> LearnedFinder:
    return LearnedFinder(folder)


def default_finder() -> SpanFinder:
    """The finder that `read` takes when it is given none: the weights of one's own, else the shipped ones, else the
    rules alone."""
    folder = chosen()
    return _finder(folder) if folder else RuleFinder()


def merged(scene: Scene, found: list[Found], by_rule: list[Attribution]) -> list[Attribution]:
    """What both say, in order. Where they speak of the same words the statistical spans stand, and the rule's stance,
    addressee and nested sources; what only the rules see is kept where it touches nothing else."""
    rows = list(units(scene))
    begins = [span[0] for span, _, _ in rows]
    out: list[Attribution] = []
    used: set[int] = set()
    for one in _mended(scene.text, found, by_rule):
        unit, paragraph, _ = rows[max(0, bisect_right(begins, one.cue[0]) - 1)]
        span = (min(unit[0], *(a for a, _ in one.contents)), max(unit[1], *(b for _, b in one.contents)))
        made = _attribution(scene, one, span, paragraph)
        twin = next((i for i, a in enumerate(by_rule) if i not in used and a.cue and _meets(a.cue, one.cue)), None)
        if twin is not None:
            used.add(twin)
            made = _joined(made, by_rule[twin])
        out.append(made)
    taken = [s for a in out for s in (*a.contents, *((a.cue,) if a.cue else ()), *((a.source,) if a.source else ()))]
    for i, rule in enumerate(by_rule):
        spans = (*rule.contents, *((rule.cue,) if rule.cue and rule.manner != "floating" else ()))
        if i not in used and not any(_meets(s, t) for s in spans for t in taken):
            out.append(rule)
    return sorted(out, key=lambda a: (a.unit[0], a.contents[0][0] if a.contents else a.unit[0]))


def _mended(text: str, found: list[Found], by_rule: list[Attribution]) -> list[Found]:
    """What the models, which know no nesting and no long coordinations, cut short, and a rule with the same cue sees
    whole: "explained that the documents said that T should …" (inner attributions to a document go), and a content
    that goes on with nobody else speaking in it."""
    out = list(found)
    for rule in by_rule:
        outer = next((f for f in out if rule.cue and _meets(f.cue, rule.cue)), None)
        if outer is None or not rule.contents:
            continue
        (a, b), (x, y) = outer.contents[-1], rule.contents[-1]
        if not (_meets((a, b), (x, y)) and y > b and abs(a - x) <= len("that ")):
            continue
        inside = [f for f in out if f is not outer and b <= f.cue[0] < y]
        if all(CUED_NOUN.search(text, a, f.cue[0]) for f in inside) if rule.nested else not inside:
            others = [f for f in out if f is not outer and f not in inside]
            if not any(_meets(s, (b, y)) for f in others for s in (*f.sources, f.cue, *f.contents)):
                out[out.index(outer)] = outer._replace(contents=(*outer.contents[:-1], (a, y)))
                out = [f for f in out if f not in inside]
    return out


def _attribution(scene: Scene, one: Found, unit: Span, paragraph: int) -> Attribution:
    said = scene.text[one.cue[0] : one.cue[1]]
    cue = next(cues(said, 0, len(said)), None)
    quoted = [any(a <= c[0] and c[1] <= b for a, b in scene.quotations) for c in one.contents]
    holds = any(a < d and c < b for a, b in scene.quotations for c, d in one.contents)
    manner = "direct" if all(quoted) else "mixed" if holds else "indirect"
    if cue is None and manner != "direct" and not (_SPOKEN & frozenset(_WORD.findall(said.lower()))):
        manner = ATTITUDE
    source = one.sources[0] if one.sources else None
    return Attribution(
        source,
        one.cue,
        one.contents,
        cue.stance if cue else Stance.ASSERTS,
        manner,
        unit,
        paragraph,
        confidence=round(0.45 + 0.5 * one.sure, 2),
    )


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
