"""A new dossier, and the worked one that ships with Servanda."""

from __future__ import annotations

import shutil
from importlib.resources import as_file, files
from pathlib import Path

from servanda.accord import schema
from servanda.dossier.config import FILE
from servanda.dossier.dossier import Dossier
from servanda.dossier.dossier import open as open_dossier
from servanda.errors import DossierError
from servanda.words import _

_DOSSIER = """servanda: 1
id: {id}
title: {title}
timezone: UTC          # bare dates lie in this zone
clock: ledger          # ledger: when it was recorded here; public: when it was published
standard: alleged      # alleged < reported < corroborated < verified
period: P7D            # the length of "this period"
lateness: P14D         # how long a verdict stays provisional
"""
_EMPTY = {
    "actors.yaml": "# Who acts and speaks (docs/reference/actors.md).\n# States are known by ISO code: TUR, RUS.\n[]\n",
    "places.yaml": "# Places with a disc that certainly holds them (docs/reference/zones.md).\n[]\n",
    "posts.yaml": "# Observation posts.\n[]\n",
    "coverage.yaml": "# Who watched what: only where a report says so.\n[]\n",
    "NOTICE.md": "# Sources and licences of the data in this dossier\n",
}
_CHRONICLE = "claim,speaker,published,source,event,when,actor,target,place,count_of,count,quote,note\n"


def init(path: str | Path) -> Dossier:
    """Make an empty dossier. Raises DossierError when the folder holds something or cannot be written."""
    folder = Path(path)
    _must_be_free(folder)
    name = "".join(c if c.isalnum() else "-" for c in folder.resolve().name.lower()).strip("-") or "dossier"
    try:
        for sub in ("accords", "geo", "claims", "reports", "data", "briefs"):
            (folder / sub).mkdir(parents=True, exist_ok=True)
        (folder / FILE).write_text(_DOSSIER.format(id=name, title=folder.resolve().name), encoding="utf-8")
        for file, text in _EMPTY.items():
            (folder / file).write_text(text, encoding="utf-8")
        (folder / "claims" / "chronicle.csv").write_text(_CHRONICLE, encoding="utf-8")
        (folder / "accords" / schema.NAME).write_text(schema.published(), encoding="utf-8")
    except OSError as error:
        raise _unwritable(folder, error) from error
    return open_dossier(folder)


def demo(path: str | Path) -> Dossier:
    """Copy the worked Idlib dossier to `path`; what is already there and the same is left as it is."""
    folder = Path(path)
    if folder.exists() and not _is_demo(folder):
        _must_be_free(folder)
    try:
        with as_file(files("servanda") / "data" / "idlib") as source:
            for file in sorted(source.rglob("*")):
                target = folder / file.relative_to(source)
                if file.is_dir():
                    target.mkdir(parents=True, exist_ok=True)
                elif "__pycache__" not in file.parts and not target.exists():
                    target.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(file, target)
        (folder / "briefs").mkdir(exist_ok=True)
        (folder / "accords" / schema.NAME).write_text(schema.published(), encoding="utf-8")
    except OSError as error:
        raise _unwritable(folder, error) from error
    return open_dossier(folder)


def _is_demo(folder: Path) -> bool:
    file = folder / FILE
    return file.is_file() and "id: idlib" in file.read_text(encoding="utf-8", errors="replace")


def _must_be_free(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        what = _("{path} exists and is not empty").format(path=folder)
        raise DossierError("folder-not-empty", what, _("name a new or empty folder; nothing was changed"))


def _unwritable(folder: Path, error: OSError) -> DossierError:
    what = _("{path} cannot be written: {why}").format(path=folder, why=error.strerror or error)
    return DossierError("unwritable", what, _("check the permissions and the free space"))
