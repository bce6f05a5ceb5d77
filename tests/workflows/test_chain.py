"""The whole way from application to admission."""

from collections.abc import Awaitable, Callable

from contracts.commands import approvals, enrollment
from tests.workflows.case import Case
from tests.workflows.model import Services

Begun = Callable[..., Awaitable[Case]]


async def test_three_approvals_admit(begun: Begun, services: Services) -> None:
    case = await begun()
    for stage in ("school", "county", "municipal"):
        await case.decide(stage)
    assert await case.outcome() == "admitted"
    assert case.row.state == "ADMITTED"
    assert services.count(approvals.OPEN_TASK) == 3
    assert services.count(enrollment.RECORD_DECISION) == 2
    assert all(local for _, local in services.asked)
