"""The command line: `songjiao --help`."""

import gc
import os
import sys

import typer

from songjiao.commands import audit, databases, doctor, events, processes, up

app = typer.Typer(
    help="名师送教 · approval routing, programme records and finance events.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("up")(up.up)
app.command("doctor")(doctor.doctor)
app.command("keys")(databases.keys)
app.command("migrate")(databases.migrate)
app.command("serve")(processes.serve)
app.command("worker")(processes.worker)
app.add_typer(events.app, name="events")
app.add_typer(audit.app, name="audit")


def main() -> None:
    """Run the command line and leave at once: the interpreter's own end can crash after temporalio was used."""
    status = 1
    try:
        app()
    except SystemExit as leaving:
        status = leaving.code if isinstance(leaving.code, int) else 1
    finally:
        gc.collect()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    main()
