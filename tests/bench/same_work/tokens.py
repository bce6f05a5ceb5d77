"""Bearer tokens, as they are made and read."""

from datetime import timedelta
from uuid import UUID

from joserfc import jwt
from joserfc.jwk import OctKey

from tests.bench.same_work.models import now

KEY = OctKey.import_key("09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7")
ALGORITHM = "HS256"


def token_of(person_id: UUID) -> str:
    """What somebody gets who signs in, which they do once a day and before anything is measured."""
    expires = int((now() + timedelta(hours=8)).timestamp())
    return jwt.encode({"alg": ALGORITHM}, {"sub": str(person_id), "exp": expires}, KEY)


def person_of(token: str) -> UUID:
    """Whom it speaks for. Raises joserfc.errors.JoseError, KeyError or ValueError."""
    read = jwt.decode(token, KEY, algorithms=[ALGORITHM])
    jwt.JWTClaimsRegistry().validate(read.claims)
    return UUID(read.claims["sub"])
