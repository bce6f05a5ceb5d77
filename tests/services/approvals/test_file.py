"""Files of decisions: what is taken, who may have them."""

import httpx2
import pytest

from contracts.cases import CaseCard
from contracts.commands.approvals import OPEN_TASK
from tests.services.approvals.programme import COUNTY_OFFICE, Caller, Programme, decision, opening

PDF = b"%PDF-1.7\n" + b"0" * 300
PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + b"0" * 300
MEGABYTE = 1 << 20


@pytest.fixture
async def clerk(programme: Programme) -> Caller:
    return await programme.person("陈志远", COUNTY_OFFICE)


@pytest.fixture
async def case(programme: Programme) -> CaseCard:
    made = await programme.submitted()
    await programme.ask(OPEN_TASK, opening(made))
    return made


async def add(
    client: httpx2.AsyncClient, who: Caller, case: CaseCard, data: bytes, name: str = "公示.pdf"
) -> httpx2.Response:
    files = {"file": (name, data, "application/pdf")}
    return await client.post(f"/tasks/{opening(case).task_id}/files", headers=who, files=files)


async def test_a_file_goes_with_the_decision(
    programme: Programme, client: httpx2.AsyncClient, clerk: Caller, case: CaseCard
) -> None:
    added = await add(client, clerk, case, PDF)
    assert added.status_code == 201, added.text
    file_id = added.json()["file_id"]
    colleague = await programme.person("吴敏", COUNTY_OFFICE)
    stranger = await programme.person("叶青", COUNTY_OFFICE.model_copy(update={"scope": "330329"}))
    # Until it is handed in, it is its author's.
    assert (await client.get(f"/files/{file_id}", headers=colleague)).status_code == 404
    body = decision(case, file_ids=[file_id])
    answer = await client.post(f"/tasks/{opening(case).task_id}/decision", headers=clerk, json=body)
    assert answer.status_code == 200, answer.text
    got = await client.get(f"/files/{file_id}", headers=colleague)
    assert (got.content, got.headers["content-type"], got.headers["x-content-type-options"]) == (
        PDF,
        "application/pdf",
        "nosniff",
    )
    assert got.headers["content-disposition"] == "attachment; filename*=UTF-8''%E5%85%AC%E7%A4%BA.pdf"
    assert (await client.get(f"/files/{file_id}", headers=stranger)).status_code == 404
    log = (await client.get(f"/cases/{case.case_id}", headers=colleague)).json()["log"]
    assert [file["name"] for file in log[-1]["files"]] == ["公示.pdf"]


async def test_only_ones_own_files_can_be_handed_in(
    programme: Programme, client: httpx2.AsyncClient, clerk: Caller, case: CaseCard
) -> None:
    colleague = await programme.person("吴敏", COUNTY_OFFICE)
    file_id = (await add(client, clerk, case, PDF)).json()["file_id"]
    body = decision(case, file_ids=[file_id])
    answer = await client.post(f"/tasks/{opening(case).task_id}/decision", headers=colleague, json=body)
    assert answer.status_code == 404
    assert (await client.get(f"/tasks/{opening(case).task_id}", headers=clerk)).json()["state"] == "OPEN"


@pytest.mark.parametrize("data", [b"MZ\x90\0" + b"0" * 300, b"<script>alert(1)</script>", b"GIF89a" + b"0" * 300])
async def test_a_disguised_file_is_refused(
    client: httpx2.AsyncClient, clerk: Caller, case: CaseCard, data: bytes
) -> None:
    answer = await add(client, clerk, case, data)
    assert (answer.status_code, answer.json()["code"]) == (422, "file_type")


async def test_the_type_is_the_contents(client: httpx2.AsyncClient, clerk: Caller, case: CaseCard) -> None:
    assert (await add(client, clerk, case, PNG, "公示.png")).json()["media_type"] == "image/png"
    assert (await add(client, clerk, case, PNG, "公示.pdf")).json()["code"] == "file_disguised"
    assert (await add(client, clerk, case, b"")).json()["code"] == "file_empty"


async def test_ten_megabytes_and_not_one_byte_more(client: httpx2.AsyncClient, clerk: Caller, case: CaseCard) -> None:
    full = PDF + b"0" * (10 * MEGABYTE - len(PDF))
    assert (await add(client, clerk, case, full)).status_code == 201
    answer = await add(client, clerk, case, full + b"0")
    assert (answer.status_code, answer.json()["code"]) == (413, "file_too_large")


@pytest.mark.parametrize(
    ("given", "kept"),
    [("../../etc/公示.pdf", "公示.pdf"), ("C:\\公示.pdf", "公示.pdf"), ("字" * 150 + ".pdf", "字" * 116 + ".pdf")],
)
async def test_names_are_made_harmless(
    client: httpx2.AsyncClient, clerk: Caller, case: CaseCard, given: str, kept: str
) -> None:
    assert (await add(client, clerk, case, PDF, given)).json()["name"] == kept


async def test_ten_files_are_enough(client: httpx2.AsyncClient, clerk: Caller, case: CaseCard) -> None:
    answers = [await add(client, clerk, case, PDF) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [201] * 10 + [409]
