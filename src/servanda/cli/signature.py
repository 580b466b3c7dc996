"""The user's signature: under what is handed on, and under what was kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from servanda.words import _, plural

if TYPE_CHECKING:
    from servanda.dossier import Dossier
    from servanda.ledger import SigningKey, VerifyReport


def own_key() -> SigningKey | None:
    """The user's key, made on first need; None, and a word on stderr, where it cannot be used: then nobody signs."""
    from servanda.cli.terminal import say
    from servanda.errors import ServandaError
    from servanda.ledger import signing_key

    try:
        return signing_key()
    except ServandaError as error:
        say(error.diagnostics())
        say(_("the checkpoint is not signed"))
        return None


def signers(report: VerifyReport) -> list[str]:
    """Who signed the checkpoints that a verification compared with: lines for people."""
    from servanda.ledger import own_public_key

    own = own_public_key()
    mine = "" if own is None else own.hex()

    def whose(key: str) -> str:
        if not key:
            return _("signed by nobody")
        if key == mine:
            return _("signed with your key {key}").format(key=short(key))
        return _("signed with key {key}, which is not yours").format(key=short(key))

    lines = []
    for key, n in sorted(report.signers.items(), key=lambda pair: (pair[0] != mine, pair[0])):
        told = plural("{n} checkpoint kept here, {whose}", "{n} checkpoints kept here, {whose}", n)
        lines.append(told.format(n=n, whose=whose(key)))
    outside = report.outside
    if outside is not None:
        key = "" if outside.signature is None else outside.signature.key.hex()
        lines.append(_("the checkpoint from outside is {whose}").format(whose=whose(key)))
        if key and any(report.signers) and key not in report.signers:
            lines.append(_("whoever signed the checkpoint from outside signed none of those kept here: ask why"))
    return lines


def strangers(dossier: Dossier, report: VerifyReport, *, accept: bool) -> tuple[str, ...]:
    """Keys that signed here now and never before, told on stderr. Those of a dossier's first verification are
    remembered, later ones only with `accept`."""
    from servanda.cli.terminal import say, stamp
    from servanda.errors import ServandaError
    from servanda.ledger import own_public_key, seen_keys

    own = own_public_key()
    mine = set() if own is None else {own.hex()}
    outside = report.outside.signature if report.outside is not None else None
    signed = {key for key in report.signers if key} | ({outside.key.hex()} if outside is not None else set())
    try:
        before = seen_keys.seen(dossier.path, _id_of(dossier))
        strange = before.strange(signed - mine)
        for key in strange:
            known, at = min(before.keys.items(), key=lambda pair: (pair[1], pair[0]))
            what = _("key {key} signed here and never before: the key seen first, on {day}, is {known}")
            say(what.format(key=short(key), day=stamp(at)[:10], known=short(known)))
        if strange and not accept:
            say(_("ask whose it is; 'servanda verify --accept-keys' remembers it"))
        fresh = signed - set(before.keys) if accept or not strange else signed & mine - set(before.keys)
        if report.ok and fresh:
            seen_keys.remember(before, fresh)
    except ServandaError as error:
        say(error.diagnostics())
        return ()
    return strange


def _id_of(dossier: Dossier) -> str:
    """The dossier's id, which nothing but its configuration is read for; nothing where it has none of its own."""
    from servanda.dossier.config import FILE, read_config

    config, _findings = read_config((dossier.path / FILE).read_bytes())
    return "" if config.id == "dossier" else config.id


def short(key: str) -> str:
    """The first eight bytes of a public key, as people compare them: 3d40 17c3 e843 895a."""
    return " ".join(key[n : n + 4] for n in range(0, 16, 4))
