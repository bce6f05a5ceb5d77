"""`all` means all: nothing that has a worker or a service is left out of the command line."""

from contracts.topology import SERVICES
from songjiao.commands.processes import Served, Worked
from workflows.worker import WORKERS


def test_every_process_with_a_worker_can_be_worked() -> None:
    assert {one.value for one in Worked} == {*WORKERS, "all"}


def test_every_service_can_be_served() -> None:
    assert {one.value for one in Served} == {*SERVICES, "portal", "all"}
