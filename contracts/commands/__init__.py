"""What a workflow may ask of a service, and what it may be answered."""

from contracts.commands import approvals, cases, enrollment
from contracts.commands.command import Answer, Command, Refusal, Request

__all__ = ["Answer", "Command", "Refusal", "Request", "approvals", "cases", "enrollment"]
