"""A verdict as it is cited: what it says, of which clocks, by which versions, against which checkpoint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from servanda import __version__
from servanda.dossier.explanation import explain
from servanda.model import Verdict, rfc3339
from servanda.words import _

if TYPE_CHECKING:
    from servanda.dossier.bench import Bench
    from servanda.dossier.view import Clocks
    from servanda.ledger import Checkpoint


@dataclass(frozen=True)
class Citation:
    """One verdict's citation. `sentence` for people, `csl` one CSL-JSON item, `bibtex` one entry."""

    verdict: Verdict
    key: str
    sentence: str
    csl: Mapping[str, Any]

    @property
    def bibtex(self) -> str:
        """A `@misc` entry (BibTeX has none for a datum); braces keep words as they are."""
        year, month, day = self.csl["issued"]["date-parts"][0]
        fields = {
            "title": "{" + _escaped(self.csl["title"]) + "}",
            "howpublished": _escaped(self.csl["container-title"]),
            "year": str(year),
            "month": str(month),
            "day": str(day),
            "version": _escaped(self.csl["version"]),
            "note": _escaped(self.csl["note"]),
        }
        if self.csl.get("URL"):
            fields["url"] = self.csl["URL"]
        body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
        return f"@misc{{{self.key},\n{body}\n}}"


def cite(
    bench: Bench, ref: str, clocks: Clocks, viewpoint: str, standard: str | None, checkpoint: Checkpoint | None
) -> Citation:
    """The citation of one row; `checkpoint`: the ledger's. Raises UsageError for a reference that names nothing."""
    verdict = explain(bench, ref, clocks, viewpoint, standard, None).verdict
    accord = next(a for a in bench.view(clocks).law.accords if a.id == verdict.accord)
    versions = dict(verdict.versions)
    program = _("Servanda {version}, engine {engine}, semantics {semantics}, accord file {accord}").format(
        version=__version__, engine=versions["engine"], semantics=versions["semantics"], accord=versions["accord"]
    )
    seen = _(
        "as of {as_of}, as known at {known_at} ({clock} clock); viewpoint {viewpoint}, standard {standard}"
    ).format(
        as_of=rfc3339(verdict.as_of),
        known_at=rfc3339(verdict.known_at),
        clock=verdict.clock,
        viewpoint=verdict.viewpoint,
        standard=verdict.standard,
    )
    article = _(", article {article}").format(article=verdict.article) if verdict.article else ""
    what = f"{accord.title}{article}: {verdict.title}" if verdict.obligation != "*" else accord.title
    proof = _(" (for: {for_}, against: {against})").format(
        for_=verdict.level_for.word, against=verdict.level_against.word
    )
    title = f"{what} ({verdict.ref}): {verdict.label}"
    draft = _(" It rests on edits that are not recorded.") if verdict.draft else ""
    name = bench.config.title or bench.config.id
    kept = _kept(checkpoint) + draft
    sentence = f"“{what}” ({verdict.ref}): {verdict.label}{proof}, {seen}. {name}. {program}. {kept}"
    asked = datetime.fromtimestamp(verdict.known_at, UTC)
    csl = {
        "id": _key(verdict),
        "type": "dataset",
        "title": title,
        "container-title": name,
        "issued": {"date-parts": [[asked.year, asked.month, asked.day]]},
        "version": program,
        "note": f"{seen}{proof}. {kept}",
        "genre": "verdict",
    }
    if accord.text_url:
        csl["URL"] = accord.text_url
    return Citation(verdict, _key(verdict), sentence, csl)


def _kept(checkpoint: Checkpoint | None) -> str:
    if checkpoint is None:
        return _("No ledger: nothing was recorded.")
    return _("Ledger checkpoint: {size} entries, root {root}.").format(size=checkpoint.size, root=checkpoint.root.hex())


def _key(verdict: Verdict) -> str:
    day = (rfc3339(verdict.as_of - 1) or "")[:10]  # the last day that counts
    letters = f"{verdict.ref}-{verdict.viewpoint}-{day}"
    return "".join(c if c.isascii() and (c.isalnum() or c in "-.") else "-" for c in letters)


def _escaped(text: str) -> str:
    """As BibTeX wants it: its own signs escaped."""
    for sign in "&%$#_":
        text = text.replace(sign, f"\\{sign}")
    return text.replace("{", "").replace("}", "")
