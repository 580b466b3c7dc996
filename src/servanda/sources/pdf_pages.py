"""The text of a PDF's pages, in a process of its own: `python pdf_pages.py < FILE.pdf`, JSON on standard output.

Run as a file and not as a module, so that it starts with nothing of ours. What a hostile file can use up, time or
memory, is this process's alone, and its limits end it.
"""

from __future__ import annotations

import json
import logging
import sys
from typing import Any

MAX_PAGES = 1_000
MAX_CHARACTERS = 4_000_000
CPU_S = 60
MEMORY_BYTES = 1024 * 1024 * 1024


def limited() -> None:
    """Bounds on this process, where the system has them."""
    try:
        import resource
    except ImportError:  # Windows: the parent's clock alone bounds it
        return
    for what, bound in (
        (resource.RLIMIT_CPU, CPU_S),
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(what, (bound, bound))
        except (ValueError, OSError):
            continue


def pages(content: bytes) -> dict[str, object]:
    """`pages` (texts), `all` (their number), `title`, `author`, `date` as the file has it; or `error`: a slug's end."""
    import io

    from pypdf import PdfReader
    from pypdf.errors import DependencyError, FileNotDecryptedError, WrongPasswordError

    logging.disable(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            return {"error": "encrypted"}
        number = len(reader.pages)
        texts: list[str] = []
        size = broken = 0
        for page in range(min(number, MAX_PAGES)):
            try:
                text = reader.pages[page].extract_text() or ""
            except (MemoryError, RecursionError):
                raise
            except Exception:  # one page that cannot be read does not take the others with it
                text, broken = "", broken + 1
            texts.append(text)
            size += len(text)
            if size > MAX_CHARACTERS:
                break
        info: Any = reader.metadata or {}
        made: dict[str, object] = {"pages": texts, "all": number, "broken": broken}
        for key, name in (("title", "/Title"), ("author", "/Author"), ("date", "/CreationDate")):
            try:
                made[key] = str(info.get(name) or "")[:500]
            except Exception:  # the same for what the file says of itself
                made[key] = ""
        return made
    except (DependencyError, FileNotDecryptedError, WrongPasswordError):
        return {"error": "encrypted"}
    except (MemoryError, RecursionError):
        return {"error": "too-much"}
    except Exception:  # the bytes come from outside, and the library does not promise what it raises on them
        return {"error": "broken"}


def main() -> None:
    limited()
    content = sys.stdin.buffer.read()
    sys.stdout.write(json.dumps(pages(content)))


if __name__ == "__main__":
    main()
