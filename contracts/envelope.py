"""The CloudEvents 1.0 envelope every event travels in, and the registry of event types."""

from datetime import datetime
from typing import Any, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from contracts.message import Message

REGISTRY: dict[str, type["Event"]] = {}


class Event(Message):
    """A fact a service publishes, in the past tense. Subclasses name their type and the version of their schema."""

    TYPE: ClassVar[str]
    VERSION: ClassVar[int] = 1

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        if "TYPE" in cls.__dict__:
            REGISTRY[cls.TYPE] = cls

    @classmethod
    def dataschema(cls) -> str:
        """Name of the schema, with its version."""
        return f"urn:songjiao:{cls.TYPE}:{cls.VERSION}"


class Envelope(Message):
    """CloudEvents 1.0 in structured JSON mode, with our extension attributes."""

    specversion: Literal["1.0"] = "1.0"
    id: UUID
    source: str = Field(description="`/songjiao/<service>`")
    type: str
    subject: str = Field(description="Id of the aggregate the event speaks of.")
    time: datetime
    datacontenttype: Literal["application/json"] = "application/json"
    dataschema: str
    data: dict[str, Any]
    position: int = Field(description="Gapless place in the service's outbox.")
    aggregateversion: int = Field(description="Rises with each event of the aggregate; an older one may be ignored.")
    correlationid: str
    traceparent: str | None = None

    def event(self) -> Event:
        """The typed payload; raises KeyError for an unknown type and ValidationError for data that do not fit it."""
        return REGISTRY[self.type].model_validate(self.data)
