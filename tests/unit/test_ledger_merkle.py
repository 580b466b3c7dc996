"""The tree against published vectors and against a naive reading of RFC 6962, section 2.1."""

import hashlib

import pytest

from servanda.ledger import merkle

# The vectors of the Certificate Transparency project (trillian, merkle/rfc6962 and compact tests).
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION = {  # (index, size): proof
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
CONSISTENCY = {  # (old, size): proof
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}


def grown(leaves: list[bytes]) -> tuple[merkle.Growth, merkle.Nodes]:
    """A tree built leaf by leaf, with its nodes kept in a dictionary."""
    kept: dict[tuple[int, int], bytes] = {}
    growth = merkle.Growth()
    for place, leaf in enumerate(leaves):
        kept[0, place] = merkle.leaf_hash(leaf)
        for node in growth.add(kept[0, place]):
            kept[node.level, node.position] = node.hash
    return growth, lambda level, position: kept[level, position]


def naive_root(leaves: list[bytes]) -> bytes:
    """MTH as RFC 6962 2.1 writes it, recursively and without shortcuts."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + naive_root(leaves[:k]) + naive_root(leaves[k:])).digest()


def naive_path(m: int, leaves: list[bytes]) -> list[bytes]:
    """PATH as RFC 6962 2.1.1 writes it."""
    if len(leaves) == 1:
        return []
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    if m < k:
        return [*naive_path(m, leaves[:k]), naive_root(leaves[k:])]
    return [*naive_path(m - k, leaves[k:]), naive_root(leaves[:k])]


def naive_subproof(m: int, leaves: list[bytes], whole: bool) -> list[bytes]:
    """SUBPROOF as RFC 6962 2.1.2 writes it."""
    if m == len(leaves):
        return [] if whole else [naive_root(leaves)]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    if m <= k:
        return [*naive_subproof(m, leaves[:k], whole), naive_root(leaves[k:])]
    return [*naive_subproof(m - k, leaves[k:], False), naive_root(leaves[:k])]


@pytest.mark.parametrize("size", range(9))
def test_published_roots(size: int) -> None:
    growth, nodes = grown(LEAVES[:size])
    assert growth.root().hex() == ROOTS[size]
    _whole, nodes = grown(LEAVES)
    assert merkle.root(size, nodes).hex() == ROOTS[size], "an earlier root is still computable"


@pytest.mark.parametrize(("index", "size"), INCLUSION)
def test_published_inclusion_proofs(index: int, size: int) -> None:
    _growth, nodes = grown(LEAVES)
    proof = merkle.inclusion_proof(index, size, nodes)
    assert [part.hex() for part in proof] == INCLUSION[index, size]
    root = bytes.fromhex(ROOTS[size])
    assert merkle.includes(index, size, merkle.leaf_hash(LEAVES[index]), proof, root)
    assert not merkle.includes(index, size, merkle.leaf_hash(b"another"), proof, root)


@pytest.mark.parametrize(("old", "size"), CONSISTENCY)
def test_published_consistency_proofs(old: int, size: int) -> None:
    _growth, nodes = grown(LEAVES)
    proof = merkle.consistency_proof(old, size, nodes)
    assert [part.hex() for part in proof] == CONSISTENCY[old, size]
    assert merkle.extends(old, bytes.fromhex(ROOTS[old]), size, bytes.fromhex(ROOTS[size]), proof)


def test_against_the_naive_tree() -> None:
    """Every size up to 40, every index, every earlier size; and every proof fails for a changed byte."""
    leaves = [bytes([n]) * (n % 5) for n in range(40)]
    _growth, nodes = grown(leaves)
    for size in range(1, 41):
        root = naive_root(leaves[:size])
        assert merkle.root(size, nodes) == root
        for index in range(size):
            proof = merkle.inclusion_proof(index, size, nodes)
            assert proof == naive_path(index, leaves[:size])
            leaf = merkle.leaf_hash(leaves[index])
            assert merkle.includes(index, size, leaf, proof, root)
            assert not merkle.includes(index, size, leaf, [*proof, root], root)
            for other in range(size):
                assert merkle.includes(other, size, leaf, proof, root) == (other == index)
        for old in range(size + 1):
            proof = merkle.consistency_proof(old, size, nodes)
            assert proof == ([] if old == 0 else naive_subproof(old, leaves[:size], True))
            assert merkle.extends(old, naive_root(leaves[:old]), size, root, proof)
            assert not merkle.extends(old, merkle.leaf_hash(b"forged"), size, root, proof)
            for place in range(len(proof)):
                forged = [*proof]
                forged[place] = bytes(32)
                assert not merkle.extends(old, naive_root(leaves[:old]), size, root, forged)


def test_a_growing_tree_resumes_from_its_nodes() -> None:
    leaves = [bytes([n]) for n in range(21)]
    for cut in range(22):
        _growth, nodes = grown(leaves[:cut])
        resumed = merkle.Growth(cut, nodes)
        list(resumed.extend(merkle.leaf_hash(leaf) for leaf in leaves[cut:]))
        assert resumed.root() == naive_root(leaves)


@pytest.mark.parametrize(("index", "size"), [(-1, 4), (4, 4), (0, 0)])
def test_no_proof_for_what_is_not_there(index: int, size: int) -> None:
    _growth, nodes = grown(LEAVES[:4])
    with pytest.raises(IndexError):
        merkle.inclusion_proof(index, size, nodes)
    assert not merkle.includes(index, size, bytes(32), [], bytes(32))
