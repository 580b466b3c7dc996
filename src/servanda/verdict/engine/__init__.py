"""The columnar engine: the court's answers in bulk, from integer columns (docs/adr/0014-engine.md).

`Columns` holds what is known as integers, `Engine` answers every obligation at every standard at once. What bears on
what is asked of the same rules as one claim by one claim (`servanda.verdict.bearing`), once for each distinct form of
claim; what is not plain is left to the court, with the claims that it needs.
"""

from servanda.verdict.engine.answer import Answer, Answers
from servanda.verdict.engine.columns import Columns
from servanda.verdict.engine.engine import Engine
from servanda.verdict.engine.plan import Plan

__all__ = ["Answer", "Answers", "Columns", "Engine", "Plan"]
