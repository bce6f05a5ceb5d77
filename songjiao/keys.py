"""The secrets of an installation, each in a file of its own, made once."""

import json
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nkeys
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chassis.signing import key_in, published
from contracts.topology import Process, processes, services

SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Keys:
    """The key files under `directory`, readable by their owner alone."""

    directory: Path

    def ensure(self) -> None:
        """Make what is missing; what exists stays, since data is signed with it."""
        self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        for process in processes():
            _once(self.directory / f"{process.name}.nk", _nkey_seed)
        _once(self.token_private, _ed25519_pem)
        _once(self.token_public, lambda: _public_pem(self.token_private))
        _once(self.decision, _ed25519_pem)
        _once(self.decisions_public, lambda: _jwks(self.decision, []))
        _once(self.audit, lambda: secrets.token_hex(SECRET_BYTES).encode())
        _once(self.session, Fernet.generate_key)
        owners = (f"{service}_owner" for service in services())
        for role in ("admin", "temporal-admin", *services(), *owners):
            _once(self._database_password(role), _password)

    @property
    def token_private(self) -> Path:
        """Signs access tokens (Ed25519, PKCS 8 PEM); the directory's alone."""
        return self.directory / "token.pem"

    @property
    def token_public(self) -> Path:
        """Checks access tokens."""
        return self.directory / "token.pub"

    @property
    def decision(self) -> Path:
        """Signs decisions (Ed25519, PKCS 8 PEM); the approvals' alone."""
        return self.directory / "decision.pem"

    @property
    def decisions_public(self) -> Path:
        """Checks the signatures of decisions: the key that signs now, and all before it (RFC 7517)."""
        return self.directory / "decision.jwks"

    @property
    def audit(self) -> Path:
        """Chains the decision log (HMAC key, 32 bytes as hex); the approvals' alone."""
        return self.directory / "audit.key"

    @property
    def session(self) -> Path:
        """Seals the portal's cookies (a Fernet key)."""
        return self.directory / "session.key"

    def renew_decision_key(self) -> str:
        """Have decisions signed with a new key once `approvals` starts again; what older ones signed stays good. Gives its id.

        The public key is published first: nothing is signed that nobody can check.
        """
        fresh, before = self.decision.with_suffix(".pem.next"), json.loads(self.decisions_public.read_bytes())["keys"]
        _once(fresh, _ed25519_pem)
        _write(self.decisions_public, _jwks(fresh, before))
        fresh.rename(self.decision)
        return str(key_in(self.decision).kid)

    def database_password(self, of: str) -> str:
        """The database's password of a role: an administrator's or a service's."""
        return self._database_password(of).read_text(encoding="ascii")

    @property
    def database_passwords(self) -> Path:
        """Where they lie, with `{service}` for the role."""
        return self._database_password("{service}")

    @property
    def owner_passwords(self) -> str:
        """Where the password of the role that owns the tables of `{service}` lies: whoever serves never needs it."""
        return str(self._database_password("{service}_owner"))

    def bus_processes(self) -> dict[str, Process]:
        """Public nkey → process, from which the bus writes its permissions."""
        return {self._public_nkey(process.name): process for process in processes()}

    def _database_password(self, of: str) -> Path:
        return self.directory / f"database-{of}.password"

    def _public_nkey(self, process: str) -> str:
        seed = (self.directory / f"{process}.nk").read_bytes()
        public_key: bytes = nkeys.from_seed(bytearray(seed)).public_key
        return public_key.decode()


def _once(path: Path, make: Callable[[], bytes]) -> None:
    """Write a new secret, whole or not at all, unless the file exists."""
    if not path.exists():
        _write(path, make())


def _write(path: Path, secret: bytes) -> None:
    draft = path.with_suffix(path.suffix + ".new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secret)
    draft.rename(path)


def _nkey_seed() -> bytes:
    seed: bytes = nkeys.encode_seed(secrets.token_bytes(SECRET_BYTES), nkeys.PREFIX_BYTE_USER)
    return seed


def _ed25519_pem() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _public_pem(private: Path) -> bytes:
    key = serialization.load_pem_private_key(private.read_bytes(), password=None)
    return key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def _jwks(newest: Path, before: list[dict[str, Any]]) -> bytes:
    added = published(key_in(newest))["keys"]
    known = {key["kid"] for key in added}
    return json.dumps({"keys": added + [key for key in before if key["kid"] not in known]}, indent=2).encode()


def _password() -> bytes:
    return secrets.token_urlsafe(SECRET_BYTES).encode()
