"""The key, signed checkpoints, proofs that leave the ledger, and erasure."""

import hashlib
import json
import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from servanda.errors import DossierError, UsageError
from servanda.ledger import (
    Deed,
    EntryType,
    Ledger,
    NewEntry,
    Signature,
    SigningKey,
    checkpoint_from_json,
    fold,
    own_public_key,
    signing_key,
)
from servanda.ledger.key import default_path

NAME = "Observer Kuznetsova"
TEXT = b"original words of Observer Kuznetsova, Saraqib"
DIGEST = hashlib.sha256(TEXT).hexdigest()
SHARED = b"an annex that several reports share"
SHARED_DIGEST = hashlib.sha256(SHARED).hexdigest()


@pytest.fixture
def key(tmp_path: Path) -> SigningKey:
    return signing_key(tmp_path / "config" / "key")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "ledger", create=True) as opened:
        opened.append(
            [
                NewEntry(EntryType.REPORT, {"id": "r-1", "text": TEXT.decode()}, (), (DIGEST, SHARED_DIGEST)),
                NewEntry(EntryType.CLAIM, {"id": "r-1.a", "speaker": NAME, "quote": "shelling " * 3000}, (0,)),
                NewEntry(EntryType.CLAIM, {"id": "r-1.b", "speaker": "other"}, (0,)),
                NewEntry(EntryType.REPORT, {"id": "r-2"}, (), (SHARED_DIGEST,)),
            ],
            {DIGEST: TEXT, SHARED_DIGEST: SHARED},
        )
        opened.append([NewEntry(EntryType.CORRECTION, {"id": "r-1.a", "speaker": NAME, "quote": "again"}, (1,))])
        opened.append([NewEntry(EntryType.REVIEW, {"state": "accepted"}, (4,))])
        yield opened


def test_ed25519_as_published() -> None:
    """RFC 8032, section 7.1, test 2."""
    private = Ed25519PrivateKey.from_private_bytes(
        bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    )
    made = SigningKey(private).sign(b"\x72")
    assert made.key.hex() == "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    assert made.value.hex() == (
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    assert made.covers(b"\x72")
    assert not made.covers(b"\x73")
    assert not Signature(b"short", b"short").covers(b"\x72")


def test_the_key_is_made_once_for_its_owner_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    first = signing_key()
    place = tmp_path / "config" / "servanda" / "key"
    assert default_path() == place
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert signing_key().public == first.public
    assert [path.name for path in place.parent.iterdir()] == ["key"], "nothing else is left there"
    monkeypatch.setenv("XDG_CONFIG_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert default_path() == tmp_path / ".config" / "servanda" / "key"


def test_a_key_that_will_not_do(tmp_path: Path) -> None:
    place = tmp_path / "key"
    signing_key(place)
    place.chmod(0o644)
    with pytest.raises(DossierError) as caught:
        signing_key(place)
    assert caught.value.slug == "key-exposed"
    for content in (b"", b"no key", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"):
        place.write_bytes(content)
        place.chmod(0o600)
        with pytest.raises(DossierError) as caught:
            signing_key(place)
        assert caught.value.slug == "key-unreadable"
    place.unlink()
    place.mkdir(mode=0o700)
    with pytest.raises(DossierError) as caught:
        signing_key(place)
    assert caught.value.slug == "ledger-unreadable"


def test_who_signed_is_told(ledger: Ledger, tmp_path: Path) -> None:
    """Another key that is as valid changes nothing of the proofs: so whose it is, is said."""
    ours, theirs = signing_key(tmp_path / "ours"), signing_key(tmp_path / "theirs")
    ledger.keep_checkpoint(ours)
    ledger.keep_checkpoint(ours)
    ledger.keep_checkpoint(theirs)
    ledger.keep_checkpoint()
    report = ledger.verify().require()
    assert report.signers == {ours.public.hex(): 2, theirs.public.hex(): 1, "": 1}
    assert own_public_key(tmp_path / "ours") == ours.public
    assert own_public_key(tmp_path / "nobody's") is None
    assert not (tmp_path / "nobody's").exists(), "looking makes none"


def test_a_signed_checkpoint(ledger: Ledger, key: SigningKey) -> None:
    kept = ledger.keep_checkpoint(key)
    line = json.loads((ledger.folder / "checkpoints.jsonl").read_bytes())
    assert checkpoint_from_json(line) == kept
    message = f'servanda checkpoint 1\n{{"root":"{kept.root.hex()}","size":6,"time":"{line["time"]}"}}'.encode()
    Ed25519PublicKey.from_public_bytes(key.public).verify(bytes.fromhex(line["signature"]), message)
    assert ledger.verify(kept).ok
    forged = replace(kept, size=5)
    assert [d.deed for d in ledger.verify(forged).damages] == [Deed.CHECKPOINT_FORGED]
    for changed in (
        {**line, "size": 5},
        {**line, "time": "2020-01-01T00:00:00Z"},
        {**line, "root": "0" * 64},
        {**line, "signature": "0" * 128},
        {**line, "key": "0" * 64},
    ):
        with pytest.raises(UsageError) as caught:
            checkpoint_from_json(changed)
        assert caught.value.slug == "checkpoint-forged"
    for broken in ({**line, "signature": "xy"}, {**line, "key": None}, {k: v for k, v in line.items() if k != "key"}):
        with pytest.raises(UsageError) as caught:
            checkpoint_from_json(broken)
        assert caught.value.slug == "checkpoint-malformed"
    (ledger.folder / "checkpoints.jsonl").write_text(json.dumps({**line, "size": 5}) + "\n")
    assert [d.deed for d in ledger.verify().damages] == [Deed.CHECKPOINT_UNREADABLE]


def test_the_key_never_enters_the_dossier(ledger: Ledger, key: SigningKey, tmp_path: Path) -> None:
    ledger.keep_checkpoint(key)
    ledger.erase([1, 4], reason="safety", key=key)
    pem = (tmp_path / "config" / "key").read_bytes().splitlines()[1]
    for path in ledger.folder.rglob("*"):
        assert not path.is_file() or pem not in path.read_bytes()


def test_an_entry_is_proved_to_somebody_without_the_ledger(ledger: Ledger) -> None:
    for size in range(1, 7):
        for index in range(size):
            proof = ledger.prove(index, size=size)
            assert proof.holds()
            assert proof.root == ledger.root(size)
            assert "content" not in proof.as_json()
            assert not replace(proof, index=(index + 1) % size).holds() or size == 1
            assert not replace(proof, header=proof.header.replace(b"local", b"other")).holds()
            assert not replace(proof, root=bytes(32)).holds()
    shown = ledger.prove(2, reveal=True)
    assert shown.holds()
    assert json.loads(shown.as_json()["content"])["payload"]["id"] == "r-1.b"
    assert not replace(shown, content=b"{}").holds()
    json.dumps(shown.as_json())
    for index, size in ((6, 6), (-1, 6), (3, 2), (0, 99)):
        with pytest.raises(UsageError):
            ledger.prove(index, size=size)


def test_growth_is_proved(ledger: Ledger) -> None:
    for size in range(7):
        for old in range(size + 1):
            proof = ledger.prove_extension(old, size=size)
            assert proof.holds()
            assert (proof.old_root, proof.root) == (ledger.root(old), ledger.root(size))
            assert not replace(proof, old_root=bytes(32)).holds()
            json.dumps(proof.as_json())
    with pytest.raises(UsageError):
        ledger.prove_extension(5, size=4)


def bytes_of(folder: Path) -> bytes:
    """Everything in the ledger folder, objects unpacked."""
    import gzip

    parts = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            parts.append(gzip.decompress(data) if path.suffix == ".gz" else data)
    return b"\x00".join(parts)


def test_erased_bytes_are_gone_and_proofs_hold(ledger: Ledger, key: SigningKey) -> None:
    kept = ledger.keep_checkpoint(key)
    proof = ledger.prove(1)
    headers = [ledger.header(index) for index in range(6)]
    salts = [row[0] for row in ledger._db.execute("SELECT salt FROM content WHERE idx IN (0, 1, 4)")]
    assert NAME.encode() in bytes_of(ledger.folder)

    done = ledger.erase([4, 1, 0, 1], reason="the source is in danger", key=key, author="anna")

    assert (done.index, done.erased) == (6, (0, 1, 4))
    assert (done.objects_gone, done.objects_kept) == ((DIGEST,), (SHARED_DIGEST,))
    left = bytes_of(ledger.folder)
    for needle in (NAME.encode(), b"Kuznetsova", TEXT, b"shelling shelling", *salts):
        assert needle not in left
    assert SHARED in left

    report = ledger.verify(kept).require()
    assert (report.size, report.erased) == (7, 3)
    assert proof.holds()
    assert proof.root == ledger.root(6) == kept.root
    assert [ledger.header(index) for index in range(6)] == headers
    state = fold(ledger.entries())
    assert list(state.claims) == ["r-1.b"]
    assert [(gone.index, gone.type) for gone in state.erased] == [(0, "report"), (1, "claim"), (4, "correction")]
    grave = ledger.entry(6)
    assert grave.payload is not None
    assert (grave.author, grave.payload["erased"], grave.refers) == ("anna", [0, 1, 4], (0, 1, 4))
    said = {name: grave.payload[name] for name in ("commitments", "erased", "reason")}
    message = b"servanda erasure 1\n" + json.dumps(said, separators=(",", ":"), sort_keys=True).encode()
    assert Signature(key.public, bytes.fromhex(grave.payload["signature"])).covers(message)
    assert said["commitments"] == [headers[i].commitment.hex() for i in (0, 1, 4)]
    assert ledger.append([NewEntry(EntryType.CLAIM, {"id": "z"}, (0,))]) == range(7, 8), "it goes on"


def test_what_cannot_be_erased(ledger: Ledger, key: SigningKey) -> None:
    ledger.erase([2], reason="", key=key)
    root = ledger.root()
    for indexes in ([], [99], [-1], [2], [6]):
        with pytest.raises(UsageError):
            ledger.erase(indexes, reason="", key=key)
    assert ledger.root() == root
    assert not (ledger.folder / "erasure-pending").exists()
    assert ledger.verify().ok


def test_an_erasure_that_was_undone_is_found(ledger: Ledger, key: SigningKey) -> None:
    row = ledger._db.execute("SELECT * FROM content WHERE idx = 2").fetchone()
    ledger.erase([2], reason="", key=key)
    ledger._db.execute("INSERT INTO content VALUES (?, ?, ?)", row)
    found = ledger.verify().first
    assert found is not None
    assert (found.deed, found.index) == (Deed.ERASURE_UNDONE, 2)


def test_an_erasure_waits_for_readers_and_is_finished_later(ledger: Ledger, key: SigningKey) -> None:
    with Ledger.open(ledger.folder) as reader, Ledger.open(ledger.folder, patience_s=0.2) as eraser:
        reader._db.execute("BEGIN")
        reader._db.execute("SELECT * FROM content").fetchone()
        with pytest.raises(DossierError) as caught:
            eraser.erase([0, 1, 4], reason="", key=key)
        assert caught.value.slug == "erasure-pending"
        assert eraser.entry(1).payload is None, "erased for every reader to come"
        reader._db.execute("ROLLBACK")
    assert NAME.encode() in bytes_of(ledger.folder)
    Ledger.open(ledger.folder).close()
    assert NAME.encode() not in bytes_of(ledger.folder)
    assert DIGEST not in ledger.objects
    assert SHARED_DIGEST in ledger.objects
    assert not (ledger.folder / "erasure-pending").exists()
    assert ledger.verify().ok


@pytest.mark.parametrize("note", [b"", b"{}", b"not json", b'["../../x", 5]'])
def test_a_strange_note_about_an_erasure_does_no_harm(ledger: Ledger, note: bytes) -> None:
    (ledger.folder / "erasure-pending").write_bytes(note)
    with Ledger.open(ledger.folder) as again:
        assert again.verify().ok
    assert not os.path.exists(ledger.folder / "erasure-pending")
