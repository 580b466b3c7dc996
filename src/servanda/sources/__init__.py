"""Inlets: one file per format, a manifest each. Bytes in; reports, claims and findings out."""

from servanda.sources.archive import archive_suffixes
from servanda.sources.articles import ARTICLES, article_suffixes, open_article
from servanda.sources.claims_csv import claims_csv, completed
from servanda.sources.intake import Context, Inlet, Intake, PlaceHit
from servanda.sources.manifest import Manifest
from servanda.sources.registry import INLETS, inlet_for, manifests, open_report
from servanda.sources.written import written

__all__ = [
    "ARTICLES",
    "INLETS",
    "Context",
    "Inlet",
    "Intake",
    "Manifest",
    "PlaceHit",
    "archive_suffixes",
    "article_suffixes",
    "claims_csv",
    "completed",
    "inlet_for",
    "manifests",
    "open_article",
    "open_report",
    "written",
]
