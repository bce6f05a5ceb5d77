"""Commands to the owner of a case, the same whatever the kind. Each is guarded by the owner's row.

Refusal codes every owner may give: `no_such_case`, `wrong_state` (another fact came first), `stale_revision`, `not_yet` (with
`retry_in`), and those of `contracts.decisions`: `unproven`, `spent`, `office_changed`, `two_levels`. An owner adds its own; with
`again` the office has the case once more, with the code as the reason.
"""

from dataclasses import dataclass
from functools import cache
from uuid import UUID

from contracts.cases import Plan
from contracts.commands.command import Command, Refusal
from contracts.message import Message

NO_SUCH_CASE = Refusal(code="no_such_case")
WRONG_STATE = Refusal(code="wrong_state")
STALE_REVISION = Refusal(code="stale_revision")


class Look(Message):
    """Ask how a case stands."""

    kind: str
    case_id: UUID


class Stands(Message):
    """How a case stands; a finished one ends its run.

    `proceed_in`: seconds until time alone moves it on, where it does. `over`: why nobody can decide any more what lies before
    an office, though what was decided before still counts, as when a round has closed. `held`: why it waits for something else than
    an office or time: no office has it, and no clock runs, until the owner tells that it goes on.
    """

    finished: bool
    state: str
    version: int
    revision: int
    content_hash: str
    plan: Plan | None
    proceed_in: float | None = None
    over: str | None = None
    held: str | None = None


class Record(Message):
    """Take what was decided at a stage over into the case's state.

    What that is, the owner reads from the `signatures` of the decisions it rests on, and believes nothing else.
    """

    kind: str
    case_id: UUID
    stage: str
    signatures: tuple[str, ...]


class Proceed(Message):
    """Go on where nothing but time, or a condition that now holds, was waited for."""

    kind: str
    case_id: UUID


@dataclass(frozen=True)
class CaseCommands:
    """What the owner of a case may be asked."""

    look: Command[Look, Stands]
    record: Command[Record, Stands]
    proceed: Command[Proceed, Stands]

    @property
    def all(self) -> tuple[Command[Look, Stands], Command[Record, Stands], Command[Proceed, Stands]]:
        """Each of them."""
        return (self.look, self.record, self.proceed)


@cache
def commands_of(owner: str) -> CaseCommands:
    """The commands of one owner. The answer to each is how the case stands then; `plan` is left out where it is the one known."""
    return CaseCommands(
        look=Command(f"{owner}.look", Look, Stands),
        record=Command(f"{owner}.record", Record, Stands),
        proceed=Command(f"{owner}.proceed", Proceed, Stands),
    )
