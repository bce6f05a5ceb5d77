"""What approvals knows of a case."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.approvals.models.base import Base
from services.approvals.models.search import SearchTerms


class Case(Base):
    """A case another service owns. Its card comes by the owner's event; a task or a log entry may be here before it.

    Whoever changes the case, a task of it or its log locks this row first: `log_length` and `log_head` are the end of the log.
    `deciders` says who decided in which place so far. State, `until` and `finished` are those of `state_version`.
    The two seals prove state and card, which come without an entry in the log (`domain.row_seal`).
    """

    __tablename__ = "cases"
    __table_args__ = (
        Index("cases_search", "search", postgresql_using="gin"),
        Index("cases_case_no", "case_no", unique=True),
        Index("cases_started", "applicant_id", "submitted_at", "case_id"),
        Index("cases_studio", "studio_id"),
        Index("cases_county", "county"),
    )

    case_id: Mapped[UUID] = mapped_column(primary_key=True)
    card_version: Mapped[int] = mapped_column(server_default="0")
    state_version: Mapped[int] = mapped_column(server_default="0")
    state: Mapped[str | None]
    finished: Mapped[bool] = mapped_column(server_default="false")
    until: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    case_no: Mapped[str | None]
    kind: Mapped[str | None]
    title: Mapped[str | None]
    applicant_id: Mapped[UUID | None]
    applicant_name: Mapped[str | None]
    parties: Mapped[list[UUID]] = mapped_column(server_default="{}")
    school_name: Mapped[str | None]
    studio_id: Mapped[UUID | None]
    studio_name: Mapped[str | None]
    county: Mapped[str | None]
    facts: Mapped[list[dict[str, Any]]] = mapped_column(server_default=text("'[]'"))
    revision: Mapped[int | None]
    content_hash: Mapped[str | None]
    plan: Mapped[dict[str, Any] | None]
    search: Mapped[list[str] | None] = mapped_column(SearchTerms)
    search_text: Mapped[str | None]
    seen_by: Mapped[list[str]] = mapped_column(server_default="{}")
    deciders: Mapped[dict[str, list[str]]] = mapped_column(server_default=text("'{}'"))
    state_seal: Mapped[str | None]
    card_seal: Mapped[str | None]
    log_length: Mapped[int] = mapped_column(server_default="0")
    log_head: Mapped[str] = mapped_column(server_default="")
