"""Signatures: whose they are, what they are for, and how keys follow one another."""

import json
from base64 import urlsafe_b64encode
from pathlib import Path

import pytest
from joserfc import jws
from joserfc.jwk import OctKey, OKPKey

from chassis.signing import NotSignedError, SignatureReader, Signer
from songjiao.keys import Keys

SAID = b'{"verb": "approve"}'


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    made = Keys(tmp_path / "keys")
    made.ensure()
    return made


def reader(keys: Keys, purpose: str = "decision") -> SignatureReader:
    return SignatureReader(keys.decisions_public, purpose)


def test_what_is_signed_is_read(keys: Keys) -> None:
    assert reader(keys).read(Signer(keys.decision, "decision").sign(SAID)) == SAID


def test_a_new_key_signs_and_what_older_ones_signed_stays_good(keys: Keys) -> None:
    read = reader(keys)
    before = Signer(keys.decision, "decision").sign(SAID)
    for _ in range(2):
        keys.renew_decision_key()
    after = Signer(keys.decision, "decision").sign(SAID)
    assert jws.extract_compact(before.encode()).headers()["kid"] != jws.extract_compact(after.encode()).headers()["kid"]
    for one in (read, reader(keys)):
        assert [one.read(before), one.read(after)] == [SAID, SAID]
    assert keys.decision.stat().st_mode & 0o077 == 0


def test_a_renewal_cut_short_is_finished_by_the_next(keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    def stops(self: Path, target: Path) -> None:
        raise KeyboardInterrupt

    before = Signer(keys.decision, "decision").sign(SAID)
    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", stops)
        with pytest.raises(KeyboardInterrupt):
            keys.renew_decision_key()
    assert reader(keys).read(Signer(keys.decision, "decision").sign(SAID)) == SAID
    keys.renew_decision_key()
    assert reader(keys).read(before) == SAID
    assert reader(keys).read(Signer(keys.decision, "decision").sign(SAID)) == SAID
    assert len(json.loads(keys.decisions_public.read_text())["keys"]) == 2


def test_a_public_half_signs_nothing(keys: Keys) -> None:
    with pytest.raises(TypeError, match="no private key"):
        Signer(keys.token_public, "decision")


def forgeries(keys: Keys) -> dict[str, str]:
    genuine = Signer(keys.decision, "decision").sign(SAID)
    head, said, signature = genuine.split(".")
    other, known = OKPKey.generate_key("Ed25519"), jws.extract_compact(genuine.encode()).headers()
    public = OctKey.import_key(keys.decisions_public.read_bytes())
    return {
        "nothing": "",
        "no signature": "approve",
        "not ASCII": "批准.批准.批准",
        "other content": f"{head}.{said[:-4]}AAAA.{signature}",
        "cut short": genuine[:-8],
        "another's key": jws.serialize_compact(known, SAID, other, ["Ed25519"]),
        "another's key by its own name": Signer(_saved(keys, other), "decision").sign(SAID),
        "the public key as a secret": jws.serialize_compact(known | {"alg": "HS256"}, SAID, public, ["HS256"]),
        "no algorithm": f"{_text(json.dumps(known | {'alg': 'none'}).encode())}.{_text(SAID)}.",
        "no key named": jws.serialize_compact({"alg": "Ed25519", "typ": "decision"}, SAID, other, ["Ed25519"]),
        "the key of access tokens": Signer(keys.token_private, "decision").sign(SAID),
        "for another purpose": Signer(keys.decision, "seal").sign(SAID),
    }


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def _saved(keys: Keys, key: OKPKey) -> Path:
    file = keys.directory / "other.pem"
    file.write_bytes(key.as_pem(private=True))
    return file


def test_what_is_forged_is_not_read(keys: Keys) -> None:
    for name, forged in forgeries(keys).items():
        with pytest.raises(NotSignedError):
            pytest.fail(f"{name}: read as {reader(keys).read(forged)!r}")
