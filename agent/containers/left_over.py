"""What an act that was broken off left behind: found by names and labels, and brought to one end or the other."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from agent.containers.recreating import ASIDE, MADE_FROM_LABEL
from agent.docker.told import Inspected, instant


@dataclass(frozen=True, kw_only=True)
class LeftOver:
    """A container that was put aside, and the one made in its place, empty where there is none.

    The new one stays where it `does_well`; else the old one gets its `name` back, and `ran` says whether it is started.
    """

    old: str
    new: str
    name: str
    does_well: bool
    ran: bool


def left_over(containers: Mapping[str, Inspected], busy: Collection[str]) -> Iterator[LeftOver]:
    """Yield what is left over, but for what is being worked on. One whose check has not said anything yet can wait."""
    made = {each.labels.get(MADE_FROM_LABEL, ""): each for each in containers.values()}
    names = {each.plain_name for each in containers.values()}
    for identity, old in containers.items():
        name, mark, short = old.plain_name.rpartition(f"{ASIDE}-")
        if not mark or short != identity[:12] or identity in busy:
            continue
        new = made.get(identity)
        if new is None:
            if name not in names:
                yield LeftOver(old=identity, new="", name=name, does_well=False, ran=False)
        elif not _is_open(new):
            ran = not old.state.running and instant(old.state.finished_at) >= instant(new.created)
            does_well = not old.state.running and _is_well(new)
            yield LeftOver(old=identity, new=new.id, name=name, does_well=does_well, ran=ran)


def _is_open(new: Inspected) -> bool:
    return new.state.running and new.state.health is not None and new.state.health.status == "starting"


def _is_well(new: Inspected) -> bool:
    health = new.state.health.status if new.state.health else ""
    return new.state.running and not new.restart_count and health in {"", "none", "healthy"}
