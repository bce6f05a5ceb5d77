"""Words of applying: those of the kind itself."""

from services.portal.kinds.trainee_application import FIELDS, STATES

__all__ = ["FIELDS", "STATES"]
