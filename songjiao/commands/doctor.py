"""`songjiao doctor`: is each part well, and what to do if not."""

import asyncio
import os

import typer


def doctor() -> None:
    """Say of each part whether it is well, and what to do if not. Ends with status 1 when something is not."""
    from pydantic import ValidationError
    from rich.console import Console
    from rich.table import Table

    from chassis.settings import Settings
    from songjiao import doctor as examination
    from songjiao.environment import FILE, ROOT

    # Elsewhere servers and processes are somebody's own, and `songjiao up` is no remedy.
    here = (ROOT / FILE).exists() or "DATABASE_URL" not in os.environ
    findings = list(examination.installed(ROOT))
    findings += examination.embedded() if here else []
    try:
        settings = Settings()
    except ValidationError:
        remedy = "songjiao up, or set DATABASE_URL, NATS_URL and TEMPORAL_ADDRESS"
        findings.append(examination.Finding("Installation", "none runs here", remedy))
    else:
        findings += [*examination.calendar(), *examination.keys(settings), *examination.certificate(settings)]
        look = examination.LOOK_HERE if here else examination.LOOK_ELSEWHERE
        findings += asyncio.run(examination.running(settings, look))
    table = Table("", "", "", "要做什么 What to do", box=None)
    for finding in findings:
        table.add_row("[green]✓[/]" if finding.well else "[red]✗[/]", finding.part, finding.says, finding.remedy)
    Console(highlight=False).print(table)
    if not all(finding.well for finding in findings):
        raise typer.Exit(1)
