"""Serves the built app: its files, and its page for every other path, as the app has routes of its own."""

import base64
import hashlib
import html
import re
from pathlib import Path
from typing import Final

from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

_INLINE_SCRIPT: Final = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)
_INLINE_STYLE: Final = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL | re.IGNORECASE)
_FILE: Final = re.compile(r"assets/|.*\.(js|css|map|png|svg|ico|woff2?|json|txt|webmanifest)$")
_NOT_BUILT: Final = "The app is not built: `make setup` builds it. The API is at api/v1."


class App:
    """The built app in a folder, read once. `public_path` is where a proxy shows the core, "" for the root."""

    def __init__(self, folder: Path, public_path: str) -> None:
        index = folder / "index.html"
        self._page = index.read_text(encoding="utf-8") if index.exists() else ""
        self._files = StaticFiles(directory=folder, check_dir=False)
        self._based = _with_base(self._page, public_path)

    def policy(self) -> str:
        """Return the Content-Security-Policy under which the page works: its own files, and its own inline parts."""
        scripts = " ".join(_hashes(_INLINE_SCRIPT, self._page))
        styles = " ".join(_hashes(_INLINE_STYLE, self._page))
        return "; ".join(
            (
                "default-src 'none'",
                f"script-src 'self' {scripts}".strip(),
                f"style-src 'self' {styles}".strip(),
                "img-src 'self' data: blob:",
                "font-src 'self'",
                "connect-src 'self'",
                "frame-src 'self'",
                "manifest-src 'self'",
                "worker-src 'self'",
                "base-uri 'self'",
                "form-action 'self'",
                "frame-ancestors 'none'",
            )
        )

    async def answer(self, path: str, scope: Scope) -> Response:
        """Return a file of the app, or its page.

        Raises:
            HTTPException: 404, for what looks like a file and is none.
        """
        if not self._page:
            raise HTTPException(404, _NOT_BUILT)
        if path and path != "index.html":
            try:
                response = await self._files.get_response(path, scope)
            except HTTPException as error:
                if error.status_code != 404 or _FILE.match(path):
                    raise
            else:
                return _kept(response, path)
        return HTMLResponse(self._based, headers={"Cache-Control": "no-cache"})


def _kept(response: Response, path: str) -> Response:
    """Let browsers keep what has a hash in its name for good, and ask about the rest."""
    forever = path.startswith("assets/") and isinstance(response, FileResponse)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if forever else "no-cache"
    return response


def _with_base(page: str, public_path: str) -> str:
    """Tell the page where it is shown, so that its relative addresses hold on every route of its own."""
    if "<base " in page:
        return page
    base = f'<head><base href="{html.escape(public_path, quote=True)}/">'
    return page.replace("<head>", base, 1)


def _hashes(inline: re.Pattern[str], page: str) -> list[str]:
    texts = inline.findall(page)
    return [f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in texts]
