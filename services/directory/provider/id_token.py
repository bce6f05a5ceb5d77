"""What an id_token must show before it is believed (OpenID Connect Core, 3.1.3.7). Expiry goes by machine time."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from typing import Any

from joserfc import jwt
from joserfc.errors import BadSignatureError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from chassis import clock

# Those of private keys: with a shared secret the client could write its own tokens, and `none` proves nothing.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
# Two machines' clocks differ.
LEEWAY_SECONDS = 30
SUBJECT_LENGTH = 255


class WrongTokenError(Exception):
    """The token proves nothing. `key`: it was signed with a key that is not among those given."""

    def __init__(self, reason: str, key: bool = False) -> None:
        super().__init__(reason)
        self.key = key


def checked(
    granted: dict[str, Any], keys: dict[str, Any], algorithms: Sequence[str], expected: dict[str, str]
) -> dict[str, Any]:
    """The claims of the id_token in a token answer; `expected` holds issuer, client_id and nonce. Raises WrongTokenError."""
    text = granted.get("id_token")
    if not isinstance(text, str) or not algorithms:
        raise WrongTokenError("no id_token, or none of an algorithm we take")
    try:
        token = jwt.decode(text, KeySet.import_key_set(keys), registry=_registry(algorithms))  # type: ignore[arg-type]
        _claims_registry(expected).validate(token.claims)
    except (BadSignatureError, InvalidKeyIdError) as error:
        raise WrongTokenError(str(error), key=True) from error
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise WrongTokenError(f"{type(error).__name__}: {error}") from error
    claims = token.claims
    if claims["nonce"] != expected["nonce"]:
        raise WrongTokenError("of another sign-in")
    if not 0 < len(claims["sub"]) <= SUBJECT_LENGTH:
        raise WrongTokenError("a subject of no use")
    if not _is_for(claims, expected["client_id"]):
        raise WrongTokenError("meant for somebody else, too")
    if not _came_with(claims.get("at_hash"), granted.get("access_token"), token.header["alg"]):
        raise WrongTokenError("of another access token")
    return claims


def _registry(algorithms: Sequence[str]) -> JWSRegistry:
    return JWSRegistry(algorithms=list(algorithms), strict_check_header=False)


def _claims_registry(expected: dict[str, str]) -> jwt.JWTClaimsRegistry:
    return jwt.JWTClaimsRegistry(
        now=int(clock.machine().timestamp()),
        leeway=LEEWAY_SECONDS,
        iss={"essential": True, "value": expected["issuer"]},
        aud={"essential": True, "value": expected["client_id"]},
        nonce={"essential": True},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
    )


def _is_for(claims: dict[str, Any], client_id: str) -> bool:
    """Whether the client is the party it was made for; among several audiences the token must say so."""
    alone = claims["aud"] in (client_id, [client_id])
    return bool(claims.get("azp", client_id if alone else None) == client_id)


def _came_with(at_hash: object, access_token: object, algorithm: str) -> bool:
    """Whether the token, where it names an access token, came with that one: by the left half of its hash."""
    if at_hash is None or access_token is None:
        return True
    digest = hashlib.new(f"sha{algorithm[-3:]}", str(access_token).encode()).digest()
    half = urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=")
    return hmac.compare_digest(half, str(at_hash).encode())
