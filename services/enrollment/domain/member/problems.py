"""What people are told when something about a member cannot be done: what is wrong, and what to do."""

from datetime import datetime

from chassis.errors import ConflictError, ForbiddenError, InvalidError, Text, invalid_field
from services.enrollment.domain.words import MembershipState

MEMBERSHIP_STATES: dict[MembershipState, Text] = {
    "ACTIVE": Text("在册", "a member"),
    "COMPLETED": Text("已结业", "completed"),
    "LEFT": Text("已退出", "left"),
    "DISQUALIFIED": Text("已取消学员资格", "disqualified"),
}


def membership_ended(state: MembershipState, at: datetime, *, transferred: bool) -> ConflictError:
    """Another fact came first: the membership is over."""
    if transferred:
        text = Text(
            "这名学员已经转到另一个工作室，请在新的工作室办理。",
            "This trainee was transferred to another studio. Go on there.",
        )
    else:
        now = MEMBERSHIP_STATES[state]
        text = Text(f"这名学员已是“{now.zh}”，不能再办理。", f"This membership is over: {now.en}. Nothing was changed.")
    return ConflictError("membership_ended", text, extra={"state": state, "at": at.isoformat()})


def no_members() -> ConflictError:
    """There is nobody whose membership could be completed."""
    text = Text("这个工作室没有在册学员，不需要办理结业。", "This studio has no members; there is nothing to complete.")
    return ConflictError("no_members", text)


def not_yours() -> ForbiddenError:
    """The member may be seen, but this is for others to do."""
    text = Text(
        "这项操作不由您办理：退出由学员本人、县名师办或市名师办办理，转入其他工作室由县名师办办理，成长规划由学员上传、主持人确认。",
        "This is not yours to do. The trainee or an office records a leaving, the county office a transfer; a plan is "
        "uploaded by the trainee and confirmed by the host.",
    )
    return ForbiddenError("not_yours", text)


def same_studio() -> InvalidError:
    """The trainee is there already."""
    return invalid_field(
        "studio_id",
        "same_studio",
        "学员现在就在这个工作室，请选择另一个。",
        "The trainee is in this studio already. Choose another.",
    )


def target_in_other_county() -> InvalidError:
    """A trainee's school lies in the studio's county (Art. 4.2)."""
    return invalid_field(
        "studio_id",
        "other_county",
        "只能转到本县的工作室，请重新选择。",
        "A transfer stays within the county. Choose a studio of this county.",
    )


def school_elsewhere() -> InvalidError:
    """The school the trainee works at now does not lie in the studio's county (Art. 4.2)."""
    return invalid_field(
        "studio_id",
        "school_elsewhere",
        "学员现在的任教学校不在这个工作室所在的县（或没有登记任教学校），不能转入。请先核对学员的任教学校；已调离本县的，请办理退出。",
        "The school the trainee works at now is not in this studio's county, or none is recorded. Check it first; who has left the county "
        "leaves the studio instead.",
    )


def target_is_own() -> InvalidError:
    """A host is not a trainee of the own studio."""
    return invalid_field(
        "studio_id",
        "own_studio",
        "学员是这个工作室的主持人，不能转入，请重新选择。",
        "The trainee is the host of this studio. Choose another.",
    )


def target_closed() -> InvalidError:
    """The studio takes nobody in this cycle."""
    return invalid_field(
        "studio_id",
        "studio_closed",
        "这个工作室在本建设周期内不接收学员，请重新选择。",
        "This studio takes no trainees in this cycle. Choose another.",
    )


def studio_full(members: int, soft_cap: int) -> ConflictError:
    """The last place is taken."""
    text = Text(
        f"这个工作室已有 {members} 名学员，上限为 {soft_cap} 名，没有空位。请另选工作室，或请市名师办调整上限。",
        f"This studio has {members} members and room for {soft_cap}. Choose another, or ask the municipal office for room.",
    )
    return ConflictError("studio_full", text, extra={"members": members, "soft_cap": soft_cap})
