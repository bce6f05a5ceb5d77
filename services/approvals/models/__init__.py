"""The service's tables."""

from services.approvals.models.base import Base
from services.approvals.models.case import Case
from services.approvals.models.file import File
from services.approvals.models.log import LogEntry
from services.approvals.models.office import OfficeName, Person
from services.approvals.models.outcome import Outcome
from services.approvals.models.task import Task

__all__ = [
    "Base",
    "Case",
    "File",
    "LogEntry",
    "OfficeName",
    "Outcome",
    "Person",
    "Task",
]
