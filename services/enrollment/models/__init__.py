"""The tables of enrollment."""

from services.enrollment.models.applications import (
    Application,
    ApplicationFile,
    Draft,
    FileContent,
    Membership,
    Revision,
)
from services.enrollment.models.base import Base
from services.enrollment.models.known import (
    KnownAssignment,
    KnownCounty,
    KnownPerson,
    KnownProxy,
    KnownRuleSet,
    KnownSchool,
)
from services.enrollment.models.studios import Round, RoundStudio, Studio

__all__ = [
    "Application",
    "ApplicationFile",
    "Base",
    "Draft",
    "FileContent",
    "KnownAssignment",
    "KnownCounty",
    "KnownPerson",
    "KnownProxy",
    "KnownRuleSet",
    "KnownSchool",
    "Membership",
    "Revision",
    "Round",
    "RoundStudio",
    "Studio",
]
