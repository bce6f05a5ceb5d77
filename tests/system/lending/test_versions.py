"""A consumer one version behind loses nothing: what it does not know waits for it, is shown as it came, and is complete after its upgrade.

The owner is new from the beginning. The house (all other services with the pages) and the workers have never heard of it, or know
it as it was one version ago (without a stage, two states, a verb, and its second kind), and are upgraded one after the other.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from temporalio.client import Client
from temporalio.service import RPCError

from chassis.settings import settings
from contracts.kinds import workflow_id
from tests.system import processes
from tests.system.lending import conftest
from tests.system.lending.conftest import people, standing
from tests.system.lending.hall import Loan, words
from tests.system.lending.installing import Installation, beside
from tests.system.lending.kinds import DEFER, HALL_LOAN, INSPECTION, KEY_LOAN
from tests.system.lending.launch import NEWEST, OLDER
from tests.system.lending.reading import hidden, main_of, reader
from workflows.engine import messages

NOT_KNOWN = "尚未收录"


@pytest.fixture(scope="module")
async def installation(registered: None, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Installation]:
    """Nobody but the owner knows anything. In the end everybody must, and nothing may have been given up."""
    folder = tmp_path_factory.mktemp("versions")
    async with (
        standing(tmp_path_factory.mktemp("older")) as servers,
        processes.running(conftest.house(folder, None)) as house,
        processes.running(conftest.workers(folder, None)) as workers,
        processes.running(conftest.owner(folder)) as owner,
        people(house.url, owner.url) as hall,
    ):
        running = Installation(folder, servers, hall, house, workers)
        try:
            yield running
        finally:
            await running.house.stop()
            await running.workers.stop()


@pytest.fixture(autouse=True)
async def nothing_is_given_up(installation: Installation) -> AsyncIterator[None]:
    yield
    assert await installation.dead_letters() == 0


async def goes_through(case: Loan, *seats: tuple[str, int]) -> None:
    """From here on, decided by these, to its end, once each."""
    for stage, seat in seats:
        await case.decide(stage, seat)
    await case.until_state("LENT")


async def test_nobody_has_heard_of_it_and_then_one_after_the_other(installation: Installation) -> None:
    """The workers learn of it first: they put tasks before offices at approvals that has no card of the case."""
    hall = installation.hall
    case = await hall.ask("countersign", "handover", purpose="元旦联欢")
    assert await case.shown() is None
    await installation.upgrade_workers(NEWEST)
    await until_opened(case)
    assert await case.shown() is None, "what is not known by its card is shown to nobody"
    await installation.upgrade_house(NEWEST)
    shown = await case.until(case.shown)
    assert [fact["type"] for fact in shown["card"]["facts"]] == ["text", "person", "date", "money", "file"]
    inbox = await hall.world.call("GET", "/api/approvals/inbox", hall.office)
    assert [task["title"] for task in inbox["items"]] == ["借用礼堂：元旦联欢"]
    await goes_through(case, ("countersign", 1), ("countersign", 0), ("handover", 0))
    taken = [(stage, seat, "approve") for stage, seat in (("countersign", 0), ("countersign", 1), ("handover", 0))]
    await case.went_once(*taken)
    summary = await hall.world.call("GET", "/api/approvals/summary", hall.asker)
    assert [outcome["case_id"] for outcome in summary["outcomes"]] == [str(case.id)]


async def until_opened(case: Loan) -> None:
    """Wait until the run has put the case before both offices; approvals announces what it has no card of to nobody."""
    client = await Client.connect(settings().temporal_address, namespace=settings().temporal_namespace)
    handle = client.get_workflow_handle(workflow_id(HALL_LOAN.name, case.id))

    async def told() -> bool:
        try:
            status = await handle.query(messages.STATUS, result_type=messages.Status)
        except RPCError:
            return False
        return len(status.at) == 2

    await case.until(told)


async def test_triggers_that_know_the_owner_as_it_was(installation: Installation) -> None:
    """A kind of its that they do not know is put off, whatever is done with its cases, and those of the other kind go on."""
    await installation.upgrade_workers(OLDER)
    hall = installation.hall
    key_case = await hall.ask("countersign", "handover", kind=KEY_LOAN.name, purpose="取道具")
    gone = await hall.ask("countersign", "handover", kind=KEY_LOAN.name, purpose="取话筒")
    hall_case = await hall.ask("countersign", "handover", purpose="运动会彩排")
    await goes_through(hall_case, ("countersign", 0), ("countersign", 1), ("handover", 0))
    shown = await key_case.until(key_case.shown)
    assert (shown["state"], shown["open_tasks"]) == ("TO_COUNTERSIGN", [])
    await gone.withdraw()
    await gone.until_state("WITHDRAWN")
    await installation.upgrade_workers(NEWEST)
    await goes_through(key_case, ("countersign", 0), ("countersign", 1), ("handover", 0))
    taken = [(stage, seat, "approve") for stage, seat in (("countersign", 0), ("countersign", 1), ("handover", 0))]
    for case in (key_case, hall_case):
        await case.went_once(*taken)
    await gone.went_once()


async def test_a_state_the_workers_do_not_know_waits_for_those_who_do(installation: Installation) -> None:
    """The office of the new stage has it after the upgrade; what is done with such a case meanwhile is heeded."""
    await installation.upgrade_workers(OLDER)
    hall = installation.hall
    case = await hall.ask("countersign", INSPECTION, "handover", purpose="毕业典礼")
    gone = await hall.ask("countersign", INSPECTION, "handover", purpose="家长会")
    for each in (case, gone):
        for seat in (0, 1):
            await each.decide("countersign", seat)
    for each in (case, gone):
        assert (await each.until_state("TO_INSPECT"))["open_tasks"] == []
    await gone.withdraw()
    await gone.until_state("WITHDRAWN")
    await installation.upgrade_workers(NEWEST)
    # At the latest when Temporal tries the run again.
    await case.task(INSPECTION, seconds=90)
    await case.decide(INSPECTION)
    await goes_through(case, ("handover", 0))
    countersigned = [("countersign", 0, "approve"), ("countersign", 1, "approve")]
    await case.went_once(*countersigned, (INSPECTION, 0, "approve"), ("handover", 0, "approve"))
    await gone.went_once(*countersigned)


async def test_a_verb_and_a_stage_nobody_knew_before(installation: Installation) -> None:
    """What time alone moves on comes back to its office, which has it a second time."""
    case = await installation.hall.ask("countersign", INSPECTION, "handover", purpose="元宵灯会")
    for seat in (0, 1):
        await case.decide("countersign", seat)
    await case.decide(INSPECTION, verb=DEFER)
    await case.decide(INSPECTION, turn=2)
    await goes_through(case, ("handover", 0))
    await case.went_once(
        ("countersign", 0, "approve"), ("countersign", 1, "approve"),
        (INSPECTION, 0, DEFER), (INSPECTION, 0, "approve"), ("handover", 0, "approve"),
    )  # fmt: skip


async def test_decided_while_triggers_have_forgotten_the_kind(installation: Installation) -> None:
    """Both clicks are kept for a worker that knows what they were about."""
    hall = installation.hall
    case = await hall.ask("countersign", "handover")
    tasks = [await case.task("countersign", seat) for seat in (0, 1)]
    await installation.upgrade_workers(None)
    for task in tasks:
        await case.say(task)
    await installation.put_off("workflows")
    withdrawn = await hall.ask("any_sign", "handover")
    await withdrawn.withdraw()
    await installation.upgrade_workers(NEWEST)
    await goes_through(case, ("handover", 0))
    taken = [(stage, seat, "approve") for stage, seat in (("countersign", 0), ("countersign", 1), ("handover", 0))]
    await case.went_once(*taken)
    await withdrawn.until_state("WITHDRAWN")
    await withdrawn.went_once()


async def test_approvals_goes_back_a_version_under_way(installation: Installation) -> None:
    """What the owner says meanwhile is read when approvals is back: nothing is missing in the log."""
    hall = installation.hall
    case, other = [await hall.ask("countersign", "handover") for _ in range(2)]
    for one in (case, other):
        await one.task("countersign", 1)
        await one.decide("countersign", 0)
    await installation.upgrade_house(None)
    await case.decide("countersign", 1)
    await other.withdraw()
    await case.task("handover")
    assert (await case.shown())["state"] == "TO_COUNTERSIGN", "the owner's word has not been heard"
    await installation.upgrade_house(NEWEST)
    await goes_through(case, ("handover", 0))
    taken = [(stage, seat, "approve") for stage, seat in (("countersign", 0), ("countersign", 1), ("handover", 0))]
    await case.went_once(*taken)
    await other.until_state("WITHDRAWN")
    await other.until_overtaken()
    await other.went_once(overtaken=1)


@pytest.mark.parametrize("version", [None, OLDER])
async def test_pages_show_what_they_do_not_know_as_it_came(
    installation: Installation, tmp_path: Path, version: str | None
) -> None:
    """The new verb can be clicked all the same, and the newest pages have words for all of it."""
    hall = installation.hall
    case = await hall.ask(INSPECTION, "handover", purpose="百年校庆")
    task = await case.task(INSPECTION)
    addresses = ("/inbox", f"/inbox/{task['task_id']}", f"/cases/{case.id}", f"/cases/{case.id}/sheet")
    async with beside(installation, tmp_path, version) as portal, reader(portal, hall.second_clerk) as browser:
        for address in addresses:
            page = main_of(await browser.get(address))
            assert INSPECTION in page, address
            assert NOT_KNOWN in page, address
            assert "百年校庆" in page, address
        page = main_of(await browser.get(addresses[1]))
        # Whoever has to decide sees what it is about, whatever their pages know of it.
        for fact in ("陶渊·𠮷", "2026年12月24日", "¥1,234.56"):
            assert fact in page, fact
        assert f'value="{DEFER}"' in page
        form = {**hidden(page.partition('id="decide"')[2]), "verb": DEFER, "opinion": words(DEFER)}
        sent = await browser.post(f"/tasks/{task['task_id']}/decision", data=form)
        assert sent.status_code == 200, sent.text
    task = await case.task(INSPECTION, turn=2)
    async with beside(installation, tmp_path, NEWEST) as portal, reader(portal, hall.second_clerk) as browser:
        for address in (f"/inbox/{task['task_id']}", f"/cases/{case.id}", f"/cases/{case.id}/sheet"):
            page = main_of(await browser.get(address))
            assert NOT_KNOWN not in page, address
            assert "改日再看" in page, address
    await goes_through_after_inspection(case)


async def goes_through_after_inspection(case: Loan) -> None:
    await case.decide(INSPECTION, turn=2)
    await goes_through(case, ("handover", 0))
    await case.went_once((INSPECTION, 0, DEFER), (INSPECTION, 0, "approve"), ("handover", 0, "approve"))
