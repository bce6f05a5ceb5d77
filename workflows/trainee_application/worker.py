"""The worker of this process."""

from temporalio.client import Client
from temporalio.worker import Worker

from chassis.bus.connection import Bus
from chassis.settings import Settings
from contracts.processes.trainee_application import TASK_QUEUE
from workflows import serving
from workflows.trainee_application.steps import COMMANDS
from workflows.trainee_application.workflow import TraineeApplication


def worker(client: Client, bus: Bus, settings: Settings) -> Worker:
    """Runs applications."""
    return serving.worker(client, bus, settings, TASK_QUEUE, TraineeApplication, COMMANDS)
