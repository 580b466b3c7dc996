"""Why a claim that an obligation could touch does not count for its value (semantics.md, rule V23)."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """What is told to people; the name, in lower case, is its code in tables. What is only possible is told by its
    axes instead (`only_possible`), and who has not said what only they can say by name (`not_observed`)."""

    ELSEWHERE = "its place lies outside the zone"
    OTHERS = "it names somebody else"
    SILENT = "it neither affirms nor denies"
    SIGN = "it denies a sign of the deed, not the deed"
    PARTIAL = "it denies less than what would have to be gone"
    BASELINE = "it stood so already before the date that the norm measures by"
    TARGET = "it is aimed at somebody else"
    THING = "it speaks of another thing"
    NO_THING = "it does not name the thing"
    THINGS = "it speaks of things, not of whom the norm names"
    NOT_ALL = "it speaks of somebody else"
    TIME = "its time does not settle the question"
    RETRACTED = "it was retracted"
    REJECTED = "its reading was rejected"
    REPLACED = "its speaker said otherwise later"
    GROUP = "it does not say which obligation is not met"
    EARLY = "it was said before this was due"
    BEARER = "it speaks of somebody else's part"
    SAMPLED = "only samples were watched"
    UNWATCHED = "it does not reach what is asked"
    STEPS = "it tells of no steps taken in the duty's time"
    ACT = "an act that changes nothing here"


OUTSIDE = (Reason.ELSEWHERE, Reason.OTHERS)
"""Certainly about something else: not listed."""
POSSIBLE = "only possible: "
UNOBSERVED = "not observed by "


def only_possible(axes: frozenset[str]) -> str:
    """The reason of a claim that may speak of what is asked, and may not, along these axes."""
    return POSSIBLE + ", ".join(sorted(axes))


def not_observed(actors: tuple[str, ...]) -> str:
    """The reason of what counts only once each of these has said it."""
    return UNOBSERVED + ", ".join(actors)


def code(why: str) -> str:
    """The reason as one word for a table: `time`, `actor+place`, `unobserved`, `retracted` …"""
    if why.startswith(POSSIBLE):
        return "+".join(why.removeprefix(POSSIBLE).split(", "))
    if why.startswith(UNOBSERVED):
        return "unobserved"
    if why == Reason.TIME:
        return "unsettled"
    return _CODES.get(why, "other")


_CODES = {str(reason): reason.name.lower().replace("_", "-") for reason in Reason}
