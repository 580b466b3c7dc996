"""Python's search for cyclic garbage, kept out of where there is none to find."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_collection() -> Iterator[None]:
    """Without searches for cyclic garbage: for work that reads a great many values and makes no cycles. Each search
    would go through all that was read, and take more time than the reading."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
