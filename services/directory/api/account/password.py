"""A new password."""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from chassis.web.http import InPerson
from services.directory.api.parts import OwnDatabase, PasswordGate
from services.directory.commands.account import password as commands

router = APIRouter(prefix="/me", tags=["me"])


class PasswordChange(BaseModel):
    """The old password shows that it is you."""

    current: str = Field(max_length=1024)
    new: str = Field(max_length=1024)


@router.post("/password", status_code=204)
async def change_password(change: PasswordChange, database: OwnDatabase, gate: PasswordGate, actor: InPerson) -> None:
    """Choose a new password; all my other sessions end."""
    await commands.change_password(database, gate, actor, change.current, change.new)
