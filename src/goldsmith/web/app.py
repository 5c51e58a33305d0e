"""The application: routes under /api/v1, media, and the pages."""

from __future__ import annotations

from collections.abc import Iterable

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, Response
from fastapi.routing import APIRoute

from goldsmith import __version__
from goldsmith.project.workspace import Workspace
from goldsmith.web import (
    adjudication,
    agreement,
    annotators,
    clean,
    bulk,
    concordance,
    consensus,
    conversation,
    guideline,
    health,
    imports,
    items,
    labeling,
    limits,
    media,
    outline,
    pages,
    people,
    planning,
    problems,
    progress,
    projects,
    redactions,
    reference,
    releases,
    review,
    second_looks,
    security,
    session,
    sound,
    sources,
    taking_back,
    watch,
    webhooks,
)
from goldsmith.web.schemas import Problem

RESOURCES = (  # in the order in which they are asked: labeling, all day, first
    labeling,
    session,
    people,
    projects,
    planning,
    guideline,
    imports,
    sources,
    items,
    outline,
    agreement,
    annotators,
    adjudication,
    concordance,
    bulk,
    review,
    second_looks,
    consensus,
    clean,
    releases,
    taking_back,
    redactions,
    conversation,
    progress,
    webhooks,
    health,
)

NOWHERE = {"type": "http", "method": "GET", "path": "/", "root_path": "", "headers": [], "query_string": b""}


def make_app(
    workspace: Workspace | None,
    *,
    hosts: Iterable[str] = (),
    base_path: str = "",
    sizes: limits.Sizes = limits.SIZES,
) -> FastAPI:
    """Return the ASGI application of a workspace.

    hosts: the names it answers for; none means any (behind a proxy that checks). base_path: "/goldsmith" say.
    sizes: the largest bodies it takes.
    """
    app = FastAPI(
        title="Goldsmith",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        description="Labels, agreement, rulings and releases of one workspace.",
    )
    # FastAPI has deprecated its argument of that name
    app.root_path = base_path
    app.state.workspace = workspace
    app.state.hosts = {name.lower() for name in hosts}
    app.state.counts = watch.Counts()
    app.state.door = limits.Door()
    problems.install(app)
    limits.install(app)
    app.add_middleware(limits.Bodies, sizes=sizes)
    app.add_middleware(pages.Packing)
    app.add_middleware(security.Guard)
    app.add_middleware(limits.Lingering)
    routes: dict[object, str] = {}
    app.add_middleware(watch.Watch, counts=app.state.counts, routes=routes)  # the last is outermost
    told = {status: {"model": Problem} for status in (400, 401, 403, 404, 409, 413, 422, 429, 503)}
    for resource in RESOURCES:
        app.include_router(resource.router, prefix="/api/v1", responses=told)  # type: ignore[arg-type]
    app.include_router(sound.router)  # before media, whose names take all that follows
    app.include_router(media.router)
    app.include_router(health.plain)

    @app.get("/api/v1/docs", include_in_schema=False)
    def docs() -> HTMLResponse:
        return HTMLResponse(reference.page(app.openapi()))

    @app.get("/{path:path}", include_in_schema=False)
    def page(path: str, request: Request) -> Response:
        return pages.page(path, request)

    for prefix, found in (
        *(("/api/v1", resource.router.routes) for resource in RESOURCES),
        ("", [*sound.router.routes, *media.router.routes, *health.plain.routes, *app.routes]),
    ):
        routes |= {route.endpoint: prefix + route.path for route in found if isinstance(route, APIRoute)}
    # FastAPI builds its routes when they are first asked for, with warnings caught: that is not for several threads.
    for route in app.routes:
        route.matches(dict(NOWHERE))
    return app
