"""A city's own file: what is wrong in it is told all at once, and what is right is loaded once, however often it is tried."""

import asyncio
import csv
import os
import re
import stat
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import httpx2
import pytest
import yaml
from openpyxl import Workbook, load_workbook
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from chassis.settings import settings
from chassis.store.migrations import upgrade
from contracts import topology
from services.directory.commands import ensure_administrator
from songjiao.demo.reading import DATA
from songjiao.loading.faults import FaultyError
from songjiao.loading.forms import SHEETS
from songjiao.loading.passwords import Passwords
from songjiao.loading.reading import read_city
from songjiao.loading.records import Person
from tests.servers import raised
from tests.system import processes

Row = dict[str, Any]
Content = dict[str, list[Row]]

ADMINISTRATOR, PASSWORD = "administrator", "songjiao-test-2021"


def content() -> Content:
    """A small city without a fault."""
    return {
        "县": [
            {"代码": 330328, "名称": "文成县", "列入日期": date(2021, 10, 29), "退出日期": None},
            {"代码": "330326", "名称": "平阳县", "列入日期": "2021年10月29日", "退出日期": "2024/8/31"},
            {"代码": "330302", "名称": "鹿城区"},
        ],
        "学校": [
            {"代码": "wc-p01", "名称": "文成县云溪实验小学", "县区": "330328", "学段": "小学"},
            {"代码": "py-p01", "名称": "平阳县鳌江小学", "县区": "330326", "学段": "学前、小学"},
            {"代码": "lc-p01", "名称": "鹿城区江滨实验小学", "县区": 330302.0, "学段": "小学，初中"},
        ],
        "人员": [
            {"登录名": "linxiaolan", "姓名": "林晓岚", "手机": 19000000001, "学校": "lc-p01"},
            {"登录名": "qian", "姓名": "钱校长", "手机": "１９００００００００２", "学校": "wc-p01"},
            {"登录名": "sun", "姓名": "孙县办", "手机": None, "学校": None},
            {"登录名": "zhou@edu.example", "姓名": "周市办"},
            {"登录名": "Chen.Fang", "姓名": "陈·𠮷芳", "手机": "19000000005", "学校": "wc-p01"},
        ],
        "任职": [
            {"登录名": "qian", "职务": "学员所在学校", "范围": "wc-p01", "起": date(2021, 11, 1)},
            {"登录名": "qian", "职务": "base_school", "范围": "wc-p01", "止": "2023-10-31"},
            {"登录名": "sun", "职务": "县名师办", "范围": 330328},
            {"登录名": "ZHOU@edu.example", "职务": "市名师办", "范围": "市", "名称": "温州市名师办"},
        ],
        "工作室": [
            {
                "代码": "wc01", "下沉县": "330328", "学段": "小学", "类别": "教师", "学科": "语文", "主持人": "linxiaolan",
                "主持人称号": "温州市名教师、省教坛新秀", "设站学校": "wc-p01", "人数上限": 20,
            },
        ],
    }  # fmt: skip


def save(file: Path, given: Content) -> Path:
    """Write it as a workbook."""
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for name, rows in given.items():
        sheet = book.create_sheet(name)
        header = list(dict.fromkeys(field for row in rows for field in row))
        sheet.append(header)
        for row in rows:
            sheet.append([row.get(field) for field in header])
    book.save(file)
    return file


def faults(file: Path) -> list[str]:
    with pytest.raises(FaultyError) as refused:
        read_city(file)
    return [str(fault) for fault in refused.value.faults]


@pytest.mark.parametrize(
    ("sheet", "row", "changed", "told"),
    [
        ("县", 0, {"代码": "33032"}, "县 (counties) 第2行 (row 2) 代码 (code): 不能是“33032”"),
        ("县", 1, {"代码": "330328"}, "县 (counties) 第3行 (row 3) 代码 (code): 与第2行 (row 2)重复"),
        ("县", 0, {"名称": None}, "县 (counties) 第2行 (row 2) 名称 (name): 必填 / must be filled in"),
        ("县", 0, {"列入日期": "去年秋天"}, "第2行 (row 2) 列入日期 (listed_from): 不能是“去年秋天”"),
        ("县", 0, {"列入日期": 44498}, "第2行 (row 2) 列入日期 (listed_from): 不能是“44498”"),
        ("县", 0, {"列入日期": "2021-02-30"}, "第2行 (row 2) 列入日期 (listed_from): "),
        ("县", 0, {"退出日期": "2021-10-01"}, "第2行 (row 2) 退出日期 (listed_until): 退出日期应晚于列入日期"),
        ("县", 2, {"退出日期": "2021-10-01"}, "第4行 (row 4) 列入日期 (listed_from): 有退出日期就要有列入日期"),
        ("学校", 1, {"代码": "wc-p01"}, "学校 (schools) 第3行 (row 3) 代码 (code): 与第2行 (row 2)重复"),
        ("学校", 0, {"代码": "文成一小"}, "第2行 (row 2) 代码 (code): 不能是“文成一小”"),
        ("学校", 0, {"县区": "330399"}, "第2行 (row 2) 县区 (area): “县”表中没有 330399"),
        ("学校", 0, {"学段": "大学"}, "第2行 (row 2) 学段 (school_levels): 不能是“大学”"),
        ("学校", 0, {"学段": "小学、小学"}, "第2行 (row 2) 学段 (school_levels): 同一格里有重复的内容"),
        ("学校", 0, {"名称": "长" * 61}, "第2行 (row 2) 名称 (name): 名称太长，最多 60 个字。 / Too long"),
        ("学校", 0, {"名称": "云溪\u202e小学"}, "第2行 (row 2) 名称 (name): 名称中有看不见的控制字符"),
        ("人员", 0, {"登录名": "林晓岚"}, "人员 (people) 第2行 (row 2) 登录名 (login): 登录名应为"),
        ("人员", 1, {"登录名": "LinXiaoLan"}, "第3行 (row 3) 登录名 (login): 与第2行 (row 2)重复"),
        ("人员", 0, {"手机": "0577-12345"}, "第2行 (row 2) 手机 (phone): 手机号应为 1 开头的 11 位数字。 / A mobile"),
        ("人员", 0, {"学校": "xx-p99"}, "第2行 (row 2) 学校 (school): “学校”表中没有 xx-p99 / no such school"),
        ("人员", 0, {"姓名": "=1/0"}, "姓名 (name): 必填"),
        ("任职", 0, {"登录名": "nobody"}, "任职 (appointments) 第2行 (row 2) 登录名 (login): “人员”表中没有 nobody"),
        ("任职", 0, {"职务": "村长"}, "第2行 (row 2) 职务 (role): 不能是“村长” / cannot be “村长”；市教育局人事处、"),
        ("任职", 0, {"职务": "host"}, "第2行 (row 2) 职务 (role): 主持人写在“工作室”表中 / hosts stand in the sheet"),
        ("任职", 0, {"职务": "person"}, "第2行 (row 2) 职务 (role): 这不是职务 / this is not an office"),
        ("任职", 0, {"范围": None}, "第2行 (row 2) 范围 (scope): 应为“学校”表中的代码，不能是 空"),
        ("任职", 0, {"范围": "lc-p01"}, "第2行 (row 2) 范围 (scope): lc-p01 不在列入的县"),
        ("任职", 2, {"范围": "330302"}, "第4行 (row 4) 范围 (scope): 应为列入的县的代码，不能是 330302"),
        ("任职", 3, {"范围": "330328"}, "第5行 (row 5) 范围 (scope): 市级职务不填范围，不能是 330328"),
        ("任职", 0, {"止": "2021-11-01"}, "第2行 (row 2) 止 (valid_until): 应晚于 2021-11-01 / it must be later"),
        ("任职", 1, {"止": "2021-10-29"}, "第3行 (row 3) 止 (valid_until): 应晚于 2021-10-29"),
        ("任职", 1, {"职务": "trainee_school"}, "第3行 (row 3) 职务 (role): 与第2行 (row 2)重复"),
        ("工作室", 0, {"下沉县": "330302"}, "工作室 (studios) 第2行 (row 2) 下沉县 (county): 330302 不是列入的县"),
        ("工作室", 0, {"学段": "大学"}, "第2行 (row 2) 学段 (stage): 不能是“大学”"),
        ("工作室", 0, {"类别": "厨师"}, "第2行 (row 2) 类别 (track): 不能是“厨师”"),
        ("工作室", 0, {"主持人": "nobody"}, "第2行 (row 2) 主持人 (host): “人员”表中没有 nobody"),
        ("工作室", 0, {"主持人": "sun"}, "第2行 (row 2) 主持人 (host): sun 没有填学校"),
        ("工作室", 0, {"主持人称号": None}, "第2行 (row 2) 主持人称号 (host_titles): 必填"),
        ("工作室", 0, {"设站学校": "py-p01"}, "第2行 (row 2) 设站学校 (base_school): 下沉县内没有学校 py-p01"),
        ("工作室", 0, {"人数上限": 0}, "第2行 (row 2) 人数上限 (soft_cap): 不能是“0”"),
        ("工作室", 0, {"人数上限": "很多"}, "第2行 (row 2) 人数上限 (soft_cap): 不能是“很多”"),
    ],
)
def test_a_wrong_row_is_told_with_sheet_row_and_column(
    tmp_path: Path, sheet: str, row: int, changed: Row, told: str
) -> None:
    given = content()
    given[sheet][row] |= changed
    found = faults(save(tmp_path / "city.xlsx", given))
    assert any(told in fault for fault in found), found
    assert all(re.search("[一-鿿].* / [a-z“]", fault, re.IGNORECASE) for fault in found), found


def test_every_fault_is_told_in_one_go(tmp_path: Path) -> None:
    given = content()
    given["县"][0]["代码"] = "3"
    given["人员"][2]["手机"] = "12"
    given["工作室"][0]["类别"] = "厨师"
    assert len(faults(save(tmp_path / "city.xlsx", given))) == 3


def without(sheet: str) -> Callable[[Content], None]:
    return lambda given: given.pop(sheet).clear()


def added(sheet: str, rows: list[Row]) -> Callable[[Content], None]:
    return lambda given: given.update({sheet: rows})


def renamed(sheet: str, old: str, new: str) -> Callable[[Content], None]:
    def change(given: Content) -> None:
        for row in given[sheet]:
            if old in row:
                row[new] = row.pop(old)

    return change


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (without("任职"), "任职 (appointments) : 缺少这张表，或表中没有数据"),
        (
            added("教师", [{"姓名": "王芳", "学校": "wc-p01"}]),
            "教师 : 没有这种工作表，应为：县、学校、人员、任职、工作室、说明",
        ),
        (added("schools", [{"代码": "a", "名称": "b"}]), "schools : “学校”表出现两次"),
        (renamed("学校", "学段", "年级"), "学校 (schools) 第1行 (row 1) D 年级: 没有这一列"),
        (renamed("学校", "学段", "年级"), "学校 (schools) 学段 (school_levels): 缺少这一列"),
        (renamed("人员", "手机", "登录名*"), "人员 (people) 第1行 (row 1) D 登录名 (login): 这一列出现两次"),
        (added("学校", [{"甲": 1, "乙": 2}]), "学校 (schools) : 找不到表头，应有：代码、名称、县区、学段"),
        (
            lambda given: [row.pop("列入日期", None) or row.pop("退出日期", None) for row in given["县"]],
            "县 (counties) 列入日期 (listed_from): 至少一个县要有列入日期",
        ),
    ],
)
def test_a_wrong_sheet_is_told(tmp_path: Path, change: Callable[[Content], object], told: str) -> None:
    given = content()
    change(given)
    if "至少" in told:
        given["县"] = [{"代码": row["代码"], "名称": row["名称"], "列入日期": None} for row in given["县"]]
    found = faults(save(tmp_path / "city.xlsx", given))
    assert any(told in fault for fault in found), found


def test_what_people_do_to_workbooks_is_understood(tmp_path: Path) -> None:
    file = save(tmp_path / "city.xlsx", content())
    book = load_workbook(file)
    schools = book["学校"]
    schools.insert_rows(1)
    schools["A1"] = "全市学校一览表"
    schools.merge_cells("A1:XFD1")
    schools.append([None, None, None, None])
    schools.append(["wc-p02", "文成县玉壶小学", "330328", "小学"])
    schools.append(["wc-p03", "文成县大峃小学", None, "小学"])
    schools.merge_cells("C7:C8")
    schools["A2"] = " 代码* code "
    schools.column_dimensions["B"].hidden = True
    book.create_sheet("Sheet1")
    book.create_sheet("说明")["A1"] = "给人看的"
    book.save(file)
    city = read_city(file)
    assert [(school.code, school.area) for school in city.schools] == [
        ("wc-p01", "330328"), ("py-p01", "330326"), ("lc-p01", "330302"), ("wc-p02", "330328"), ("wc-p03", "330328"),
    ]  # fmt: skip
    assert city.school["lc-p01"].school_levels == ("小学", "初中")
    assert city.school["wc-p03"].place == "第8行 (row 8)"
    assert [county.listed_from for county in city.counties] == [date(2021, 10, 29)] * 2
    assert city.area["330326"].listed_until == date(2024, 8, 31)
    assert city.person["qian"].phone == "19000000002"
    assert city.person["chen.fang"].name == "陈·𠮷芳"


def test_a_formula_that_failed_is_told(tmp_path: Path) -> None:
    file = save(tmp_path / "city.xlsx", content())
    book = load_workbook(file)
    cell = book["人员"]["B2"]
    cell.value, cell.data_type = "#REF!", "e"
    book.save(file)
    assert "人员 (people) 第2行 (row 2) 姓名 (name): 公式出错（#REF!）" in "\n".join(faults(file))


def test_a_remark_beside_the_table_is_told(tmp_path: Path) -> None:
    file = save(tmp_path / "city.xlsx", content())
    book = load_workbook(file)
    book["县"]["H3"] = "待核实"
    book.save(file)
    assert "县 (counties) 第3行 (row 3) H: 这一列没有表头 / this column has no header" in faults(file)


@pytest.mark.parametrize("name", ["city.xlsx", "city.yaml", "missing.xlsx", "missing.yaml"])
def test_what_is_no_such_file_is_told(tmp_path: Path, name: str) -> None:
    if not name.startswith("missing"):
        (tmp_path / name).write_bytes(b"\xd0\xcf\x11\xe0 an old or locked workbook: [")
    assert len(faults(tmp_path / name)) == 1


def test_a_document_says_the_same_as_the_workbook(tmp_path: Path) -> None:
    english = {"县": "counties", "学校": "schools", "人员": "people", "任职": "appointments", "工作室": "studios"}
    file = tmp_path / "city.yaml"
    file.write_text(yaml.safe_dump({english[name]: rows for name, rows in content().items()}, allow_unicode=True))
    document, workbook = read_city(file), read_city(save(tmp_path / "city.xlsx", content()))
    for part in ("areas", "schools", "people", "appointments", "studios"):
        rows, others = getattr(document, part), getattr(workbook, part)
        assert [row.model_copy(update={"place": ""}) for row in rows] == [
            row.model_copy(update={"place": ""}) for row in others
        ]
    file.write_text(file.read_text().replace("wc-p01", "wc-p09", 1))
    assert any("第2条 (entry 2)" in fault or "第1条 (entry 1)" in fault for fault in faults(file))


def test_the_template_is_right_and_empty(tmp_path: Path) -> None:
    file = tmp_path / "template.xlsx"
    said = command("load", "--template", str(file))
    assert said.returncode == 0, said.stderr
    assert len(faults(file)) == len(SHEETS)
    book = load_workbook(file)
    assert book.sheetnames == ["说明", "县", "学校", "人员", "任职", "工作室"]
    assert all(cell.comment for sheet in SHEETS for cell in book[sheet.zh][1])
    for name, rows in content().items():
        for number, row in enumerate(rows, 3):
            for cell in book[name][1]:
                found = row.get(str(cell.value).split()[0].rstrip("*"))
                book[name].cell(number, cell.column, found)
    book.save(file)
    assert len(read_city(file).people) == 5
    assert command("load", "--template", str(file)).returncode == 2


def test_passwords_are_for_one_pair_of_eyes_and_are_found_again(tmp_path: Path) -> None:
    file = tmp_path / "passwords.csv"
    two = [Person(login="a1", name="甲"), Person(login="b2", name="乙")]
    first = Passwords(file).given_to(two)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(set(first.values())) == 2
    file.chmod(0o644)
    again = Passwords(file).given_to([*two, Person(login="c3", name="丙")])
    assert {login: again[login] for login in first} == first
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    (tmp_path / "letter.txt").write_text("Dear")
    with pytest.raises(ValueError, match="no file of passwords"):
        Passwords(tmp_path / "letter.txt")


def command(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The real command line."""
    return subprocess.run(
        [sys.executable, "-m", "songjiao.cli", *arguments], capture_output=True, text=True, check=False,
        env=os.environ | environment, timeout=120,
    )  # fmt: skip


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
        for service in topology.services():
            await upgrade(service, settings().database_of(service))
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
