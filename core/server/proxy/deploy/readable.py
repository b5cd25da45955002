"""Nothing is done to nodes by a state that is known in part only: what is not read would go from them. Pure."""

from collections.abc import Collection, Container
from typing import ClassVar

from core.server.errors import Conflict
from core.server.proxy.deploy.refused import RefusedDeployment
from core.server.proxy.render.names import service_file, site_file
from core.server.proxy.specs.concerned import Key, nodes_held_back
from core.server.proxy.specs.state import DesiredState


class NotReadable(Conflict):
    """Some documents cannot be read."""

    status: ClassVar[int] = 503


def check_readable(state: DesiredState) -> None:
    """Let a state pass that can be read as a whole.

    Raises:
        NotReadable: some document of it cannot; the text names them.
    """
    _refuse(state.unreadable)


def check_readable_for(node: str, files: Container[str], state: DesiredState) -> None:
    """Let a state pass in which all can be read that a node's members depend on.

    Args:
        node: its name.
        files: the paths of what it runs, or is to run.
        state: what is wanted.

    Raises:
        NotReadable: some document that concerns the node cannot; the text names them.
    """
    held_back = nodes_held_back(state)
    _refuse([key for key in state.unreadable if node in held_back[key] or _file_of(key) in files])


def _refuse(keys: Collection[Key]) -> None:
    if keys:
        told = ", ".join(f"{kind} {name}" for kind, name in sorted(keys)[:10])
        raise NotReadable(RefusedDeployment.documents_unreadable(documents=told))


def _file_of(key: Key) -> str:
    """Return the file that tells that a node has to do with a document; empty where none does."""
    kind, name = key
    if kind == "certificate":
        return f"certificates/{name}/fullchain.pem"
    return {"domain": site_file, "service": service_file}[kind](name) if kind in {"domain", "service"} else ""
