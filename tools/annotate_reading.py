"""Annotated articles, from the form that people write to the form that is scored.

    python tools/annotate_reading.py tests/data/reading/dev.txt > tests/data/reading/dev.jsonl

Articles are parted by a line `===`. Head lines `# key: value` (id, published, outlet, timezone) come first, then the
text, in which

    [s1|source] [q1|cue] [c1|content]     belong to relation 1 (several c1 are one content in pieces)
    [n2|a sentence of the narrator]       is claim 2, nobody's but the outlet's
    [d:2020-02-05|yesterday]              is a date: one that the manual's page on time can read
    [p:35.85,36.80|Saraqib]               is a place; all of these may stand inside one another

and then a line for each claim: `= 1 speaker=dmitry-peskov stance=denies event=shelling …`.
"""

from __future__ import annotations

import json
import re
import sys
from typing import Any

from servanda.model import extent, rfc3339, zone

_TOKEN = re.compile(
    r"\[(?P<kind>[sqcn])(?P<number>\d+)\||\[(?P<what>[dp]):(?P<value>[^|\]]+)\||(?P<end>\])|[^\[\]]+|\["
)
_KEYS = {"s": "source", "q": "cue", "c": "content", "n": "content"}


def article(block: str) -> dict[str, Any]:
    """One article of the form above as an object of the scored form."""
    head = dict(re.findall(r"^# (\w+): (.*)$", block, re.MULTILINE))
    claims = re.findall(r"^= (\d+) (.*)$", block, re.MULTILINE)
    body = re.sub(r"^(?:# \w+: .*|= .*)\n?", "", block, flags=re.MULTILINE).strip("\n")
    text, relations, narrated, dates, places = "", {}, {}, [], []
    stack: list[tuple[str, str, int]] = []
    for match in _TOKEN.finditer(body):
        if match["kind"]:
            stack.append((match["kind"], match["number"], len(text)))
        elif match["what"]:
            stack.append((match["what"], match["value"], len(text)))
        elif match["end"]:
            kind, value, start = stack.pop()
            span = [start, len(text)]
            if kind == "d":
                when = extent(value, zone(head.get("timezone", "UTC"))).outer
                dates.append({"span": span, "from": rfc3339(when.start), "to": rfc3339(when.end)})
            elif kind == "p":
                lat, lon = map(float, value.split(","))
                places.append({"span": span, "lat": lat, "lon": lon})
            elif kind == "n":
                narrated.setdefault(value, []).append(span)
            else:
                made = relations.setdefault(value, {"source": [], "cue": [], "content": []})
                made[_KEYS[kind]].append(span)
        else:
            text += match[0]
    if stack:
        raise ValueError(f"{head.get('id')}: a bracket is not closed: {stack}")
    said = []
    for number, rest in claims:
        content = relations[number]["content"] if number in relations else narrated[number]
        said.append({"content": sorted(content)} | dict(pair.split("=", 1) for pair in rest.split()))
    return {
        **head,
        "text": text,
        "relations": [{k: sorted(v) for k, v in r.items()} for r in relations.values()],
        "spans": sorted(([k, s] for r in relations.values() for k, v in r.items() for s in v), key=lambda x: x[1]),
        "claims": said,
        "dates": sorted(dates, key=lambda d: d["span"]),
        "places": sorted(places, key=lambda p: p["span"]),
    }


def main() -> None:
    with open(sys.argv[1], encoding="utf-8") as file:
        for block in file.read().split("\n===\n"):
            if block.strip():
                print(json.dumps(article(block), ensure_ascii=False))


if __name__ == "__main__":
    main()
