"""`dozor import FOLDER`: an existing NGINX configuration as Dozor's documents, with what became of each directive."""

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from core.server.proxy.documents.change import state_of
from core.server.proxy.documents.declared import exported
from core.server.proxy.importing.importing import Imported, import_configuration
from core.server.proxy.importing.ledger import Line
from core.server.proxy.importing.reading import BYTES_MAX, FILES_MAX, UnreadableConfigError
from core.server.proxy.importing.refused import RefusedImport
from dozor.explain import plain_text

_STYLES: Final = {"understood": "green", "snippet": "yellow", "not_taken": "red"}
_SKIPPED: Final = frozenset({".pem", ".key", ".crt", ".p12", ".pfx", ".so"})
"""Keys stay where they are: nothing of them is needed."""


def import_folder(place: Path, *, main: str, nodes: list[str], output: Path | None, every: bool, as_json: bool) -> int:
    """Read a configuration and print it as YAML for `dozor config apply`; the report goes to standard error.

    Args:
        place: the folder of the main file, or the main file itself.
        main: the main file's name, where `place` is a folder.
        nodes: the nodes that the domains are put on.
        output: where the YAML goes instead of standard output.
        every: report what was understood, too.
        as_json: print documents and report as one JSON object.

    Returns:
        The exit code: 0, 1 where something was not taken, 2 where it cannot be read.
    """
    folder, name = (place, main) if place.is_dir() else (place.parent, place.name)
    console = Console(stderr=True)
    try:
        made = import_configuration(read_folder(folder), main=name, nodes=nodes)
    except (OSError, UnreadableConfigError) as error:
        console.print(plain_text(f"dozor import: {error}"), soft_wrap=True)
        return 2
    text = exported(state_of(made.documents), 0)
    if as_json:
        wanted = [str(each) for each in made.wanted]
        text = json.dumps({"text": text, "lines": [_plain(line) for line in made.lines], "wanted": wanted}) + "\n"
    else:
        _report(made, console, every=every)
    if output is None:
        sys.stdout.write(text)
    else:
        output.write_text(text)
    return int(any(line.fate == "not_taken" for line in made.lines))


def read_folder(folder: Path) -> dict[str, str]:
    """Return the texts in a folder by their paths in it; links that lead out of it are not followed.

    Raises:
        OSError: the folder cannot be read.
        UnreadableConfigError: it is no configuration's folder: there is too much in it.
    """
    texts: dict[str, str] = {}
    root, size = folder.resolve(strict=True), 0
    for path in sorted(root.rglob("*")):
        if path.suffix in _SKIPPED or not path.is_file() or not path.resolve().is_relative_to(root):
            continue
        size += path.stat().st_size
        if len(texts) >= FILES_MAX or size > BYTES_MAX:
            raise UnreadableConfigError(RefusedImport.import_large(files=FILES_MAX, characters=BYTES_MAX))
        texts[path.relative_to(root).as_posix()] = path.read_text(encoding="utf-8", errors="replace")
    return texts


def _plain(line: Line) -> dict[str, str | int]:
    names = ("file", "line", "text", "fate", "where", "note")
    return {name: getattr(line, name) for name in names}


def _report(made: Imported, console: Console, *, every: bool) -> None:
    table = Table("place", "directive", "became", "remark", box=None, header_style="dim")
    for line in made.lines:
        if every or line.fate != "understood" or line.note:
            fate = Text(line.fate.replace("_", " "), style=_STYLES[line.fate])
            table.add_row(
                plain_text(f"{line.file}:{line.line}"), plain_text(line.text), fate, plain_text(line.note or line.where)
            )
    console.print(table)
    counts = Counter[str](line.fate for line in made.lines)
    total = ", ".join(f"{counts[fate]} {fate.replace('_', ' ')}" for fate in _STYLES)
    console.print(plain_text(f"{len(made.lines)} directives: {total}"))
    for each in made.wanted:
        console.print(plain_text(f"to be given: {each}"), soft_wrap=True)
