"""docs/reference/sources.md, made from the manifests (`python -m servanda.sources.reference`)."""

from __future__ import annotations

from collections.abc import Iterator

from servanda.sources.manifest import Manifest
from servanda.sources.registry import manifests
from servanda.sources.ucdp_columns import RADIUS_M

_WHERE = {
    1: "exact place",
    2: "within about 25 km",
    3: "second-order division (district)",
    4: "first-order division (governorate)",
    5: "a line, or an area that is no division",
    6: "country",
    7: "international water or airspace",
}


def page() -> str:
    """The manual's page of sources."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield "# Sources"
    yield ""
    yield "Written from the inlets' manifests by `python -m servanda.sources.reference`; a test keeps the two in step."
    yield ""
    yield "`servanda add FILE…` looks at a file's name and first bytes and chooses the inlet that knows it. What is"
    yield "wrong with a file comes as findings with line and advice ([messages](../messages.md)); nothing that was"
    yield "accepted is lost. A format that no inlet knows is a finding that names these:"
    yield ""
    yield "| inlet | reads | file names | a bad row or page |"
    yield "|---|---|---|---|"
    for m in manifests():
        yield f"| [{m.name}](#{m.name}) | {', '.join(m.formats)} | {_code(m.suffixes)} | {m.bad_data} |"
    for m in manifests():
        yield from _section(m)
        if m.name == "ucdp-ged":
            yield from _radii()
    yield ""
    yield from _sidecars()


def _radii() -> Iterator[str]:
    yield ""
    yield "### Radius of a place"
    yield ""
    yield "Divisions differ in size; from 3 on these are our round numbers for a disc that holds the place."
    yield ""
    yield "| `where_prec` | the codebook | `radius_m` |"
    yield "|---|---|---|"
    for precision, radius_m in RADIUS_M.items():
        yield f"| {precision} | {_WHERE[precision]} | {radius_m:.0f} |"
    yield "| none | | as 6 |"


def _section(manifest: Manifest) -> Iterator[str]:
    yield ""
    yield f"## {manifest.name}"
    yield ""
    yield manifest.says
    for note in manifest.notes:
        yield ""
        yield note
    yield ""
    yield f"Bad data: {manifest.bad_data}"
    if manifest.licence_note:
        yield ""
        yield f"Licence: {manifest.licence_note}"
    options = {name: says for name, says in manifest.options.items() if not says.startswith("in the sidecar")}
    if options:
        yield ""
        yield "| option | |"
        yield "|---|---|"
        for name, says in options.items():
            yield f"| `{name}` | {says} |"


def _sidecars() -> Iterator[str]:
    yield "## Sidecars"
    yield ""
    yield "`NAME.yaml` beside `NAME.txt`, `.html`, `.pdf` and so on says what the bytes do not say themselves:"
    yield ""
    yield "```yaml"
    yield "title: Post encircled"
    yield "outlet: dw"
    yield "published: 2020-02-05T17:30+03:00     # or 2020-02-05"
    yield "url: https://example.org/a"
    yield "language: en"
    yield "handling: public                      # public, restricted or secret"
    yield "```"
    yield ""
    yield "Also `author`, `retrieved`, `licence`, `attribution`. A sidecar with an error keeps its report out."
    yield ""


def _code(words: tuple[str, ...]) -> str:
    return " ".join(f"`{word}`" for word in words)


if __name__ == "__main__":
    print(page(), end="")
