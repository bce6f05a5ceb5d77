"""From a nomination to an active studio (Arts. 3, 4.1, 8.1): the process's names."""

from uuid import UUID

KIND = "studio_establishment"
TASK_QUEUE = "studio_establishment"
WORKFLOW = "studio_establishment"


def workflow_id(studio_id: UUID) -> str:
    """One run per studio."""
    return f"{WORKFLOW}/{studio_id}"
