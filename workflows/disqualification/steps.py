"""What this process asks of services."""

from contracts.commands.casework import (
    OPEN_DISQUALIFICATION,
    PROCEED_DISQUALIFICATION,
    RECORD_DISQUALIFICATION_DECISION,
)
from contracts.processes.disqualification import KIND
from workflows.casework import Questions

QUESTIONS = Questions(KIND, OPEN_DISQUALIFICATION, RECORD_DISQUALIFICATION_DECISION, PROCEED_DISQUALIFICATION)
