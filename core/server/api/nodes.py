"""The fleet: nodes, their state and their keys."""

from fastapi import APIRouter

from core.server.api.parts import PartsDep
from core.server.api.permissions import Operator, Reader
from core.server.api.schemas import NodeIn, NodeKey, NodeOut

router = APIRouter(tags=["nodes"])


@router.get("/nodes")
async def list_nodes(parts: PartsDep, _person: Reader) -> list[NodeOut]:
    """List the nodes by name."""
    raise NotImplementedError


@router.post("/nodes", status_code=201)
async def create_node(body: NodeIn, parts: PartsDep, person: Operator) -> NodeKey:
    """Create a node. Its key is shown this once."""
    raise NotImplementedError


@router.get("/nodes/{node_id}")
async def read_node(node_id: str, parts: PartsDep, _person: Reader) -> NodeOut:
    """Show a node."""
    raise NotImplementedError


@router.delete("/nodes/{node_id}", status_code=204)
async def delete_node(node_id: str, parts: PartsDep, person: Operator) -> None:
    """Delete a node: its key ends."""
    raise NotImplementedError


@router.post("/nodes/{node_id}/key")
async def rotate_node_key(node_id: str, parts: PartsDep, person: Operator) -> NodeKey:
    """Give a node a new key. The one before still opens for a while, so that the agent can be changed over."""
    raise NotImplementedError
