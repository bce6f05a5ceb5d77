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
from services.enrollment.models.disqualifications import Attendance, Disqualification
from services.enrollment.models.known import (
    KnownAssignment,
    KnownCounty,
    KnownPerson,
    KnownProxy,
    KnownRuleSet,
    KnownSchool,
)
from services.enrollment.models.life import CaseFile, CaseRevision, HostTerm, StudioHistory
from services.enrollment.models.members import DevelopmentPlan, MemberAlert
from services.enrollment.models.recommendations import (
    Recommendation,
    RecommendationImport,
    RecommendationImportRow,
    RoundQuota,
)
from services.enrollment.models.studios import Round, RoundStudio, Studio
from services.enrollment.models.windows import StudioWindow, WindowPicture

__all__ = [
    "Application",
    "ApplicationFile",
    "Attendance",
    "Base",
    "CaseFile",
    "CaseRevision",
    "DevelopmentPlan",
    "Disqualification",
    "Draft",
    "FileContent",
    "HostTerm",
    "KnownAssignment",
    "KnownCounty",
    "KnownPerson",
    "KnownProxy",
    "KnownRuleSet",
    "KnownSchool",
    "MemberAlert",
    "Membership",
    "Recommendation",
    "RecommendationImport",
    "RecommendationImportRow",
    "Revision",
    "Round",
    "RoundQuota",
    "RoundStudio",
    "Studio",
    "StudioHistory",
    "StudioWindow",
    "WindowPicture",
]
