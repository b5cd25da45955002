"""The container that the agent itself runs in."""

import re
from typing import Final

_OWN_FILE: Final = re.compile(
    r"/containers/([0-9a-f]{64})/(?:hostname|hosts|resolv\.conf) /etc/(?:hostname|hosts|resolv\.conf) "
)


def own_container(mountinfo: str) -> str:
    """Return the id of the container that a process with this `/proc/self/mountinfo` is in; empty where it is in none.

    By the files that the engine mounts into every container, whatever namespaces of the machine's it has. It does not
    help with engines that keep them elsewhere than Docker does.
    """
    found = _OWN_FILE.search(mountinfo)
    return found[1] if found else ""
