"""What offices are called and people's names, from `directory`'s events."""

from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from chassis.store.base import Told
from services.approvals.models.base import Base


class Person(Told, Base):
    """A person's name, for the lists of who holds an office."""

    __tablename__ = "people"

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]


class OfficeName(Base):
    """What an office is called."""

    __tablename__ = "office_names"

    office_key: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
