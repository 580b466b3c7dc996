"""The symbols: word, shape and colour for a label, a level of proof and a kind of incident.

Claimed and confirmed never share a symbol: outlined is alleged, half reported, filled corroborated, ringed verified.
A page carries the symbols once (`sprite`) and refers to them; colours come from the style sheet as `currentColor`.
"""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from servanda.words import _

LABEL_SYMBOLS: Mapping[str, str] = {
    "fulfilled": "kept",
    "kept": "kept",
    "met": "kept",
    "breached": "breached",
    "not met": "breached",
    "contested": "contested",
    "unknown": "unknown",
    "pending": "pending",
    "not in force": "idle",
    "not triggered": "idle",
    "unknown whether in force": "idle-unknown",
    "in force: contested": "idle-contested",
    "untestable": "untestable",
}
LEVEL_WORDS = ("none", "alleged", "reported", "corroborated", "verified")
FAMILIES = ("fire", "air", "ground", "civilians", "movement", "other")
_FAMILY_OF: Mapping[str, str] = {
    "ceasefire-violation": "fire",
    "shelling": "fire",
    "small-arms-fire": "fire",
    "sniper-fire": "fire",
    "attack": "fire",
    "hostilities": "fire",
    "airstrike": "air",
    "drone-attack": "air",
    "shootdown": "air",
    "clash": "ground",
    "ground-attack": "ground",
    "capture": "ground",
    "encirclement": "ground",
    "infiltration": "ground",
    "attack-on-civilians": "civilians",
    "explosion": "civilians",
    "displacement": "civilians",
    "detention": "civilians",
    "forced-return": "civilians",
    "presence": "movement",
    "deployment": "movement",
    "entry": "movement",
    "withdrawal": "movement",
    "departure": "movement",
    "establishment": "movement",
    "dissolution": "movement",
    "patrol": "movement",
    "monitoring": "movement",
}

_LABELS: Mapping[str, str] = {
    "kept": '<circle cx="8" cy="8" r="6.4" fill="currentColor"/>',
    "breached": '<path d="M3.1 3.1 12.9 12.9M12.9 3.1 3.1 12.9" stroke="currentColor" stroke-width="3.4"/>',
    "contested": '<circle cx="8" cy="8" r="5.7" fill="none" stroke="currentColor" stroke-width="1.5"/>'
    '<path d="M8 2.3a5.7 5.7 0 0 0 0 11.4z" fill="currentColor"/>',
    "unknown": '<circle cx="8" cy="8" r="5.7" fill="none" stroke="currentColor" stroke-width="1.5"/>',
    "pending": '<circle cx="8" cy="8" r="5.7" fill="none" stroke="currentColor" stroke-width="1.7" '
    'stroke-dasharray="2.2 2.28"/>',
    "idle": '<path d="M3.5 8h9" stroke="currentColor" stroke-width="1.9"/>',
    "idle-unknown": '<path d="M5 8h6" stroke="currentColor" stroke-width="1.9"/>'
    '<circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" stroke-width="1.1"/>',
    "idle-contested": '<path d="M8 1.8a6.2 6.2 0 0 0 0 12.4" fill="none" stroke="currentColor" stroke-width="1.9"/>'
    '<path d="M6 8h7" stroke="currentColor" stroke-width="1.9"/>',
    "untestable": '<rect x="3" y="3" width="10" height="10" fill="none" stroke="currentColor" stroke-width="1.4"/>',
}
# Outline and left half of each shape, centred on 8, 8.
_SHAPES: Mapping[str, tuple[str, str]] = {
    "for": ("M8 2.6 14 13H2z", "M8 2.6V13H2z"),
    "against": ("M8 13.4 2 3h12z", "M8 13.4 2 3h6z"),
    "fire": ("M3.2 3.2h9.6v9.6H3.2z", "M3.2 3.2H8v9.6H3.2z"),
    "air": ("M8 1.4 9.9 6.1 14.6 8 9.9 9.9 8 14.6 6.1 9.9 1.4 8 6.1 6.1z", "M8 1.4V14.6L6.1 9.9 1.4 8 6.1 6.1z"),
    "ground": ("M8 1.8 14.2 8 8 14.2 1.8 8z", "M8 1.8v12.4L1.8 8z"),
    "civilians": ("M5 2.6h6L14.2 8 11 13.4H5L1.8 8z", "M5 2.6h3v10.8H5L1.8 8z"),
    "movement": ("M2.4 4h6.8l4.6 4-4.6 4H2.4l2.2-4z", "M2.4 4H8v8H2.4l2.2-4z"),
    "other": (
        "M8 2.8a5.2 5.2 0 1 0 .01 0z",
        "M8 2.8a5.2 5.2 0 0 0 0 10.4z",
    ),
}


def symbol_id(label: str) -> str:
    """The symbol of a verdict's label; an unknown label gets the sign for unknown."""
    return LABEL_SYMBOLS.get(label, "unknown")


def level_word(level: int) -> str:
    """The level's name; out of range counts as none."""
    return _(LEVEL_WORDS[level]) if 0 <= level < len(LEVEL_WORDS) else _(LEVEL_WORDS[0])


def family(event: str) -> str:
    """The family of an event kind, which decides its shape on the map."""
    return _FAMILY_OF.get(event, "other")


def family_words() -> Mapping[str, str]:
    return {
        "fire": _("shelling and other fire"),
        "air": _("from the air"),
        "ground": _("fighting or taking of ground"),
        "civilians": _("harm to civilians"),
        "movement": _("presence, movement, patrols"),
        "other": _("other"),
    }


def shape_id(name: str, level: int) -> str:
    """The symbol of a level of proof (`for`, `against`) or of an incident's family at a level."""
    shape = name if name in _SHAPES else "other"
    return f"{shape}-{min(max(level, 1), 4)}"


def _proof(outline: str, half: str) -> tuple[str, str, str, str]:
    edge = f'<path class="o" d="{outline}" stroke="currentColor" stroke-width="1.3" stroke-linejoin="round"/>'
    solid = (
        f'<path d="{outline}" fill="currentColor" stroke="currentColor" stroke-width="1.3" stroke-linejoin="round"/>'
    )
    small = (
        f'<g transform="translate(8 8) scale(.62) translate(-8 -8)"><path d="{outline}" fill="currentColor"/></g>'
        '<circle cx="8" cy="8" r="7" fill="none" stroke="currentColor" stroke-width="1.5"/>'
    )
    return edge, f'{edge}<path d="{half}" fill="currentColor"/>', solid, small


def sprite(families: bool = True) -> Markup:
    """Every symbol once, to be put at the top of a page."""
    parts = [f'<symbol id="s-{name}" viewBox="0 0 16 16">{body}</symbol>' for name, body in _LABELS.items()]
    for name, (outline, half) in _SHAPES.items():
        if families or name in ("for", "against"):
            parts.extend(
                f'<symbol id="s-{name}-{level}" viewBox="0 0 16 16">{body}</symbol>'
                for level, body in enumerate(_proof(outline, half), 1)
            )
    return Markup(
        '<svg class="sprite" width="0" height="0" aria-hidden="true" focusable="false"><defs>'
        f"{''.join(parts)}</defs></svg>"
    )


def use(symbol: str, css: str = "") -> Markup:
    """A reference to one symbol, hidden from screen readers: the word stands beside it."""
    return Markup('<svg class="mark {}" aria-hidden="true" focusable="false"><use href="#s-{}"/></svg>').format(
        css, symbol
    )


def label_mark(label: str) -> Markup:
    name = symbol_id(label)
    return use(name, f"m-{name}")


def level_mark(side: str, level: int) -> Markup:
    """`side` is `for` or `against`."""
    return use(shape_id(side, level), f"lv-{side}")


def incident_mark(name: str, level: int, disputed: bool) -> Markup:
    return use(shape_id(name, level), "inc disputed" if disputed else "inc")
