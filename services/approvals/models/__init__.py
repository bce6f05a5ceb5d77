"""The service's tables."""

from services.approvals.models.base import Base
from services.approvals.models.cases import Case, LogEntry
from services.approvals.models.files import File
from services.approvals.models.offices import Assignment, OfficeName, Person, Proxy
from services.approvals.models.tasks import Task

__all__ = [
    "Assignment",
    "Base",
    "Case",
    "File",
    "LogEntry",
    "OfficeName",
    "Person",
    "Proxy",
    "Task",
]
