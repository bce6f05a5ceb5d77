"""What this process asks of services."""

from contracts.commands.casework import OPEN_STUDIO, PROCEED_STUDIO, RECORD_STUDIO_DECISION
from contracts.processes.studio_establishment import KIND
from workflows.casework import Questions

QUESTIONS = Questions(KIND, OPEN_STUDIO, RECORD_STUDIO_DECISION, PROCEED_STUDIO)
