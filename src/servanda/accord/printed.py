"""An accord's prose on paper: plain text, Markdown, and one self-contained HTML page that prints."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from html import escape

from servanda.accord.prose import Clause, Prose
from servanda.words import _

STYLE = """
:root { color-scheme: light dark; }
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 Georgia, "Noto Serif", serif; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2.2rem; border-bottom: 1px solid; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; }
dd { margin: 0; overflow-wrap: anywhere; }
section { break-inside: avoid; margin: 1.4rem 0; } h3 { font-size: 1rem; margin: 0; }
.ref, .more { font-family: ui-sans-serif, system-ui, sans-serif; font-size: .85rem; }
.says { margin: .3rem 0; } .rule { margin: .3rem 0; padding-inline-start: .8rem; border-inline-start: .25rem solid; }
.more { margin: .2rem 0; padding-inline-start: 1.2rem; }
@media print { body { margin: 0; max-width: none; } }
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
