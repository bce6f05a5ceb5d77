"""Loading and simulating with a progress bar, and the simulation's result as a table."""

from datetime import datetime

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from songjiao.demo.loader import Report, load
from songjiao.demo.plan import PROPORTIONS
from songjiao.demo.programme import Programme
from songjiao.demo.simulation import RETURNS, Tally, simulate

PARTS = {
    "organisations": "机构与人员 Organisations",
    "studios": "工作室 Studios",
    "cases": "演示申请 Cases",
    "applications": "模拟申请 Applications",
}
ENDINGS = {
    "ADMITTED": "录取 admitted",
    "SCHOOL_DECLINED": "学校未推荐 declined by the school",
    "COUNTY_REJECTED": "县级未通过 rejected by the county",
    "MUNICIPAL_REJECTED": "市级未通过 rejected by the city",
    "WITHDRAWN": "撤回 withdrawn",
    "LAPSED": "失效 lapsed",
    RETURNS: "其间退回（次） returns on the way",
}


async def load_visibly(services_url: str, programme: Programme, now: datetime, console: Console) -> None:
    """Load the demonstration, showing how far it is; see `load`."""
    with _bars(console) as bars:
        await load(services_url, programme, now, _reporter(bars))


async def simulate_visibly(services_url: str, programme: Programme, now: datetime, console: Console) -> bool:
    """Run the whole recruiting, showing how far it is, and print its figures. Returns whether all are exact."""
    with _bars(console) as bars:
        tally = await simulate(services_url, programme, now, _reporter(bars))
    console.print(_table(tally))
    return tally.is_exact


def _bars(console: Console) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console)


def _reporter(bars: Progress) -> Report:
    shown = {part: bars.add_task(text, visible=False, start=False) for part, text in PARTS.items()}

    def report(part: str, done: int, total: int) -> None:
        task = shown[part]
        bars.start_task(task)
        bars.update(task, completed=done, total=total, visible=True)

    return report


def _table(tally: Tally) -> Table:
    table = Table("结果 Outcome", "计划 planned", "实际 counted", "")
    for key in (*PROPORTIONS, RETURNS):
        planned, counted = tally.planned[key], tally.counted[key]
        table.add_row(ENDINGS[key], str(planned), str(counted), "[green]✓[/]" if planned == counted else "[red]✗[/]")
    everything = [sum(figures[state] for state in PROPORTIONS) for figures in (tally.planned, tally.counted)]
    table.add_row("[bold]合计 total[/]", *map(str, everything), "")
    return table
