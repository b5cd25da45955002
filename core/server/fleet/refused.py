"""Why something is not done to a node, as it is told."""

from enum import unique

from core.server.told import Refused


@unique
class RefusedNode(Refused):
    """What somebody is told who deals with nodes."""

    no_node = "There is no such node."
    no_node_called = "There is no node {node}."
    node_name_taken = "There is a node of this name."
    node_called = "Documents call the node by its name: {documents}."
    node_is_away = "{node} is away."
