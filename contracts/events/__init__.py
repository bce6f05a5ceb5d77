"""What each service publishes. Importing this package fills the registry, the news of every owner of cases included."""

from contracts.cases import news_of
from contracts.events import activities, approvals, directory, enrollment
from contracts.kinds import owners

__all__ = ["activities", "approvals", "directory", "enrollment"]

for owner in owners():
    news_of(owner)
