"""Every refusal as the same three sentences: what, where, mend."""

from __future__ import annotations

import logging
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from goldsmith.errors import GoldsmithError, ManyFaults
from goldsmith.store.ledger import DatabaseError, told
from goldsmith.web.schemas import Fault, Problem
from goldsmith.web.watch import REQUEST_ID

log = logging.getLogger("goldsmith")
MANY = 1000  # faults told at once


def problem_of(error: GoldsmithError) -> Problem:
    told = error.faults if isinstance(error, ManyFaults) else ()
    faults = [Fault(slug=f.slug, what=f.what, where=f.where, mend=f.mend) for f in told[:MANY]]
    return Problem(slug=error.slug, what=error.what, where=error.where, mend=error.mend, faults=faults)


def answer(problem: Problem, status: int) -> JSONResponse:
    return JSONResponse(problem.model_dump(), status_code=status)


def install(app: FastAPI) -> None:
    """Make the application answer every error as a Problem."""

    @app.exception_handler(GoldsmithError)
    async def known(request: Request, error: GoldsmithError) -> JSONResponse:
        if error.status >= 500:
            log.error("%s %s: %s", request.method, request.url.path, error)
        return answer(problem_of(error), error.status)

    @app.exception_handler(DatabaseError)
    async def store(request: Request, error: DatabaseError) -> JSONResponse:
        refusal = told(error, Path(request.url.path))
        log.error("%s %s: %s", request.method, request.url.path, refusal)
        return answer(problem_of(refusal), refusal.status)

    @app.exception_handler(Exception)
    async def unknown(request: Request, error: Exception) -> JSONResponse:  # it is raised on, and so logged
        response = answer(
            Problem(
                slug="server.fault",
                what=f"Goldsmith made a mistake ({type(error).__name__}).",
                where=f"{request.method} {request.url.path}",
                mend="Try again; if it stays, report it with the server's last lines.",
            ),
            500,
        )
        if REQUEST_ID in request.scope:  # written here since no middleware of ours sees this reply
            response.headers["X-Request-ID"] = request.scope[REQUEST_ID]
        return response

    @app.exception_handler(RequestValidationError)
    async def malformed(request: Request, error: RequestValidationError) -> JSONResponse:
        faults = [
            Fault(
                slug="request.field",
                what=f"{fault['msg']}.",
                where=".".join(str(p) for p in fault["loc"]),
                mend="Send this field as /api/v1/docs says.",
            )
            for fault in error.errors()[:MANY]
        ]
        return answer(
            Problem(
                slug="request.malformed",
                what="The request is not what this route takes.",
                where=request.url.path,
                mend="See /api/v1/docs for its shape.",
                faults=faults,
            ),
            422,
        )

    @app.exception_handler(HTTPException)
    async def plain(request: Request, error: HTTPException) -> JSONResponse:
        what = "There is no such address." if error.status_code == 404 else f"{error.detail}."
        response = answer(
            Problem(
                slug=f"http.{error.status_code}",
                what=what,
                where=f"{request.method} {request.url.path}",
                mend="See /api/v1/docs for the routes.",
            ),
            error.status_code,
        )
        response.headers.update(error.headers or {})
        return response
