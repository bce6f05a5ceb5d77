"""What each service publishes. Importing this package fills the registry."""

from contracts.events import approvals, directory, enrollment

__all__ = ["approvals", "directory", "enrollment"]
