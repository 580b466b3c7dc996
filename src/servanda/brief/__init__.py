"""What is handed on: the matrix, the figures and the brief, one self-contained HTML file (docs/reference/brief.md)."""

from servanda.brief.data import BriefData
from servanda.brief.make import brief, gather, write
from servanda.brief.page import render

__all__ = ["BriefData", "brief", "gather", "render", "write"]
