"""The application: routes under /api/v1, media, and the pages."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, HTMLResponse, Response

from goldsmith import __version__
from goldsmith.errors import NotFound
from goldsmith.project.workspace import Workspace
from goldsmith.web import (
    adjudication,
    agreement,
    guideline,
    imports,
    items,
    labeling,
    media,
    people,
    problems,
    projects,
    reference,
    releases,
    security,
    session,
)
from goldsmith.web.schemas import Health, Problem

RESOURCES = (
    session,
    people,
    projects,
    guideline,
    imports,
    items,
    labeling,
    agreement,
    adjudication,
    releases,
)
PAGES = Path(str(files("goldsmith"))) / "_web"


def make_app(workspace: Workspace | None, *, hosts: Iterable[str] = (), base_path: str = "") -> FastAPI:
    """Return the ASGI application of a workspace.

    hosts: the names it answers for; none means any (behind a proxy that checks). base_path: "/goldsmith" say.
    """
    app = FastAPI(
        title="Goldsmith",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        root_path=base_path,
        description="Labels, agreement, rulings and releases of one workspace.",
    )
    app.state.workspace = workspace
    app.state.hosts = {name.lower() for name in hosts}
    problems.install(app)
    app.middleware("http")(security.guard)
    told = {status: {"model": Problem} for status in (400, 401, 403, 404, 409, 422, 503)}
    for resource in RESOURCES:
        app.include_router(resource.router, prefix="/api/v1", responses=told)  # type: ignore[arg-type]
    app.include_router(media.router)

    @app.get("/api/v1/health", tags=["server"])
    def health() -> Health:
        return Health(status="ok", version=__version__)

    @app.get("/api/v1/docs", include_in_schema=False)
    def docs() -> HTMLResponse:
        return HTMLResponse(reference.page(app.openapi()))

    @app.get("/{path:path}", include_in_schema=False)
    def page(path: str, request: Request) -> Response:
        return _page(path, request.scope.get("root_path", ""))

    return app


def _page(path: str, base_path: str) -> Response:
    """Return a file of the built pages, or the one page whose script reads the address."""
    if path.startswith("api/"):
        raise NotFound(
            "http.404", "There is no such address.", where=f"/{path}", mend="See /api/v1/docs for the routes."
        )
    index = PAGES / "index.html"
    if not index.is_file():
        return HTMLResponse(
            "<p>The pages are not built. Run <code>pip install .</code> or <code>make web</code>.</p>", 503
        )
    asset = (PAGES / path.replace("\0", "")).resolve()
    if path and PAGES in asset.parents and asset.is_file():
        is_hashed = asset.parent.name == "assets"
        cache = "public, max-age=31536000, immutable" if is_hashed else "no-cache"
        return FileResponse(asset, headers={"Cache-Control": cache})
    text = index.read_text("utf-8").replace('<base href="/"', f'<base href="{base_path}/"')
    return HTMLResponse(text, headers={"Cache-Control": "no-cache"})
