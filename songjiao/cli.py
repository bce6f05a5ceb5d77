"""The command line: `songjiao --help`."""

import gc
import os
import sys
import traceback

import typer
from pydantic import ValidationError

from chassis.settings import Settings
from songjiao.commands import administrator, audit, databases, demo, doctor, events, load, processes, ready, runs, up
from songjiao.environment import recall

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("up")(up.up)
app.command("demo")(demo.demo)
app.command("load")(load.load)
app.command("doctor")(doctor.doctor)
app.command("keys")(databases.keys)
app.command("certificates")(databases.certificates)
app.command("migrate")(databases.migrate)
app.command("streams")(databases.streams)
app.command("administrator")(administrator.administrator)
app.command("ready")(ready.ready)
app.command("serve")(processes.serve)
app.command("worker")(processes.worker)
app.add_typer(events.app, name="events")
app.add_typer(audit.app, name="audit")
app.add_typer(runs.app, name="runs")


@app.callback()
def find_installation(context: typer.Context) -> None:
    """名师送教 · approval routing, programme records and finance events."""
    # `up` makes the installation; every other command finds it.
    if context.invoked_subcommand != "up":
        recall()


def main() -> None:
    """Run the command line and leave at once: the interpreter's own end can crash after temporalio was used."""
    status = 1
    try:
        app()
    except SystemExit as leaving:
        status = leaving.code if isinstance(leaving.code, int) else 1
    except ValidationError as error:
        if error.title != Settings.__name__:
            traceback.print_exc()
        else:
            status = 2
            for fault in error.errors():
                where = "".join(f"{name}: ".upper() for name in fault["loc"])
                print(f"{where}{fault['msg']}", file=sys.stderr)
    except Exception:
        traceback.print_exc()
    finally:
        gc.collect()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    main()
