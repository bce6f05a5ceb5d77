"""What an id_token must show before it is believed (OpenID Connect Core, 3.1.3.7). Expiry goes by machine time."""

from collections.abc import Sequence
from typing import Any

from authlib.oidc.core import CodeIDToken
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
        claims = CodeIDToken(
            token.claims,
            token.header,
            options={
                "iss": {"essential": True, "value": expected["issuer"]},
                "aud": {"essential": True, "value": expected["client_id"]},
            },
            params={
                "client_id": expected["client_id"],
                "nonce": expected["nonce"],
                "access_token": granted.get("access_token"),
            },
        )
        claims.validate(now=int(clock.machine().timestamp()), leeway=LEEWAY_SECONDS)
    except (BadSignatureError, InvalidKeyIdError) as error:
        raise WrongTokenError(str(error), key=True) from error
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise WrongTokenError(f"{type(error).__name__}: {error}") from error
    if not 0 < len(claims["sub"]) <= SUBJECT_LENGTH:
        raise WrongTokenError("a subject of no use")
    return dict(claims)


def _registry(algorithms: Sequence[str]) -> JWSRegistry:
    return JWSRegistry(algorithms=list(algorithms), strict_check_header=False)
