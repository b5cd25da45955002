"""An existing NGINX configuration as documents, with a report of what became of each directive. Pure.

Nothing that keeps somebody out is ever left out in silence: a place of which it could not be taken over is closed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from core.server.errors import Invalid
from core.server.proxy.documents.change import Key, read_change
from core.server.proxy.importing.chain import Chain
from core.server.proxy.importing.handling import Zones
from core.server.proxy.importing.ledger import Ledger, Line
from core.server.proxy.importing.notes import Note, Wanted
from core.server.proxy.importing.reading import Item, Tree, UnreadableConfigError, read_tree
from core.server.proxy.importing.refused import RefusedImport
from core.server.proxy.importing.servers import ServerReader
from core.server.proxy.importing.services import ImportedServices
from core.server.proxy.importing.words import OWN, PAGES
from core.server.told import Told

_BY_VISITOR: Final = frozenset({"$binary_remote_addr", "$remote_addr"})


@dataclass(frozen=True, slots=True)
class Imported:
    """Documents by kind and name, the fate of every directive, and what a person has to give before they are saved."""

    documents: Mapping[Key, Any]
    lines: list[Line]
    wanted: list[Told]


def import_configuration(files: Mapping[str, str], *, main: str = "nginx.conf", nodes: Sequence[str] = ()) -> Imported:
    """Return what a configuration says as documents, with its domains on `nodes`.

    Raises:
        UnreadableConfigError: it is no configuration, or too large.
    """
    tree = read_tree(files, main)
    try:
        return _imported(tree, nodes)
    except (ValueError, IndexError, StopIteration) as error:
        raise UnreadableConfigError(
            RefusedImport.import_no_nginx(why=str(error) or "a directive lacks a word")
        ) from error


def _imported(tree: Tree, nodes: Sequence[str]) -> Imported:
    ledger = Ledger()
    for include, why in tree.includes:
        if why and not include.arguments[0].endswith(("mime.types", "modules-enabled/*.conf")):
            ledger.lost(include, why)
        else:
            ledger.understood(include, "", Note.included_below())
    http = [each for item in tree.items if item.name == "http" for each in item.block or ()]
    around = http or tree.items
    _frame(tree.items, ledger)
    services = ImportedServices((each for each in around if each.name == "upstream"), ledger)
    reader = ServerReader(ledger, services, _zones(around, ledger), nodes)
    inherited = tuple(each for each in around if each.block is None)
    reader.read([each for each in around if each.name == "server"], Chain((inherited,)))
    services.unused()
    wanted = list(reader.wanted)
    documents = {**_read("service", services.documents, wanted), **_read("certificate", reader.certificates, wanted)}
    documents |= _read("domain", reader.domains, wanted)
    everything = [*(include for include, _ in tree.includes), *tree.items]
    return Imported(documents, ledger.lines(everything), wanted)


def _frame(items: list[Item], ledger: Ledger) -> None:
    """Speak for what is the node's own, and for blocks whose content is spoken for by itself."""
    for top in items:
        for item in top.everything():
            if item.name in OWN:
                ledger.lost(item, Note.of_frame())
            elif item.name in PAGES:
                ledger.lost(item, Note.pages_are_documents())
        if top.name == "http":
            ledger.understood(top, "")
            for item in top.of("default_type"):
                ledger.lost(item, Note.of_frame())
        if top.name in {"stream", "mail"}:
            ledger.lost(top, Note.only_http(block=top.name))


def _zones(items: Sequence[Item], ledger: Ledger) -> Zones:
    requests: dict[str, Item] = {}
    connections: dict[str, Item] = {}
    unknown: set[str] = set()
    for item in items:
        if item.name in {"limit_req_zone", "limit_conn_zone"}:
            zone = next((word[5:].partition(":")[0] for word in item.arguments if word.startswith("zone=")), "")
            if item.arguments[:1] and item.arguments[0] in _BY_VISITOR:
                (requests if item.name == "limit_req_zone" else connections)[zone] = item
            else:
                ledger.lost(item, Note.limit_by_address())
        elif item.name in {"map", "geo", "split_clients"}:
            if item.arguments[:1] == ("$http_upgrade",):
                for each in item.everything():
                    ledger.understood(each, "", Note.passes_upgrades())
            else:
                unknown.add(item.arguments[-1].lstrip("$"))
                ledger.lost(item, Note.no_maps())
    return Zones(requests, connections, frozenset(unknown))


def _read(kind: str, documents: Mapping[str, Any], wanted: list[Told]) -> dict[Key, Any]:
    found: dict[Key, Any] = {}
    for name, value in documents.items():
        try:
            found[kind, name] = read_change(kind, name, value)  # type: ignore[index] # the kinds are ours
        except Invalid as error:
            wanted.append(Wanted.not_made(kind=kind, name=name, why=error.detail))
    return found
