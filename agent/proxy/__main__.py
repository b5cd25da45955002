"""`python -m agent.proxy`: makes sure that NGINX can be started with `nginx -p FOLDER/live -c nginx.conf`.

For what starts NGINX: it may run before the agent, without a core, and whenever NGINX is to start again. It also
removes the control socket that a killed NGINX left behind, which would keep the next one from starting. With the word
`run` it then is what starts NGINX: in the foreground, and told over a socket what an agent elsewhere cannot signal.
"""

import asyncio
import sys

from agent.nginx.control import remove_stale_socket
from agent.nginx.text import NginxConfigError
from agent.proxy.assembly import ensure_first_generation
from agent.proxy.master import run_master
from agent.proxy.proxy import nginx_of
from agent.settings import SettingsError, read_place


def main() -> int:
    """Prepare the folder that the settings name, and do what is asked; return the exit status."""
    try:
        place = read_place()
        asyncio.run(ensure_first_generation(place, nginx_of(place)))
        remove_stale_socket(place.control_socket)
        if sys.argv[1:] == ["run"]:
            command = (place.binary, "-p", str(place.live), "-c", "nginx.conf", "-g", "daemon off;")
            return asyncio.run(run_master(command, place.pid_file, place.words_socket))
    except (SettingsError, NginxConfigError, OSError) as error:
        print(f"dozor: {error}", file=sys.stderr)  # noqa: T201 - a command speaks to who runs it
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
