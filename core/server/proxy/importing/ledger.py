"""What became of every directive of an import: understood, kept as a snippet, or not taken. Each has one fate."""

from dataclasses import dataclass
from typing import Literal

from core.server.proxy.importing.notes import Note
from core.server.proxy.importing.reading import Item
from core.server.told import Told

Fate = Literal["understood", "snippet", "not_taken"]


@dataclass(frozen=True, slots=True)
class Line:
    """A directive and its fate. `where` is the document's field; `notes` say what is different, or why not."""

    file: str
    line: int
    text: str
    fate: Fate
    where: str
    notes: tuple[Told, ...] = ()

    @property
    def note(self) -> str:
        """What the notes say, in English."""
        return "; ".join(map(str, self.notes))


class Ledger:
    """Fates by directive. The first word holds, so that who knows more speaks first; only `withdrawn` takes it back."""

    def __init__(self) -> None:
        self._fates: dict[Item, tuple[Fate, str, tuple[Told, ...]]] = {}

    def understood(self, item: Item, where: str, *notes: Told) -> None:
        """Note that a directive became a field of a document."""
        self._fates.setdefault(item, ("understood", where, notes))

    def kept(self, item: Item, where: str) -> None:
        """Note that a directive stands in a snippet as it is, with all that is in it."""
        for each in item.everything():
            self._fates.setdefault(each, ("snippet", where, ()))

    def lost(self, item: Item, *why: Told) -> None:
        """Note that nothing came of a directive, nor of what is in it."""
        for each in item.everything():
            self._fates.setdefault(each, ("not_taken", "", why))

    def withdrawn(self, item: Item, *why: Told) -> None:
        """Note that nothing comes of what stands in a block after all, whatever was said of it."""
        inside = [each for each in item.everything() if each is not item]
        self._fates |= dict.fromkeys(inside, ("not_taken", "", why))

    def lines(self, items: list[Item]) -> list[Line]:
        """Return what became of everything, in the order of reading; what nobody spoke for is not taken."""
        everything = [each for item in items for each in item.everything()]
        unknown: tuple[Fate, str, tuple[Told, ...]] = ("not_taken", "", (Note.no_word(),))
        return [Line(each.file, each.line, text_of(each), *self._fates.get(each, unknown)) for each in everything]


def text_of(item: Item) -> str:
    """Return a directive's head, short enough for a list."""
    text = " ".join((item.name, *item.arguments))
    return (text if len(text) <= 200 else f"{text[:199]}…") + (" {}" if item.block is not None else "")
