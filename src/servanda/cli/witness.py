"""A checkpoint that somebody else kept: out of a brief, or a file of JSON or JSON Lines."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

from servanda.errors import UsageError
from servanda.ledger import Checkpoint, checkpoint_from_json
from servanda.words import _

LARGEST = 256 * 1024 * 1024
_IN_A_BRIEF = re.compile(r"<pre[^>]*\bid=[\"']?checkpoint\b[^>]*>(.*?)</pre>", re.DOTALL | re.IGNORECASE)


def checkpoint_of(file: Path) -> Checkpoint:
    """The checkpoint in the file; of several lines the last. Raises UsageError where there is none."""
    if not file.is_file():
        raise UsageError(
            "no-such-file",
            _("there is no file {file}").format(file=file),
            _("name a brief, or a checkpoint as 'servanda ledger checkpoint' prints it"),
        )
    if file.stat().st_size > LARGEST:
        raise _none(file)
    text = file.read_bytes().decode("utf-8-sig", "replace")
    printed = _IN_A_BRIEF.search(text)
    if printed is not None:
        text = unescape(re.sub(r"<[^>]*>", "", printed[1]))
    for candidate in (text, *reversed(text.strip().splitlines())):
        try:
            value = json.loads(candidate)
        except (ValueError, RecursionError):
            continue
        try:
            return checkpoint_from_json(value)
        except UsageError as error:
            what = _("{file}: {what}").format(file=file, what=error.message)
            raise UsageError(error.slug, what, error.advice) from error
    raise _none(file)


def _none(file: Path) -> UsageError:
    return UsageError(
        "no-checkpoint",
        _("{file} holds no checkpoint").format(file=file),
        _("name a brief, or a checkpoint as 'servanda ledger checkpoint' prints it"),
    )
