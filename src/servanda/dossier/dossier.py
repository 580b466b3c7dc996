"""The dossier: one folder, its ledger, and every question that can be asked of them. The public Python API.

dossier = servanda.open("idlib")
for verdict in dossier.verdict(as_of="2019-10-31", viewpoint="RUS"):
    print(verdict.ref, verdict.label)
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from servanda.accord import Accord
from servanda.accord.law import Obligation
from servanda.actors import Register
from servanda.dossier import (
    adding,
    arrival,
    changes,
    citation,
    datasets,
    digests,
    erasing,
    exchange,
    explanation,
    history,
    matrix,
    origins,
    weight,
)
from servanda.dossier.bench import Bench
from servanda.dossier.concern import Asked
from servanda.dossier.config import FILE, Config
from servanda.dossier.intake import Inlets, is_law, is_source
from servanda.dossier.known import UNREADABLE, Known, Unrecorded, known, public_by, unrecorded
from servanda.dossier.law import Law, read_law
from servanda.dossier.part import Chosen
from servanda.dossier.recording import AddResult, Progress
from servanda.dossier.shelf import Recorded, Working
from servanda.dossier.view import Clocks, View
from servanda.errors import DossierError, UsageError
from servanda.geo import Gazetteer, Post
from servanda.ledger import (
    Checkpoint,
    Damage,
    EntryType,
    Ledger,
    NewEntry,
    SigningKey,
    State,
    VerifyReport,
    Where,
    erased_marks,
    fold,
    signing_key,
)
from servanda.ledger.entry import FILES
from servanda.model import (
    Claim,
    Finding,
    Level,
    Position,
    Severity,
    TimeError,
    Verdict,
    instant,
    rfc3339,
)
from servanda.sources import claims_csv
from servanda.verdict import Court, Explore, Viewpoint
from servanda.words import _

LEDGER = "ledger"
_DAY = 86_400


def _unread(damage: Damage) -> Finding:
    """Damage of a segment: the rest of the ledger still answers, without these rows."""
    advice = _("answers go without these rows; run 'servanda verify', and restore the file from a copy")
    return Finding(str(damage.deed), damage.what, advice=advice, at=Position(f"{LEDGER}/segments"))


class Dossier:
    """An opened dossier. Nothing is read before it is asked for; reading never changes anything.

    Times are given as people type them (`2020-02-05`, a bare date is the end of that day in the dossier's zone) or as
    RFC 3339; results carry seconds UTC.
    """

    def __init__(self, path: Path, asked: Asked | Chosen | None = None) -> None:
        self.path = path
        self.telling: Callable[[str], None] = lambda _text: None
        self.shelf = Working(path)
        self.asked = asked
        self.parts: dict[tuple[int, int, str], tuple[int, int]] = {}
        self._damage: dict[Finding, None] = {}
        self._views: dict[tuple[int, int, str], View] = {}

    def about(
        self, refs: Sequence[str] = (), accords: Sequence[str] = (), readings: Mapping[str, str] | None = None
    ) -> Dossier:
        """The same dossier for one question: verdicts on obligations (`accord/id`, `accord/*`), on all of some accords,
        or (both empty) on all, under chosen readings. Of rows in bulk it reads only those that could show in the answer
        (ADR 0017); what it says of those verdicts is what the whole would say. Itself where nothing is in bulk."""
        if not self.has_ledger or self.asked is not None:
            return self
        with Ledger.open(self.path / LEDGER, read_only=True) as ledger:
            if not any(True for _entry in ledger.entries(types=(EntryType.SEGMENT,))):
                return self
        return self._asking(Asked(tuple(refs), tuple(accords), dict(readings or {})))

    def having(self, wheres: Sequence[Where], wanted: Callable[[Claim], bool]) -> Dossier:
        """The same dossier for looking at some claims: of rows in bulk those that `wheres` do not exclude and that are
        `wanted` as they were recorded, besides all that are always read (ADR 0017)."""
        return self._asking(Chosen(tuple(wheres), wanted)) if self.has_ledger and self.asked is None else self

    def _asking(self, asked: Asked | Chosen) -> Dossier:
        made = Dossier(self.path, asked)
        made.shelf, made.telling = self.shelf, self.telling
        made.__dict__["law"] = self.law
        return made

    # -- what it holds ----------------------------------------------------------------------------------------------

    @cached_property
    def law(self) -> Law:
        """Actors, places, posts, accords and viewpoints of the working copy."""
        return read_law(self.shelf)

    @property
    def config(self) -> Config:
        return self.law.config

    @property
    def accords(self) -> tuple[Accord, ...]:
        return self.law.accords

    @property
    def register(self) -> Register:
        return self.law.register

    @property
    def gazetteer(self) -> Gazetteer:
        return self.law.gazetteer

    @property
    def posts(self) -> tuple[Post, ...]:
        return self.law.posts

    @cached_property
    def inlets(self) -> Inlets:
        return Inlets(self.law, self.shelf)

    def viewpoints(self) -> tuple[str, ...]:
        """`all`, each party, `third-party`, and those that viewpoints.yaml names."""
        return tuple(self.law.viewpoints)

    def findings(self, *, lint: bool = False) -> list[Finding]:
        """Everything that is wrong in any file, at once; with `lint` also what a mediator would look at."""
        found = list(read_law(self.shelf, trials=True, lint=lint).findings)
        large = datasets.large(self.shelf, self.shelf.paths)
        for path in filter(is_source, self.shelf.paths):
            taken = datasets.look(self.shelf, self.inlets, path) if path in large else self.inlets.take(path)
            found += taken.findings
        return list(dict.fromkeys(found))

    def left_out(self) -> dict[str, int]:
        """Files of the working copy that no answer rests on, because of errors: path to number of errors."""
        found: dict[str, int] = {}
        in_sources = (f for taken in self._unrecorded.taken for f in taken.findings)
        for finding in dict.fromkeys((*self.law.findings, *in_sources)):
            if finding.is_error:
                found[finding.at.file] = found.get(finding.at.file, 0) + 1
        return found

    def waiting(self) -> tuple[Finding, ...]:
        """Files of the working copy that are too much to be read before they are recorded: no answer rests on them."""
        slugs = ("archive-unrecorded", "dataset-unrecorded")
        return tuple(f for taken in self._unrecorded.taken for f in taken.findings if f.slug in slugs)

    # -- the ledger -------------------------------------------------------------------------------------------------

    @property
    def has_ledger(self) -> bool:
        return (self.path / LEDGER / "ledger.sqlite").exists()

    @cached_property
    def _folded(self) -> tuple[State | None, tuple[Finding, ...]]:
        """The ledger's fold, and what of it could not be read: rows of a damaged segment are missing in the fold."""
        if not self.has_ledger:
            return None, ()
        found: list[Finding] = []
        with Ledger.open(self.path / LEDGER, read_only=True) as ledger:
            self._weigh(ledger)
            state = fold(ledger.entries(damaged=lambda damage: found.append(_unread(damage))))
        return state, tuple(dict.fromkeys(found))

    @property
    def unread(self) -> tuple[Finding, ...]:
        """What of the ledger answers go without: rows of damaged segments, and records that are none. Where only a part
        was read, what of that part is."""
        if self.asked is not None:
            return tuple(self._damage)
        return (*self._folded[1], *(f for f in self._now_known.findings if f.slug == UNREADABLE))

    @property
    def _state(self) -> State | None:
        return self._folded[0]

    def checkpoint(self, key: SigningKey | None = None) -> Checkpoint | None:
        """Size, root and time of the ledger, signed if a key is given; None when nothing was ever recorded."""
        if not self.has_ledger:
            return None
        with Ledger.open(self.path / LEDGER, read_only=True) as ledger:
            now = ledger.checkpoint()
        return now if key is None else now.signed(key)

    def keep_checkpoint(self, key: SigningKey | None = None) -> Checkpoint:
        """The same, and `verify` will hold the ledger to it from now on. Raises DossierError where nothing was ever
        recorded or nothing can be written."""
        if not self.has_ledger:
            raise DossierError("ledger-empty", _("nothing is recorded yet"), _("run `servanda add`"))
        with Ledger.open(self.path / LEDGER, waiting=self.telling) as ledger:
            return ledger.keep_checkpoint(key)

    def verify(
        self, against: Checkpoint | None = None, progress: Progress | None = None, jobs: int = 1
    ) -> VerifyReport:
        """Recompute the whole ledger, and compare it with a checkpoint that somebody else kept. `jobs`: processes that
        share the work of a large one."""
        if not self.has_ledger:
            raise DossierError("no-ledger", _("nothing was recorded here yet"), _("run `servanda add`"))
        with Ledger.open(self.path / LEDGER, read_only=True) as ledger:
            return ledger.verify(against, progress, jobs)

    def add(
        self,
        paths: Iterable[str | Path] | None = None,
        dry_run: bool = False,
        progress: Progress | None = None,
        jobs: int | None = None,
    ) -> AddResult:
        """Record files of the dossier (all of them by default) and the claims in them; adding again changes nothing.

        A file with errors is refused and the others are recorded, together: a killed `add` leaves the ledger as it was.
        Only where there are very many articles they are read by `jobs` processes (default: one a core) and recorded a
        thousand at a time, and a large dataset is recorded row by row, each by itself; what a stopped run has recorded
        stays, and the next one goes on from there. Raises DossierError when the folder cannot be written.
        """
        wanted = self._wanted(paths)
        work = adding.Adding(self.path / LEDGER, self.shelf, self.inlets, progress, jobs, self.telling)
        made = work.look(wanted) if dry_run else work.run(wanted)
        self._forget()
        return self._with_law(made, wanted)

    def _with_law(self, made: AddResult, wanted: Sequence[str]) -> AddResult:
        from dataclasses import replace

        of_law = [f for f in self.law.findings if f.is_error and f.at.file in set(wanted)]
        return replace(made, findings=tuple(dict.fromkeys((*of_law, *made.findings))))

    def _wanted(self, paths: Iterable[str | Path] | None) -> list[str]:
        """Paths within the dossier. A file from outside is refused: it would not be kept with the dossier."""
        if paths is None:
            return [p for p in self.shelf.paths if is_source(p) or is_law(p)]
        found: list[str] = []
        for given in paths:
            full = Path(given)
            if not full.is_absolute():
                here = self.path / full
                full = here if here.exists() else Path.cwd() / full
            if not full.exists():
                raise UsageError("no-such-file", _("{path} does not exist").format(path=given))
            if not full.resolve().is_relative_to(self.path.resolve()):
                what = _("{path} lies outside the dossier").format(path=given)
                advice = _("copy it into claims/, data/ or reports/ of the dossier and add it from there")
                raise UsageError("outside-dossier", what, advice)
            relative = full.resolve().relative_to(self.path.resolve()).as_posix()
            inside = [
                p
                for p in self.shelf.paths
                if (p == relative or p.startswith(f"{relative}/") or relative == ".") and (is_source(p) or is_law(p))
            ]
            if not inside:
                what = _("{path} is no file that a dossier records").format(path=relative)
                advice = _("claims go to claims/, articles to reports/, datasets to data/, accords to accords/")
                raise UsageError("not-a-source", what, advice)
            found += inside
        return list(dict.fromkeys(found))

    def accept(self, claims: Sequence[str], by: str = "", reason: str = "") -> int:
        """A person has read them and says: the text says this. Returns how many entries were made."""
        return self._decide(EntryType.REVIEW, claims, {"state": "accepted", "by": by, "reason": reason})

    def reject(self, claims: Sequence[str], by: str = "", reason: str = "") -> int:
        """A person says: the text does not say this. The claims stay, and count no more."""
        return self._decide(EntryType.REVIEW, claims, {"state": "rejected", "by": by, "reason": reason})

    def retract(self, claims: Sequence[str], by: str = "", reason: str = "") -> int:
        """The speaker took it back: strikes all copies of that origin."""
        return self._decide(EntryType.RETRACTION, claims, {"by": by, "reason": reason})

    def merge(self, claims: Sequence[str], by: str = "", reason: str = "") -> int:
        """A person says: these speak of one occurrence."""
        return self._decide(EntryType.MERGE, claims, {"claims": list(claims), "by": by, "reason": reason})

    def split(self, claims: Sequence[str], by: str = "", reason: str = "") -> int:
        """A person says: these speak of different occurrences."""
        return self._decide(EntryType.SPLIT, claims, {"claims": list(claims), "by": by, "reason": reason})

    def erase(self, ids: Sequence[str], reason: str, *, dry_run: bool = False) -> erasing.Erased:
        """Erase claims, or reports with all their claims, for good, with all that they rest on. What is left of the
        files that they came in is recorded anew. Raises DossierError while the words still stand in the folder."""
        self._needs_ledger()
        with Ledger.open(self.path / LEDGER, read_only=dry_run, waiting=self.telling) as ledger:
            aim = erasing.aimed(erasing.known_of(ledger, ids), ledger, ids)
            erasing.refuse_written(erasing.still_written(self.shelf, self.inlets, aim))
            if dry_run:
                return erasing.Erased(len(aim.refs), tuple(sorted(r.id for r in aim.records)), aim.files, 0, ())
            done = erasing.erase(ledger, aim, reason, signing_key(), self.path)
        digests.forget(self.path)
        self._forget()
        left = [p for p in done.files if p in self.shelf.paths]
        if left:
            self.add(left)
        return done

    def export(self, target: str | Path, progress: Progress | None = None) -> Checkpoint:
        """The whole ledger in one file, for another analyst: secret claims and speakers are in it."""
        from servanda.ledger.bundle import pack

        self._needs_ledger()
        return pack(self.path / LEDGER, Path(target), self.config.id, progress)

    def import_ledger(
        self, bundle: str | Path, against: Checkpoint | None = None, progress: Progress | None = None, jobs: int = 1
    ) -> exchange.Imported:
        """Take over another dossier's exported ledger, whole, where there is none yet; verified first, so that all its
        checkpoints hold here. Recorded files that the folder lacks are laid out."""
        from servanda.ledger.bundle import put, unpacked

        with unpacked(Path(bundle), against, progress, jobs) as brought:
            arrival.look(brought.ledger)
            put(brought, self.path / LEDGER)
        with Ledger.open(self.path / LEDGER, read_only=True) as ledger:
            made = exchange.laid_out(ledger, self.shelf)
        self._forget()
        for name in ("law", "inlets"):
            self.__dict__.pop(name, None)
        self.shelf = Working(self.path)
        return made

    def merge_ledger(
        self, bundle: str | Path, against: Checkpoint | None = None, progress: Progress | None = None, jobs: int = 1
    ) -> exchange.Merged:
        """Record what another dossier's exported ledger has besides ours; verified first, nothing of ours changed."""
        from servanda.ledger.bundle import unpacked

        with (
            unpacked(Path(bundle), against, progress, jobs) as brought,
            Ledger.open(self.path / LEDGER, create=True, waiting=self.telling) as ledger,
        ):
            arrival.look(brought.ledger)
            size = ledger.size
            self._weigh(ledger)
            self._weigh(brought.ledger)
            ours, theirs = fold(ledger.entries(size=size)), fold(brought.ledger.entries())
            erased = erased_marks.recognised(signing_key)
            origin = (brought.dossier, brought.checkpoint)
            made = exchange.joined(ledger, ours, brought.ledger, theirs, *origin, erased)
        self._forget()
        return made

    def _needs_ledger(self) -> None:
        if not self.has_ledger:
            raise DossierError("no-ledger", _("nothing was recorded here yet"), _("run `servanda add` first"))

    def _decide(self, kind: EntryType, claims: Sequence[str], payload: Mapping[str, object]) -> int:
        self._needs_ledger()
        with Ledger.open(self.path / LEDGER, waiting=self.telling) as ledger:
            size = ledger.size
            state = fold(ledger.entries(size=size, where=Where(ids=claims)))
            indexes = []
            for claim in claims:
                record = state.claims.get(claim) or state.coverage.get(claim)
                if record is None:
                    what = _("the ledger has no claim {id}").format(id=claim)
                    raise UsageError("unknown-claim", what, _("`servanda claims` lists them; record drafts first"))
                indexes.append(record.index)
            kept = {k: v for k, v in payload.items() if v}
            made = ledger.append([NewEntry(kind, kept, tuple(indexes))], expected_size=size)
        self._forget()
        return len(made)

    def _forget(self) -> None:
        self._views.clear()
        for name in ("bench", "_folded", "_now_known", "_unrecorded"):
            self.__dict__.pop(name, None)

    # -- clocks and views -------------------------------------------------------------------------------------------

    def clocks(self, as_of: str | None = None, known_at: str | None = None, clock: str | None = None) -> Clocks:
        """The pair of clocks: both default to now. Raises UsageError for a time that cannot be read."""
        now = int(time.time())
        name = clock or self.config.clock
        if name not in ("ledger", "public"):
            raise UsageError("unknown-clock", _("there is no clock {name!r}").format(name=name), "ledger | public")
        held = self._instant(as_of) if as_of else now
        known_by = self._instant(known_at) if known_at else now
        findings: tuple[Finding, ...] = ()
        if as_of and known_at and held > known_by:
            what = _("as of lies after known at: what happened in between could not be known yet")
            advice = _("ask a later --known-at")
            findings = (Finding("as-of-after-known-at", what, advice=advice, severity=Severity.WARNING),)
        ahead = self._recorded_to() - now
        if ahead > _DAY:
            what = _("the last entry was recorded at {then}, but it is {now} by this machine's clock")
            what = what.format(then=rfc3339(now + ahead), now=rfc3339(now))
            advice = _("set the clock right; what was recorded since then is known only to a later --known-at")
            findings += (Finding("ledger-ahead", what, advice=advice, severity=Severity.WARNING),)
        return Clocks(held, known_by, name, findings)

    def _recorded_to(self) -> int:
        """The first second that sees all that was recorded (seconds UTC), or the present."""
        if not self.has_ledger:
            return 0
        with Ledger.open(self.path / LEDGER, read_only=True) as ledger:
            return ledger.now()

    def _instant(self, text: str) -> int:
        try:
            return instant(text, self.config.tz)
        except TimeError as error:
            raise UsageError("time", _("this is no time: expected {what}").format(what=error)) from error

    def view(self, clocks: Clocks) -> View:
        """Everything known at `clocks`."""
        key = (clocks.as_of, clocks.known_at, clocks.clock)
        found = self._views.get(key)
        if found is None:
            found = self._views[key] = self._view(clocks)
        return found

    def _view(self, clocks: Clocks) -> View:
        past = clocks.clock == "ledger" and clocks.known_at < int(time.time()) - 1
        if self.asked is not None:
            found = self._part_view(clocks, self.asked, past=past)
            if found.is_of_all_speakers:
                return found
            del self.parts[clocks.as_of, clocks.known_at, clocks.clock]
        if past:
            return self._past_view(clocks)
        everything = self._now_known
        return self._seen(clocks, self.law, everything)

    def _seen(self, clocks: Clocks, law: Law, everything: Known) -> View:
        claims = everything.claims
        if clocks.clock == "public":
            claims, _found = public_by(claims, clocks.known_at)
        known_at_all = (everything.decisions, everything.drafts, everything.erased, everything.claims)
        return View(clocks, law, claims, everything.reports, *known_at_all)

    def _weigh(self, ledger: Ledger) -> None:
        """Say that everything is about to be read, if that is much."""
        what = weight.weighed(weight.rows_in_bulk(ledger))
        if what:
            self.telling(what)

    def _part_view(self, clocks: Clocks, asked: Asked | Chosen, *, past: bool) -> View:
        """What is known, of rows in bulk only those that `asked` needs."""
        from servanda.dossier.part import Reading, read_chosen, read_part

        with Ledger.open(self.path / LEDGER, read_only=True) as ledger:
            reading = Reading(
                ledger, lambda d: self._damage.update({_unread(d): None}), clocks.known_at if past else None
            )
            try:
                state = reading.begin()
                shelf = Recorded(ledger, state) if past else self.shelf
                law = read_law(shelf) if past and shelf.paths else self.law
                working = Unrecorded() if past else self._unrecorded
                if isinstance(asked, Chosen):
                    part = read_chosen(reading, law, asked, working)
                else:
                    under = law if not asked.readings else read_law(law.shelf, dict(asked.readings))
                    part = read_part(reading, state, under, asked, clocks.as_of, working)
            finally:
                reading.close()
        self.parts[clocks.as_of, clocks.known_at, clocks.clock] = (part.read, part.rows)
        self._damage.update((f, None) for f in part.known.findings if f.slug == UNREADABLE)
        return self._seen(clocks, law, part.known)

    @cached_property
    def _now_known(self) -> Known:
        return known(self._state, self._unrecorded)

    @cached_property
    def _unrecorded(self) -> Unrecorded:
        """What of the working copy is not recorded as it stands."""
        if self.asked is None:
            return unrecorded(self._state, self.shelf, self.inlets)
        from servanda.dossier.part import light

        with Ledger.open(self.path / LEDGER, read_only=True) as ledger:
            return unrecorded(fold(map(light, ledger.entries(types=FILES))), self.shelf, self.inlets)

    def _past_view(self, clocks: Clocks) -> View:
        """From the ledger alone: files, law and claims as recorded by then."""
        if not self.has_ledger:
            return View(clocks, self.law, {}, {})
        with Ledger.open(self.path / LEDGER, read_only=True) as ledger:
            self._weigh(ledger)
            # what cannot be read is in `unread`, which looks at everything
            state = fold(ledger.entries(clocks.known_at, damaged=lambda _damage: None))
            shelf = Recorded(ledger, state)
            law = read_law(shelf) if FILE in shelf.paths or shelf.paths else self.law
        return self._seen(clocks, law, known(state, Unrecorded()))

    def claims_csv(self, claims: Iterable[Claim], view: View) -> str:
        """Claims as the CSV that people write by hand; read back, it changes nothing."""
        return claims_csv(claims, view.reports, self.inlets.context())

    # -- verdicts ---------------------------------------------------------------------------------------------------

    @cached_property
    def bench(self) -> Bench:
        """The courts, each made once."""
        return Bench(self.config, self.view, self.asked.refs if self.asked is not None else ())

    def court(self, clocks: Clocks, readings: Mapping[str, str] | None = None, without: Sequence[str] = ()) -> Court:
        """The court for a pair of clocks, under chosen readings; `without`: speakers, outlets, reports or origins
        whose claims are left out."""
        return self.bench.court(clocks, readings, without)

    def viewpoint(self, name: str, law: Law | None = None) -> Viewpoint:
        """A viewpoint by name, as `law` (default: the working copy's) has it; any actor's id is one. UsageError."""
        return self.bench.viewpoint(name, law or self.law)

    def level(self, standard: str | None) -> Level:
        """The standard of proof by its word; the dossier's own by default. Raises UsageError."""
        return self.bench.level(standard)

    def verdict(
        self,
        as_of: str | None = None,
        known_at: str | None = None,
        clock: str | None = None,
        viewpoint: str | Sequence[str] = "all",
        standard: str | None = None,
        accord: str | None = None,
        start: int | None = None,
        readings: Mapping[str, str] | None = None,
        *,
        clocks: Clocks | None = None,
        explore: Explore = Explore.ALL,
        without: Sequence[str] = (),
    ) -> list[Verdict]:
        """One verdict per obligation and viewpoint. `start`: the period's beginning (seconds UTC; default: each
        obligation's entry into force). `explore`: how far to look for what a verdict could be. `without`: speakers,
        outlets, reports or origins whose claims are left out."""
        pair = clocks or self.clocks(as_of, known_at, clock)
        names = [viewpoint] if isinstance(viewpoint, str) else viewpoint
        return self.bench.verdicts(pair, names, standard, accord, start, readings, without, explore=explore)

    def matrix(
        self,
        clocks: Clocks,
        viewpoints: Sequence[str] | None = None,
        standard: str | None = None,
        readings: Mapping[str, str] | None = None,
        start: int | None = None,
        accords: Sequence[str] = (),
        without: Sequence[str] = (),
    ) -> matrix.Matrix:
        """Every obligation (of the named accords) in every viewpoint: *this period* and *to date*."""
        names = tuple(viewpoints or self.viewpoints())
        return matrix.matrix(self.bench, clocks, names, standard, readings, start, accords, without)

    def history(
        self,
        by: str,
        clocks: Clocks,
        viewpoints: Sequence[str] = ("all",),
        standard: str | None = None,
        accords: Sequence[str] = (),
        start: int | None = None,
        readings: Mapping[str, str] | None = None,
        without: Sequence[str] = (),
        *,
        only_turns: bool = False,
    ) -> Iterator[Verdict]:
        """Every verdict to date at the end of every `week` or `month` up to as_of, all as known at known_at.
        `only_turns`: those that say the same as the step before may be left out."""
        return history.history(
            self.bench, clocks, by, viewpoints, standard, accords, start, readings, without, only_turns=only_turns
        )

    def origins(
        self,
        clocks: Clocks,
        viewpoints: Sequence[str] = ("all",),
        standard: str | None = None,
        readings: Mapping[str, str] | None = None,
        accords: Sequence[str] = (),
    ) -> list[origins.Origin]:
        """How many verdicts rest on each origin, and which would be others without it."""
        return origins.origins(self.bench, clocks, viewpoints, standard, readings, accords)

    def changes(
        self,
        before: Clocks,
        after: Clocks,
        viewpoints: Sequence[str] = ("all",),
        standard: str | None = None,
        accords: Sequence[str] = (),
    ) -> Iterator[changes.Change]:
        """The verdicts that differ between two pairs of clocks, each with the claims that made the difference."""
        return changes.changes(self.bench, before, after, viewpoints, standard, accords)

    def cite(
        self, ref: str, clocks: Clocks | None = None, viewpoint: str = "all", standard: str | None = None
    ) -> citation.Citation:
        """A verdict as it is cited: with its clocks, its versions and the ledger's checkpoint."""
        return citation.cite(self.bench, ref, clocks or self.clocks(), viewpoint, standard, self.checkpoint())

    def find(self, ref: str) -> tuple[Accord, Obligation]:
        """An obligation by its reference. Raises UsageError."""
        accord_id, _sep, local = ref.partition("/")
        for accord in self.accords:
            obligation = accord.obligation(local)
            if accord.id == accord_id and obligation is not None:
                return accord, obligation
        raise UsageError("unknown-reference", _("there is no obligation {ref!r}").format(ref=ref))

    def explain(
        self,
        ref: str,
        clocks: Clocks | None = None,
        viewpoint: str = "all",
        standard: str | None = None,
        readings: Mapping[str, str] | None = None,
    ) -> explanation.Explanation:
        """Why a verdict is what it is, and what would change it."""
        return explanation.explain(self.bench, ref, clocks or self.clocks(), viewpoint, standard, readings)


def open(path: str | Path = ".") -> Dossier:
    """The dossier in `path`. Raises DossierError when there is none."""
    folder = Path(path)
    if not folder.is_dir():
        raise DossierError(
            "no-dossier", _("{path} is no folder").format(path=folder), _("`servanda init DIR` makes one")
        )
    if not (folder / FILE).is_file():
        what = _("{path} is no dossier: it has no dossier.yaml").format(path=folder)
        raise DossierError(
            "no-dossier", what, _("`servanda init DIR` makes one; `servanda demo DIR` brings an example")
        )
    return Dossier(folder)
