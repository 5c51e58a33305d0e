"""Running the server: `demo`, `serve`, and `link` for the owner who lost theirs."""

from __future__ import annotations

import contextlib
import ipaddress
import json
import signal
import socket
import sys
import threading
from pathlib import Path

import click

from goldsmith.errors import Conflict, InvalidInput, NotAllowed


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return False


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(
        family, socket.SOCK_STREAM, socket.IPPROTO_TCP
    )  # told so, asyncio sends without delay
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(2048)  # whoever follows the printed link at once waits, and is not refused
    except OSError as error:
        listener.close()
        raise Conflict(
            "serve.port",
            f"Port {port} cannot be used ({error.strerror}).",
            where=f"{host}:{port}",
            mend="Choose another with --port, or --port 0 for any free one.",
        ) from error
    return listener


def run_server(
    workspace_path: Path,
    *,
    host: str,
    port: int,
    public_hosts: tuple[str, ...],
    base_path: str,
    as_json: bool,
    with_demo: bool,
    log_format: str | None = None,
    max_upload_mb: int = 4096,
    max_body_mb: int = 64,
) -> None:
    """Serve a workspace until it is interrupted; print the owner's link once it answers."""
    import uvicorn

    from goldsmith.client import local_token
    from goldsmith.project.webhooks import Teller
    from goldsmith.project.workspace import Workspace
    from goldsmith.web.app import make_app
    from goldsmith.web.limits import Sizes
    from goldsmith.web.watch import log_to_stderr

    workspace = Workspace(workspace_path)
    with contextlib.ExitStack() as closing:
        closing.callback(workspace.close)
        if not _is_loopback(host) and not workspace.people.has_owner_password():
            raise NotAllowed(
                "serve.no_password",
                "A server that others can reach needs an owner's password.",
                where=host,
                mend="Serve on 127.0.0.1 first, set a password under your name, then repeat.",
            )
        listener = _listen(host, port)
        closing.callback(listener.close)
        if with_demo:
            from goldsmith.project.demo import fill

            fill(workspace, on_progress=lambda text: click.echo(text, err=True))
        address = listener.getsockname()
        name = f"[{host}]" if ":" in host else host
        url = f"http://{name}:{address[1]}{base_path}"
        _, secret = local_token(workspace)
        hosts = (
            {host, "localhost", "127.0.0.1", "::1", *public_hosts}
            if _is_loopback(host) or public_hosts
            else set()
        )
        sizes = Sizes(upload=max_upload_mb << 20, other=max_body_mb << 20)
        app = make_app(workspace, hosts=hosts, base_path=base_path, sizes=sizes)
        app.state.local_token = secret
        config = uvicorn.Config(
            app,
            log_level="warning",
            log_config=None if log_format else uvicorn.config.LOGGING_CONFIG,
            access_log=False,
            lifespan="off",
            timeout_graceful_shutdown=5,
            proxy_headers=False,
            server_header=False,
        )
        if log_format:
            log_to_stderr(log_format)
        server = uvicorn.Server(config)
        teller = Teller(workspace)
        teller.start()
        closing.callback(teller.close)
        workspace.announce({"url": url, "token": secret})
        _end_in_order()
        link = f"{url}/enter#t={workspace.people.make_link(workspace.owner.id)}"
        _tell(url, link, workspace_path, as_json=as_json)
        server.run(sockets=[listener])


def _end_in_order() -> None:
    """Make SIGTERM close the workspace too: uvicorn finishes the requests in flight, then raises the signal again."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))


def _tell(url: str, link: str, workspace: Path, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"url": url, "owner_link": link}))
        return
    click.echo("Goldsmith is running. Open this link, which signs you in as the owner:\n")
    click.echo(f"  {link}\n")
    click.echo(f"It is good for 24 hours; `goldsmith link {workspace}` makes another. Stop with Ctrl C.")


_host = click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
_port = click.option(
    "--port", default=8765, show_default=True, type=click.IntRange(0, 65535), help="0 takes any free port."
)
_json = click.option("--json", "as_json", is_flag=True, help="Print one line of JSON when ready.")


@click.command()
@click.argument("workspace", type=click.Path(path_type=Path))
@_host
@_port
@click.option(
    "--public-host", "public_hosts", multiple=True, help="A further name that the server answers for."
)
@click.option(
    "--base-path", default="", help="Path below which a reverse proxy serves Goldsmith, /labels say."
)
@click.option(
    "--log-format",
    type=click.Choice(["json", "text"]),
    help="Log each request on standard error, a line each.",
)
@click.option(
    "--max-upload-mb",
    default=4096,
    show_default=True,
    type=click.IntRange(1, 4096),
    help="Largest file that may be uploaded, in MiB.",
)
@click.option(
    "--max-body-mb",
    default=64,
    show_default=True,
    type=click.IntRange(1, 4096),
    help="Largest body of any other request, in MiB.",
)
@_json
def serve(
    workspace: Path,
    host: str,
    port: int,
    public_hosts: tuple[str, ...],
    base_path: str,
    log_format: str | None,
    max_upload_mb: int,
    max_body_mb: int,
    as_json: bool,
) -> None:
    """Serve a WORKSPACE folder (made if missing) and print the owner's link."""
    if base_path and not base_path.startswith("/"):
        raise InvalidInput(
            "serve.base_path",
            "The base path must start with a slash.",
            where="--base-path",
            mend="/labels say.",
        )
    run_server(
        workspace,
        host=host,
        port=port,
        public_hosts=public_hosts,
        base_path=base_path.rstrip("/"),
        as_json=as_json,
        with_demo=False,
        log_format=log_format,
        max_upload_mb=max_upload_mb,
        max_body_mb=max_body_mb,
    )


@click.command()
@click.argument("workspace", type=click.Path(path_type=Path), default=Path("goldsmith-demo"))
@_host
@_port
@_json
def demo(workspace: Path, host: str, port: int, as_json: bool) -> None:
    """Serve a workspace with two projects on real data: questions judged by five people, and blood cells in boxes."""
    run_server(
        workspace, host=host, port=port, public_hosts=(), base_path="", as_json=as_json, with_demo=True
    )


@click.command()
@click.argument("workspace", type=click.Path(path_type=Path, exists=True, file_okay=False))
def link(workspace: Path) -> None:
    """Print a fresh link that signs the owner in."""
    from goldsmith.project.workspace import running_server
    from goldsmith.store.people import People

    server = running_server(workspace)
    people = People(workspace / "people.sqlite")
    owner = people.owner()
    if owner is None:
        raise InvalidInput(
            "workspace.empty", "This workspace has no owner yet.", where=str(workspace), mend="Serve it once."
        )
    secret = people.make_link(owner.id)
    people.close()
    url = server["url"] if server else "http://127.0.0.1:8765"
    click.echo(f"{url}/enter#t={secret}")
    if server is None:
        click.echo(f"Nobody serves the workspace now: `goldsmith serve {workspace}` first.", err=True)
