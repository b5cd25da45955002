"""Answers that go on for long: they end once who asked may not go on."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import TYPE_CHECKING, Final

from agent.contract.asking import Answer, End

if TYPE_CHECKING:
    from core.server.accounts.person import Person
    from core.server.api.parts import Parts

_OVER: Final = End(ok=False, error="You may not read this any more.")


async def while_let_in(
    parts: "Parts", person: "Person", batches: AsyncGenerator[list[Answer], None]
) -> AsyncGenerator[list[Answer], None]:
    """Yield what comes as long as `person` may do what they might at the beginning, and then an `End` that says so."""
    async with aclosing(batches):
        async for answers in batches:
            if not parts.accounts.is_still(person):
                yield [_OVER]
                return
            yield answers
