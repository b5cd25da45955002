"""The path of a request as routes name it: below the one under which a proxy shows the core."""

from starlette.types import Scope


def route_path(scope: Scope) -> str:
    """Return the path without `DOZOR_PUBLIC_PATH`, which the web server puts in front of what the proxy passes on."""
    path: str = scope["path"]
    root: str = scope.get("root_path", "")
    return path.removeprefix(root) if path.startswith(f"{root}/") else path
