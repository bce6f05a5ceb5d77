"""Signatures one service gives and everybody else checks: JSON Web Signatures (RFC 7515) by Ed25519 keys with ids (RFC 7638)."""

from pathlib import Path
from typing import Any

import orjson
from joserfc import jws
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import Key, KeySet, OKPKey

# The name of RFC 9864 for what was EdDSA with this curve: one algorithm and no other.
ALGORITHM = "Ed25519"
REGISTRY = jws.JWSRegistry(algorithms=[ALGORITHM])


class NotSignedError(ValueError):
    """What should be a signature is none, or none by a key that is known, or one for another purpose."""


def key_in(file: Path) -> OKPKey:
    """The Ed25519 key in a PEM file, under its thumbprint (RFC 7638). Raises TypeError where there is none."""
    try:
        key = OKPKey.import_key(file.read_bytes())
        key.ensure_kid()
    except (JoseError, ValueError) as error:
        raise TypeError(f"{file} holds no key that can be read") from error
    if key.curve_name != ALGORITHM:
        raise TypeError(f"{file} holds no Ed25519 key")
    return key


def published(*keys: OKPKey) -> dict[str, list[dict[str, Any]]]:
    """The public halves, as everybody who checks reads them (RFC 7517)."""
    return {"keys": [dict(key.as_dict(private=False, alg=ALGORITHM, use="sig")) for key in keys]}


def key_id(signature: str) -> str:
    """The id of the key it says it was made with: true of a genuine one. Raises NotSignedError for what is no signature."""
    return str(_header(signature).get("kid"))


def _header(signature: str) -> dict[str, Any]:
    try:
        return dict(jws.extract_compact(signature.encode(), registry=REGISTRY).headers())
    except (JoseError, ValueError) as error:
        raise NotSignedError("no signature") from error


class Signer:
    """Signs for one purpose, with the private key in a PEM file (PKCS 8)."""

    def __init__(self, private_key_file: Path, purpose: str) -> None:
        self._key = key_in(private_key_file)
        if not self._key.is_private:
            raise TypeError(f"{private_key_file} holds no private key")
        self._header = {"alg": ALGORITHM, "kid": self._key.kid, "typ": purpose}

    def sign(self, said: bytes) -> str:
        """What is said and its signature, in the compact form."""
        return jws.serialize_compact(self._header, said, self._key, registry=REGISTRY)


class SignatureReader:
    """Checks signatures for one purpose, by the public keys in a file (RFC 7517): the one that signs now, and all before it."""

    def __init__(self, public_keys_file: Path, purpose: str) -> None:
        self._file = public_keys_file
        self._purpose = purpose
        self._keys = self._read_keys()

    def read(self, signature: str) -> bytes:
        """What was said under a genuine signature. Raises NotSignedError."""
        header = _header(signature)
        try:
            found = jws.deserialize_compact(signature, self._key(str(header.get("kid"))), registry=REGISTRY)
        except (JoseError, ValueError) as error:
            raise NotSignedError("no signature by a known key") from error
        if header.get("typ") != self._purpose or found.payload is None:
            raise NotSignedError("signed for another purpose")
        return found.payload

    def _key(self, key_id: str) -> Key:
        try:
            return self._keys.get_by_kid(key_id)
        except InvalidKeyIdError:
            # A key made since: it is published before anything is signed with it.
            self._keys = self._read_keys()
            return self._keys.get_by_kid(key_id)

    def _read_keys(self) -> KeySet:
        return KeySet.import_key_set(orjson.loads(self._file.read_bytes()))
