"""`all` means all: nothing that has a worker or a service is left out of the command line."""

from contracts.topology import services
from songjiao.commands.processes import SERVED, WORKED
from workflows.processes import processes


def test_every_process_with_a_worker_can_be_worked() -> None:
    assert set(WORKED) == set(processes())


def test_every_service_can_be_served() -> None:
    assert set(SERVED) == {*services(), "portal"}
