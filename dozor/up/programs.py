"""The programs that make up a Dozor on one machine, and the settings each is given."""

import os
import sys

from dozor.up.children import Child
from dozor.up.join import NodeKey
from dozor.up.layout import Layout, Ports
from dozor.up.nginx import nginx_binary


def core_program(layout: Layout, ports: Ports) -> Child:
    """Return the core, listening on 127.0.0.1 with its data in the core's folder."""
    environment = {
        **os.environ,
        "DOZOR_DATA_DIR": str(layout.core),
        "DOZOR_LISTEN": f"127.0.0.1:{ports.core}",
    }
    return Child("core", (sys.executable, "-m", "dozor", "core"), environment, layout.logs / "core.log")


def agent_program(layout: Layout, core_url: str, key: NodeKey) -> Child:
    """Return the agent that reads this machine's NGINX."""
    environment = {
        **os.environ,
        "DOZOR_CORE_URL": core_url,
        "DOZOR_NODE_ID": key.node_id,
        "DOZOR_NODE_KEY": key.key,
        "DOZOR_LOGS": f"{layout.access_log}=dozor",
        "DOZOR_STATE_DIR": str(layout.agent),
        "DOZOR_NGINX_CONTROL": str(layout.control_socket),
    }
    return Child("agent", (sys.executable, "-m", "dozor", "agent"), environment, layout.logs / "agent.log")


def nginx_program(layout: Layout) -> Child:
    """Return NGINX with the configuration that was written before."""
    command = (str(nginx_binary()), "-p", str(layout.nginx), "-c", "nginx.conf", "-g", "daemon off;")
    return Child("nginx", command, dict(os.environ), layout.logs / "nginx.log")
