"""What meets a submission on its way: another save, a file, a closing, another submission."""

from chassis.formats import PAPERS, checked
from services.enrollment.commands.application.draft import save_draft
from services.enrollment.commands.application.files import attach
from services.enrollment.commands.application.submit import submit
from services.enrollment.commands.round.close import close_round
from tests.services.enrollment.meeting import outcome, returned, second_while_first_is_open
from tests.services.enrollment.programme import Programme

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


async def test_submitted_while_the_round_closes_is_told_of_the_closing(programme: Programme) -> None:
    application, version = await programme.draft()
    await second_while_first_is_open(
        programme,
        lambda transaction: submit(transaction, application, programme.teacher, version),
        lambda transaction: close_round(transaction, programme.round),
    )
    assert [(said.state, said.cause) for said in await programme.news(application)] == [
        ("SUBMITTED", "done"), ("SUBMITTED", "round_closed")
    ]  # fmt: skip


async def test_closed_while_one_submits(programme: Programme) -> None:
    application, version = await programme.draft()
    done = await second_while_first_is_open(
        programme,
        lambda transaction: close_round(transaction, programme.round),
        lambda transaction: submit(transaction, application, programme.teacher, version),
    )
    assert outcome(done[1]) == "round_closed"
    assert await programme.state(application) == "DRAFT"
    assert await programme.events(application) == []


async def test_resubmitting_while_the_round_closes_ends_for_both(programme: Programme) -> None:
    application, version = await returned(programme)
    done = await second_while_first_is_open(
        programme,
        lambda transaction: submit(transaction, application, programme.teacher, version),
        lambda transaction: close_round(transaction, programme.round),
    )
    assert outcome(done[0]) == "Submitted"
    assert [(said.state, said.cause) for said in (await programme.news(application))[-2:]] == [
        ("SUBMITTED", "done"), ("SUBMITTED", "round_closed")
    ]  # fmt: skip


async def test_what_is_typed_while_one_submits_is_not_sent_unseen(programme: Programme) -> None:
    application, version = await programme.draft()
    typed = {"post": "别处改的岗位"}
    done = await second_while_first_is_open(
        programme,
        lambda transaction: save_draft(transaction, application, programme.teacher, typed, version),
        lambda transaction: submit(transaction, application, programme.teacher, version),
    )
    assert outcome(done[1]) == "stale_page"
    assert await programme.state(application) == "DRAFT"


async def test_a_file_that_comes_while_one_submits_is_in_the_revision(programme: Programme) -> None:
    application, version = await programme.draft()
    file = checked("证书.png", PNG, PAPERS)
    done = await second_while_first_is_open(
        programme,
        lambda transaction: attach(transaction, application, programme.teacher, file),
        lambda transaction: submit(transaction, application, programme.teacher, version),
    )
    assert outcome(done[1]) == "Submitted"
    assert [each["name"] for each in (await programme.view(application))["revisions"][0]["content"]["files"]] == [
        "证书.png"
    ]


async def test_a_file_that_comes_after_one_submitted_is_refused(programme: Programme) -> None:
    application, version = await programme.draft()
    file = checked("证书.png", PNG, PAPERS)
    done = await second_while_first_is_open(
        programme,
        lambda transaction: submit(transaction, application, programme.teacher, version),
        lambda transaction: attach(transaction, application, programme.teacher, file),
    )
    assert outcome(done[1]) == "not_editable"


async def test_of_two_applications_sent_at_once_one_is_refused(programme: Programme) -> None:
    (one, version), (other, _) = await programme.draft(), await programme.draft(studio=programme.other_studio)
    done = await second_while_first_is_open(
        programme,
        lambda transaction: submit(transaction, one, programme.teacher, version),
        lambda transaction: submit(transaction, other, programme.teacher, version),
    )
    assert [outcome(each) for each in done] == ["Submitted", "second_application"]
    assert await programme.state(other) == "DRAFT"
