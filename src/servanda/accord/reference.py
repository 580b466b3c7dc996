"""docs/reference/verbs.md, written from verbs.yaml: `python -m servanda.accord.reference > docs/reference/verbs.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from servanda.accord.verbs import Rule, Verb, Verbs, verbs

MEANING = {
    "event": "happened then",
    "holds": "held then",
    "done": "was reached by then",
    "completion": "was reached then, not before",
    "undone": "was not reached by then",
}
HEAD = """\
# Verbs, event kinds and classes of things

Written from `src/servanda/accord/verbs.yaml` by `python -m servanda.accord.reference`; a test keeps the two in step.

A claim bears on an obligation only by this table: the obligation's verb says which kinds of event affirm its deed (+)
or deny it (−), and whose part in the event must match whom the norm names. A kind bears as every kind that it *is*:
shelling is an attack; and "no attacks" denies shelling too. A claim that denies turns the sign.
"""


def page(table: Verbs | None = None) -> str:
    """The whole page as Markdown."""
    table = table or verbs()
    lines = [HEAD, "## Verbs\n"]
    for verb in table.verbs.values():
        lines += _verb(verb)
    lines += ["## Event kinds\n", "| kind | is | aspect | meaning | PLOVER | CAMEO |", "|---|---|---|---|---|---|"]
    for kind in table.kinds.values():
        cells = (f"`{kind.name}`", kind.parent, kind.aspect, kind.says, kind.plover, kind.cameo)
        lines.append("| " + " | ".join(cells) + " |")
    lines += ["", "## Classes of things\n", "| class | is |", "|---|---|"]
    lines += [f"| `{name}` | {parent} |" for name, parent in table.objects.items()]
    return "\n".join(lines) + "\n"


def _verb(verb: Verb) -> Iterator[str]:
    yield f"### {verb.name}\n"
    if verb.aliases:
        yield "Also: " + ", ".join(verb.aliases) + ".\n"
    absent = "; the verb is its absence" if verb.negates else ""
    yield f"Deed: {verb.deed}{absent}. Its value names: {', '.join(verb.direct)}. Where: {', '.join(verb.places)}.\n"
    yield "| event | | the deed | whose part | also needed | because |"
    yield "|---|---|---|---|---|---|"
    for rule in verb.evidence:
        sign = "+" if rule.sign == "+" else "−"
        yield f"| `{rule.event}` | {sign} | {MEANING[rule.meaning]} | {_who(rule)} | {_needs(rule)} | {rule.why} |"
    yield ""


def _who(rule: Rule) -> str:
    whose = {"actor": "the actor's", "participant": "any participant's", "target": "the target's", "none": "nobody's"}
    possibly = f" (possibly the {rule.possibly}'s)" if rule.possibly else ""
    return whose[rule.who] + possibly


def _needs(rule: Rule) -> str:
    needs = []
    if rule.target:
        needs.append("the target")
    if rule.object:
        needs.append("the thing, named" if rule.object == "strict" else "the thing")
    if rule.unless_objects:
        needs.append("no thing in the norm")
    if rule.all:
        needs.append("all of the place and of whom the norm names")
    return ", ".join(needs)


if __name__ == "__main__":
    sys.stdout.write(page())
