"""Who is calling."""

from typing import Annotated

from fastapi import Depends, HTTPException, status
from fastapi.security import OAuth2PasswordBearer
from joserfc.errors import JoseError
from sqlalchemy.ext.asyncio import AsyncSession

from tests.bench.same_work.database import session
from tests.bench.same_work.models import Person
from tests.bench.same_work.tokens import person_of

scheme = OAuth2PasswordBearer(tokenUrl="token")


async def current_person(
    token: Annotated[str, Depends(scheme)], rows: Annotated[AsyncSession, Depends(session)]
) -> Person:
    """Whom the token speaks for, with the offices they hold now."""
    try:
        person = await rows.get(Person, person_of(token))
    except (JoseError, KeyError, ValueError):
        person = None
    if person is None:
        raise HTTPException(status.HTTP_401_UNAUTHORIZED, headers={"WWW-Authenticate": "Bearer"})
    return person
