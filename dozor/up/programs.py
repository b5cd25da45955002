"""The programs that make up a Dozor on one machine, and the settings each is given."""

import os
import sys

from dozor.demo.places import demo_environment
from dozor.up.children import Child
from dozor.up.join import NodeKey
from dozor.up.layout import Layout, Ports
from dozor.up.nginx import nginx_binary


def core_program(layout: Layout, ports: Ports, *, demo: bool = False) -> Child:
    """Return the core, listening on 127.0.0.1 with its data in the core's folder.

    In a demo the first password stays: who tries Dozor on their own machine is not asked to think of one. Its visitors,
    who all come from this machine, are told to be from all over the world.
    """
    environment = {
        **os.environ,
        "DOZOR_DATA_DIR": str(layout.core),
        "DOZOR_LISTEN": f"127.0.0.1:{ports.core}",
        "DOZOR_FIRST_PASSWORD_STAYS": "yes" if demo else "no",
        **(demo_environment(layout.root / "places") if demo else {}),
    }
    return Child("core", (sys.executable, "-m", "dozor", "core"), environment, layout.logs / "core.log")


def agent_program(layout: Layout, ports: Ports, key: NodeKey) -> Child:
    """Return the agent that keeps this machine's NGINX and reads its log, and keeps what all programs here say."""
    environment = {
        "DOZOR_LOG_FILES": f"{layout.logs}/*.log,{layout.nginx}/logs/error.log",
        "DOZOR_LOG_REQUESTS": "1",
        **os.environ,
        **_place(layout, ports),
        "DOZOR_CORE_URL": f"http://127.0.0.1:{ports.core}",
        "DOZOR_NODE_ID": key.node_id,
        "DOZOR_NODE_KEY": key.key,
        "DOZOR_STATE_DIR": str(layout.agent),
    }
    return Child("agent", (sys.executable, "-m", "dozor", "agent"), environment, layout.logs / "agent.log")


def nginx_program(layout: Layout, ports: Ports) -> Child:
    """Return NGINX with the configuration that the agent keeps for it; before each start there has to be one."""
    command = (str(nginx_binary()), "-p", str(layout.nginx / "live"), "-c", "nginx.conf", "-g", "daemon off;")
    first = (sys.executable, "-m", "agent.proxy")
    return Child("nginx", command, {**os.environ, **_place(layout, ports)}, layout.logs / "nginx.log", first)


def _place(layout: Layout, ports: Ports) -> dict[str, str]:
    return {
        "DOZOR_NGINX_FOLDER": str(layout.nginx),
        "DOZOR_NGINX_BINARY": str(nginx_binary()),
        "DOZOR_NGINX_LISTEN": f"127.0.0.1:{ports.nginx}",
        "DOZOR_RESOLVER": f"127.0.0.1:{ports.resolver}",
    }
