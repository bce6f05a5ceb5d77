"""Words of applying: those of the kind itself."""

from services.portal.kinds.trainee_application import FIELDS, MOVED, STATES, WITH_STUDIO

__all__ = ["FIELDS", "MOVED", "STATES", "WITH_STUDIO"]
