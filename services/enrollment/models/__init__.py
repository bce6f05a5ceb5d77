"""The tables of enrollment."""

from services.enrollment.models.application import Application, ApplicationFile, Draft, Revision
from services.enrollment.models.base import Base
from services.enrollment.models.case import CaseFile, CaseRevision
from services.enrollment.models.development_plan import DevelopmentPlan
from services.enrollment.models.disqualification import Attendance, Disqualification
from services.enrollment.models.known import (
    KnownCounty,
    KnownPerson,
    KnownRuleSet,
    KnownSchool,
)
from services.enrollment.models.member import MemberAlert, Membership
from services.enrollment.models.recommendation import Recommendation, RecommendationImport
from services.enrollment.models.round import Round, RoundQuota, RoundStudio
from services.enrollment.models.studio import HostTerm, Studio, StudioHistory
from services.enrollment.models.window import StudioWindow, WindowPicture

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
    "HostTerm",
    "KnownCounty",
    "KnownPerson",
    "KnownRuleSet",
    "KnownSchool",
    "MemberAlert",
    "Membership",
    "Recommendation",
    "RecommendationImport",
    "Revision",
    "Round",
    "RoundQuota",
    "RoundStudio",
    "Studio",
    "StudioHistory",
    "StudioWindow",
    "WindowPicture",
]
