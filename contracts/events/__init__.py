"""What each service publishes. Importing this package fills the registry."""

from contracts.events import activities, approvals, directory, enrollment

__all__ = ["activities", "approvals", "directory", "enrollment"]
