"""The command that shows a published site; only this one imports a server."""

from __future__ import annotations

import click

from electsched.cli.language.asked import said
from electsched.cli.language.commands import Command
from electsched.cli.language.types import WholeNumberInRange
from electsched.serving.preview import preview_server

__all__ = ["serve"]


@click.command(cls=Command)
@click.argument("site")
@click.option(
    "--port",
    type=WholeNumberInRange(0, 65535),
    default=8000,
    show_default=True,
    help="The port on this machine; 0 picks a free one.",
)
def serve(*, site: str, port: int) -> None:
    """Show a site in a browser on this machine alone."""
    server = preview_server(site, port)
    address = f"http://{server.server_address[0]!s}:{server.server_address[1]}"
    for part in ("public", "internal"):
        click.echo(f"{address}/{part}/")
    click.echo(said("serve.stop"), err=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()
