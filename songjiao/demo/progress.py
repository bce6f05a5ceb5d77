"""Loading and simulating with a progress bar, and the simulation's result as a table."""

from datetime import datetime

from rich.console import Console
from rich.table import Table

from songjiao.demo.loader import load
from songjiao.demo.plan import PROPORTIONS
from songjiao.demo.programme import Programme
from songjiao.demo.simulation import RETURNS, Tally, simulate
from songjiao.loading.progress import bars, reporter

PARTS = {
    "organisations": "机构与人员 Organisations",
    "studios": "工作室 Studios",
    "nominations": "主持人提名 Nominations",
    "cases": "演示申请 Cases",
    "applications": "模拟申请 Applications",
}
ENDINGS = {
    "ADMITTED": "录取 admitted",
    "SCHOOL_DECLINED": "学校不予推荐 declined by the school",
    "COUNTY_REJECTED": "县级未通过 rejected by the county",
    "MUNICIPAL_REJECTED": "市级未通过 rejected by the city",
    "WITHDRAWN": "撤回 withdrawn",
    "LAPSED": "失效 lapsed",
    RETURNS: "其间退回（次） returns on the way",
}


async def load_visibly(services_url: str, programme: Programme, now: datetime, console: Console) -> None:
    """Load the demonstration, showing how far it is; see `load`."""
    with bars(console) as shown:
        await load(services_url, programme, now, reporter(shown, PARTS))


async def simulate_visibly(services_url: str, programme: Programme, now: datetime, console: Console) -> bool:
    """Run the whole recruiting, showing how far it is, and print its figures. Returns whether all are exact."""
    with bars(console) as shown:
        tally = await simulate(services_url, programme, now, reporter(shown, PARTS))
    console.print(_table(tally))
    return tally.is_exact


def _table(tally: Tally) -> Table:
    table = Table("结果 Outcome", "计划 planned", "实际 counted", "")
    for key in (*PROPORTIONS, RETURNS):
        planned, counted = tally.planned[key], tally.counted[key]
        table.add_row(ENDINGS[key], str(planned), str(counted), "[green]✓[/]" if planned == counted else "[red]✗[/]")
    everything = [sum(figures[state] for state in PROPORTIONS) for figures in (tally.planned, tally.counted)]
    table.add_row("[bold]合计 total[/]", *map(str, everything), "")
    return table
