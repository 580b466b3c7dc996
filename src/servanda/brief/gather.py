"""From an opened dossier and a pair of clocks to `BriefData`. The only place where the brief asks the dossier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from servanda.accord.law import Obligation
from servanda.accord.prose import repeating
from servanda.brief import chronology, geography, patrols, provenance
from servanda.brief import data as page
from servanda.brief.cards import Cards
from servanda.brief.marks import family
from servanda.brief.page import group_of
from servanda.brief.sentences import (
    derivation,
    some,
    undetermined_lines,
    verdict_sentence,
    what_would_change,
)
from servanda.brief.standing import Standing, standings
from servanda.dossier import Clocks, Dossier, Matrix, Row, View, rule_in_words
from servanda.errors import IntegrityError
from servanda.ledger import SigningKey
from servanda.model import Interval, Kind, Verdict, rfc3339
from servanda.words import _

EVERYBODY = "all"
_COLUMNS = 6
_FOLLOWED = 6


@dataclass(frozen=True)
class _Desk:
    """What every part of a brief needs at hand."""

    dossier: Dossier
    clocks: Clocks
    view: View
    cards: Cards
    tz: tzinfo
    matrix: Matrix
    before: Mapping[tuple[str, str, bool], Verdict] | None

    def verdicts(self) -> dict[str, Verdict]:
        """To date, by all sources together."""
        return {row.ref: row.cells[EVERYBODY].to_date for row in self.matrix.rows}


def gather(
    dossier: Dossier,
    clocks: Clocks,
    viewpoints: Sequence[str] | None = None,
    standard: str | None = None,
    previous: Clocks | None = None,
    key: SigningKey | None = None,
) -> page.BriefData:
    """Everything that the brief prints. `viewpoints`: the matrix's columns (default: all sources, each party, third
    parties); `previous`: the clocks of the brief before, to say what changed; `key` signs the checkpoint."""
    for finding in dossier.unread:  # others rest on a brief: it is whole or it is not made
        raise IntegrityError(finding.slug, finding.what, finding.advice)
    view = dossier.view(clocks)
    config = view.law.config
    columns = tuple(dict.fromkeys(viewpoints)) if viewpoints else _columns(dossier, view)
    asked = tuple(dict.fromkeys((EVERYBODY, *columns)))
    matrix = dossier.matrix(clocks, asked, standard)
    before = _by_cell(dossier.matrix(previous, asked, standard)) if previous is not None else None
    desk = _Desk(dossier, clocks, view, Cards(view, config.tz), config.tz, matrix, before)
    period = Interval(clocks.as_of - config.period_s, clocks.as_of)
    anchors = {row.ref: anchor(row.ref) for row in matrix.rows}
    parties = tuple(dict.fromkeys(p for a in view.law.accords for p in (*a.parties, *a.addressee)))
    events = standings(view, parties)
    dated = chronology.happened_before(events, clocks.as_of)
    spans, days = chronology.dataset_spans(view, clocks.as_of)
    told = chronology.of_clocks(view, clocks)
    first = told.start if told.start is not None else clocks.as_of
    met = chronology.contacts(events, desk.cards, clocks.as_of)
    verdicts = desk.verdicts()
    checkpoint = dossier.checkpoint(key)
    return page.BriefData(
        title=config.title or config.id,
        dossier=config.id,
        timezone=config.timezone,
        as_of=clocks.as_of,
        known_at=clocks.known_at,
        clock=clocks.clock,
        standard=matrix.standard,
        period=period,
        viewpoints=tuple(page.Viewpoint(v, viewpoint_name(v, view)) for v in columns),
        matrix=_groups(desk, columns),
        obligations=tuple(_page(desk, row) for row in matrix.rows if row.obligation is not None or _spoken(row)),
        checkpoint=(
            page.Checkpoint(checkpoint.size, checkpoint.root.hex(), checkpoint.time, _document(checkpoint.as_json()))
            if checkpoint is not None
            else None
        ),
        previous=(previous.as_of, previous.known_at) if previous is not None else None,
        changes=_changes(desk, columns),
        map=geography.map_data(view, clocks, dated, period.start, _credits(view)),
        incidents=chronology.incident_rows(dated, desk.cards),
        incidents_total=len(dated),
        timeline=chronology.timeline(
            dated, spans, days, [(anchors[v.ref], v) for v in verdicts.values()], met, clocks, first
        ),
        patrols=patrols.shown(view),
        contacts=met,
        ultimatums=_ultimatums(desk, dated),
        datasets=tuple(spans),
        empty_months=chronology.empty_months(days, first, clocks.as_of, config.tz),
        observed=_observed(desk),
        readings=provenance.reading_rows(view.law.accords, verdicts, anchors),
        sources=provenance.source_rows(view, desk.cards),
        attributions=provenance.attributions(view, dossier.path),
        versions=_versions(verdicts),
        draft=bool(view.drafts),
    )


def anchor(ref: str) -> str:
    """An obligation's fragment identifier."""
    return f"o-{ref.replace('/', '.').replace('*', 'whole')}"


def viewpoint_name(name: str, view: View) -> str:
    """A viewpoint as people read it."""
    own = {EVERYBODY: _("All sources"), "third-party": _("Third parties")}
    return own.get(name) or (view.name(name) if name in view.law.register else name.replace("-", " "))


def _columns(dossier: Dossier, view: View) -> tuple[str, ...]:
    parties = dict.fromkeys(p for a in view.law.accords for p in a.parties)
    wanted = [EVERYBODY, *parties][: _COLUMNS - 1]
    return (*wanted, "third-party")


def _credits(view: View) -> list[str]:
    drawn = [" · ".join(t for t in (a.name, a.text, a.licence) if t) for a in provenance.drawings(view)]
    rows = {r.attribution for r in view.reports.values() if r.attribution and chronology.is_dataset(r)}
    return [*drawn, *sorted(rows)][:6]


def _document(checkpoint: Mapping[str, object]) -> str:
    import json

    return json.dumps(checkpoint, indent=1, sort_keys=True)


def _versions(verdicts: Mapping[str, Verdict]) -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = {}
    for verdict in verdicts.values():
        for name, version in verdict.versions:
            key = f"accord {verdict.accord}" if name == "accord" else name
            found.setdefault(key, version)
    return tuple(sorted(found.items()))


# -- matrix ----------------------------------------------------------------------------------------------------------


def _by_cell(matrix: Matrix) -> dict[tuple[str, str, bool], Verdict]:
    """(ref, viewpoint, to date?) → verdict."""
    found = {}
    for row in matrix.rows:
        for name, cell in row.cells.items():
            found[row.ref, name, False] = cell.period
            found[row.ref, name, True] = cell.to_date
    return found


def _cell(desk: _Desk, row: Row, name: str, verdict: Verdict, *, to_date: bool) -> page.Cell:
    label = str(verdict.label)
    was = desk.before.get((row.ref, name, to_date)) if desk.before is not None else None
    return page.Cell(
        label=label,
        level_for=int(verdict.level_for),
        level_against=int(verdict.level_against),
        markers=tuple(str(m) for m in verdict.markers),
        reachable=verdict.reachable,
        observed=verdict.observed,
        undetermined=bool(verdict.undetermined),
        changed=was is not None and str(was.label) != label,
        draft=verdict.draft,
    )


def _pair(desk: _Desk, row: Row, name: str) -> page.CellPair:
    cell = row.cells[name]
    return page.CellPair(
        _cell(desk, row, name, cell.period, to_date=False), _cell(desk, row, name, cell.to_date, to_date=True)
    )


def _spoken(row: Row) -> bool:
    """Whether anybody has said anything of an accord as a whole (its own row)."""
    return any(c.to_date.level_for or c.to_date.level_against for c in row.cells.values())


def _groups(desk: _Desk, columns: Sequence[str]) -> tuple[page.MatrixGroup, ...]:
    made: dict[tuple[str, str], list[page.MatrixRow]] = {}
    titles = {}
    for row in desk.matrix.rows:
        if row.obligation is None and not _spoken(row):
            continue
        theme = row.obligation.theme if row.obligation is not None else ""
        titles[row.accord.id] = row.accord.title
        verdict = row.cells[columns[0]].to_date
        made.setdefault((row.accord.id, theme), []).append(
            page.MatrixRow(
                row.ref,
                anchor(row.ref),
                verdict.article,
                verdict.title if row.obligation is not None else _("The accord as a whole"),
                some([desk.view.name(b) for b in verdict.bearer]),
                tuple(_pair(desk, row, name) for name in columns),
            )
        )
    return tuple(page.MatrixGroup(a, titles[a], theme, tuple(rows)) for (a, theme), rows in made.items())


def _changes(desk: _Desk, columns: Sequence[str]) -> tuple[page.Change, ...]:
    """Verdicts to date that differ from the previous brief's, in sentences: one for all viewpoints that agree."""
    if desk.before is None:
        return ()
    found: dict[tuple[str, str, str, str], list[str]] = {}
    titles = {}
    for row in desk.matrix.rows:
        for name in columns:
            now = row.cells[name].to_date
            was = desk.before.get((row.ref, name, True))
            if was is None or was.label == now.label:
                continue
            titles[row.ref] = f"{now.article} {now.title}".strip()
            key = (row.ref, str(was.label), str(now.label), _because(was, now))
            found.setdefault(key, []).append(viewpoint_name(name, desk.view))
    sentence = _("{title}: {now}, was {was} ({viewpoints}).")
    return tuple(
        page.Change(
            sentence.format(title=titles[ref], now=_(now), was=_(was), viewpoints=", ".join(names)), why, anchor(ref)
        )
        for (ref, was, now, why), names in found.items()
    )


def _because(was: Verdict, now: Verdict) -> str:
    """New evidence, revised evidence, or only that time has passed."""
    before = {*was.evidence_for, *was.evidence_against}
    after = {*now.evidence_for, *now.evidence_against}
    if dict(was.versions).get("accord") != dict(now.versions).get("accord"):
        return _("changed reading")
    if after - before:
        return _("new evidence")
    return _("revised evidence") if before - after else _("time has passed")


# -- obligations -----------------------------------------------------------------------------------------------------


def _page(desk: _Desk, row: Row) -> page.ObligationPage:
    verdict = row.cells[EVERYBODY].to_date
    pair = _pair(desk, row, EVERYBODY)
    for_, for_total = desk.cards.side(verdict.evidence_for, verdict.witnesses_for)
    against, against_total = desk.cards.side(verdict.evidence_against, verdict.witnesses_against)
    passed, passed_total = desk.cards.not_counted(verdict.not_counted)
    obligation = row.obligation
    says = verdict.says or (obligation.says if obligation is not None else "")
    return page.ObligationPage(
        ref=row.ref,
        anchor=anchor(row.ref),
        accord=row.accord.title,
        article=verdict.article,
        title=verdict.title if obligation is not None else _("The accord as a whole"),
        says=says,
        verdict=pair,
        sentence=verdict_sentence(
            verdict, desk.cards.speakers(verdict.evidence_for), desk.cards.speakers(verdict.evidence_against), desk.tz
        ),
        group=group_of(str(verdict.label)),
        text_url=row.accord.text_url,
        bearer=some([desk.view.name(b) for b in verdict.bearer], 4),
        performer=some([desk.view.name(p) for p in verdict.performer], 4),
        rule=_rule(desk, row, obligation, verdict),
        readings=tuple(r.says for n in verdict.readings if (r := row.accord.readings.get(n)) is not None),
        window=_window(desk, verdict),
        affirmations=for_,
        affirmations_total=for_total,
        denials=against,
        denials_total=against_total,
        not_counted=passed,
        not_counted_total=passed_total,
        derivation=tuple(page.Step(depth, line) for depth, line in derivation(verdict, desk.tz)),
        changes_it=tuple(what_would_change(verdict)),
        undetermined=tuple(undetermined_lines(verdict)),
    )


def _rule(desk: _Desk, row: Row, obligation: Obligation | None, verdict: Verdict) -> str:
    if obligation is None:
        return _("What has been said of the accord as a whole, by the latest word of each speaker.")
    lines = [rule_in_words(row.accord, obligation)]
    if verdict.period.start is not None:
        lines.append(_("from {time}").format(time=rfc3339(verdict.period.start)))
    if verdict.deadline is not None:
        lines.append(_("until {time}").format(time=rfc3339(verdict.deadline_latest or verdict.deadline)))
    if obligation.norm.every_s:
        lines.append(repeating(obligation.norm.every_s, obligation.norm.every))
    return "\n".join(lines)


def _window(desk: _Desk, verdict: Verdict) -> page.Window | None:
    if verdict.period.start is None:
        return None

    def times(ids: Sequence[str]) -> tuple[int, ...]:
        found = set()
        for ident in ids:
            claim = desk.cards.claim(ident)
            at = (claim.when_from_earliest or claim.said) if claim is not None else None
            if at is not None:
                found.add(at)
        return tuple(sorted(found))

    last = verdict.deadline_latest or verdict.deadline
    return page.Window(
        verdict.period.start,
        last if last is not None else verdict.as_of,
        verdict.deadline,
        verdict.deadline_latest,
        times(verdict.evidence_for),
        times(verdict.evidence_against),
    )


# -- ultimatums, coverage --------------------------------------------------------------------------------------------


def _ultimatums(desk: _Desk, dated: Sequence[tuple[int, Standing]]) -> tuple[page.Ultimatum, ...]:
    found = []
    for accord in desk.view.law.accords:
        if accord.instrument != "ultimatum" or accord.signed >= desk.clocks.as_of:
            continue
        row = next((r for r in desk.matrix.rows if r.accord.id == accord.id and r.obligation is not None), None)
        if row is None or row.obligation is None:
            continue
        verdict = row.cells[EVERYBODY].to_date
        acts = [
            c
            for claim in desk.view.claims.values()
            if claim.kind in (Kind.ACT, Kind.UNDERTAKING)
            and claim.event in ("amend", "extend", "withdraw", "suspend", "terminate")
            and any(t.split("/")[0] == accord.id for t in claim.assesses)
            and (claim.when_from_earliest or claim.said or 0) < desk.clocks.as_of
            and (c := desk.view.shown(claim)) is not None
        ]
        act = min(acts, key=lambda c: (c.when_from_earliest or c.said or 0, c.id), default=None)
        issuers = accord.issuer or accord.parties
        found.append(
            page.Ultimatum(
                title=accord.title,
                issued=accord.signed,
                expires=verdict.deadline_latest or verdict.deadline,
                issuer=some([desk.view.name(a) for a in issuers]),
                addressee=some([desk.view.name(a) for a in accord.addressee]),
                demand=verdict.says or row.obligation.says or verdict.title,
                consequence=accord.consequence,
                state=verdict.state or str(verdict.label),
                anchor=anchor(row.ref),
                amended=(act.when_from_earliest or act.said) if act is not None else None,
                amendment=(act.quote or act.note or act.consequence) if act is not None else "",
                outcome=verdict.outcome,
                timezone=accord.timezone,
                followed=_followed(desk, dated, issuers, accord.addressee, accord.signed),
            )
        )
    return tuple(found)


def _followed(
    desk: _Desk,
    dated: Sequence[tuple[int, Standing]],
    issuers: Sequence[str],
    addressees: Sequence[str],
    since: int,
) -> tuple[page.ClaimCard, ...]:
    """What the issuer's side is said to have done to the addressee's since, the first claims of each incident."""
    register = desk.view.law.register
    ours = {part for i in issuers for part in register.parts(i)}
    theirs = {part for a in addressees for part in register.parts(a)}
    made = []
    for at, standing in dated:
        if at < since or family(standing.incident.event) not in ("fire", "air", "ground"):
            continue
        for claim in standing.shown:
            did = any(set(c) & ours for c in claim.actor)
            to_them = any(set(c) & theirs for c in claim.target)
            if did and to_them and (card := desk.cards.card(claim.id)) is not None:
                made.append(card)
                break
    return tuple(made[-_FOLLOWED:])


def _observed(desk: _Desk) -> tuple[page.Observed, ...]:
    """Share of time and ground under watch, per accord and zone: the best of the obligations there."""
    best: dict[tuple[str, str], tuple[float, set[str], str]] = {}
    for row in desk.matrix.rows:
        verdict = row.cells[EVERYBODY].to_date
        if row.obligation is None or verdict.observed is None:
            continue
        deed = row.obligation.norm.deed
        names = row.obligation.zones or ((deed.zone,) if deed is not None and deed.zone else ())
        for name in names or ("",):
            zone = row.accord.zones.get(name)
            what = (zone.label or name) if zone is not None else _("what has no place of its own")
            share, watchers, link = best.get((row.accord.title, what), (0.0, set(), anchor(row.ref)))
            who = {n for i in verdict.coverage if (c := desk.cards.card(i)) is not None for n in c.speakers}
            best[row.accord.title, what] = (max(share, verdict.observed), watchers | who, link)
    rows = [page.Observed(a, what, s, some(sorted(who)), link) for (a, what), (s, who, link) in best.items() if s]
    dark: dict[str, list[str]] = {}
    for (accord, what), (share, _who, _link) in best.items():
        if not share:
            dark.setdefault(accord, []).append(what)
    rows += [page.Observed(accord, some(sorted(names), 4), 0.0) for accord, names in dark.items()]
    return tuple(sorted(rows, key=lambda r: -(r.share or 0.0)))
