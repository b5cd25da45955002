"""Tests a change of a few sites among many without the others. Pure.

NGINX reads a thousand sites in half a second, once in `nginx -t` and once more in the reload. Where a candidate differs
in a few sites from what NGINX runs, the test is of those alone, within all that sites share. What only the whole can
show (a zone that two sites define) is seen by NGINX's master, which reads everything before it lets go of what it runs.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from agent.proxy.generations import Generation

CONFIGURATION: Final = "changed.conf"
"""What the test's configuration is called, beside `nginx.conf`."""

_ALL_SITES: Final = "    include sites/*.conf;\n"
_WORTH_IT: Final = 100  # sites left out; with fewer the whole test is as quick
_MOST: Final = 50


def changed_sites(candidate: Generation, running: Generation | None) -> Sequence[str]:
    """Return the sites that are all that NGINX would read anew of a candidate; none where it has to be tested whole."""
    if running is None or running.left_out or candidate.left_out or running.frame != candidate.frame:
        return ()
    before, after = running.files, candidate.files
    changed = [name for name in before.keys() | after.keys() if before.get(name) != after.get(name)]
    sites = [name for name in changed if name.startswith("sites/")]
    if len(sites) < len(changed) or len(sites) > _MOST or not all(name in after for name in sites):
        return ()
    left_out = sum(name.startswith("sites/") for name in after) - len(sites)
    return sorted(sites) if left_out >= _WORTH_IT else ()


def configuration_of(frame: Mapping[str, str], sites: Sequence[str]) -> str:
    """Return the frame's `nginx.conf` with these sites alone."""
    includes = "".join(f"    include {name};\n" for name in sites)
    return frame["nginx.conf"].replace(_ALL_SITES, includes)
