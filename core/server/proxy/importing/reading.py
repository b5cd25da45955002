"""An existing configuration as a tree: its files from a map, includes followed within it, everything bounded. Pure."""

import io
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any, Final

from crossplane.errors import NgxParserBaseException
from crossplane.lexer import _balance_braces, _lex_file_object

from core.server.proxy.importing.notes import Note
from core.server.proxy.importing.refused import RefusedImport
from core.server.told import Told

FILES_MAX: Final = 2000
BYTES_MAX: Final = 16 * 2**20
DIRECTIVES_MAX: Final = 100_000
DEPTH_MAX: Final = 20
_ROOTS: Final = ("/etc/nginx/", "/usr/local/nginx/conf/", "/usr/local/etc/nginx/", "/opt/nginx/conf/", "/data/nginx/")
"""Where packages keep configurations: an absolute path that begins so is looked for in the given tree."""
_ESCAPE: Final = re.compile(r"\\([\\\"'trn])")
_ESCAPED: Final = {"t": "\t", "r": "\r", "n": "\n"}


class UnreadableConfigError(ValueError):
    """The configuration cannot be read; `told` says where and why."""

    def __init__(self, told: Told) -> None:
        super().__init__(str(told))
        self.told = told


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """A directive as it stands in a file, `block` is None where it has none; its identity is its place."""

    name: str
    arguments: tuple[str, ...]
    file: str
    line: int
    block: list["Item"] | None = None

    def of(self, *names: str) -> Iterator["Item"]:
        """Yield the directives of these names in the block."""
        return (each for each in self.block or () if each.name in names)

    def everything(self) -> Iterator["Item"]:
        """Yield this directive and all that stand in it."""
        yield self
        for each in self.block or ():
            yield from each.everything()


@dataclass(slots=True)
class Tree:
    """What was read. `includes` are the `include` lines with why nothing came of them, None where something did."""

    items: list[Item]
    includes: list[tuple[Item, Told | None]] = field(default_factory=list)


def read_tree(files: Mapping[str, str], main: str = "nginx.conf") -> Tree:
    """Return the tree of a configuration; `files` are texts by their paths relative to the main file's folder.

    Raises:
        UnreadableConfigError: there is no main file, a file is no configuration, or a bound is exceeded.
    """
    if main not in files:
        raise UnreadableConfigError(RefusedImport.import_no_main(file=main))
    if len(files) > FILES_MAX or sum(map(len, files.values())) > BYTES_MAX:
        raise UnreadableConfigError(RefusedImport.import_large(files=FILES_MAX, characters=BYTES_MAX))
    return _Reader(files).read(main)


class _Reader:
    def __init__(self, files: Mapping[str, str]) -> None:
        self._files = files
        self._includes: list[tuple[Item, Told | None]] = []
        self._count = 0
        self._lexed: dict[str, list[Any]] = {}

    def read(self, main: str) -> Tree:
        return Tree(list(self._file(main, ())), self._includes)

    def _file(self, name: str, above: tuple[str, ...]) -> Iterable[Item]:
        if name in above or len(above) >= DEPTH_MAX:
            raise UnreadableConfigError(RefusedImport.import_circle(file=name))
        if name not in self._lexed:  # each once, however often it is included
            self._lexed[name] = _tokens(name, self._files[name])
        return self._block(iter(self._lexed[name]), name, (*above, name), 0)

    def _block(self, tokens: Iterator[Any], file: str, above: tuple[str, ...], depth: int) -> list[Item]:
        if depth > DEPTH_MAX:
            raise UnreadableConfigError(RefusedImport.import_deep(file=file))
        found: list[Item] = []
        words: list[str] = []
        line = 0
        for word, number, quoted in tokens:
            if quoted or word not in {";", "{", "}"}:
                line = line if words else number
                words.append(_meant(word))
            elif word == "}":
                return found
            elif words:
                self._counted(file, line)
                block = self._block(tokens, file, above, depth + 1) if word == "{" else None
                item = Item(words[0], tuple(words[1:]), file, line, block)
                found += self._included(item, above) if item.name == "include" else [item]
                words = []
        if words:
            raise UnreadableConfigError(RefusedImport.import_unended(file=file, line=str(line), directive=words[0]))
        return found

    def _counted(self, file: str, line: int) -> None:
        self._count += 1
        if self._count > DIRECTIVES_MAX:
            raise UnreadableConfigError(RefusedImport.import_many(file=file, line=str(line), most=DIRECTIVES_MAX))

    def _included(self, item: Item, above: tuple[str, ...]) -> list[Item]:
        pattern = _within(item.arguments[0] if item.arguments else "")
        names = sorted(each for each in self._files if pattern and _fits(each, pattern))
        why = None if names or (pattern and "*" in pattern) else Note.not_given()
        self._includes.append((item, why if pattern else Note.outside()))
        return [each for name in names for each in self._file(name, above)]


def _tokens(name: str, text: str) -> list[Any]:
    """Return the words and marks of a file, without its comments."""
    try:
        found = _balance_braces(_lex_file_object(io.StringIO(text), name), name)
        return [token for token in found if token[2] or not token[0].startswith("#")]
    except (NgxParserBaseException, RuntimeError) as error:
        raise UnreadableConfigError(RefusedImport.import_unread(file=name, why=str(error))) from error


def _within(path: str) -> str:
    """Return a path relative to the tree; empty where it leads out of it."""
    root = next((root for root in _ROOTS if path.startswith(root)), "")
    inside = posixpath.normpath(path.removeprefix(root)) if path else ""
    return "" if inside.startswith(("/", "..")) else inside


def _fits(name: str, pattern: str) -> bool:
    return name.count("/") == pattern.count("/") and fnmatchcase(name, pattern)


def _meant(token: str) -> str:
    """Return a word as NGINX understands it."""
    return _ESCAPE.sub(lambda found: _ESCAPED.get(found[1], found[1]), token)
