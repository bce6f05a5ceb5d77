"""The worker of this process."""

from temporalio.client import Client
from temporalio.worker import Worker

from chassis.bus.connection import Bus
from chassis.settings import Settings
from contracts.processes.recruiting_round import TASK_QUEUE
from workflows import serving
from workflows.recruiting_round.steps import COMMANDS
from workflows.recruiting_round.workflow import RecruitingRound


def worker(client: Client, bus: Bus, settings: Settings) -> Worker:
    """Runs recruiting rounds."""
    return serving.worker(client, bus, settings, TASK_QUEUE, RecruitingRound, COMMANDS)
