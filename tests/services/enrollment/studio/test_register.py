"""Studios are loaded by the city: all or nothing, and the same again changes nothing."""

from chassis.ids import uuid7
from tests.services.enrollment.programme import Programme, code


async def test_the_same_import_changes_nothing(programme: Programme) -> None:
    row = programme.studio_row(uuid7(), "温州市新“名师送教”工作室")
    for changed in (1, 0):
        answer = await programme.ok("PUT", "/studios/import", programme.city, {"studios": [row]})
        assert answer == {"changed": changed, "unchanged": 1 - changed}
    await programme.ok("PUT", "/studios/import", programme.city, {"studios": [row | {"subject": "数学"}]})
    assert await programme.events(row["id"]) == ["studio.registered", "studio.registered"]


async def test_an_import_is_all_or_nothing_and_told_by_row(programme: Programme) -> None:
    good, bad = (programme.studio_row(uuid7(), name) for name in ("好", "𠮷·" * 5_000))
    answer = await programme.call("PUT", "/studios/import", programme.city, {"studios": [good, bad]})
    assert answer.status_code == 422
    assert [fault["field"] for fault in answer.json()["errors"]] == ["studios.1.name"]
    assert (await programme.call("GET", f"/studios/{good['id']}", programme.person())).status_code == 404
    twice = await programme.call("PUT", "/studios/import", programme.city, {"studios": [good, good]})
    assert [fault["field"] for fault in twice.json()["errors"]] == ["studios.1.id"]
    refused = await programme.call("PUT", "/studios/import", programme.office("county_office:330328"), {"studios": []})
    assert code(refused, 403) == "not_entitled"
