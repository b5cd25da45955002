"""The templates as they are now, looked at anew only where the engine says that something happened to one."""

from typing import TYPE_CHECKING

from agent.containers.recreating import ASIDE
from agent.containers.replicas.making import look_at_template
from agent.containers.replicas.template import Template, TemplateError
from agent.docker.engine import DockerError
from agent.docker.watch import Watch

if TYPE_CHECKING:
    from agent.docker.told import Inspected


class Templates:
    """Knows what was last seen of each, which stays what to go by while nothing newer can be seen."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._known: dict[str, tuple[Inspected, Template]] = {}

    def known(self, name: str) -> Template | None:
        """Return how replicas of this container are made, as far as that is known."""
        return self._known[name][1] if name in self._known else None

    async def look(self, name: str) -> str:
        """Have it at hand as it is now; return why there can be no replicas of it, empty where there can."""
        containers = self._watch.containers.values()
        if name in self._known and any(each.plain_name.startswith(f"{name}{ASIDE}-") for each in containers):
            return ""  # it is being recreated, and what was put aside may come back
        found = next((each for each in containers if each.plain_name == name), None)
        if found is None:
            return f"there is no container {name}"
        if name in self._known and self._known[name][0] is found:
            return ""
        try:
            self._known[name] = found, await look_at_template(self._watch.engine, found.id)
        except (DockerError, TemplateError) as error:
            return str(error)
        return ""

    def keep_only(self, names: set[str]) -> None:
        """Forget all but these."""
        self._known = {name: known for name, known in self._known.items() if name in names}
