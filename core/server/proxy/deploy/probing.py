"""By which requests a deployment is judged on a node: as few as tell whether what it changes answers still. Pure."""

from typing import Final

from agent.contract.proxy import Manifest, Probe
from core.server.proxy.deploy.build import NodeBuild
from core.server.proxy.render.names import site_file

_PROBES_MAX: Final = 50


def probes_of(built: NodeBuild, before: Manifest) -> list[Probe]:
    """Return the probes of a deployment, given what the node runs before it.

    Sites whose files stay as they are are asked, after the others, only where something that sites share changes. A
    site that is new there answers nothing yet that could become worse, and its members may not have been started: it
    is asked only where its document says what it answers.
    """
    after = built.manifest.files
    names = {*before.files, *after}
    differing = {name for name in names if before.files.get(name) != after.get(name)}
    known = [each for each in built.probes if each.expect or site_file(each.site) in before.files]
    changed = [each for each in known if site_file(each.site) in differing]
    is_shared = any(not name.startswith("sites/") for name in differing)
    others = [each for each in known if each not in changed] if is_shared else []
    return [*changed, *others][:_PROBES_MAX]
