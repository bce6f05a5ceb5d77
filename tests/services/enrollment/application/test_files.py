"""Files: what they are is read from their bytes, and who may see the case may download them."""

from typing import Any
from uuid import UUID

import pytest

from chassis.formats import MOST_BYTES
from chassis.ids import uuid7
from services.enrollment.domain.file import MOST_FILES
from tests.services.enrollment.programme import Programme, code

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32
PDF = b"%PDF-1.7\n" + b"\0" * 32


def named(name: str, content: bytes) -> Any:
    return {"file": (name, content, "application/octet-stream")}


async def test_a_file_goes_into_the_revision_and_stays_there(programme: Programme) -> None:
    application, version = await programme.draft()
    attached = (await programme.upload(application, named("证书·𠮷.png", PNG))).json()
    assert attached["media_type"] == "image/png"
    await programme.send(application, version)
    content = (await programme.view(application))["revisions"][0]["content"]
    assert content["files"] == [attached]
    await programme.decide(application, "school", "return")
    path = f"/applications/{application}/files/{attached['file_id']}"
    for _ in range(2):
        await programme.ok("DELETE", path, programme.person())
    assert (await programme.view(application))["changed_fields"] == ["files"]
    answer = await programme.call("GET", path, programme.city)
    assert answer.content == PNG
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''%E8%AF%81")


async def test_the_same_file_twice_is_one(programme: Programme) -> None:
    application, _ = await programme.draft()
    answers = [await programme.upload(application, named("证书.pdf", PDF)) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert len((await programme.view(application))["files"]) == 1


@pytest.mark.parametrize(
    ("name", "content", "status", "refused_as"),
    [
        ("证书.png", b"MZ\x90\0" + b"\0" * 64, 422, "file_type"), ("证书.pdf", PNG, 422, "file_disguised"),
        ("证书.png", b"", 422, "file_empty"), ("..", PNG, 422, "file_name"),
        ("证书.png", PNG + b"\0" * MOST_BYTES, 413, "file_too_large"),
        ("证书.png", PNG + b"\0" * (MOST_BYTES + 200_000), 413, "file_too_large"),
    ],
    ids=["a program", "disguised", "empty", "no name", "a byte too large", "far too large"],
)  # fmt: skip
async def test_a_wrong_file_is_refused_in_words(
    programme: Programme, name: str, content: bytes, status: int, refused_as: str
) -> None:
    application, _ = await programme.draft()
    answer = await programme.upload(application, named(name, content))
    assert code(answer, status) == refused_as
    assert answer.json()["errors"][0]["field"] == "file"
    assert (await programme.view(application))["files"] == []


async def test_no_file_at_all(programme: Programme) -> None:
    application, _ = await programme.draft()
    for body in ({"data": {"file": "text"}}, {"files": {"other": ("a.png", PNG)}}, {"content": b"\0" * 10}):
        answer = await programme.client.post(f"/applications/{application}/files", headers=programme.person(), **body)  # type: ignore[arg-type]
        assert code(answer, 422) == "no_file"


async def test_there_is_room_for_so_many(programme: Programme) -> None:
    application, _ = await programme.draft()
    for number in range(MOST_FILES):
        assert (await programme.upload(application, named(f"{number}.png", PNG))).status_code == 201
    assert code(await programme.upload(application, named("又一个.png", PNG)), 422) == "too_many_files"


async def test_only_its_author_adds_and_only_while_it_can_be_edited(programme: Programme) -> None:
    application, version = await programme.draft()
    stranger = await programme.another_teacher()
    assert code(await programme.upload(application, named("a.png", PNG), stranger), 404) == "not_found"
    file = (await programme.upload(application, named("a.png", PNG))).json()["file_id"]
    await programme.send(application, version)
    assert code(await programme.upload(application, named("b.png", PNG)), 409) == "not_editable"
    path = f"/applications/{application}/files/{file}"
    assert code(await programme.call("DELETE", path, programme.person()), 409) == "not_editable"


async def test_what_was_not_sent_only_its_author_may_download(programme: Programme) -> None:
    application, version = await programme.draft()
    file = UUID((await programme.upload(application, named("a.png", PNG))).json()["file_id"])
    path = f"/applications/{application}/files/{file}"
    assert (await programme.call("GET", path, programme.person())).content == PNG
    assert code(await programme.call("GET", path, programme.city), 404) == "not_found"
    await programme.send(application, version)
    assert (await programme.call("GET", path, programme.city)).content == PNG
    for office in ("county_office:330329", "administrator:city"):
        assert code(await programme.call("GET", path, programme.office(office)), 404) == "not_found"
    other, _ = await programme.draft(await programme.another_teacher())
    assert code(await programme.call("GET", f"/applications/{other}/files/{file}", programme.city), 404) == "not_found"
    assert code(await programme.call("GET", f"/applications/{application}/files/{uuid7()}", programme.city), 404)
