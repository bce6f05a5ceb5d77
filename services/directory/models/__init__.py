"""Tables of the directory, by what they are about."""

from services.directory.models.account import (
    Account,
    ExternalIdentity,
    PersonalToken,
    Session,
    SignInTries,
    UsedNonce,
)
from services.directory.models.assignment import Assignment
from services.directory.models.base import Base
from services.directory.models.form_draft import FormDraft
from services.directory.models.import_run import ImportRun
from services.directory.models.organisation import County, School
from services.directory.models.person import Person
from services.directory.models.proxy import Proxy
from services.directory.models.rule_set import RuleSetVersion

__all__ = [
    "Account",
    "Assignment",
    "Base",
    "County",
    "ExternalIdentity",
    "FormDraft",
    "ImportRun",
    "Person",
    "PersonalToken",
    "Proxy",
    "RuleSetVersion",
    "School",
    "Session",
    "SignInTries",
    "UsedNonce",
]
