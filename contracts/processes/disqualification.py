"""From the second truancy to a decision, and past an appeal (Art. 7.2): the process's names."""

from uuid import UUID

KIND = "disqualification"
TASK_QUEUE = "disqualification"
WORKFLOW = "disqualification"


def workflow_id(case_id: UUID) -> str:
    """One run per case."""
    return f"{WORKFLOW}/{case_id}"
