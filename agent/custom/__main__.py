"""`python -m agent.custom FILE` follows a file once, as the agent would, and prints what every pull tells."""

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

from agent.custom.plan import Plan, PlanError, Pull, Service, read_plan
from agent.custom.pulling import Puller
from agent.custom.told import Histogram, Refused, Told


def main(path: str) -> int:
    """Print a line for each metric; return 1 where something is wrong with one, 2 where the file cannot be followed."""
    try:
        plan = read_plan(Path(path))
    except PlanError as error:
        print(error, file=sys.stderr)  # noqa: T201 - a program's output
        return 2
    outcomes = asyncio.run(_follow(plan))
    for good, line in outcomes:
        print(line if good else f"not counted: {line}")  # noqa: T201 - a program's output
    return int(not all(good for good, _ in outcomes))


async def _follow(plan: Plan) -> list[tuple[bool, str]]:
    pulls = [each for name, service in plan.services.items() for each in _numbered(name, service)]
    return [outcome for each in pulls for outcome in await _look(*each)]


def _numbered(name: str, service: Service) -> Iterator[tuple[str, int, Pull]]:
    return ((name, number, pull) for number, pull in enumerate(service.pull, 1))


async def _look(service: str, number: int, pull: Pull) -> list[tuple[bool, str]]:
    outcomes: list[tuple[bool, str]] = []

    def tell(_: str, told: list[Told], refused: list[Refused], __: float) -> None:
        outcomes.extend((True, f"{service}  {one.name}  {_shown(one)}") for one in told)
        outcomes.extend((False, f"{service}  {name}  {why}") for name, why in refused)

    def fail(origin: str, why: str) -> None:
        outcomes.append((False, f"{service}  {origin}  {why}"))

    await Puller(pull, tell, fail, lambda: 0.0, number).look()
    return outcomes


def _shown(one: Told) -> str:
    if isinstance(one, Histogram):
        return f"{sum(one.counts):g} observations in {len(one.counts)} buckets, sum {one.sum:g} {one.unit}".rstrip()
    return f"{one.value:g} {one.unit}".rstrip()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m agent.custom FILE")
    sys.exit(main(sys.argv[1]))
