"""What people call the verbs, the ends of a task and the four attestations (Art. 4.3).

Each table is open: a word that is newer than this service is shown as it is.
"""

from collections.abc import Mapping

from chassis.errors import Text

VERBS = {"approve": Text("同意", "approved"), "return": Text("退回", "returned"), "reject": Text("驳回", "rejected")}
ENDS = {
    "withdrawn": Text("申请人已撤回", "the applicant withdrew it"),
    "round_closed": Text("招收批次已关闭", "the round has closed"),
    "lapsed": Text("申请已逾期失效", "the application has lapsed"),
    "done": Text("已办理", "it was done"),
    "terminated": Text("工作室已终止", "the studio was ended"),
    "studio_suspended": Text("工作室已暂停，申请暂停办理", "the studio was suspended; the application waits"),
    "studio_terminated": Text("工作室已终止", "the studio was ended"),
    "no_school": Text("申请人已没有任教学校，已退回申请人", "the applicant has no school now; it went back"),
    "school_changed": Text(
        "申请人已调到其他学校，已退回申请人", "the applicant works at another school now; it went back"
    ),
    "school_elsewhere": Text(
        "学校已不在工作室所在的县，已退回申请人",
        "the school is in another county now; it went back",
    ),
    "corrected": Text("考勤已更正", "attendance was corrected"),
    "restarted": Text("申请已重新提交，从头办理", "the application starts again"),
    "settled": Text("本环节已办结", "the stage is settled"),
    "office_changed": Text("已改由其他部门办理", "another office has it now"),
}
ATTESTATIONS = {
    "ethics": Text("师德", "ethics"),
    "drive": Text("进取心", "drive"),
    "style": Text("作风", "style"),
    "teamwork": Text("团队合作", "teamwork"),
}


def called(word: str, table: Mapping[str, Text]) -> Text:
    """What people call it; the word itself where this service does not know it."""
    return table.get(word) or Text(word, word)
