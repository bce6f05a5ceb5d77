"""Who somebody is elsewhere, and by which login they are known here."""

from dataclasses import dataclass
from typing import Any

from services.directory.domain.texts import fold_login, login_fault


@dataclass(frozen=True)
class External:
    """Somebody as their provider proved them. A subject is never given to another person; `login` is none where it will not do."""

    issuer: str
    subject: str
    login: str | None


def external(issuer: str, claims: dict[str, Any], login_claim: str) -> External:
    """From checked claims. An e-mail address says who somebody is only where the provider has verified it."""
    told = claims.get(login_claim)
    unverified = login_claim == "email" and claims.get("email_verified") is not True
    folded = fold_login(told) if isinstance(told, str) and not unverified else ""
    return External(issuer, claims["sub"], folded if login_fault(folded) is None else None)
