"""Bearer tokens, as they are made and read."""

from datetime import timedelta
from uuid import UUID

import jwt

from tests.bench.same_work.models import now

SECRET = "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7"
ALGORITHM = "HS256"


def token_of(person_id: UUID) -> str:
    """What somebody gets who signs in, which they do once a day and before anything is measured."""
    return jwt.encode({"sub": str(person_id), "exp": now() + timedelta(hours=8)}, SECRET, algorithm=ALGORITHM)


def person_of(token: str) -> UUID:
    """Whom it speaks for. Raises jwt.InvalidTokenError, KeyError or ValueError."""
    return UUID(jwt.decode(token, SECRET, algorithms=[ALGORITHM])["sub"])
