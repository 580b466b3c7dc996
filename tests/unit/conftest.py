"""Fixtures that several tests of the application share."""

from __future__ import annotations

from pathlib import Path

import pytest
from demo_folder import demo_folder


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that holds the demo in `idlib/`. Nobody may write to it."""
    base = tmp_path_factory.getbasetemp()
    return demo_folder(base if worker_id == "master" else base.parent)
