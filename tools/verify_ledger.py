"""Verify a ledger folder without Servanda: Python's standard library, and pyarrow where there are segments.

    python verify_ledger.py LEDGER-FOLDER [CHECKPOINT.json ...]
    python verify_ledger.py --vectors ledger-vectors.json

Written from docs/reference/ledger.md, RFC 6962, RFC 8785 and RFC 8032 alone. It recomputes every header's leaf, every
content's commitment and canonical form, time, references, tree, head, erasures, objects, rows of segments, and the
signatures of tombstones and checkpoints; a CHECKPOINT that somebody else kept must be one of the ledger's states. The
first thing that does not fit is printed, and the exit status is 3; else entries and root. Small and slow on purpose.
It does not look at the columns beside a row's body and salt: they serve to leave rows unread, and prove nothing.
"""

import gzip
import hashlib
import json
import pathlib
import re
import sqlite3
import sys
from decimal import Decimal

HEADER = re.compile(
    rb'\{"author":"[A-Za-z0-9][A-Za-z0-9._-]{0,63}","commitment":"([0-9a-f]{64})","recorded_at":(0|[1-9]\d{0,15}),'
    rb'"type":"([a-z][a-z-]{0,31})","version":1\}'
)
TABLES = {b"entry", b"content", b"node", b"head", b"segment", b"erased_row"}


class Wrong(Exception):
    """What does not fit."""


def need(holds, what):
    if not holds:
        raise Wrong(what)


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


# --- RFC 6962, section 2.1 -------------------------------------------------------------------------------------------


def levels(leaves):
    """The complete subtrees of every height, and the root."""
    made, level = [list(leaves)], list(leaves)
    while len(level) > 1:
        level = [sha(b"\x01", a, b) for a, b in zip(level[::2], level[1::2], strict=False)]
        made.append(level)
    return made


def root(leaves):
    level = list(leaves)
    while len(level) > 1:
        odd = level[-1:] if len(level) % 2 else []
        level = [sha(b"\x01", a, b) for a, b in zip(level[::2], level[1::2], strict=False)] + odd
    return level[0] if level else sha()


# --- RFC 8785 --------------------------------------------------------------------------------------------------------


def number(value):
    """A double as ECMAScript writes it."""
    value = float(value)
    need(value == value and abs(value) != float("inf"), "a number that JSON has not")
    if value == 0:
        return "0"
    sign, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    text, point = "".join(map(str, digits)), len(digits) + exponent  # 0.text times ten to the point
    if 0 < point <= 21:
        body = text + "0" * (point - len(text)) if point >= len(text) else f"{text[:point]}.{text[point:]}"
    elif -6 < point <= 0:
        body = "0." + "0" * -point + text
    else:
        body = f"{text[0]}{'.' if text[1:] else ''}{text[1:]}e{'+' if point > 0 else '-'}{abs(point - 1)}"
    return "-" * sign + body


def canonical(value):
    if value is None or isinstance(value, (bool, str)):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, (int, float)):
        return number(value)
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
    return "{" + ",".join(f"{canonical(key)}:{canonical(value[key])}" for key in keys) + "}"


# --- RFC 8032, section 5.1.7 -----------------------------------------------------------------------------------------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def recovered(data):
    """The point that 32 bytes encode, in extended coordinates."""
    y = int.from_bytes(data, "little")
    side, y = y >> 255, y & (1 << 255) - 1
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if (x * x - square) % P == 0 else x * pow(2, (P - 1) // 4, P) % P
    need(y < P and (x * x - square) % P == 0 and (x or not side), "no point of the curve")
    x = P - x if x & 1 != side else x
    return x, y, 1, x * y % P


def added(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(factor, point):
    total = (0, 1, 1, 0)
    while factor:
        total = added(total, point) if factor & 1 else total
        point, factor = added(point, point), factor >> 1
    return total


BASE = recovered((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def signed(key, signature, message):
    """Whether the signature of the message is true under the key (all bytes)."""
    s = int.from_bytes(signature[32:], "little")
    try:
        public, point = recovered(key), recovered(signature[:32])
    except Wrong:
        return False
    hashed = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    left, right = times(s, BASE), added(point, times(hashed, public))
    same = (left[0] * right[2] - right[0] * left[2]) % P == 0 == (left[1] * right[2] - right[1] * left[2]) % P
    return len(key) == 32 and len(signature) == 64 and s < ORDER and same


def vouched(said, prefix):
    """Whether what is said is signed by the key that it names; True where it names none."""
    bare = {name: said[name] for name in said if name not in ("key", "signature")}
    message = prefix + canonical(bare).encode()
    return bare == said or signed(bytes.fromhex(said["key"]), bytes.fromhex(said["signature"]), message)


# --- the ledger ------------------------------------------------------------------------------------------------------


def checked_entry(n, header, salt, body, last):
    """(recorded_at, type, content) of one entry; no content where it was erased."""
    match = HEADER.fullmatch(header)
    need(match, f"header {n} is malformed")
    at, kind = int(match[2]), match[3].decode()
    need(at >= last, f"time goes back at entry {n}")
    if body is None:
        return at, kind, None
    need(sha(salt, body).hex().encode() == match[1], f"the payload of entry {n} was changed")
    content = json.loads(body)
    need(canonical(content).encode() == body, f"the payload of entry {n} is not canonical")
    need(set(content) == {"objects", "payload", "refers"}, f"the payload of entry {n} has another form")
    for ref in content["refers"]:
        need(0 <= (ref[0] if isinstance(ref, list) else ref) < n, f"entry {n} refers to one that is not before it")
    return at, kind, content


def checked_segment(db, folder, n, said):
    """Every row of a segment; returns the rows that were erased."""
    import pyarrow.parquet

    name = db.execute("SELECT file FROM segment WHERE idx = ?", (n,)).fetchone()
    need(name and re.fullmatch(rb"[0-9a-f]{32}-\d+\.parquet", name[0]), f"the segment of entry {n} has no file")
    gone = dict(db.execute("SELECT row, leaf FROM erased_row WHERE idx = ?", (n,)))
    groups, row = [], 0
    file = pyarrow.parquet.ParquetFile(folder / "segments" / name[0].decode())
    for group in range(file.num_row_groups):
        leaves = []
        for found in file.read_row_group(group, columns=["salt", "body"]).to_pylist():
            body, kept = found["body"], gone.get(row)
            need((body is None) == (kept is not None), f"row {row} of entry {n} is gone, or there again")
            need(body is None or canonical(json.loads(body)).encode() == body, f"row {row} of {n} is not canonical")
            leaves.append(kept or sha(b"\x00", found["salt"], body))
            row += 1
        groups.append(root(leaves))
        need(groups[-1].hex() == said["groups"][group], f"rows up to {row - 1} of entry {n} were changed")
    need((row, root(groups).hex()) == (said["rows"], said["root"]), f"the segment of entry {n} is another one")
    return {(n, place) for place in gone}


def verify(folder, outside):
    """(entries, root) of the ledger. Raises Wrong."""
    db = sqlite3.connect(f"file:{folder / 'ledger.sqlite'}?mode=ro", uri=True)
    db.text_factory = bytes
    tables = {name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE sql IS NOT NULL")}
    need(
        tables <= TABLES and b"entry" in tables, "these are not the tables of a ledger, or something was added to them"
    )
    rows = db.execute("SELECT idx, header, leaf, salt, body FROM entry LEFT JOIN content USING (idx) ORDER BY idx")
    leaves, gone, erased, last = [], set(), set(), 0
    for n, (index, header, leaf, salt, body) in enumerate(rows):
        need(index == n, f"entry {n} is missing")
        leaves.append(sha(b"\x00", header))
        need(leaf == leaves[-1], f"the header or leaf of entry {n} was changed")
        last, kind, content = checked_entry(n, header, salt, body, last)
        if content is None:
            gone.add(n)
            continue
        payload = content["payload"]
        if kind == "erasure":
            need(vouched(payload, b"servanda erasure 1\n"), f"the signature of the erasure {n} is not true")
            erased |= {tuple(ref) if isinstance(ref, list) else ref for ref in content["refers"]}
        if kind == "segment":
            gone |= checked_segment(db, folder, n, payload)
        for digest in content["objects"]:
            data = gzip.decompress((folder / "objects" / digest[:2] / f"{digest}.gz").read_bytes())
            need(sha(data).hex() == digest, f"object {digest} was altered")
    contents = db.execute("SELECT count(*) FROM content").fetchone()[0]
    need(contents == len(leaves) - sum(isinstance(ref, int) for ref in gone), "there is a payload without an entry")
    need(gone == erased, "payloads are gone without an erasure, or there again after one")
    nodes = {(h, p): value for h, level in enumerate(levels(leaves)) if h for p, value in enumerate(level)}
    stored = {(h, p): value for h, p, value in db.execute("SELECT level, position, hash FROM node")}
    need(stored == nodes, "the stored tree is not that of the headers")
    head = db.execute("SELECT size, root, recorded_at FROM head").fetchall()
    need(head == [(len(leaves), root(leaves), last)], "headers and head disagree")
    file = folder / "checkpoints.jsonl"
    own = file.read_text("utf-8").splitlines() if file.exists() else []
    for kept in [json.loads(line) for line in own] + outside:
        need(vouched(kept, b"servanda checkpoint 1\n"), "the signature of a checkpoint is not true")
        need(kept["size"] <= len(leaves), "the ledger was rolled back behind a checkpoint")
        need(root(leaves[: kept["size"]]).hex() == kept["root"], "this is another ledger than a checkpoint's")
    return len(leaves), root(leaves).hex()


def vectors(said):
    """Check the published vectors. Raises Wrong."""
    for case in said["tree"]:
        made = root([sha(b"\x00", bytes.fromhex(leaf)) for leaf in case["leaves"]])
        need(made.hex() == case["root"], f"tree: {case}")
    for case in said["canonical"]:
        need(canonical(json.loads(case["json"])) == case["canonical"], f"canonical: {case}")
    for case in said["signature"]:
        made = signed(*(bytes.fromhex(case[name]) for name in ("key", "signature", "message")))
        need(made is case["true"], f"signature: {case}")
    for case in said["entry"]:
        header, body = case["header"].encode(), case["content"].encode()
        need(sha(b"\x00", header).hex() == case["leaf"], f"leaf: {case}")
        try:
            checked_entry(case["index"], header, bytes.fromhex(case["salt"]), body, 0)
            found = True
        except Wrong:
            found = False
        need(found is case.get("true", True), f"entry: {case}")
    for case in said["row"]:
        made = sha(b"\x00", bytes.fromhex(case["salt"]), case["body"].encode())
        need(made.hex() == case["leaf"], f"row: {case}")
    for case in said["checkpoint"]:
        need(vouched(case["said"], b"servanda checkpoint 1\n") is case["true"], f"checkpoint: {case}")
    return sum(map(len, said.values())), "vectors hold"


def main(args):
    try:
        if args[:1] == ["--vectors"]:
            print(*vectors(json.loads(pathlib.Path(args[1]).read_text("utf-8"))))
        else:
            outside = [json.loads(pathlib.Path(name).read_text("utf-8")) for name in args[1:]]
            print(*verify(pathlib.Path(args[0]), outside))
    except Wrong as what:
        print(what, file=sys.stderr)
        return 3
    except (sqlite3.Error, OSError, ValueError, KeyError, TypeError, IndexError) as what:
        print(f"cannot be read: {what}", file=sys.stderr)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]) if len(sys.argv) > 1 else print(__doc__))
