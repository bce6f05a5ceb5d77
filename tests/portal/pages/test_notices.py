"""The bell: what is listed, and that there is more than is listed."""

import re
from typing import Any, get_type_hints

import pytest
from fastapi import FastAPI

from services.portal.frame.asked.tasks import Reminder
from tests.portal.pages.test_home import answers
from tests.portal.standing import SUMMARY, seated
from tests.portal.test_every_page import example

LISTED = 20


async def notices(app: FastAPI, unread: int, language: str = "zh", address: str = "/notices") -> str:
    made = {name: example(of, "little", name) for name, of in get_type_hints(Reminder).items()}
    reminders: list[dict[str, Any]] = [
        made | {"task_id": f"t{number}", "title": f"教师{number}的申请", "last_at": "2026-11-20T01:00:00Z"}
        for number in range(min(unread, LISTED))
    ]
    summary = SUMMARY | {"reminders": reminders, "unread": unread}
    async with seated(app, answers(approvals__summary=summary)) as browser:
        browser.cookies.set("songjiao_language", language, domain="portal.test")
        answer = await browser.get(address)
    assert answer.status_code == 200, answer.text
    return " ".join(answer.text.partition("<main")[2].split())


async def test_where_there_are_more_than_are_listed_the_page_says_how_many_before_the_list(app: FastAPI) -> None:
    page = await notices(app, 35)
    said = "共 35 条，先列出最新的 20 条；办理或看过之后，其余的会接着列出。"
    assert 0 < page.find(said) < page.find("教师0的申请")
    assert len(re.findall(r'href="/inbox/t\d+"', page)) == LISTED
    assert "35 in all, the newest 20 first" in await notices(app, 35, "en")


async def test_a_count_that_has_no_end_says_so_as_the_bell_does(app: FastAPI) -> None:
    assert "共 99+ 条" in await notices(app, 100)


@pytest.mark.parametrize("unread", [0, 1, LISTED])
async def test_where_all_are_listed_nothing_is_said_of_more(app: FastAPI, unread: int) -> None:
    assert "其余的" not in await notices(app, unread)


async def test_at_home_the_number_of_those_listed_is_not_told_as_the_number_of_all(app: FastAPI) -> None:
    assert "至少 20 件已被催办" in await notices(app, 35, address="/")
    assert ">7 件已被催办" in await notices(app, 7, address="/")
