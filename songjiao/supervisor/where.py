"""Where to go once everything runs, and as whom."""

import yaml

from contracts.topology import services
from songjiao.demo.reading import DATA
from songjiao.demo.records import Accounts
from songjiao.servers.ports import LOOPBACK
from songjiao.supervisor.installation import Installation
from songjiao.supervisor.screen import Screen


def show(installation: Installation, screen: Screen) -> None:
    """Print addresses and the demonstration's accounts."""
    screen.table("地址 Addresses", ("", ""), addresses(installation))
    told = Accounts.model_validate(yaml.safe_load((DATA / "accounts.yaml").read_text(encoding="utf-8")))
    screen.table(
        f"演示账号 Demo accounts（密码 password: {told.password}）",
        ("账号 Account", "谁", "Who"),
        [(account.login, account.zh, account.en) for account in told.accounts],
    )
    screen.say("按 Ctrl-C 停止，数据保留。 Ctrl-C stops everything; the data stays.")


def addresses(installation: Installation) -> list[tuple[str, str]]:
    """What can be opened in a browser."""
    portal, stack = installation.portal_url, installation.stack
    rows = [("[bold]门户 Portal[/]", f"[bold]{portal}[/]")]
    if stack.temporal in stack.servers:
        rows.append(("Temporal", stack.temporal.ui_url))
    rows += [(f"API {service}", f"{portal}/api/{service}/openapi.json") for service in services()]
    ports = (installation.serving_metrics_port, installation.metrics_port)
    metrics = [f"http://{LOOPBACK}:{port}/metrics" for port in ports]
    return [*rows, ("Prometheus", "\n".join(metrics))]
