"""The drawing says in SVG what the path says in words, and lets no markup in."""

from xml.etree import ElementTree

from services.portal.cases.diagram import Branch, Path, Stop, across, down, line

PATH = Path(
    (
        Stop("提交申请", "done", ("王·<b>芳</b>", "11月20日 09:00")),
        Stop("学校推荐", "late", ("云溪实验小学",), (Branch("退回：申请人修改"),)),
        Stop("录取", "next"),
    ),
    '已完成：提交申请。现在："学校推荐"。',
)


def test_both_drawings_are_well_formed_and_name_every_stop() -> None:
    for drawing in (across(PATH), down(PATH)):
        root = ElementTree.fromstring(drawing)
        words = "".join(root.itertext())
        assert all(stop.name in words for stop in PATH.stops)
        assert root.get("aria-label") == PATH.sentence
        assert "王·<b>芳</b>" in words


def test_in_one_line_it_says_where_the_case_is_and_what_is_next_and_shows_a_dot_for_each_stop() -> None:
    root = ElementTree.fromstring(f"<p>{line(PATH)}</p>")
    assert [dot.get("class") for dot in root.iter("i")] == ["dot done", "dot here late", "dot next"]
    assert "".join(root.itertext()) == "学校推荐云溪实验小学→ 录取"


def test_in_one_line_a_case_that_is_over_says_how_it_ended() -> None:
    ended = Path(
        (*PATH.stops[:1], Stop("学校推荐", "ended", ("<b>",), (Branch("驳回", taken=True),)), Stop("录取", "skipped")),
        "",
    )
    assert "".join(ElementTree.fromstring(f"<p>{line(ended)}</p>").itertext()) == "学校推荐<b>驳回"
    over = Path((PATH.stops[0], Stop("录取", "done", ("林晓岚工作室",))), "")
    assert "".join(ElementTree.fromstring(f"<p>{line(over)}</p>").itertext()) == "录取林晓岚工作室"


def test_every_stop_is_inside_the_picture() -> None:
    root = ElementTree.fromstring(across(PATH))
    width = int((root.get("viewBox") or "").split()[2])
    knots = [int(circle.get("cx") or -1) for circle in root.iter("circle") if circle.get("class") == "knot"]
    assert len(knots) == len(PATH.stops)
    assert all(0 < x < width for x in knots)


def test_only_what_is_late_is_drawn_as_late() -> None:
    root = ElementTree.fromstring(across(PATH))
    groups = [group.get("class") for group in root.iter("g")]
    assert groups == ["done", "here late", "next"]


def test_a_long_path_goes_on_in_a_second_row() -> None:
    long = Path(tuple(Stop(f"第{number}步", "done", ("某人",)) for number in range(8)), "八步。")
    root = ElementTree.fromstring(across(long))
    width, height = map(int, (root.get("viewBox") or "").split()[2:])
    knots = [(int(c.get("cx") or 0), int(c.get("cy") or 0)) for c in root.iter("circle") if c.get("class") == "knot"]
    assert len({y for _, y in knots}) == 2
    assert [x for x, _ in knots[:4]] == [x for x, _ in knots[4:]]
    assert all(x < width and y < height for x, y in knots)
