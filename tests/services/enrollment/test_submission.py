"""From a draft to a frozen revision."""

from tests.services.enrollment.programme import Programme


async def test_a_sent_application_has_a_number_a_frozen_revision_and_an_event(programme: Programme) -> None:
    application, version = await programme.draft()
    received = await programme.send(application, version)
    assert received["case_no"].startswith("BM-")
    assert received["state"] == "SUBMITTED"
    assert received["revision"] == 1
    assert await programme.events(application) == ["application.submitted"]
