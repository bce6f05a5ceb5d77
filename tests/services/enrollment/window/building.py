"""What a host does to build a studio's window, step by step."""

from typing import Any
from uuid import UUID

import httpx2

from tests.services.enrollment.programme import Programme

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 32
WEBP = b"RIFF\x24\0\0\0WEBPVP8 " + b"\0" * 32
TEXT = "# 林晓岚工作室\n\n我们每两周**集体备课**一次。\n\n| 月份 | 主题 |\n|---|---|\n| 3月 | 单元整体教学 |"


def own(programme: Programme, studio: UUID | None = None) -> str:
    return f"/studios/{studio or programme.studio}/window"


def open_to_all(programme: Programme) -> str:
    return f"/public/studios/{programme.studio}"


async def save(programme: Programme, text: str = TEXT, base: int = 0, person: UUID | None = None) -> httpx2.Response:
    headers = programme.person(person or programme.host)
    return await programme.call("PUT", own(programme), headers, {"text": text, "base_version": base})


async def draft(programme: Programme) -> Any:
    return (await programme.ok("GET", own(programme), programme.person(programme.host)))["draft"]


async def publish(programme: Programme) -> httpx2.Response:
    return await programme.call("POST", own(programme) + "/publish", programme.person(programme.host))


async def shown(programme: Programme, text: str) -> Any:
    """What everybody reads after the host has written this."""
    version = (await draft(programme))["version"]
    assert (await save(programme, text, version)).is_success
    assert (await publish(programme)).is_success
    return await programme.ok("GET", open_to_all(programme), {})


async def upload(
    programme: Programme,
    name: str = "课堂.png",
    content: bytes = PNG,
    alt: str = "同课异构现场",
    person: UUID | None = None,
) -> httpx2.Response:
    file = {"file": (name, content, "application/octet-stream")}
    headers = programme.person(person or programme.host)
    return await programme.client.post(own(programme) + "/pictures", headers=headers, files=file, data={"alt": alt})
