"""Who guesses passwords is slowed down where they are, and keeps nobody else out or waiting."""

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta

import httpx2
import pytest
from sqlalchemy import func, select, update

from chassis.web.app import Service
from services.directory.credentials import password as passwords
from services.directory.models import SignInTries
from tests.services.directory.conftest import PASSWORD, Import, person

WRONG = "ein falsches"
At = Callable[[str], httpx2.AsyncClient]


@pytest.fixture(autouse=True)
async def people(bring_in: Import) -> None:
    answer = await bring_in(people=[person(login="teacher"), person(name="王芳", login="colleague")])
    assert answer.status_code == 200, answer.text


@pytest.fixture
def at(directory: Service) -> At:
    """Somebody at an address."""

    def client(address: str) -> httpx2.AsyncClient:
        transport = httpx2.ASGITransport(directory.app, raise_app_exceptions=False, client=(address, 4711))
        return httpx2.AsyncClient(transport=transport, base_url="http://service")

    return client


async def try_it(
    client: httpx2.AsyncClient, password: str = PASSWORD, login: str = "teacher", devices: str = ""
) -> httpx2.Response:
    form = {"grant_type": "password", "username": login, "password": password, "devices": devices}
    return await client.post("/token", data=form)


async def older(directory: Service, by: timedelta) -> None:
    async with directory.database.transaction() as transaction:
        await transaction.execute(update(SignInTries).values(last_at=SignInTries.last_at - by))


async def test_five_wrong_passwords_hold_up_their_own_address_and_nobody_else(at: At) -> None:
    async with at("198.51.100.7") as guesser, at("203.0.113.9") as owner:
        for left in (4, 3, 2, 1):
            assert f"还可以再试 {left} 次" in (await try_it(guesser, WRONG)).json()["error_description"]
        fifth, held = await try_it(guesser, WRONG), await try_it(guesser)
        for answer in (fifth, held):
            assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
            assert 28 <= answer.json()["retry_after"] <= 30
            assert int(answer.headers["Retry-After"]) == answer.json()["retry_after"]
            assert f"请在 {answer.json()['retry_after']} 秒后再试" in answer.json()["error_description"]
        assert (await try_it(guesser, login="colleague")).status_code == 200
        assert (await try_it(owner)).status_code == 200


async def test_the_wait_doubles_and_is_over(at: At, directory: Service) -> None:
    async with at("198.51.100.7") as client:
        for _ in range(5):
            await try_it(client, WRONG)
        await older(directory, timedelta(seconds=31))
        assert (await try_it(client, WRONG)).json()["retry_after"] in (59, 60)
        await older(directory, timedelta(seconds=61))
        assert (await try_it(client)).status_code == 200
        assert "还可以再试 4 次" in (await try_it(client, WRONG)).json()["error_description"]


async def test_a_device_that_signed_in_before_is_let_in_whatever_others_do(at: At) -> None:
    async with at("198.51.100.7") as client:
        device = (await try_it(client)).json()["device_token"]
        for _ in range(6):
            await try_it(client, WRONG)
        assert (await try_it(client)).status_code == 400
        assert (await try_it(client, devices=f"unreadable {device}")).status_code == 200
        for _ in range(10):
            answer = await try_it(client, WRONG, devices=device)
        assert answer.json()["retry_after"] == 5


async def test_a_device_is_known_to_its_own_account_and_cannot_be_made_up(at: At) -> None:
    async with at("198.51.100.7") as client:
        device = (await try_it(client)).json()["device_token"]
        for _ in range(5):
            await try_it(client, WRONG, "colleague")
            await try_it(client, WRONG)
        forged = device[:-6] + ("AAAAAA" if device[-6:] != "AAAAAA" else "BBBBBB")
        assert (await try_it(client, login="colleague", devices=device)).status_code == 400
        assert (await try_it(client, devices=forged)).status_code == 400


async def test_one_password_tried_on_everybody_is_held_up_by_the_address(at: At) -> None:
    async with at("2001:db8::7") as client:
        await asyncio.gather(*(try_it(client, WRONG, f"nobody{n}") for n in range(61)))
    async with at("2001:db8::8") as neighbour, at("2001:db8:0:1::8") as another:
        assert (await try_it(neighbour)).json()["retry_after"] > 25
        assert (await try_it(another)).status_code == 200


async def test_right_passwords_from_a_busy_address_use_nothing_up(at: At, directory: Service) -> None:
    async with at("198.51.100.7") as client:
        for _ in range(3):
            assert (await try_it(client)).status_code == 200
    async with directory.database.reading() as connection:
        assert await connection.scalar(select(func.sum(SignInTries.count))) == 0


async def test_a_crowd_of_guesses_is_refused_before_it_is_hashed(at: At, monkeypatch: pytest.MonkeyPatch) -> None:
    checked = 0
    fits = passwords._fits

    def counted(password: str, against: str) -> bool:
        nonlocal checked
        checked += 1
        return fits(password, against)

    monkeypatch.setattr(passwords, "_fits", counted)
    async with at("198.51.100.7") as client:
        await asyncio.gather(*(try_it(client, f"guess {n}") for n in range(150)))
    assert checked == 5


async def test_guesses_in_flight_delay_no_right_sign_in(at: At) -> None:
    async with at("198.51.100.7") as client:
        device = (await try_it(client)).json()["device_token"]
    crowd = [at(f"198.51.100.{n}") for n in range(3)]
    async with crowd[0], crowd[1], crowd[2], at("203.0.113.9") as owner:
        guesses = [asyncio.create_task(try_it(crowd[n % 3], WRONG, f"nobody{n}")) for n in range(150)]
        await asyncio.sleep(0.3)
        for devices in ("", device):
            began = time.monotonic()
            assert (await try_it(owner, devices=devices)).status_code == 200
            assert time.monotonic() - began < 2
        assert not all(guess.done() for guess in guesses)
        await asyncio.gather(*guesses)


@pytest.mark.parametrize("stored", ["ours", "elsewhere", "none"])
async def test_nothing_tells_whether_there_is_such_an_account(
    at: At, bring_in: Import, stored: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fits = passwords._fits

    def dearer(password: str, against: str) -> bool:
        # As if hashes made elsewhere took much longer than ours.
        time.sleep(0.25 if against == WEAK else 0)
        return fits(password, against)

    monkeypatch.setattr(passwords, "_fits", dearer)
    monkeypatch.setattr(passwords, "TELLS_AFTER_SECONDS", 0.5)
    made = {"ours": None, "elsewhere": WEAK, "none": None}[stored]
    row = person("周明", login="known") if stored == "ours" else person("周明") | {"login": "known"}
    answer = await bring_in(people=[row | ({"password_hash": made} if made else {})])
    assert answer.status_code == 200, answer.text
    async with at("198.51.100.7") as client:
        told, took = [], []
        for login in ("known", "unknown"):
            for _ in range(6):
                began = time.monotonic()
                answer = await try_it(client, WRONG, login)
                took.append(time.monotonic() - began)
                told.append((answer.status_code, answer.json()["error"], answer.json()["error_description"][:6]))
    assert told[:6] == told[6:]
    assert all(abs(one - other) < 0.15 for one, other in zip(took[:5], took[6:11], strict=True))


async def test_passwords_are_checked_beside_the_loop(at: At, monkeypatch: pytest.MonkeyPatch) -> None:
    most = now = 0

    def slow(_: str, __: str) -> bool:
        nonlocal most, now
        now += 1
        most = max(most, now)
        time.sleep(0.05)
        now -= 1
        return False

    monkeypatch.setattr(passwords, "_fits", slow)
    async with at("198.51.100.7") as client:
        crowd = [asyncio.create_task(try_it(client, WRONG, f"nobody{n}")) for n in range(8)]
        waited = 0.0
        while not all(task.done() for task in crowd):
            began = time.monotonic()
            await asyncio.sleep(0.001)
            waited = max(waited, time.monotonic() - began)
    assert most == passwords.AT_ONCE
    assert waited < 0.045


async def test_a_wrong_current_password_holds_up_that_session_alone(at: At) -> None:
    async with at("198.51.100.7") as client:
        headers = {"Authorization": f"Bearer {(await try_it(client)).json()['access_token']}"}
        change = {"current": "x", "new": "y" + PASSWORD}
        weak = await client.post("/me/password", json={"current": PASSWORD, "new": "short"}, headers=headers)
        assert (weak.status_code, weak.json()["errors"][0]["field"]) == (422, "new")
        for _ in range(5):
            answer = await client.post("/me/password", json=change, headers=headers)
            assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "current")
        held = await client.post("/me/password", json=change, headers=headers)
        assert (held.status_code, held.json()["code"]) == (429, "slowed_down")
        assert (await try_it(client)).status_code == 200


WEAK = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$A6zM1BDr2HFPtxHlF8DnVWGqBOhpVlLRQCpnzHn0Aps"
