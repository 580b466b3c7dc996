"""Lint for mediators, before signing: what an accord leaves open, contradicts or cannot have watched (docs/lint.md).

Every check is a plain function from a `Sheet` to findings; none is an error, for an accord may mean what it says.
"""

from servanda.accord.lint.checks import CHECKS, lint
from servanda.accord.lint.sheet import Sheet

__all__ = ["CHECKS", "Sheet", "lint"]
