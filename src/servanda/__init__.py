"""Joint monitoring and verification of ceasefires and peace accords.

`servanda.open(DIR)` opens a dossier; everything else is reached from there (docs/reference/python.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from servanda.dossier import open as open

__all__ = ["__version__", "open"]


def __getattr__(name: str) -> Any:
    """Loaded when first used: `import servanda` alone costs nothing, and `servanda --help` stays quick."""
    if name == "__version__":
        from importlib.metadata import version

        return version("servanda")
    if name == "open":
        from servanda.dossier import open as open_dossier

        return open_dossier
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
