"""Who is calling: access tokens signed by one service, read with its public key by everybody else."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from joserfc import jws, jwt
from joserfc.errors import ExpiredTokenError, JoseError
from joserfc.jwk import OKPKey

from chassis import clock
from chassis.errors import ForbiddenError, Text, UnauthenticatedError
from chassis.signing import ALGORITHM, REGISTRY, key_in
from chassis.web.revocations import LONGEST_TOKEN, Revocations
from chassis.web.scopes import LACKING, Needs

# A clerk's token comes with each of their requests, for five minutes.
KNOWN_TOKENS = 4096

AUDIENCE = "songjiao"


@dataclass(frozen=True)
class Actor:
    """A person who is signed in, or a program with a personal token of theirs."""

    person_id: UUID
    name: str
    session_id: UUID
    offices: frozenset[str]
    scopes: frozenset[str] | None

    def holds(self, role: str, scope: str) -> bool:
        """Whether the person held this office when the token was made (at most five minutes ago)."""
        return f"{role}:{scope}" in self.offices

    def require(self, needed: Needs) -> None:
        """Raises ForbiddenError for a personal token that lacks a scope. A person's own sign-in has all of them."""
        for scope in needed:
            if self.scopes is not None and scope not in self.scopes:
                code, text = LACKING[scope]
                raise ForbiddenError(code, text)


def unchecked_claims(token: str) -> dict[str, Any]:
    """What a token says, for whoever has it from a hand they trust. Raises ValueError where it is none."""
    try:
        claims: dict[str, Any] = json.loads(jws.extract_compact(token.encode()).payload or b"")
    except JoseError as error:
        raise ValueError("not a token") from error
    return claims


def sign(claims: dict[str, Any], key: OKPKey, until: datetime | None = None) -> str:
    """An access token; one service alone has the key. Lives LONGEST_TOKEN by machine time, and never beyond `until`."""
    now = clock.machine()
    expires = now + LONGEST_TOKEN if until is None else min(now + LONGEST_TOKEN, until)
    stamped = claims | {"aud": AUDIENCE, "iat": now, "exp": expires}
    return jwt.encode({"alg": ALGORITHM, "kid": key.kid}, stamped, key, registry=REGISTRY)


class TokenReader:
    """Checks access tokens. Raises UnauthenticatedError for one that is forged, expired, revoked or none at all."""

    def __init__(self, public_key_file: Path, revocations: Revocations) -> None:
        # Parsed once: doing so at each request costs more than checking the signature.
        self._public_key = key_in(public_key_file)
        self._revocations = revocations
        self._read = lru_cache(KNOWN_TOKENS)(self._verified)

    def actor(self, token: str) -> Actor:
        """The person the token speaks for. That it is genuine is checked once; that it still holds, each time."""
        try:
            actor, expires = self._read(token)
        except ExpiredTokenError as error:
            raise _expired() from error
        except (JoseError, KeyError, ValueError, AttributeError, TypeError) as error:
            raise _unauthenticated(
                "token_invalid", "登录凭证无效，请重新登录。", "This token is not valid. Sign in again."
            ) from error
        if expires <= clock.machine().timestamp():
            raise _expired()
        if self._revocations.ended(actor.session_id):
            raise _unauthenticated(
                "token_revoked", "您已退出登录，请重新登录。", "This session was ended. Sign in again."
            )
        return actor

    def _verified(self, token: str) -> tuple[Actor, float]:
        """Whom it speaks for, and until when (seconds of the machine's clock)."""
        claims = jwt.decode(token, self._public_key, registry=REGISTRY).claims
        jwt.JWTClaimsRegistry(
            now=int(clock.machine().timestamp()),
            aud={"essential": True, "value": AUDIENCE},
            exp={"essential": True},
            sub={"essential": True},
            sid={"essential": True},
        ).validate(claims)
        actor = Actor(
            person_id=UUID(claims["sub"]),
            name=claims["name"],
            session_id=UUID(claims["sid"]),
            offices=frozenset(claims["offices"]),
            scopes=frozenset(claims["scope"].split()) if claims.get("scope") else None,
        )
        return actor, float(claims["exp"])


def _expired() -> UnauthenticatedError:
    return _unauthenticated("token_expired", "登录已过期，请重新登录。", "Your sign-in has expired. Sign in again.")


def _unauthenticated(code: str, zh: str, en: str) -> UnauthenticatedError:
    return UnauthenticatedError(code, Text(zh, en))
