"""A PDF made by hand, so that its reader is tested against bytes that no library of ours wrote."""

from __future__ import annotations

from collections.abc import Sequence


def pdf(pages: Sequence[Sequence[str]], *, info: str = "", encrypt: str = "", stream: bytes | None = None) -> bytes:
    """One page for each list of lines, in Helvetica; `info` and `encrypt` are the insides of those dictionaries."""
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    kids = []
    for lines in pages:
        shown = stream
        if shown is None:
            rows = [f"({line.translate({92: '', 40: '[', 41: ']'})}) Tj 0 -14 Td" for line in lines]
            shown = ("BT /F1 11 Tf 60 780 Td " + " ".join(rows) + " ET").encode("cp1252")
        objects.append(b"<< /Length %d >>\nstream\n" % len(shown) + shown + b"\nendstream")
        page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R"
        objects.append((page + " /Resources << /Font << /F1 3 0 R >> >> >>").encode())
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>".encode()
    trailer = "/Root 1 0 R"
    for key, inner in (("Info", info), ("Encrypt", encrypt)):
        if inner:
            objects.append(f"<< {inner} >>".encode())
            trailer += f" /{key} {len(objects)} 0 R"
    out, at = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        at.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(at) + 1) + b"".join(b"%010d 00000 n \n" % a for a in at)
    out += f"trailer\n<< /Size {len(at) + 1} {trailer} /ID [<00><00>] >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)
