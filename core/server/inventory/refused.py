"""Why nothing is done to a container, as it is told."""

from enum import unique

from core.server.told import Refused


@unique
class RefusedContainer(Refused):
    """What somebody is told who deals with containers."""

    no_container = "There is no such container on this node."
    container_of_many = "Several containers' ids begin so."
    container_image = "Only recreating takes an image."
