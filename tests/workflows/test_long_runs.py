"""A history that grows long goes on in a new run, and nothing said at that moment is lost."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from temporalio.testing import WorkflowEnvironment

from contracts.commands import approvals
from contracts.commands.enrollment import RECORD_DECISION
from contracts.processes import casework, studio_establishment
from contracts.processes import trainee_application as process
from tests.workflows.case import Case, begin
from tests.workflows.conftest import LONG_HISTORY, casework_workers, workers
from tests.workflows.model import Services
from tests.workflows.owners import Docket, Owners, open_docket
from tests.workflows.rows import Application, plan, real_now

STORM = 2 * LONG_HISTORY


@pytest.fixture
async def case(full_server: WorkflowEnvironment) -> AsyncIterator[Case]:
    """A case on the full server."""
    services = Services(real_now)
    async with workers(full_server.client, services):
        yield await begin(full_server, full_server.client, services, Application(plan()))


async def storm(case: Case, of: object) -> None:
    """The same word, over and over."""
    for _ in range(STORM // 20):
        await asyncio.gather(*(case.tell(process.DECIDED, of) for _ in range(20)))


async def test_a_storm_of_words_while_an_office_has_it(case: Case) -> None:
    first = await case.decide("school")
    await case.at("county")
    raging = asyncio.create_task(storm(case, first))
    await asyncio.sleep(0.2)
    decided = await case.decide("county")
    await raging
    await storm(case, decided)
    await case.at("municipal")
    description = await case.handle.describe()
    assert description.raw_description.workflow_execution_info.first_run_id != description.run_id
    found_by = {pair.key.name: pair.value for pair in description.typed_search_attributes}
    assert (found_by["CaseNo"], found_by["Stage"]) == ("BM-2021-000123", "municipal")
    await case.decide("municipal")
    assert await case.handle.result() == "admitted"
    assert case.services.count(approvals.OPEN_TASK) == 3


@pytest.fixture
async def docket(full_server: WorkflowEnvironment) -> AsyncIterator[Docket]:
    """A nomination on the full server."""
    owners = Owners(real_now)
    async with casework_workers(full_server.client, owners):
        yield await open_docket(full_server, owners, studio_establishment.KIND, "NOMINATED")


async def stale_words(docket: Docket) -> None:
    """What the run knows already, over and over."""
    for _ in range(STORM // 20):
        await asyncio.gather(*(docket.handle.signal(casework.MOVED, casework.Moved(1)) for _ in range(20)))


async def test_a_storm_while_the_city_weighs_a_nomination(docket: Docket) -> None:
    await docket.at("qualification")
    await stale_words(docket)
    await docket.decide("qualification")
    await docket.at("dispatch")
    await stale_words(docket)
    moved = await docket.does("DISPATCHED", revised=True)
    await stale_words(docket)
    await docket.handle.signal(casework.MOVED, moved)
    await docket.at("base_proposal")
    assert docket.task("dispatch").closed == "done"
    description = await docket.handle.describe()
    assert description.raw_description.workflow_execution_info.first_run_id != description.run_id
    assert docket.owners.count(approvals.OPEN_TASK) == 3
    await docket.do("TERMINATED", cause="terminated")
    assert await docket.handle.result() == "TERMINATED"


async def test_a_storm_while_the_applicant_corrects(case: Case) -> None:
    first = await case.decide("school", "return")
    standing = await case.correcting()
    await storm(case, first)
    # The moment may differ by milliseconds: a task that was lost is done again by another clock reading.
    after = await case.correcting()
    assert replace(after, due_at=standing.due_at) == standing
    raging = asyncio.create_task(storm(case, first))
    await case.tell(process.RESUBMITTED, case.resubmits("school"))
    await raging
    await case.decide("school", "reject", 2)
    assert await case.handle.result() == "declined"
    # One fact and one task for each of the two hearings, and no run asks what an earlier one has the answer to.
    assert case.services.count(approvals.OPEN_TASK) == case.services.count(RECORD_DECISION) == 2
    assert [runs for runs in case.services.runs.values() if len(runs) > 1] == []
