"""docs/howto/lint-a-draft.md: the draft of the page gets the answers that the page promises."""

from __future__ import annotations

import re
from pathlib import Path

from servanda.accord import load_accord

PAGE = (Path(__file__).resolve().parents[2] / "docs/howto/lint-a-draft.md").read_text("utf-8")


def test_the_draft_is_answered_as_the_page_says() -> None:
    draft = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)[0]
    _accord, findings = load_accord(draft.encode(), "draft.yaml", lint=True)
    promised = set(re.findall(r"`([a-z-]+)` \(", PAGE))
    assert promised == {"no-verification", "no-deadline", "vague-quantity", "not-kept"}
    assert {f.slug for f in findings} == promised
