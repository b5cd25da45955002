"""Generations on disk: folders that NGINX can run whole, made of linked contents, and the link to the one that it does.

    FOLDER/blobs/SHA256          contents
    FOLDER/generations/NAME/     nginx.conf ... sites/, services/, pages/, certificates/; generation.json
    FOLDER/live -> generations/NAME

Whatever is killed in the midst, a name in `generations/` is whole, and `live` leads to one.
"""

import hashlib
import os
import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from agent.contract.proxy import Problem
from agent.nginx.render import GENERATION_FILE
from agent.proxy.blobs import Blobs
from agent.proxy.file_names import is_read_by_workers, is_secret
from agent.proxy.frame import generation_text

_DESCRIPTION: Final = "generation.json"
_NAME_CHARACTERS: Final = 20


class Generation(msgspec.Struct, kw_only=True, frozen=True):
    """What a folder holds: `wanted` is the manifest, `files` what became of it, `left_out` why they differ.

    `frame` names the node's own part. Values of `wanted` and `files` are sha256.
    """

    name: str
    digest: str
    frame: str
    wanted: dict[str, str]
    files: dict[str, str]
    left_out: list[Problem] = []


class Generations:
    """The generations of a node. All methods block: they are called from a thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "generations"
        self._live = folder / "live"
        self._spare = folder / "live.back"
        self.blobs = Blobs(folder / "blobs")
        self._folder.mkdir(mode=0o755, parents=True, exist_ok=True)

    def path(self, name: str) -> Path:
        """Return a generation's folder."""
        return self._folder / name

    def has(self, generation: Generation) -> bool:
        """Tell whether a generation is still here."""
        return self.path(generation.name).exists()

    def find(self, name: str) -> Generation | None:
        """Return the generation of this name, if it is here."""
        try:
            return msgspec.json.decode((self.path(name) / _DESCRIPTION).read_bytes(), type=Generation)
        except (OSError, msgspec.MsgspecError):
            return None

    @property
    def live(self) -> Generation | None:
        """What the link leads to."""
        try:
            return self.find(self._live.readlink().name)
        except OSError:
            return None

    def build(
        self,
        digest: str,
        wanted: Mapping[str, str],
        frame: Mapping[str, str],
        *,
        files: Mapping[str, str] | None = None,
        left_out: Sequence[Problem] = (),
    ) -> Generation:
        """Make the folder for a manifest, or for the `files` that are left of it; an equal sound one is used again.

        Raises:
            OSError: a content is not here, or the disk is full; nothing is left behind.
        """
        own = {name: self.blobs.put(text.encode()) for name, text in frame.items()}
        chosen = dict(wanted if files is None else files)
        name = self._name_for(digest, own | chosen, left_out)
        if (found := self.find(name)) and self._is_sound(found, own):
            return found
        generation = Generation(
            name=self._free(name),
            digest=digest,
            frame=frame_name(frame),
            wanted=dict(wanted),
            files=chosen,
            left_out=list(left_out),
        )
        self._write(generation, own)
        return generation

    def again(self, generation: Generation, frame: Mapping[str, str]) -> Generation:
        """Make a folder of another name for what a generation holds: by it workers that read it anew are known.

        Raises:
            OSError: a content is not here, or the disk is full; nothing is left behind.
        """
        own = {name: self.blobs.put(text.encode()) for name, text in frame.items()}
        name = self._free(generation.name.partition("-")[0])
        copied = msgspec.structs.replace(generation, name=name, frame=frame_name(frame))
        self._write(copied, own)
        return copied

    def point(self, generation: Generation, *, back_to: Generation | None = None) -> None:
        """Let `live` lead to a generation: at once and whole. With `back_to` the way back needs no room on the disk.

        Raises:
            OSError: the disk is full.
        """
        if back_to:
            self._carry_over(back_to, generation)
            self._link(self._spare, back_to.name)
        elif _target(self._spare) == generation.name:
            self._spare.replace(self._live)
            _sync(self._live.parent)
            return
        fresh = self._live.with_name("live.next")
        self._link(fresh, generation.name)
        fresh.replace(self._live)
        _sync(self._live.parent)

    def sweep(self, keep: set[str]) -> None:
        """Forget all generations but these and the live one, and what only they held."""
        kept = keep | {_target(self._live)}
        for path in self._folder.iterdir():
            if path.name not in kept:
                shutil.rmtree(path, ignore_errors=True)
        self.blobs.sweep()

    def _name_for(self, digest: str, content: Mapping[str, str], left_out: Sequence[Problem]) -> str:
        lines = [digest, *(f"{name}\0{sha256}" for name, sha256 in sorted(content.items())), *map(repr, left_out)]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:_NAME_CHARACTERS]

    def _is_sound(self, generation: Generation, own: Mapping[str, str]) -> bool:
        kept, here = self.blobs.inodes(), _inodes(str(self.path(generation.name)))
        return all(
            sha256 in kept and here.get(name) == kept[sha256] for name, sha256 in {**own, **generation.files}.items()
        )

    def _free(self, name: str) -> str:
        """Return the name, with a number behind it where a damaged folder has it that NGINX may be reading."""
        names = [name, *(f"{name}-{number}" for number in range(2, 100))]
        return next((each for each in names if not self.path(each).exists()), names[-1])

    def _write(self, generation: Generation, own: Mapping[str, str]) -> None:
        fresh = self.path(generation.name + ".new")
        shutil.rmtree(fresh, ignore_errors=True)
        try:
            self._fill(fresh, generation, own)
            fresh.rename(self.path(generation.name))
            _sync(self._folder)
        except OSError:
            shutil.rmtree(fresh, ignore_errors=True)
            raise

    def _fill(self, folder: Path, generation: Generation, own: Mapping[str, str]) -> None:
        files = {**own, **generation.files}
        for part in {"services", "sites", *(name.rpartition("/")[0] for name in files)}:
            (folder / part).mkdir(parents=True, exist_ok=True)
        for name, sha256 in files.items():
            self.blobs.link(sha256, f"{folder}/{name}", secret=is_secret(name))
        (folder / GENERATION_FILE).write_text(generation_text(generation.name, generation.digest))
        (folder / _DESCRIPTION).write_bytes(msgspec.json.encode(generation))
        for name in (GENERATION_FILE, _DESCRIPTION):
            _sync(folder / name)
        _sync(folder)

    def _carry_over(self, old: Generation, new: Generation) -> None:
        """Keep files that workers of the old generation still open by their path through `live`."""
        for name, sha256 in old.files.items():
            target = self.path(new.name) / name
            if is_read_by_workers(name) and not target.exists():
                with suppress(OSError):
                    target.parent.mkdir(parents=True, exist_ok=True)
                    self.blobs.link(sha256, target, secret=False)

    def _link(self, link: Path, name: str) -> None:
        fresh = link.with_name(link.name + ".new")
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(Path(self._folder.name) / name)
        fresh.replace(link)


def frame_name(frame: Mapping[str, str]) -> str:
    """Return what tells one frame from another."""
    texts = "\0".join(f"{name}\0{text}" for name, text in sorted(frame.items()))
    return hashlib.sha256(texts.encode()).hexdigest()[:16]


def _inodes(folder: str, inside: str = "") -> dict[str, int]:
    """Return the inodes of all files in a folder by their paths in it; a thousand cost no look at each."""
    found = {}
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                found.update(_inodes(entry.path, f"{inside}{entry.name}/"))
            else:
                found[inside + entry.name] = entry.inode()
    return found


def _target(link: Path) -> str:
    try:
        return link.readlink().name
    except OSError:
        return ""


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
