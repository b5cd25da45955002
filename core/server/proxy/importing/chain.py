"""What holds in a location by NGINX's inheritance: what the nearest block says that says anything of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from core.server.proxy.importing.reading import Item


@dataclass(frozen=True, slots=True)
class Chain:
    """The blocks around a place, the outermost first."""

    blocks: tuple[tuple[Item, ...], ...]

    def within(self, block: Item) -> "Chain":
        """Return the chain of a block that stands in the innermost one."""
        return Chain((*self.blocks, tuple(block.block or ())))

    def nearest(self, *names: str) -> list[Item]:
        """Return the directives of these names of the innermost block that has any."""
        for block in reversed(self.blocks):
            if found := [each for each in block if each.name in names]:
                return found
        return []

    def last(self, name: str) -> Item | None:
        """Return the directive that holds, where only one does."""
        return next(iter(reversed(self.nearest(name))), None)

    def all(self, *names: str) -> Iterator[Item]:
        """Yield the directives of these names in all blocks."""
        return (each for block in self.blocks for each in block if each.name in names)
