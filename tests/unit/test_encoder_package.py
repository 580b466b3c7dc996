"""The package of the encoder, seen from outside: its files are those that its manifest and the core know of.

What it does is tested in extras/servanda-encoder/tests, where onnxruntime is installed.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from hashlib import sha256
from pathlib import Path

import pytest

from servanda.accord.verbs import verbs
from servanda.reading.learned.installed import GROUP, is_name

PACKAGE = Path(__file__).parents[2] / "extras" / "servanda-encoder"
FOLDER = PACKAGE / "src" / "servanda_encoder" / "weights"
pytestmark = pytest.mark.skipif(not PACKAGE.is_dir(), reason="the extras are not here")


def test_the_weights_are_what_the_manifest_says_and_no_heavier_than_promised() -> None:
    manifest = json.loads((FOLDER / "manifest.json").read_text("utf-8"))
    names = ("encoder.onnx", "asked.onnx", "telling.onnx", "vocab.txt")
    packed = b"".join((FOLDER / name).read_bytes() for name in names)
    assert sha256(packed).hexdigest() == manifest["digest"]
    assert len(packed) < 25_000_000
    assert {"trained", "data", "figures", "licence", "card", "share"} <= set(manifest)
    assert (PACKAGE / manifest["card"]).is_file()
    assert manifest["kinds"][0] == ""
    assert set(manifest["kinds"][1:]) <= set(verbs().kinds)


def test_it_is_found_by_the_name_that_the_option_names() -> None:
    project = tomllib.loads((PACKAGE / "pyproject.toml").read_text("utf-8"))["project"]
    assert list(project["entry-points"][GROUP]) == ["encoder"]
    assert is_name("encoder")
    assert not {"torch", "transformers"} & {d.split(">")[0] for d in project["dependencies"]}


def test_the_core_imports_nothing_of_it() -> None:
    said = "import sys, servanda.reading, servanda.cli.app; print(*sys.modules)"
    found = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True).stdout
    assert "onnx" not in found
    assert "servanda_encoder" not in found
