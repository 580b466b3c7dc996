"""One entry of `obligations` to an obligation: its norm, its times, its roles (docs/reference/accord.md)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

from servanda.accord.changes import changes
from servanda.accord.criteria import criteria
from servanda.accord.deed import RESERVED, Deeds, Parsed, duty, known_word
from servanda.accord.law import Anchor, Calendar, Deed, Duty, Measure, Moment, Norm, Obligation, Pattern, Term
from servanda.accord.measures import measures
from servanda.accord.moment import EDGES, Clock, Point
from servanda.accord.page import Page
from servanda.accord.roles import Cast, Who
from servanda.accord.verbs import normal
from servanda.documents import Path, items, word
from servanda.model import is_slug
from servanda.words import _

NORMS = ("shall", "shall not", "shall ensure", "may", "declares")
STARTS = ("from", "after", "throughout")
DEADLINES = ("by", "complete by", "within", "complete within", "begin by")
ROLES = ("bearer", "performer", "guarantor", "restrained", "beneficiary")
KEYS = (
    *("id", "article", "title", "says", "theme", "notes", "because"),
    *ROLES,
    *NORMS,
    "except to",
    *STARTS,
    *DEADLINES,
    *("until", "every", "after each", "if", "unless", "and after", "remedy for", "stale after", "decided by"),
    *("readings", "measure", "for each", "kept if", "breached if", "changes"),
)


class Setting(NamedTuple):
    """What an obligation takes from its accord."""

    accord: str
    parties: tuple[str, ...]
    in_force: Point
    ultimatum: bool = False
    addressee: tuple[str, ...] = ()
    theme: str = ""
    decided_by: tuple[str, ...] = ()


class _Sense(NamedTuple):
    """A norm before its times: the pattern that its form and verb give, and whose conduct it speaks of."""

    pattern: Pattern
    parsed: Parsed | None = None
    duty: Duty = Duty.RESULT
    ensures: bool = False
    because: str = ""
    exception: str = ""


class Obligations:
    """Compiles obligations of one accord."""

    def __init__(self, page: Page, clock: Clock, cast: Cast, deeds: Deeds, setting: Setting) -> None:
        self.page, self.clock, self.cast, self.deeds, self.setting = page, clock, cast, deeds, setting

    def obligation(
        self, path: Path, row: dict[str, Any], readings: tuple[str, ...], group: str = ""
    ) -> Obligation | None:
        """The obligation of `row`, a row of the `for each` called `group`; None when it has no usable id or norm (a
        finding says so)."""
        page = self.page
        page.unknown(path, row, KEYS)
        ident = row.get("id")
        if not isinstance(ident, str) or not is_slug(ident):
            expected = _("a letter, then up to 39 letters, digits or hyphens")
            page.wrong((*path, "id"), "obligation-id", _("the obligation has no usable id"), expected, ident)
            ident = ""
        who = {role: self.cast.who((*path, role), row.get(role)) for role in ROLES}
        sense = self._sense(path, row, ident or "obligation")
        if sense is None:
            return None
        self._check_bearer(path, row, who["bearer"], sense)
        performers = who["performer"]
        if self.setting.ultimatum and not performers.terms:
            performers = Who(tuple(Term(a) for a in self.setting.addressee))
        norm = self._norm(path, row, sense, who, performers)
        if not ident:
            return None
        by = sense.parsed.by if sense.parsed is not None and not performers.terms else ()
        says = page.text(path, row, "says")
        if not says and isinstance(row.get("declares"), str):
            says = word(row["declares"])
        decided = tuple(a for key in ("decided by",) for a in self.cast.ids((*path, key), row.get(key)))
        return Obligation(
            ref=page.ref(ident),
            accord=self.setting.accord,
            id=ident,
            article=self._article(path, row),
            title=page.text(path, row, "title") or _short(says) or ident,
            says=says,
            norm=norm,
            theme=page.text(path, row, "theme") or self.setting.theme,
            bearers=who["bearer"].actors,
            each_bearer=who["bearer"].each,
            performers=performers.actors or tuple(t.actor for t in by if t.actor),
            guarantors=who["guarantor"].actors,
            restrained=who["restrained"].actors,
            beneficiaries=who["beneficiary"].actors,
            zones=sense.parsed.zones if sense.parsed is not None else (),
            readings=readings,
            decided_by=decided or self.setting.decided_by,
            stale_after_s=self._seconds(path, row, "stale after"),
            remedy_for=self._remedy(path, row),
            untestable_because=sense.because,
            group=group,
            changes=changes(page, self.cast, path, row, self.setting.parties),
            at=page.document.at((*path, "id") if ident else path),
        )

    # what is owed

    def _sense(self, path: Path, row: dict[str, Any], owner: str) -> _Sense | None:
        page = self.page
        forms = [key for key in NORMS if key in row]
        advice = _("write one of {words}").format(words=", ".join(NORMS))
        if not forms:
            what = _("the obligation says neither what shall be nor what it declares")
            page.wrong(path, "missing-norm", what, NORMS[0], ", ".join(row), advice)
            return None
        if len(forms) > 1:
            what = _("the obligation has more than one norm")
            page.wrong(
                (*path, forms[1]), "two-norms", what, _("one"), ", ".join(forms), _("make an obligation of each")
            )
        form = forms[0]
        at, value = (*path, form), row[form]
        exception = self._exception(path, row)
        if form == "declares":
            if value is None or isinstance(value, (dict, list)):
                page.wrong(at, "declares", _("what does it declare?"), _("text"), value)
            return _Sense(Pattern.DECLARES, because=page.text(path, row, "because"))
        if form == "may":
            parsed = self.deeds.parsed(at, value, owner) if isinstance(value, dict) else None
            return _Sense(Pattern.DECLARES, parsed, because=page.text(path, row, "because") or _("a permission"))
        negated, ensures, kind = form == "shall not", form == "shall ensure", Duty.RESULT
        if isinstance(value, dict) and "not" in value:
            negated = not negated
            kind = duty(page, at, value) or kind
            page.unknown(at, value, ("not", "as"))
            at, value = (*at, "not"), value["not"]
        parsed = self.deeds.parsed(at, value, owner)
        if parsed is None:
            return _Sense(Pattern.PROHIBIT if negated else Pattern.ACHIEVE, ensures=ensures)
        kind = parsed.duty or kind
        return _Sense(self._pattern(path, at, row, parsed, negated), parsed, kind, ensures, exception=exception)

    def _pattern(self, path: Path, norm: Path, row: dict[str, Any], parsed: Parsed, negated: bool) -> Pattern:
        page = self.page
        if negated and parsed.negates:
            what = _("a double negative: {word!r} is itself an absence").format(word=parsed.word)
            page.wrong((*norm, parsed.word), "double-negative", what, _("shall, or another verb"), parsed.word)
        negated = negated != parsed.negates
        if "after each" in row:
            if negated:
                page.wrong((*path, "after each"), "response-negated", _("an absence is no response to anything"))
            return Pattern.RESPOND
        if "every" in row:
            if negated:
                what = _("an absence does not recur: it lasts")
                page.wrong((*path, "every"), "every-negated", what, _("from, until"), advice=_("drop `every`"))
                return Pattern.PROHIBIT
            return Pattern.RECUR
        if negated:
            return Pattern.PROHIBIT
        if parsed.aspect == "state" and not any(key in row for key in DEADLINES):
            return Pattern.MAINTAIN
        return Pattern.ACHIEVE

    def _exception(self, path: Path, row: dict[str, Any]) -> str:
        found = []
        for key in ("unless", "except to"):
            value = row.get(key)
            if key == "unless" and _is_anchor(value):
                continue
            if isinstance(value, dict) and set(value) <= {"says"}:
                found.append(self.page.text((*path, key), value, "says"))
            elif isinstance(value, dict):
                words = [k for k in value if normal(k) not in RESERVED and not known_word(k)]
                self.page.unknown((*path, key), dict.fromkeys(words), ("says", *(f"{edge} of" for edge in EDGES)))
                found.append(
                    ", ".join(f"{k} {word(v)}" if not isinstance(v, (dict, list)) else k for k, v in value.items())
                )
            elif value is not None:
                found.append(self.page.text(path, row, key))
        return "; ".join(text for text in found if text)

    def _norm(self, path: Path, row: dict[str, Any], sense: _Sense, who: dict[str, Who], performers: Who) -> Norm:
        if sense.pattern is Pattern.DECLARES:
            permits = self._deed(sense, who, performers, ()) if sense.parsed is not None else None
            return Norm(Pattern.DECLARES, permits=permits)
        if sense.parsed is None:
            # the verb is unknown, and said so: the rest is read for what else may be wrong with it
            return self._timed(path, row, Norm(_assumed(row, sense.pattern)), negates=False)
        extra = tuple(measures(self.page, path, {k: v for k, v in row.items() if k == "measure"}))
        deed = self._deed(sense, who, performers, extra)
        norm = Norm(sense.pattern, deed, duty=sense.duty, exception=sense.exception)
        norm = self._timed(path, row, norm, sense.parsed.negates)
        trigger = self._trigger(path, row, norm.pattern)
        answers = norm.pattern is Pattern.RESPOND
        within, by_calendar = self._recurring(path, row, "within") if answers else (None, None)
        tests = criteria(self.page, self.deeds, path, row, word(row.get("id") or "obligation"), deed.subjects)
        return replace(
            norm,
            trigger=trigger,
            within_s=within,
            within=by_calendar,
            condition=self._condition(path, row),
            unless=self._unless(path, row),
            kept_if=tests.kept_if,
            breached_if=tests.breached_if,
            observed_by=tests.observed_by,
        )

    def _deed(self, sense: _Sense, who: dict[str, Who], performers: Who, extra: tuple[Measure, ...]) -> Deed:
        """The deed with its subjects: those the norm names, else who performs, is restrained or answers for it."""
        assert sense.parsed is not None
        deed = sense.parsed.deed
        bearer, restrained = who["bearer"], who["restrained"]
        absent = sense.pattern is Pattern.PROHIBIT
        order = [performers.terms, restrained.terms] if absent or sense.ensures else [performers.terms]
        fallback = () if sense.ensures and not deed.jointly else bearer.terms
        subjects = sense.parsed.named or next((terms for terms in order if terms), fallback)
        if deed.jointly and len(subjects) < 2 and len(bearer.terms) > 1 and not sense.parsed.named:
            subjects = bearer.terms
        if not subjects:
            subjects = (Term(anyone=True),)
        jointly = deed.jointly or performers.jointly or (bearer.jointly and subjects == bearer.terms)
        return replace(deed, subjects=subjects, jointly=jointly, measures=(*deed.measures, *extra))

    # when

    def _timed(self, path: Path, row: dict[str, Any], norm: Norm, negates: bool) -> Norm:
        start, end = self._start(path, row)
        base = start or self.setting.in_force
        deadline = self._deadline(path, row, norm.pattern, base)
        if "until" in row:
            until = self.clock.point((*path, "until"), row["until"], end=True)
            end = until.moment if until is not None else end
        moment = start.moment if start is not None else Moment()
        every, by_calendar = self._recurring(path, row, "every")
        if every == 0:
            self.page.wrong(
                (*path, "every"), "bad-duration", _("a window of no length"), _("P1D or longer"), row["every"]
            )
            every = None
        keep = self._keep(path, row, norm.pattern)
        if norm.pattern in (Pattern.PROHIBIT, Pattern.MAINTAIN, Pattern.RECUR) and deadline is not None:
            if start is None and (negates or "begin by" in row):
                moment = deadline  # "all fire ceases by noon": from noon on there is none
            else:
                key = next(k for k in DEADLINES if k in row)
                what = _("a deadline says nothing of what must last or recur")
                self.page.wrong((*path, key), "idle-deadline", what, _("from, until"), row[key])
            deadline = None
        return replace(norm, start=moment, end=end, deadline=deadline, every_s=every, every=by_calendar, keep=keep)

    def _start(self, path: Path, row: dict[str, Any]) -> tuple[Point | None, Moment | None]:
        given = [key for key in STARTS if key in row]
        if len(given) > 1:
            self.page.wrong((*path, given[1]), "two-starts", _("it starts twice"), _("one of them"), ", ".join(given))
        if not given:
            return None, None
        key = given[0]
        at, value = (*path, key), row[key]
        if key != "throughout":
            return self.clock.point(at, value, end=False), None
        left, slash, right = word(value).partition("/") if isinstance(value, str) else ("", "", "")
        if not slash:
            self.page.wrong(at, "bad-period", _("this is no period"), "2020-03-06/2020-06-30", value)
            return None, None
        start = self.clock.point(at, left, end=False) if left.strip() not in ("", "..") else None
        end = self.clock.point(at, right, end=True) if right.strip() not in ("", "..") else None
        return start, end.moment if end is not None else None

    def _deadline(self, path: Path, row: dict[str, Any], pattern: Pattern, base: Point) -> Moment | None:
        given = [key for key in DEADLINES if key in row and not (pattern is Pattern.RESPOND and key == "within")]
        if len(given) > 1:
            advice = _("make two obligations of it, or a reading")
            self.page.wrong(
                (*path, given[1]),
                "two-deadlines",
                _("it has two deadlines"),
                _("one of them"),
                ", ".join(given),
                advice,
            )
        if not given:
            return None
        key = given[0]
        at = (*path, key)
        if key.endswith("within"):
            return self.clock.later(at, base, row[key])
        point = self.clock.point(at, row[key], end=True)
        return point.moment if point is not None else None

    def _trigger(self, path: Path, row: dict[str, Any], pattern: Pattern) -> Deed | None:
        if pattern is not Pattern.RESPOND:
            return None
        if "within" not in row:
            self.page.wrong((*path, "after each"), "missing-within", _("within what time?"), "within: P2D")
        at = (*path, "after each")
        parsed = self.deeds.parsed(at, row["after each"], f"{word(row.get('id') or 'obligation')}-trigger")
        if parsed is None:
            return None
        if parsed.zones:
            self.page.wrong(at, "trigger-each", _("a trigger has one place"), _("a zone, or any of: […]"))
        return replace(parsed.deed, subjects=parsed.named or (Term(anyone=True),))

    def _condition(self, path: Path, row: dict[str, Any]) -> Anchor | None:
        if "if" not in row:
            return None
        value = row["if"]
        if not isinstance(value, dict):
            what = _("a condition must be one that can be checked")
            example = "if: {completion of: OBLIGATION}"
            self.page.wrong((*path, "if"), "condition", what, example, value, _("or tell it under `unless` or `says`"))
            return None
        moment = self.clock.anchor((*path, "if"), value)
        return moment.anchor if moment is not None else None

    def _unless(self, path: Path, row: dict[str, Any]) -> Anchor | None:
        if not _is_anchor(row.get("unless")):
            return None
        moment = self.clock.anchor((*path, "unless"), row["unless"])
        return moment.anchor if moment is not None else None

    def _keep(self, path: Path, row: dict[str, Any], pattern: Pattern) -> bool:
        if "and after" not in row:
            return False
        if row["and after"] != "keep":
            self.page.wrong((*path, "and after"), "and-after", _("what after that?"), "keep", row["and after"])
            return False
        if pattern is not Pattern.ACHIEVE:
            self.page.warn((*path, "and after"), "idle-keep", _("only what is achieved can be kept after"), got=pattern)
            return False
        return True

    # who, and the small keys

    def _check_bearer(self, path: Path, row: dict[str, Any], bearer: Who, sense: _Sense) -> None:
        page, parties = self.page, self.setting.parties
        for at, item in items((*path, "bearer"), row.get("bearer")):
            if isinstance(item, dict) and "designated" in item:
                page.wrong(at, "bearer-class", _("a class of people signed nothing"), ", ".join(parties), item)
        for actor in bearer.actors:
            if parties and actor not in parties:
                page.wrong(
                    (*path, "bearer"),
                    "bearer-did-not-sign",
                    _("who did not sign bears nothing"),
                    ", ".join(parties),
                    actor,
                    _("make it the performer, and a party the bearer"),
                )
        needed = sense.pattern is not Pattern.DECLARES and not self.setting.ultimatum
        if needed and not bearer.actors:
            what = _("nobody bears the obligation")
            page.wrong(path, "missing-bearer", what, _("bearer: one or more of {p}").format(p=", ".join(parties)))

    def _article(self, path: Path, row: dict[str, Any]) -> str:
        if isinstance(row.get("article"), float):
            advice = _('write it in quotation marks: "5.1"')
            self.page.wrong((*path, "article"), "article", _("an article is text"), '"5b"', row["article"], advice)
            return ""
        return self.page.text(path, row, "article")

    def _remedy(self, path: Path, row: dict[str, Any]) -> str:
        local = self.page.text(path, row, "remedy for")
        if local:
            own = self.page.ref(word(row.get("id") or ""))
            self.page.remedies.append(((*path, "remedy for"), self.page.ref(local), own))
        return self.page.ref(local) if local else ""

    def _recurring(self, path: Path, row: dict[str, Any], key: str) -> tuple[int | None, Calendar | None]:
        return self.clock.recurring((*path, key), row[key]) if key in row else (None, None)

    def _seconds(self, path: Path, row: dict[str, Any], key: str) -> int | None:
        return self.clock.seconds((*path, key), row[key]) if key in row else None


def _is_anchor(value: object) -> bool:
    return isinstance(value, dict) and any(key.removesuffix(" of") in EDGES for key in value)


def _assumed(row: dict[str, Any], pattern: Pattern) -> Pattern:
    """The pattern of a norm whose verb is not known, as far as its other keys tell."""
    if "after each" in row:
        return Pattern.RESPOND
    return Pattern.RECUR if "every" in row else pattern


def _short(text: str) -> str:
    return text if len(text) <= 70 else text[:69].rsplit(" ", 1)[0] + " …"
