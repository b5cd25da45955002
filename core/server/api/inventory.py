"""What there is on the nodes: machines, virtual machines."""

from fastapi import APIRouter

from core.server.api.inventory_schemas import InventoryOut, MachineOut
from core.server.api.inventory_shapes import shown_inventory, shown_machine
from core.server.api.parts import PartsDep
from core.server.api.permissions import NarrowedReader, NodeReader, may
from core.server.api.reach import nodes_seen

router = APIRouter(tags=["inventory"])


@router.get("/nodes/{node_id}/inventory")
async def read_inventory(node_id: str, parts: PartsDep, person: NodeReader) -> InventoryOut:
    """Show what there is on a node, as it said last; its logs to who may read them."""
    return shown_inventory(parts.fleet.get(node_id), parts.inventories.of(node_id), logs=may(person, "logs"))


@router.get("/machines")
async def list_machines(parts: PartsDep, person: NarrowedReader) -> list[MachineOut]:
    """List the virtual machines of all nodes, by node and name."""
    return [
        shown_machine(node, machine)
        for node in nodes_seen(parts, person)
        for machine in sorted(parts.inventories.of(node.id).inventory.machines, key=lambda each: each.name)
    ]
