"""What lists can be narrowed by."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, any_, cast, func, literal, select
from sqlalchemy.dialects.postgresql import TSQUERY

from casework.holding import NOW
from services.approvals.domain.search_terms import terms_of_word, words
from services.approvals.domain.urgency import Urgency
from services.approvals.models import Case, Task
from services.approvals.queries.parameters import DAY_ENDS, WEEK_ENDS


@dataclass(frozen=True, slots=True)
class Filters:
    """What an inbox is narrowed to."""

    kind: str | None = None
    stage: str | None = None
    county: str | None = None
    studio_id: UUID | None = None
    q: str | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """On tasks joined with their cases. What is rare is looked up first, so that no list of all tasks is walked for it."""
        found: list[ColumnElement[bool]] = []
        if self.kind is not None:
            found.append(Task.kind == self.kind)
        if self.stage is not None:
            found.append(Task.stage == self.stage)
        if self.county is not None:
            found.append(Case.county == self.county)
        if self.studio_id is not None:
            found.append(_among(Case.studio_id == self.studio_id))
        if self.q:
            found.append(_among(matches(self.q)))
        return found

    @property
    def on_cases(self) -> bool:
        """Whether the case must be looked at."""
        return self.county is not None


def _among(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return Task.case_id == any_(func.array(select(Case.case_id).where(condition).scalar_subquery()))


def matches(query: str) -> ColumnElement[bool]:
    """Cases in whose number, title, names or facts each word of the query occurs."""
    return and_(*(_contains(word) for word in words(query)))


def _contains(word: str) -> ColumnElement[bool]:
    wanted = " & ".join("'" + term.replace("\\", "\\\\").replace("'", "''") + "'" for term in terms_of_word(word))
    indexed: ColumnElement[bool] = Case.search.op("@@")(cast(literal(wanted), TSQUERY))
    return and_(indexed, func.strpos(Case.search_text, word) > 0)


def due_within(urgency: Urgency | None) -> list[ColumnElement[bool]]:
    """When tasks of this urgency are due, by the parameters; None is any."""
    return {
        None: [],
        "overdue": [Task.due_at < NOW],
        "today": [Task.due_at >= NOW, Task.due_at < DAY_ENDS],
        "week": [Task.due_at >= DAY_ENDS, Task.due_at < WEEK_ENDS],
        "later": [Task.due_at >= WEEK_ENDS],
    }[urgency]
