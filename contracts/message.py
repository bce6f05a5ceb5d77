"""The base of everything that crosses a process boundary."""

from pydantic import BaseModel, ConfigDict


class Message(BaseModel):
    """An immutable message; unknown fields are ignored, so that a newer sender may say more than an older reader knows."""

    model_config = ConfigDict(frozen=True, extra="ignore")
