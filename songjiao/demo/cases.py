"""The entries of the files that say what happens: rounds, rules, the small demonstration's cases, and texts."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import StringConstraints, model_validator

from contracts.rules import Recruitment
from services.enrollment.domain.words import ApplicationState, Level
from songjiao.loading.identity import identity
from songjiao.loading.records import Code, Name, Record

Verb = Literal["submit", "resubmit", "withdraw", "approve", "return", "reject"]


class Round(Record):
    """A recruiting round, in days from the day of loading."""

    code: Code
    name: Name
    opens_in_days: int
    closes_in_days: int
    closed_after_loading: bool = False

    @property
    def id(self) -> UUID:
        """Id in `enrollment`."""
        return identity("round", self.code)


class Rounds(Record):
    """rounds.yaml"""

    cycle: Code
    rounds: tuple[Round, ...]
    simulated: Round


class DemoRules(Record):
    """demo_rules.yaml: a rule set whose version is given on loading."""

    name: Name
    recruitment: Recruitment


class Step(Record):
    """An office decides, or the applicant (no level) acts. `text` is the opinion, the reason or the new motivation."""

    level: Level | None
    verb: Verb
    text: str = ""

    @model_validator(mode="before")
    @classmethod
    def read(cls, entry: object) -> object:
        """`{county return: opinion}` or `{withdraw: reason}`."""
        match entry:
            case {"verb": _}:
                return entry
            case dict() if len(entry) == 1:
                (action, text), *_ = entry.items()
                *level, verb = str(action).split(" ")
                return {"level": level[0] if level else None, "verb": verb, "text": text or ""}
            case _:
                raise ValueError("一个步骤写一行，如 `- county return: 意见` / one action per step")


class Scenario(Record):
    """A case of the small demonstration."""

    applicant: Code
    studio: Code | None = None
    round: Code = "main"
    post: Name | None = None
    title: Name | None = None
    subject: Name | None = None
    motivation: Annotated[str, StringConstraints(min_length=1, max_length=2000)]
    steps: tuple[Step, ...]
    state: ApplicationState

    @property
    def application_id(self) -> UUID:
        """Id of the application, and of its case."""
        return identity("application", f"{self.round}/{self.applicant}")


class Scenarios(Record):
    """scenarios.yaml"""

    cases: tuple[Scenario, ...]


class Texts(Record):
    """texts.yaml: what people write in the simulation."""

    motivations: tuple[str, ...]
    corrections: tuple[str, ...]
    opinions: dict[Level, dict[Literal["approve", "return", "reject"], tuple[str, ...]]]
    withdrawals: tuple[str, ...]
