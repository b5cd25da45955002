"""All spools of the node, within one bound; those of sources that are gone stay for a while."""

import contextlib
import hashlib
import logging
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal

import msgspec

from agent.contract.inventory import LogSource
from agent.logbook.spool import Spool

logger = logging.getLogger(__name__)

Kind = Literal["container", "file", "access"]
_LABEL: Final = "source.json"
MOST_SOURCES: Final = 4000
"""Where more were there, those that went first are forgotten, however short ago that was."""


class Label(msgspec.Struct, kw_only=True, frozen=True):
    """Whose spool a folder is. `gone_at` is 0 while the source is there."""

    kind: Kind
    name: str
    container: str = ""
    gone_at: float = 0.0


class Kept:
    """A source and its spool. `key` names it in the ids of lines."""

    def __init__(self, label: Label, spool: Spool) -> None:
        self.label = label
        self.spool = spool
        self.key = spool.folder.name

    @property
    def title(self) -> str:
        """The source's name in questions, as `container:web`."""
        return f"{self.label.kind}:{self.label.name}"

    def tell(self) -> LogSource:
        """Return what the inventory says of it."""
        extents = self.spool.extents
        return LogSource(
            kind=self.label.kind,
            name=self.label.name,
            container=self.label.container,
            present=not self.label.gone_at,
            first_at=extents[0].first_ns / 1e9 if extents else 0.0,
            last_at=extents[-1].last_ns / 1e9 if extents else 0.0,
            bytes=sum(extent.size for extent in extents),
            dropped_lines=self.spool.dropped_lines,
        )


class Shelf:
    """Sources by kind and name: a container that takes the place of one with the same name goes on in its spool."""

    def __init__(self, folder: Path, *, bound_bytes: int, source_bytes: int, keep_seconds: float) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder
        self._bound_bytes = bound_bytes
        self._source_bytes = min(source_bytes, bound_bytes)
        self._keep_seconds = keep_seconds
        self._kept: dict[str, Kept] = {}
        for path in sorted(folder.iterdir()):
            self._take_up(path)

    def __iter__(self) -> Iterator[Kept]:
        return iter(list(self._kept.values()))

    def find(self, title: str) -> Kept | None:
        """Return the source that a question names, as `container:web`."""
        return self._kept.get(title)

    def open(self, kind: Kind, name: str, *, container: str = "") -> Kept:
        """Return a source that is there, with what was kept of it.

        Raises:
            OSError: its folder cannot be made.
        """
        label = Label(kind=kind, name=name, container=container)
        kept = self._kept.get(f"{kind}:{name}")
        if kept is None:
            folder = self._folder / hashlib.sha256(f"{kind}:{name}".encode()).hexdigest()[:16]
            kept = Kept(label, Spool(folder, bound_bytes=self._source_bytes))
            self._kept[kept.title] = kept
            _write_label(folder, label)
        self._relabel(kept, label)
        return kept

    def mark_gone(self, kept: Kept, now: float) -> None:
        """Note that a source is no more; it is kept for the time that is set."""
        kept.spool.seal()
        if not kept.label.gone_at:
            self._relabel(kept, msgspec.structs.replace(kept.label, gone_at=now))
            kept.spool.wake()

    def tidy(self, now: float) -> None:
        """Forget who is gone for long, or is too many, and let the oldest lines of all go until the rest fits."""
        gone = sorted((kept for kept in self if kept.label.gone_at), key=lambda kept: kept.label.gone_at)
        beyond = len(self._kept) - MOST_SOURCES
        for number, kept in enumerate(gone):
            if number < beyond or now - kept.label.gone_at >= self._keep_seconds:
                del self._kept[kept.title]
                kept.spool.seal()
                shutil.rmtree(kept.spool.folder, ignore_errors=True)
        while sum(kept.spool.size for kept in self._kept.values()) > self._bound_bytes:
            filled = [kept for kept in self._kept.values() if kept.spool.extents]
            min(filled, key=lambda kept: kept.spool.extents[0].last_ns).spool.drop_oldest()

    def close(self) -> None:
        """Let all files go."""
        for kept in self._kept.values():
            kept.spool.seal()

    def _take_up(self, path: Path) -> None:
        try:
            label = msgspec.json.decode((path / _LABEL).read_bytes(), type=Label)
            kept = Kept(label, Spool(path, bound_bytes=self._source_bytes))
        except (OSError, msgspec.MsgspecError) as error:
            logger.warning("%s holds no logs that can be read: %s", path, error)
            return
        self._kept[kept.title] = kept

    def _relabel(self, kept: Kept, label: Label) -> None:
        if label != kept.label:
            kept.label = label
            with contextlib.suppress(OSError):  # it is told anew after the next start
                _write_label(kept.spool.folder, label)


def _write_label(folder: Path, label: Label) -> None:
    fresh = folder / f"{_LABEL}.new"
    fresh.write_bytes(msgspec.json.encode(label))
    fresh.replace(folder / _LABEL)
