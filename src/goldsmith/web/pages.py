"""The built pages: compressed once in memory, so that a slow line carries a third of them."""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from mimetypes import guess_type
from pathlib import Path

from fastapi import Request
from fastapi.responses import FileResponse, HTMLResponse, Response
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from goldsmith.errors import NotFound

PAGES = Path(str(files("goldsmith"))) / "_web"
TEXTS = {".css", ".html", ".js", ".json", ".map", ".svg", ".txt"}
FOREVER = "public, max-age=31536000, immutable"  # for files whose names carry a digest of their content
ASK_AGAIN = "no-cache"


# Long lists without credentials. Other replies stay as they are: beside text of an attacker's choice, the length of a
# compressed reply tells about a secret in it (BREACH).
LISTS = re.compile(
    r"/api/v1/(openapi\.json|docs|projects/[^/]+/(adjudication|agreement|guideline|imports|items|mine))$"
)


class Packing:
    """ASGI middleware that compresses the replies of the routes in LISTS, and no others."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.packed = GZipMiddleware(app, minimum_size=2000, compresslevel=5)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_list = scope["type"] == "http" and scope["method"] == "GET" and LISTS.search(scope["path"])
        await (self.packed if is_list else self.app)(scope, receive, send)


@dataclass(frozen=True, slots=True)
class Packed:
    """A file as it is sent: plain and compressed, each with its own ETag."""

    plain: bytes
    zipped: bytes
    digest: str


def page(path: str, request: Request) -> Response:
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
        cache = FOREVER if asset.parent.name == "assets" else ASK_AGAIN
        if asset.suffix not in TEXTS:  # images and fonts are compressed already
            return FileResponse(asset, headers={"Cache-Control": cache})
        return _send(request, _pack(asset, asset.stat().st_mtime_ns), _type(asset), cache)
    base = request.scope.get("root_path", "")
    return _send(request, _pack(index, index.stat().st_mtime_ns, base), "text/html; charset=utf-8", ASK_AGAIN)


def takes_gzip(header: str) -> bool:
    """Return whether an Accept-Encoding header asks for gzip.

    >>> [takes_gzip(header) for header in ("gzip, deflate, br", "br, gzip;q=0.5", "gzip;q=0", "br", "")]
    [True, True, False, False, False]
    """
    for part in header.lower().split(","):
        name, _, weight = part.replace(" ", "").partition(";q=")
        if name == "gzip":
            return weight.strip("0.") != "" or weight == ""
    return False


def _type(asset: Path) -> str:
    kind = guess_type(asset.name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


@lru_cache(maxsize=256)
def _pack(path: Path, _changed_ns: int, base_path: str | None = None) -> Packed:
    """Return a file ready to send; base_path is put into the page whose addresses follow it."""
    plain = path.read_bytes()
    if base_path is not None:
        plain = plain.replace(b'<base href="/"', f'<base href="{base_path}/"'.encode())
    return Packed(plain, gzip.compress(plain, 9, mtime=0), hashlib.sha256(plain).hexdigest()[:24])


def _send(request: Request, packed: Packed, media_type: str, cache: str) -> Response:
    is_zipped = takes_gzip(request.headers.get("accept-encoding", ""))
    tag = f'"{packed.digest}-gzip"' if is_zipped else f'"{packed.digest}"'
    headers = {"Cache-Control": cache, "ETag": tag, "Vary": "Accept-Encoding"}
    known = {one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")}
    if tag in known:
        return Response(status_code=304, headers=headers)
    if is_zipped:
        headers["Content-Encoding"] = "gzip"
    return Response(packed.zipped if is_zipped else packed.plain, media_type=media_type, headers=headers)
