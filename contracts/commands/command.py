"""The form of a command: a name, what is asked, and what may be answered. A refusal is an answer, never an exception."""

from dataclasses import dataclass
from functools import cached_property

from pydantic import Field, SerializeAsAny

from contracts.message import Message


class Request[Asked: Message](Message):
    """A command on the wire. The same key gets the first answer again; the same key with another payload is an error."""

    key: str = Field(description="workflow id / command / what tells this question from others", max_length=300)
    correlation_id: str
    asked: SerializeAsAny[Asked]


class Refusal(Message):
    """The service says no, and the workflow deals with it."""

    code: str
    retry_in: float | None = Field(default=None, description="Seconds until asking again makes sense, for `not_yet`.")
    again: bool = Field(default=False, description="Nothing about the case has changed: its office has it once more.")


class Answer[Given: Message](Message):
    """What came back: exactly one of the two is set."""

    given: SerializeAsAny[Given] | None = None
    refusal: Refusal | None = None


@dataclass(frozen=True)
class Command[Asked: Message, Given: Message]:
    """A question a service answers on the subject `cmd.<name>`."""

    name: str
    asked: type[Asked]
    given: type[Given]

    @property
    def service(self) -> str:
        """The service that answers."""
        return self.name.split(".")[0]

    @property
    def subject(self) -> str:
        """The bus subject it is asked on."""
        return f"cmd.{self.name}"

    # pydantic makes a class of its own for each; looked up at every message it would cost more than the message.
    @cached_property
    def request(self) -> type[Request[Asked]]:
        """The wire form of what is asked."""
        return Request[self.asked]  # type: ignore[name-defined]

    @cached_property
    def answer(self) -> type[Answer[Given]]:
        """The wire form of what comes back."""
        return Answer[self.given]  # type: ignore[name-defined]
