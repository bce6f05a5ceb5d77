"""`songjiao load`: a city's own organisations, people, offices and studios."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from songjiao.loading.city import City
    from songjiao.loading.load import Loaded


def load(
    file: Annotated[
        Path | None, typer.Argument(help="A workbook (.xlsx), a YAML file, or a folder as that of the demonstration.")
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Only say what is wrong; load nothing.")] = False,
    template: Annotated[Path | None, typer.Option(help="Write an empty workbook to fill in, and do no more.")] = None,
    passwords: Annotated[
        Path | None, typer.Option(help="Give people without a password a first one, and write it into this file.")
    ] = None,
    login: Annotated[str | None, typer.Option(envvar="SONGJIAO_LOGIN", help="An administrator's; asked for.")] = None,
    password: Annotated[
        str | None, typer.Option(envvar="SONGJIAO_PASSWORD", help="Asked for; best not written on the command line.")
    ] = None,
) -> None:
    """Check a file as a whole, then load it as an administrator. The same file again changes nothing.

    Ends with status 2 when something is wrong in the file, which is then not loaded.
    """
    from songjiao.loading.faults import FaultyError

    if template is not None:
        _write(template)
        return
    if file is None:
        raise typer.BadParameter("给出要导入的文件，或用 --template 生成模板 / name a file, or use --template")
    try:
        city = _read(file)
        if not check:
            asked = login or typer.prompt("管理员登录名 Administrator's login")
            secret = password or typer.prompt("密码 Password", hide_input=True)
            _tell(_load(city, asked, secret, passwords))
    except FaultyError as error:
        typer.echo(f"{error}\n共 {len(error.faults)} 处错误，未导入 / {len(error.faults)} faults.", err=True)
        raise typer.Exit(2) from error


def _write(template: Path) -> None:
    from songjiao.loading.template import write_template

    try:
        write_template(template)
    except OSError as error:
        typer.echo(f"写不了 / cannot be written: {error}", err=True)
        raise typer.Exit(2) from error
    typer.echo(f"已生成 / written: {template}")


def _read(file: Path) -> "City":
    from songjiao.demo.organisations import city_of
    from songjiao.demo.reading import read_organisations
    from songjiao.loading.checks import remarks
    from songjiao.loading.reading import read_city

    city = city_of(read_organisations(file)) if file.is_dir() else read_city(file)
    for remark in remarks(city):
        typer.echo(f"提醒 Note: {remark}")
    counted = (
        f"{len(city.counties)} 县 counties · {len(city.schools)} 学校 schools · {len(city.people)} 人员 people · "
        f"{len(city.appointments)} 任职 offices · {len(city.studios)} 工作室 studios"
    )
    typer.echo(f"检查通过 Nothing is wrong: {counted}")
    return city


def _load(city: "City", login: str, password: str, file: Path | None) -> "Loaded":
    from rich.console import Console

    from chassis.settings import settings
    from songjiao.loading.client import NotDoneError
    from songjiao.loading.load import PARTS, load
    from songjiao.loading.passwords import Passwords
    from songjiao.loading.progress import bars, reporter

    try:
        passwords = Passwords(file) if file else None
        with bars(Console(highlight=False)) as shown:
            return asyncio.run(load(settings().services_url, login, password, city, passwords, reporter(shown, PARTS)))
    except NotDoneError as error:
        typer.echo(f"{error}\n再运行一次会接着做 Run it again, and it goes on from there.", err=True)
        raise typer.Exit(1) from error
    except (OSError, ValueError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error


def _tell(loaded: "Loaded") -> None:
    changed = " · ".join(f"{kind} {count}" for kind, count in loaded.changed.items())
    typer.echo(f"已导入，有变化的 Loaded; changed: {changed}")
    if loaded.without_password:
        typer.echo(
            f"{loaded.without_password} 人没有密码，只能用统一身份认证登录；要密码请加 --passwords 文件。\n"
            f"{loaded.without_password} people have no password and can only come in through a provider; "
            "for passwords add --passwords FILE."
        )
