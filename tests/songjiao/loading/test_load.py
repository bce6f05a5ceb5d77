"""What is right is loaded once, however often it is tried."""

import asyncio
import csv
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from chassis.settings import settings
from services.directory.commands import ensure_administrator
from songjiao.demo.reading import DATA
from tests.servers import raised, with_tables
from tests.songjiao.loading.cities import command, content, save
from tests.system import processes

ADMINISTRATOR, PASSWORD = "administrator", "songjiao-test-2021"


@dataclass(frozen=True)
class Place:
    """A running installation."""

    url: str

    async def load(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """As the administrator."""
        told = {"SERVICES_URL": self.url, "SONGJIAO_LOGIN": ADMINISTRATOR, "SONGJIAO_PASSWORD": PASSWORD}
        return await asyncio.to_thread(lambda: command("load", *arguments, **told))

    async def count(self, service: str, sql: str) -> Any:
        """One figure of a database."""
        engine = create_async_engine(settings().database_of(service))
        async with engine.connect() as connection:
            found = await connection.scalar(text(sql))
        await engine.dispose()
        return found

    async def written(self) -> tuple[Any, ...]:
        """What would differ if anything had changed."""
        return (
            await self.count("directory", "SELECT max(seq) FROM outbox WHERE type <> 'directory.session.revoked'"),
            await self.count("directory", "SELECT md5(string_agg(a::text, ',' ORDER BY a.login)) FROM accounts a"),
            await self.count("directory", "SELECT sum(version) FROM people"),
            await self.count("enrollment", "SELECT sum(version) FROM studios"),
        )

    async def sign_in(self, login: str, password: str) -> httpx2.Response:
        form = {"grant_type": "password", "username": login, "password": password}
        async with httpx2.AsyncClient(base_url=self.url) as client:
            return await client.post("/api/directory/token", data=form)


@pytest.fixture(scope="module")
async def installation(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Place]:
    folder = tmp_path_factory.mktemp("installation")
    async with raised(folder):
        await with_tables()
        async with processes.running(processes.services(folder)) as services:
            await ensure_administrator(ADMINISTRATOR, PASSWORD)
            yield Place(services.url)


async def test_a_workbook_is_loaded_once_however_often(installation: Place, tmp_path: Path) -> None:
    file, secrets = save(tmp_path / "city.xlsx", content()), tmp_path / "passwords.csv"
    before = await installation.written()
    given = content()
    given["人员"][4]["手机"] = "12"
    said = await installation.load(str(save(tmp_path / "wrong.xlsx", given)))
    assert (said.returncode, await installation.written()) == (2, before)
    assert "人员 (people) 第6行 (row 6) 手机 (phone): " in said.stderr
    assert "共 1 处错误，未导入" in said.stderr
    said = await installation.load(str(file), "--check")
    assert (said.returncode, await installation.written()) == (0, before), said.stderr
    assert "2 县 counties · 3 学校 schools · 5 人员 people" in said.stdout
    said = await installation.load(str(file), "--passwords", str(secrets))
    assert said.returncode == 0, said.stderr
    after = await installation.written()
    assert after != before
    first = secrets.read_text("utf-8-sig")
    lines = {line["login"]: line["password"] for line in csv.DictReader(first.splitlines())}
    assert set(lines) == {"linxiaolan", "qian", "sun", "zhou@edu.example", "chen.fang"}
    assert (await installation.sign_in("Chen.Fang", lines["chen.fang"])).status_code == 200
    for _ in range(2):
        said = await installation.load(str(file), "--passwords", str(secrets))
        assert said.returncode == 0, said.stderr
        assert "counties 0 · schools 0 · people 0 · accounts 0 · assignments 0 · studios 0" in said.stdout
        assert await installation.written() == after
        assert secrets.read_text("utf-8-sig") == first


async def test_offices_and_studios_are_as_the_file_says(installation: Place, tmp_path: Path) -> None:
    await installation.load(str(save(tmp_path / "city.xlsx", content())))
    held = "SELECT string_agg(role || '=' || office_name, ' ' ORDER BY role) FROM assignments WHERE role <> 'administrator'"
    assert await installation.count("directory", held) == (
        "base_school=文成县云溪实验小学（设站学校） county_office=文成县名师办 host=林晓岚“名师送教”工作室主持人 "
        "municipal_office=温州市名师办 trainee_school=文成县云溪实验小学"
    )
    until = "SELECT valid_until = '2023-10-31T00:00+08:00' FROM assignments WHERE role = 'base_school'"
    assert await installation.count("directory", until)
    studio = "SELECT name || host_school_name || array_to_string(host_titles, '+') FROM studios"
    assert await installation.count("enrollment", studio) == (
        "林晓岚“名师送教”工作室鹿城区江滨实验小学温州市名教师+省教坛新秀"
    )


async def test_who_joins_later_gets_a_password_and_nobody_else_a_new_one(installation: Place, tmp_path: Path) -> None:
    given = content()
    given["人员"].append({"登录名": "wang", "姓名": "王新"})
    secrets = tmp_path / "passwords.csv"
    await installation.load(str(save(tmp_path / "city.xlsx", content())), "--passwords", str(tmp_path / "first.csv"))
    said = await installation.load(str(save(tmp_path / "more.xlsx", given)), "--passwords", str(secrets))
    assert said.returncode == 0, said.stderr
    (line,) = csv.DictReader(secrets.read_text("utf-8-sig").splitlines())
    assert line["login"] == "wang"
    assert (await installation.sign_in("wang", line["password"])).status_code == 200


async def test_without_passwords_nobody_signs_in_with_one(installation: Place, tmp_path: Path) -> None:
    given = content()
    given["人员"].append({"登录名": "only-by-provider", "姓名": "吴统一"})
    said = await installation.load(str(save(tmp_path / "city.xlsx", given)))
    assert said.returncode == 0, said.stderr
    assert "人没有密码，只能用统一身份认证登录" in said.stdout
    assert (await installation.sign_in("only-by-provider", "")).status_code == 400


async def test_who_has_come_by_the_provider_gets_no_password_later(installation: Place, tmp_path: Path) -> None:
    given = content()
    given["人员"] += [{"登录名": login, "姓名": "吴统一"} for login in ("came", "never-came")]
    file, secrets = save(tmp_path / "city.xlsx", given), tmp_path / "passwords.csv"
    assert (await installation.load(str(file))).returncode == 0
    engine = create_async_engine(settings().database_of("directory"))
    async with engine.begin() as connection:
        await connection.execute(
            text(
                "INSERT INTO external_identities SELECT 'https://id.example', login, person_id, now() FROM accounts"
                " WHERE login = 'came'"
            )
        )
    await engine.dispose()
    said = await installation.load(str(file), "--passwords", str(secrets))
    assert said.returncode == 0, said.stderr
    logins = {line["login"] for line in csv.DictReader(secrets.read_text("utf-8-sig").splitlines())}
    assert "never-came" in logins
    assert "came" not in logins


async def test_somebody_elses_login_stops_everything_before_the_first_row(installation: Place, tmp_path: Path) -> None:
    given = content()
    given["人员"].append({"登录名": "Administrator", "姓名": "冒名"})
    given["学校"][0]["名称"] = "改了名的小学"
    before = await installation.written()
    said = await installation.load(str(save(tmp_path / "city.xlsx", given)))
    assert said.returncode == 2
    assert "人员 (people) 第7行 (row 7) 登录名 (login): 系统中已有另一个人使用这个登录名" in said.stderr
    assert await installation.written() == before


async def test_a_wrong_password_and_a_server_that_is_away_are_told(installation: Place, tmp_path: Path) -> None:
    file = str(save(tmp_path / "city.xlsx", content()))
    told = {"SERVICES_URL": installation.url, "SONGJIAO_LOGIN": "nobody-here", "SONGJIAO_PASSWORD": "x"}
    said = await asyncio.to_thread(lambda: command("load", file, **told))
    assert said.returncode == 1
    assert "再运行一次会接着做" in said.stderr


async def test_a_folder_as_that_of_the_demonstration_is_loaded(installation: Place) -> None:
    said = await installation.load(str(DATA), "--check")
    assert said.returncode == 0, said.stderr
    assert "5 县 counties · 294 学校 schools · 3090 人员 people" in said.stdout


async def test_a_load_that_was_broken_off_goes_on(installation: Place, tmp_path: Path) -> None:
    given = content()
    given["人员"] += [{"登录名": f"many{number}", "姓名": f"教师{number}", "学校": "wc-p01"} for number in range(2400)]
    file = save(tmp_path / "city.xlsx", given)
    loading = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "songjiao.cli", "load", str(file), stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        env=os.environ | {"SERVICES_URL": installation.url, "SONGJIAO_LOGIN": ADMINISTRATOR, "SONGJIAO_PASSWORD": PASSWORD},
    )  # fmt: skip
    async with asyncio.timeout(60):
        while not await installation.count("directory", "SELECT count(*) FROM accounts WHERE login LIKE 'many%'"):
            await asyncio.sleep(0.01)
    loading.kill()
    await loading.wait()
    there = "SELECT count(*) FROM accounts WHERE login LIKE 'many%'"
    assert await installation.count("directory", there) < 2400
    said = await installation.load(str(file))
    assert said.returncode == 0, said.stderr
    assert await installation.count("directory", there) == 2400
