"""The worker of this process."""

from temporalio.client import Client
from temporalio.worker import Worker

from chassis.bus.connection import Bus
from chassis.settings import Settings
from contracts.processes.disqualification import TASK_QUEUE
from workflows import serving
from workflows.disqualification.steps import QUESTIONS
from workflows.disqualification.workflow import Disqualification


def worker(client: Client, bus: Bus, settings: Settings) -> Worker:
    """Runs this process."""
    return serving.worker(client, bus, settings, TASK_QUEUE, Disqualification, QUESTIONS.commands)
