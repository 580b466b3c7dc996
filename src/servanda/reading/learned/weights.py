"""The weights' file and its manifest: two sparse 8-bit tables, the words' classes, and what they were made from."""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from servanda.errors import InputError
from servanda.reading.learned.crf import Bytes, Chain, Floats
from servanda.reading.learned.features import BITS
from servanda.reading.learned.installed import is_name
from servanda.reading.learned.tokens import Lexicon
from servanda.words import _

FORMAT = 2
"""Of the file, and of the features that the weights were trained for: other features, another number."""
NAME = "reader.npz"
FOLDER_VARIABLE = "SERVANDA_READER"
"""A folder with weights of one's own, or the name of an installed reader; `none` turns the statistical reader off."""
_LARGEST = 64_000_000

FIRST_LABELS = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
SECOND_LABELS = ("O", *(f"{p}-{k}" for k in ("source", "content") for p in "BIEU"))


def first_allowed() -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Which label may follow which, and which may begin: an inside follows its own begin or inside."""
    allowed = np.ones((7, 7), np.bool_)
    for inside in (2, 4, 6):
        allowed[:, inside] = False
        allowed[[inside - 1, inside], inside] = True
    return allowed, np.array([i not in (2, 4, 6) for i in range(7)])


def second_allowed() -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """As `first_allowed`, with ends (E) and spans of one token (U)."""
    opening = [0, 1, 4, 5, 8]
    allowed = np.zeros((9, 9), np.bool_)
    for closed in (0, 3, 4, 7, 8):
        allowed[closed, opening] = True
    for begin in (1, 5):
        for open_ in (begin, begin + 1):
            allowed[open_, [begin + 1, begin + 2]] = True
    return allowed, np.array([i in opening for i in range(9)])


@dataclass(frozen=True, eq=False)
class Weights:
    """A reader's numbers. `manifest`: `name, version, format, trained, data, figures, digest`."""

    first: Chain
    second: Chain
    lexicon: Lexicon
    manifest: Mapping[str, Any]

    @property
    def name(self) -> str:
        return f"{self.manifest['name']}-{self.manifest['version']}"


def save(folder: Path, first: tuple[Floats, Floats, Floats], second: tuple[Floats, Floats, Floats], lexicon: Lexicon,
         manifest: Mapping[str, Any], *, floor: int = 1, levels: int = 32) -> None:  # fmt: skip
    """Write `reader.npz` and `manifest.json`. `first`, `second`: table, step and start; rows whose weights all round
    below `floor` are left out. `levels`: how finely weights are told apart, at most 127."""
    arrays: dict[str, npt.NDArray[Any]] = {}
    for key, (table, step, start) in (("first", first), ("second", second)):
        most = np.abs(table).max(axis=1)
        scale = float(np.quantile(most[most > 0], 0.9995)) / levels if most.any() else 1.0
        small = np.clip(np.rint(table / scale), -levels, levels).astype(np.int8)
        kept = np.flatnonzero(np.abs(small.astype(np.int16)).max(axis=1) >= floor)
        arrays |= {
            f"{key}_rows": np.diff(kept, prepend=0).astype(np.uint32),
            f"{key}_values": np.ascontiguousarray(small[kept].T),
            f"{key}_scale": np.array(scale),
            f"{key}_step": step.astype(np.float32),
            f"{key}_start": start.astype(np.float32),
        }
    names = sorted(lexicon.clusters)
    cued = sorted(lexicon.cues)
    arrays["words"] = np.frombuffer("\n".join(names).encode(), np.uint8)
    arrays["classes"] = np.array([lexicon.clusters[w] for w in names], np.uint16).reshape(-1, 2)
    arrays["cued"] = np.frombuffer("\n".join(cued).encode(), np.uint8)
    arrays["cue_rates"] = np.array([lexicon.cues[w] for w in cued], np.uint8)
    folder.mkdir(parents=True, exist_ok=True)
    packed = _npz(arrays)
    digest = hashlib.sha256(packed).hexdigest()
    for name, data in (
        (NAME, packed),
        ("manifest.json", json.dumps({**manifest, "format": FORMAT, "digest": digest}, indent=1).encode() + b"\n"),
    ):
        temporary = folder / f".{name}.{os.getpid()}"
        temporary.write_bytes(data)
        temporary.replace(folder / name)


def _npz(arrays: Mapping[str, npt.NDArray[Any]]) -> bytes:
    """As `numpy.savez_compressed`, with no clock in it: the same numbers make the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in arrays.items():
            one = io.BytesIO()
            np.lib.format.write_array(one, array, allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), one.getvalue(), zipfile.ZIP_DEFLATED, 9)
    return out.getvalue()


def shipped() -> Path:
    """The folder of the weights that come with Servanda."""
    return Path(str(files("servanda.data") / "reader"))


def own() -> Path:
    """Where `servanda reader train` puts weights, and where they are looked for before the shipped ones."""
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "servanda" / "reader"


def chosen() -> Path | None:
    """The folder whose weights are in use; None when the statistical reader is off or has no weights. A reader that is
    asked for by its name is heard beside the statistical one (see `installed`)."""
    asked = os.environ.get(FOLDER_VARIABLE)
    if asked == "none":
        return None
    if asked and is_name(asked):
        asked = None
    for folder in (Path(asked),) if asked else (own(), shipped()):
        if (folder / NAME).is_file() and (folder / "manifest.json").is_file():
            return folder
    if asked:
        raise _refused(Path(asked), _("there are no weights in this folder"))
    return None


@cache
def load(folder: Path) -> Weights:
    """The weights in `folder`, checked against their manifest's digest. Raises `InputError` when they are not what the
    manifest says, or were made for another version of the features."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
        packed = (folder / NAME).read_bytes()
    except (OSError, ValueError, UnicodeError) as error:
        raise _refused(folder, str(error)) from None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise _refused(folder, _("they were made for another version of the reader"))
    if hashlib.sha256(packed).hexdigest() != manifest.get("digest"):
        raise _refused(folder, _("their digest is not the one in the manifest"))
    if len(packed) > _LARGEST:
        raise _refused(folder, _("they are too large"))
    with np.load(io.BytesIO(packed), allow_pickle=False) as data:
        chains = [
            _chain(data, key, labels, rules)
            for key, labels, rules in (
                ("first", len(FIRST_LABELS), first_allowed()),
                ("second", len(SECOND_LABELS), second_allowed()),
            )
        ]
        names = data["words"].tobytes().decode().split("\n")
        classes = data["classes"].tolist()
        cued = data["cued"].tobytes().decode().split("\n")
        lexicon = Lexicon(
            {w: (a, b) for w, (a, b) in zip(names, classes, strict=True)} if classes else {},
            dict(zip(cued, data["cue_rates"].tolist(), strict=True)) if len(data["cue_rates"]) else {},
        )
    return Weights(chains[0], chains[1], lexicon, manifest)


def _chain(
    data: Mapping[str, npt.NDArray[Any]],
    key: str,
    labels: int,
    rules: tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]],
) -> Chain:
    table: Bytes = np.zeros((1 << BITS, 8 if labels <= 8 else 16), np.int8)
    table[np.cumsum(data[f"{key}_rows"]), :labels] = data[f"{key}_values"].T
    return Chain(labels, table, float(data[f"{key}_scale"]), data[f"{key}_step"], data[f"{key}_start"], *rules)


def _refused(folder: Path, why: str) -> InputError:
    return InputError(
        "reader-weights",
        _("the reader's weights in {folder} cannot be used: {why}").format(folder=folder, why=why),
        _("train them again with 'servanda reader train', or remove the folder"),
    )
