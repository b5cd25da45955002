"""Has NGINX on nodes test what nobody deployed yet: `nginx -t` of a candidate that nothing comes of."""

import asyncio
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import msgspec

from agent.contract.proxy import CheckResult, Problem, Task
from core.server.proxy.deploy.build import NodeBuild

if TYPE_CHECKING:
    from core.server.proxy.deploy.orders import Orders
    from core.server.proxy.deploy.plan import Plan
    from core.server.proxy.deploy.store import DeployStore

WITHIN_SECONDS: Final = 20.0


@dataclass(frozen=True, slots=True)
class Tried:
    """What a node (by its id) said; `error` is why it said nothing."""

    node: str
    passed: bool
    error: str = ""
    seconds: float = 0.0
    problems: tuple[Problem, ...] = ()


async def try_plan(orders: "Orders", store: "DeployStore", plan: "Plan", *, now: float) -> list[Tried]:
    """Ask all nodes that a plan concerns at once, and return what they say.

    Raises:
        DatabaseAway: the files could not be laid ready for them.
    """

    async def tried(node: str, built: NodeBuild) -> Tried:
        await store.keep(built, now)
        task = Task(id=secrets.token_hex(8), kind="test", arguments={"digest": built.manifest.digest})
        outcome = await orders.do(node, task, within_seconds=WITHIN_SECONDS)
        if not outcome.ok:
            return Tried(node, passed=False, error=outcome.error)
        try:
            result = msgspec.json.decode(outcome.results.get("result", "{}"), type=CheckResult)
        except msgspec.DecodeError as error:
            return Tried(node, passed=False, error=f"the node's answer makes no sense: {error}")
        return Tried(node, result.ok, seconds=result.seconds, problems=tuple(result.problems))

    concerned = [(node, built) for node, built in plan.builds.items() if node in plan.concerned]
    return list(await asyncio.gather(*(tried(node, built) for node, built in concerned)))
