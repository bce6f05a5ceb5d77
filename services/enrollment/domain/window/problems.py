"""What a host is told when something about the window cannot be done: what is wrong, and what to do."""

from datetime import datetime

from chassis.errors import ConflictError, ForbiddenError, InvalidError, Text, invalid_field
from services.enrollment.domain.window.text import MOST_PICTURES
from services.enrollment.domain.words import StudioState


def empty_window() -> InvalidError:
    """What nobody can read is no window."""
    return invalid_field(
        "text",
        "window_empty",
        "窗口里还没有文字。请先写好介绍，再发布；已发布的窗口不能清空。",
        "There is nothing to read in this window. Write something first; a published window cannot be emptied.",
    )


def not_open(state: StudioState) -> ConflictError:
    """Before it recruits, a studio is nobody's business but that of those who establish it."""
    text = Text(
        "工作室还没有开始招收学员，窗口暂不能发布。可以先写好并保存，开始招收后再发布。",
        "The studio does not recruit yet, so its window cannot be published. Write and save it now, publish it then.",
    )
    return ConflictError("not_open", text, extra={"state": state})


def not_the_host() -> ForbiddenError:
    """The host builds the window, nobody else (Art. 8.1)."""
    text = Text("窗口只能由本工作室的主持人建设。", "Only the studio's host may build its window.")
    return ForbiddenError("not_the_host", text)


def stale_window(version: int, saved_at: datetime, stored: str) -> ConflictError:
    """Another tab or device saved first; `extra` carries what is stored."""
    text = Text(
        "窗口的文字在别处（另一个页面或设备）刚改过。您在这里填写的内容没有丢失：请对照后再保存。",
        "The window's text was changed elsewhere meanwhile. What you typed here is not lost: compare, then save again.",
    )
    extra = {"version": version, "saved_at": saved_at.isoformat(), "stored": {"text": stored}}
    return ConflictError("stale_page", text, extra=extra)


def too_many_pictures() -> InvalidError:
    """A window is read on old machines and slow lines."""
    return invalid_field(
        "file",
        "too_many_pictures",
        f"一个窗口最多放 {MOST_PICTURES} 张图片。请先移除不需要的图片。",
        f"At most {MOST_PICTURES} pictures a window. Remove one that is not needed first.",
    )
