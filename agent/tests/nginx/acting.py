"""What the core says to a node, for tests."""

import time

from agent.contract.wire import Action, Reply


def now():
    return time.time()  # noqa: TID251 - NGINX goes by the real clock


def act(revision, value="127.0.0.9", *, kind="ban", service="", seconds=600.0, decision="", scope="ip"):
    return Action(
        revision=revision,
        decision_id=decision or f"d{revision}",
        kind=kind,
        scope=scope,
        value=value,
        service=service,
        until_at=now() + seconds,
    )


def say(*actions, snapshot=False):
    revision = max((action.revision for action in actions), default=0)
    return Reply(sequence=1, revision=revision, snapshot=snapshot, actions=list(actions))


async def obey(bans, *actions, snapshot=False):
    await bans.obey(say(*actions, snapshot=snapshot), now())
    return bans.take_outcomes()
