"""What people are told when the directory's word has not arrived yet."""

from chassis.errors import Text, UnavailableError


def not_arrived() -> UnavailableError:
    """The directory's word about a person, a school or the rules is still on its way."""
    text = Text(
        "您的资料正在同步，请几秒后再提交。填写的内容已保留。",
        "Your data is still on its way here. Send again in a few seconds; what you typed is kept.",
    )
    return UnavailableError("not_arrived", text, extra={"retry_after": 2})
