"""The worker of this process."""

from temporalio.client import Client
from temporalio.worker import Worker

from chassis.bus.connection import Bus
from chassis.settings import Settings
from contracts.processes.studio_establishment import TASK_QUEUE
from workflows import serving
from workflows.studio_establishment.steps import QUESTIONS
from workflows.studio_establishment.workflow import StudioEstablishment


def worker(client: Client, bus: Bus, settings: Settings) -> Worker:
    """Runs this process."""
    return serving.worker(client, bus, settings, TASK_QUEUE, StudioEstablishment, QUESTIONS.commands)
