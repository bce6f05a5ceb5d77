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
from services.enrollment.models.life import CaseFile, CaseRevision, HostTerm, StudioHistory
from services.enrollment.models.studios import Round, RoundStudio, Studio

__all__ = [
    "Application",
    "ApplicationFile",
    "Base",
    "CaseFile",
    "CaseRevision",
    "Draft",
    "FileContent",
    "HostTerm",
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
    "StudioHistory",
]
