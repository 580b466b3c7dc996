"""A claim in one line: speaker, what, when, where, level, source."""

from __future__ import annotations

from datetime import datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING

from servanda.cli.visible import line
from servanda.model import Claim, Extent, Kind, Polarity, Review, Stance, rfc3339
from servanda.sources import written
from servanda.words import _

if TYPE_CHECKING:
    from servanda.dossier import View


def speakers(claim: Claim, view: View) -> str:
    """`Türkiye's ministry of defence via Anadolu`."""
    names = ", ".join(view.name(speaker) for speaker in claim.speaker) or _("no speaker")
    return names + (_(" via ") + " > ".join(view.name(v) for v in claim.via) if claim.via else "")


def what(claim: Claim, view: View) -> str:
    """What is said to have happened or to hold, without who says so."""

    def people(participants: tuple[tuple[str, ...], ...]) -> str:
        return " + ".join(_(" or ").join(view.name(p) for p in candidates) for candidates in participants)

    if claim.kind is Kind.UNDERTAKING:
        return _undertaken(claim, view)
    if claim.kind is Kind.ASSESSMENT:
        return (_("met: ") if claim.polarity is Polarity.AFFIRMS else _("not met: ")) + ", ".join(claim.assesses)
    words = [claim.event.replace("_", " ") or str(claim.kind)]
    if claim.polarity is Polarity.DENIES:
        words.insert(0, _("no"))
    if claim.actor:
        words.append(_("by ") + people(claim.actor))
    if claim.target:
        words.append(_("against ") + people(claim.target))
    if claim.object:
        words.append(f"[{claim.object}]")
    for count in claim.counts:
        low, high = count.lo, count.hi
        amount = (
            f"{low:g}"
            if low is not None and low == high
            else "–".join("?" if n is None else f"{n:g}" for n in (low, high))
        )
        words.append(f"({count.of.replace('_', ' ')} {amount})")
    return " ".join(words)


def _undertaken(claim: Claim, view: View) -> str:
    """`ultimatum to Syria (withdrawal), by 2020-02-29, otherwise: Turkey will respond`."""
    kinds: dict[str, str] = {
        Stance.DEMANDS: _("demand"),
        Stance.THREATENS: _("ultimatum"),
        Stance.PROMISES: _("promise"),
    }
    found = kinds.get(claim.stance, str(claim.kind))
    if claim.addressee:
        found += _(" to ") + ", ".join(view.name(party) for party in claim.addressee)
    if claim.event:
        found += f" ({claim.event})"
    if claim.deadline is not None:
        found += _(", by ") + last_moment(claim.deadline, view.law.config.tz)
    return found + (_(", otherwise: ") + claim.consequence if claim.consequence else "")


def where(claim: Claim) -> str:
    """The place as named, else the point, with the radius that certainly holds it."""
    place = claim.place or (f"in {claim.extent_place}" if claim.extent_place else "")
    if not place and claim.lat is not None and claim.lon is not None:
        place = f"{claim.lat:.4f}, {claim.lon:.4f}"
    return place + (f" ±{claim.radius_m / 1000:g} km" if place and claim.radius_m else "")


def when(claim: Claim, view: View) -> str:
    """The claim's time as people write it, in the dossier's zone: `2020-02-27`, `~2020-02`, `A/B`; "" for none."""
    return written(claim.when, view.law.config.tz)


def said(claim: Claim, view: View) -> str:
    """When it was said, of a claim that tells of no time: `said 2020-02-05`."""
    at = written(Extent.exact(claim.said, claim.said_to), view.law.config.tz)
    return _("said {when}").format(when=at) if at else ""


def last_moment(at: int | None, tz: tzinfo) -> str:
    """The last moment that is in time, in `tz`: a day where the term ends with it."""
    if at is None:
        return ""
    try:
        local = datetime.fromtimestamp(at, tz)
        return f"{local:%Y-%m-%d %H:%M}" if local.time() != time() else f"{local - timedelta(days=1):%Y-%m-%d}"
    except (OverflowError, ValueError, OSError):
        return rfc3339(at) or ""


def source(claim: Claim, view: View) -> str:
    """Outlet or title, address, and day of publication of the claim's report, where it may be shown."""
    kept = view.reports.get(claim.report)
    if kept is None:
        return claim.report
    report = view.shown_report(kept)
    if report is None:
        return _("a source that is not public")
    day = written(Extent.exact(report.published, report.published_to), view.law.config.tz)
    return (
        ", ".join(part for part in (report.outlet or report.title, report.url or report.path, day) if part) or report.id
    )


def claim_sentence(claim: Claim, view: View) -> str:
    """`Russia: presence by YPG, 2019-10-29, Manbij ±3 km (Tass, tass.com/…, 2019-10-29) [r-….6a; F6; machine-read]`."""
    middle = ", ".join(part for part in (what(claim, view), when(claim, view), where(claim)) if part)
    grade = f"{claim.reliability}{claim.credibility}"
    notes = [claim.id, grade, _("machine-read, not reviewed") if claim.machine_read else ""]
    if claim.review is Review.REJECTED:
        notes.append(_("rejected"))
    if claim.retracted:
        notes.append(_("retracted"))
    if claim.draft:
        notes.append(_("draft"))
    quote = f" “{claim.quote}”" if claim.quote else ""
    return line(
        f"{speakers(claim, view)}: {middle}{quote} ({source(claim, view)}) [{'; '.join(n for n in notes if n)}]"
    )
