"""What this process asks of services."""

from contracts.commands.enrollment import CLOSE_ROUND

COMMANDS = (CLOSE_ROUND,)
