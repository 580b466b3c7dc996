"""An accord's prose on paper: plain text, Markdown, and one self-contained HTML page that prints."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from html import escape

from servanda.accord.prose import Clause, Prose
from servanda.words import _

STYLE = """
:root { color-scheme: light dark; --paper: #fdfcf9; --bed: #f4f1e9; --ink: #1c1d1f; --soft: #53575b; --rule: #dad6cb;
  --link: #12507f; --serif: Charter, "Iowan Old Style", "Source Serif 4", "Noto Serif", Cambria, Georgia, serif;
  --sans: Inter, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #15171a; --bed: #1d2024; --ink: #e9e6e0; --soft: #b0aea8; --rule: #34383d; --link: #93c3ee; }
}
* { box-sizing: border-box; }
body { max-width: 50rem; margin: 0 auto; padding: 0 1.25rem 4rem; background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.5 var(--serif); font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
h1 { border-top: 6px solid; padding-top: 1.1rem; margin: 0 0 1.2rem; text-wrap: balance;
  font-size: clamp(1.6rem, 1.1rem + 2vw, 2.4rem); line-height: 1.12; letter-spacing: -.01em; }
h2 { font-size: 1.375rem; margin: 2.8rem 0 1rem; padding-top: .5rem; border-top: 1px solid; }
h3 { font-size: 1.0625rem; line-height: 1.35; margin: 0; }
a { color: var(--link); text-underline-offset: .16em; }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); margin: 0; font: .9375rem/1.45 var(--sans); }
dt, dd { margin: 0; padding: .4rem 0; border-top: 1px solid var(--rule); }
dt { color: var(--soft); padding-inline-end: 1.25rem; }
section { break-inside: avoid; margin: 0; padding: 1rem 0; border-top: 1px solid var(--rule); }
h2 + section { border-top: 0; }
.ref { color: var(--soft); font-size: .8125rem; } code { font-family: ui-monospace, "Noto Sans Mono", monospace; }
.says { margin: .4rem 0; }
.rule { margin: .5rem 0; padding: .55rem .8rem; background: var(--bed); border-inline-start: 3px solid var(--link);
  font: .9375rem/1.45 var(--sans); }
.more { margin: .3rem 0 0; padding-inline-start: 1.1rem; color: var(--soft); font: .875rem/1.5 var(--sans); }
@media (max-width: 36rem) { dl { display: block; } dt { padding-bottom: 0; } dd { border: 0; padding-top: 0; } }
@media print {
  :root { --paper: #fff; --bed: #fff; --ink: #000; --soft: #333; --rule: #bbb; --link: #000; }
  body { max-width: none; padding: 0; font-size: 10.5pt; } h2, h3 { break-after: avoid; }
}
"""


def text(made: Prose, width: int = 100) -> str:
    """Plain text, wrapped at `width` columns."""
    return "\n".join(_text(made, max(40, width))) + "\n"


def _text(made: Prose, width: int) -> Iterator[str]:
    def wrapped(line: str, indent: str = "", hang: str | None = None) -> str:
        after = indent if hang is None else hang
        return textwrap.fill(line, width, initial_indent=indent, subsequent_indent=after, break_on_hyphens=False)

    yield wrapped(made.title)
    yield "=" * min(width, len(made.title))
    for label, value in made.facts:
        yield wrapped(f"{label}: {value}", hang="  ")
    for clause in made.clauses:
        yield ""
        yield wrapped(heading(clause), hang="  ")
        if clause.says and clause.says != clause.title:
            yield wrapped(clause.says, "    ")
        yield wrapped(f"→ {clause.rule}", "    ", "      ")
        yield from (wrapped(f"· {line}", "      ", "        ") for line in clause.more)
    for title, rows in ((_("Zones"), made.zones), (_("Readings taken"), made.readings)):
        if rows:
            yield from ("", title, "-" * len(title))
            yield from (wrapped(f"{name}: {value}", hang="  ") for name, value in rows)


def heading(clause: Clause) -> str:
    """`Article 5b. Title  [sochi-2019/ypg-withdrawal]`."""
    article = _("Article {number}. ").format(number=clause.article) if clause.article else ""
    return f"{article}{clause.title}  [{clause.ref}]"


def markdown(made: Prose) -> str:
    """Markdown with a heading for each clause."""
    lines = [f"# {_md(made.title)}", ""]
    lines += [f"- **{_md(label)}**: {_md(value)}" for label, value in made.facts]
    for clause in made.clauses:
        article = _("Article {number}. ").format(number=clause.article) if clause.article else ""
        lines += ["", f"## {_md(article + clause.title)}", "", f"`{clause.ref}`"]
        if clause.says and clause.says != clause.title:
            lines += ["", _md(clause.says)]
        lines += ["", f"> {_md(clause.rule)}"]
        lines += ["", *(f"- {_md(line)}" for line in clause.more)] if clause.more else []
    for title, rows in ((_("Zones"), made.zones), (_("Readings taken"), made.readings)):
        if rows:
            lines += ["", f"## {title}", "", *(f"- **{_md(name)}**: {_md(value)}" for name, value in rows)]
    return "\n".join(lines) + "\n"


def _md(value: str) -> str:
    """Text that Markdown leaves as it is."""
    return "".join(f"\\{c}" if c in "\\`*_[]<>#|" else c for c in " ".join(value.split()))


def html(made: Prose, lang: str = "en") -> str:
    """One page without scripts or anything from elsewhere; names and texts keep their own direction."""
    parts = [
        f'<!doctype html>\n<html lang="{escape(lang)}">\n<head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(made.title)}</title><style>{STYLE}</style></head>\n<body>\n<h1>{_bdi(made.title)}</h1>",
        _rows(made.facts),
        f"<h2>{escape(_('Provisions'))}</h2>",
    ]
    for clause in made.clauses:
        article = escape(_("Article {number}. ").format(number=clause.article)) if clause.article else ""
        parts.append(f'<section id="{escape(clause.ref)}"><h3>{article}{_bdi(clause.title)}</h3>')
        parts.append(f'<div class="ref"><code>{escape(clause.ref)}</code></div>')
        if clause.says and clause.says != clause.title:
            parts.append(f'<p class="says">{_bdi(clause.says)}</p>')
        parts.append(f'<p class="rule">{_bdi(clause.rule)}</p>')
        if clause.more:
            parts.append('<ul class="more">' + "".join(f"<li>{_bdi(line)}</li>" for line in clause.more) + "</ul>")
        parts.append("</section>")
    for title, rows in ((_("Zones"), made.zones), (_("Readings taken"), made.readings)):
        if rows:
            parts.append(f"<h2>{escape(title)}</h2>\n{_rows(rows)}")
    return "\n".join(parts) + "\n</body>\n</html>\n"


def _rows(rows: tuple[tuple[str, str], ...]) -> str:
    cells = "".join(f"<dt>{_bdi(label)}</dt><dd>{_value(value)}</dd>\n" for label, value in rows)
    return f"<dl>\n{cells}</dl>"


def _value(value: str) -> str:
    if value.startswith(("https://", "http://")) and not any(c.isspace() for c in value):
        return f'<a href="{escape(value)}">{escape(value)}</a>'
    return _bdi(value)


def _bdi(value: str) -> str:
    return f"<bdi>{escape(value)}</bdi>"
