"""The API as a Python object: of a server by its address, or of a workspace folder, whoever holds it."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from pathlib import Path
from typing import Any, Self, TypeVar
from urllib.parse import quote

import httpx

from goldsmith.errors import GoldsmithError, ManyFaults, NotFound, Unavailable
from goldsmith.project.workspace import Workspace as Held
from goldsmith.project.workspace import is_workspace, running_server
from goldsmith.resources import Project, Workspace

LOCAL_TOKEN = "local commands"  # noqa: S105 - the token's name
CHUNK = 1 << 20
T = TypeVar("T")
Progress = Callable[[Mapping[str, Any]], None]


class Client(Workspace):
    """Calls /api/v1 and raises the server's what, where and mend as GoldsmithError.

    Each route is a method: of the client, of `project(name)`, or of one of the project's parts. What a method is not
    told is left out of the request. Long work answers with a job, for `wait`.
    """

    def __init__(self, http: httpx.AsyncClient, *, on_close: Callable[[], None] = lambda: None) -> None:
        self._http = http
        self._loop = (
            asyncio.new_event_loop()
        )  # of its own thread: callers may have a loop that runs, in a notebook say
        self._thread = threading.Thread(target=self._loop.run_forever, name="goldsmith client", daemon=True)
        self._thread.start()
        self._on_close = on_close

    def project(self, slug: str) -> Project:
        """Return a project by its name in addresses; nothing is asked yet."""
        return Project(self, slug)

    def call(
        self,
        method: str,
        path: str,
        *,
        body: Any = None,
        query: Mapping[str, Any] | None = None,
        file: Path | None = None,
        is_raw: bool = False,
    ) -> Any:
        """Return what a route below /api/v1 answers: JSON, the text of a table, None when it is nothing.

        file: sent as the body. is_raw: return the bytes that came, whatever they are.
        """
        return self._await(self._ask(method, path, body, query, file, is_raw))

    async def _ask(
        self,
        method: str,
        path: str,
        body: Any,
        query: Mapping[str, Any] | None,
        file: Path | None,
        is_raw: bool,
    ) -> Any:
        known = {key: value for key, value in (query or {}).items() if value not in (None, (), [])}
        sent: dict[str, Any] = {"content": _chunks(file)} if file else {} if body is None else {"json": body}
        try:
            response = await self._http.request(method, f"/api/v1{path}", params=known, **sent)
        except httpx.TransportError as error:
            raise Unavailable(
                "server.unreachable",
                f"The server cannot be reached ({error}).",
                where=str(self._http.base_url),
                mend="Check that it runs and that the address is right.",
            ) from error
        if response.status_code >= 400:
            raise _raised(response)
        if not response.content or response.status_code == 204:
            return None
        if is_raw:
            return response.content
        return response.text if response.headers["content-type"].startswith("text/") else response.json()

    def get(self, path: str, /, **query: Any) -> Any:
        return self.call("GET", path, query=query)

    def post(self, path: str, body: Any = None, /, **query: Any) -> Any:
        return self.call("POST", path, body={} if body is None else body, query=query)

    def wait(self, job: Mapping[str, Any], on_progress: Progress = lambda _job: None) -> dict[str, Any]:
        """Return the result of a job once it is done; raises what it failed with.

        Ctrl C cancels it; where it is too late for that it goes on to its end, or to a second Ctrl C, which leaves it
        to the server, or to the next process that opens the workspace.
        """
        is_left = False
        while job["state"] == "running":
            try:
                on_progress(job)
                time.sleep(0.05)
                job = self.get(f"/jobs/{job['id']}")
            except KeyboardInterrupt:
                if is_left:
                    raise
                job, is_left = self._cancelled(job), True
        on_progress(job)
        if is_left and job["state"] == "cancelled":
            raise KeyboardInterrupt
        if job["state"] == "done":
            return dict(job["result"])
        problem = job["problem"] or {
            "slug": "job.cancelled",
            "what": "The work was cancelled.",
            "where": job["what"],
            "mend": "Start it again when you want it done.",
        }
        raise error_of(problem)

    def _cancelled(self, job: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the job once the server was asked to cancel it, with the reason where it cannot."""
        try:
            found: Mapping[str, Any] = self.call("DELETE", f"/jobs/{job['id']}")
        except GoldsmithError as refusal:
            return {**job, "message": f"{refusal.what} {refusal.mend}"}
        return found

    def _await(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def close(self) -> None:
        self._await(self._http.aclose())
        self._await(self._loop.shutdown_default_executor())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._on_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


async def _chunks(file: Path) -> AsyncIterator[bytes]:
    with file.open("rb") as handle:
        while block := handle.read(CHUNK):
            yield block


def _raised(response: httpx.Response) -> GoldsmithError:
    try:
        problem = response.json()
    except ValueError:
        problem = {"slug": "http", "what": f"The server answered {response.status_code}."}
    return error_of(problem)


def error_of(problem: Mapping[str, Any]) -> GoldsmithError:
    """Return the error that a Problem of the API tells."""
    faults = [error_of(fault) for fault in problem.get("faults") or ()]
    told = {"where": problem.get("where", ""), "mend": problem.get("mend", "")}
    if faults:
        return ManyFaults(problem["slug"], problem["what"], **told, faults=faults)
    return GoldsmithError(problem.get("slug", "http"), problem.get("what", "The server refused."), **told)


def connect(url: str, token: str) -> Client:
    """Return a client of a running server, acting as the token's maker.

    url: the address that `goldsmith serve` printed. token: made on the page “People”, or by POST /api/v1/tokens.
    """
    headers = {"Authorization": f"Bearer {token}"}
    return Client(httpx.AsyncClient(base_url=url.rstrip("/"), headers=headers, timeout=60))


def open_workspace(path: Path, *, is_new: bool = False) -> Client:
    """Return a client of a workspace folder: of the server that holds it, or of an own one inside this process.

    is_new: the workspace is made where it is missing; a mistyped path would otherwise become one.
    """
    if not is_new and not is_workspace(path):
        raise NotFound(
            "workspace.missing",
            "This folder is no workspace.",
            where=str(path),
            mend="A project lies in a workspace: name WORKSPACE/PROJECT, or make it with `goldsmith new`.",
        )
    server = running_server(path) if path.is_dir() else None
    if server is not None:
        return connect(server["url"], server["token"])
    from goldsmith.web.app import make_app

    workspace = Held(path)
    token, secret = local_token(workspace)
    app = make_app(workspace)
    app.state.local_token = secret
    http = httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app),
        base_url="http://goldsmith",
        timeout=None,  # noqa: S113 - in this process
        headers={"Authorization": f"Bearer {secret}"},
    )

    def close() -> None:
        workspace.people.revoke_token(workspace.owner.id, token)
        workspace.close()

    return Client(http, on_close=close)


def local_token(workspace: Held) -> tuple[str, str]:
    """Return id and secret of a fresh token of the owner for commands of this machine; older ones end."""
    owner = workspace.owner
    for row in workspace.people.tokens(owner.id):
        if row["name"] == LOCAL_TOKEN:
            workspace.people.revoke_token(owner.id, row["id"])
    return workspace.people.make_token(owner.id, name=LOCAL_TOKEN, project=None, role="owner", days=3650)


def project_path(slug: str, *rest: str) -> str:
    """Return the path of a project's route below /api/v1.

    >>> project_path("cells", "imports")
    '/projects/cells/imports'
    """
    return "/projects/" + "/".join(quote(part, safe="") for part in (slug, *rest))
