"""Pages in frames: a browser's frame cannot say who asks, so that it is shown by a token that nobody guesses."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Response

from core.server.api.parts import PartsDep
from core.server.errors import NotFound
from core.server.proxy.refused import RefusedLook

router = APIRouter(prefix="/page-frames", tags=["pages"])
APART: Final = {
    "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:",
    "Cache-Control": "no-store",
}
"""What keeps a page of somebody from everything else of this origin."""

_FRAMED: Final = {
    **APART,
    "Content-Security-Policy": f"{APART['Content-Security-Policy']}; frame-ancestors 'self'",
    "X-Frame-Options": "SAMEORIGIN",
    "Origin-Agent-Cluster": "?0",  # a frame of an origin of its own has none to share; asking for one is complained of
}
_PAGE: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {"text/html": {"schema": {"type": "string"}}}, "description": "The page"}
}


@router.get("/{token}", response_class=Response, responses=_PAGE)
async def show_frame(token: Annotated[str, Path(max_length=64)], parts: PartsDep) -> Response:
    """Show a page that somebody looks at: to whoever knows the token, apart from all else, for some minutes."""
    found = parts.proxy.page_frames.find(token, parts.clock.now())
    if found is None:
        raise NotFound(RefusedLook.page_gone())
    return Response(found.content, media_type=found.content_type, headers=_FRAMED)
