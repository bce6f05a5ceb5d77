"""Words for studios: those of how they come to be, and what they are narrowed by."""

from services.portal.kinds.studio_establishment import SCHOOL_LEVELS, STATES, TITLE_GROUPS, TITLE_LEVELS, TRACKS

__all__ = ["SCHOOL_LEVELS", "STATES", "TAKES_MEMBERS", "TITLE_GROUPS", "TITLE_LEVELS", "TRACKS"]

TAKES_MEMBERS = ("RECRUITING", "ACTIVE")
