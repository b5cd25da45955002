"""Real visitors as a background: sessions cut from the labelled logs of a folder of data sets.

Sources that `labels_silver.csv` calls attack, probe, ambiguous, monitor or self are left out, and those it does not
name. So are the scanners that the labels overlook: they were read by hand, and ask for _SCANNED, which none of these
sites ever had. A source's hash puts it into the half for training or the half for testing, so that the two share no
session.
"""

import csv
import gzip
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from hashlib import blake2b
from pathlib import Path
from random import Random
from typing import Final, Literal, NamedTuple

from agent.aggregate.hit import LineReader
from agent.contract.address import address_text
from agent.parse.fields import read_count, read_status
from agent.parse.formats import COMBINED
from agent.parse.variables import Field
from models.evaluation.background import RecordedBackground, Session
from models.evaluation.baselines.signs import BAD_AGENT
from models.evaluation.browsing import Visit, took
from models.evaluation.sites import SYNTHETIC, Site

Half = Literal["train", "test"]
_HARMLESS: Final = frozenset({"normal?", "crawler"})
_LOGS: Final = ("nginx_shop_cn_2018", "apache_drupal_2015", "apache_elastic_2015", "apache_13years_2005_2018")
# Words of other people's content systems and of stolen keys; not the detectors' own patterns, which would excuse them.
_SCANNED: Final = re.compile(
    r"/wp-login\.php|/wp-admin/(setup-config|install|admin-ajax)\.php|wlwmanifest\.xml|/administrator\b|/fckeditor"
    r"|/elfinder|/\.ssh/|/id_[rd]sa\b|union[ +*/!]+select|JDatabaseDriver|%40ini_set|\beval\(",
    re.IGNORECASE,
)
_SCANS: Final = ("netsparker", "w3af")
_ENGINES: Final = ("googlebot", "bingbot", "msnbot", "yandex", "baiduspider", "slurp", "duckduckbot", "applebot")
_PAUSE_SECONDS: Final = 1800
_MOST_SESSIONS: Final = 4  # of one source, or a crawler of many years would be half of all
_MOST_PAGES, _MOST_ASSETS = 300, 80
_ASSET_ENDS: Final = (
    ".css",
    ".js",
    ".png",
    ".jpg",
    ".jpeg",
    ".gif",
    ".svg",
    ".ico",
    ".woff",
    ".woff2",
    ".webp",
    ".ttf",
)


class _Line(NamedTuple):
    source: str
    second: int
    visit: Visit


def recorded_background(data: Path, half: Half) -> RecordedBackground:
    """Return one half of the recorded sessions, and the recorded scans.

    Raises:
        OSError: the folder does not hold the logs.
    """
    sites: list[Site] = []
    sessions: list[Session] = []
    for name in _LOGS:
        folder = data / "logs" / name
        labels = labels_of(folder / "labels_silver.csv")
        harmless = {source for source, label in labels.items() if label in _HARMLESS}
        lines = [line for line in _read(folder / "access.log.gz", harmless) if line.source in harmless]
        service = f"{name.split('_')[1]}.example"
        sites.append(_site(service, lines))
        own = [line for line in lines if half_of(name, line.source) == half]
        sessions += _sessions(service, own, labels)
    api = next(site for site in SYNTHETIC if site.is_api)
    return RecordedBackground((*sites, api), tuple(_scans(data / "labelled" / "scans")), tuple(sessions))


def labels_of(path: Path) -> dict[str, str]:
    """Return the label of each source of a `labels_silver.csv`."""
    with path.open(newline="") as file:
        return {row["source"]: row["label"] for row in csv.DictReader(file)}


def half_of(log: str, source: str) -> Half:
    """Return the half that a source of a log belongs to."""
    return "train" if blake2b(f"{log}|{source}".encode(), digest_size=1).digest()[0] % 2 else "test"


def _read(path: Path, sources: Collection[str] = ()) -> Iterator[_Line]:
    """Yield the lines that can be read, of some sources or all; a fixed draw spreads a second's requests over it."""
    random = Random(path.name)  # noqa: S311 - spreads requests within their second
    readers = {Field.STATUS: read_status, Field.BYTES: read_count, Field.REFERRER: _text, Field.USER_AGENT: _text}
    plans = [LineReader(plan, {**readers, Field.REQUEST: _text}) for plan in COMBINED.plans]
    wanted = {source.encode() for source in sources}
    with gzip.open(path, "rb") as file:
        for raw in file:
            if wanted and raw.partition(b" ")[0] not in wanted:
                continue
            hit = next((hit for plan in plans if (hit := plan.read(raw.rstrip(b"\r\n"))) is not None), None)
            if hit is None or hit[Field.TIME_LOCAL] is None:
                continue
            method, _, rest = (hit[Field.REQUEST] or "").partition(" ")
            url = rest.rpartition(" ")[0] or rest
            if not method.isalpha() or not url.startswith("/"):
                continue
            second, referrer, agent = hit[Field.TIME_LOCAL], hit[Field.REFERRER] or "", hit[Field.USER_AGENT] or ""
            at = second + random.random()
            visit = Visit(at, method, url, hit[Field.STATUS], hit[Field.BYTES], referrer, agent, took(random))
            yield _Line(address_text(hit[Field.ADDRESS]), second, visit)


def _text(value: bytes) -> str:
    text = value.decode("utf-8", "replace")
    return "" if text == "-" else text.replace("\ufffd", "?")


def _site(service: str, lines: Iterable[_Line]) -> Site:
    """Return what a log's visitors found: the pages and assets that most asked for."""
    pages: Counter[str] = Counter()
    assets: Counter[str] = Counter()
    for _, _, visit in lines:
        path = visit.url.partition("?")[0]
        if visit.method == "GET" and visit.status in {200, 304}:
            (assets if path.lower().endswith(_ASSET_ENDS) else pages)[path] += 1
    return Site(service, _most(pages, _MOST_PAGES), _most(assets, _MOST_ASSETS), "/user/login", "/search?q=")


def _most(counts: Counter[str], most: int) -> tuple[str, ...]:
    return tuple(url for url, _ in counts.most_common(most))


def _sessions(service: str, lines: Iterable[_Line], labels: dict[str, str]) -> Iterator[Session]:
    by_source: dict[str, list[Visit]] = defaultdict(list)
    for line in lines:
        by_source[line.source].append(line.visit)
    for source, visits in by_source.items():
        if _is_scanner(visits):
            continue
        crawls = labels[source] == "crawler"
        kind = "crawler" if crawls else "visitor"
        verified = crawls and any(engine in visits[0].agent.lower() for engine in _ENGINES)
        for number, part in enumerate(_cut(sorted(visits))):
            if number < _MOST_SESSIONS:
                yield Session(service, kind, not crawls, part, verified=verified)


def _is_scanner(visits: Sequence[Visit]) -> bool:
    """Tell whether a source is a scanner that its label, made from what was asked for by rules, has missed."""
    if BAD_AGENT.search(visits[0].agent):
        return True
    return any(_SCANNED.search(visit.url) or _SCANNED.search(visit.agent) for visit in visits)


def _cut(visits: Sequence[Visit]) -> Iterator[tuple[Visit, ...]]:
    """Yield sessions: runs without a long pause, timed from their beginning."""
    begins = [0, *(i for i in range(1, len(visits)) if visits[i].offset - visits[i - 1].offset > _PAUSE_SECONDS)]
    for first, end in zip(begins, [*begins[1:], len(visits)], strict=True):
        zero = visits[first].offset
        yield tuple(visit._replace(offset=visit.offset - zero) for visit in visits[first:end])


def _scans(folder: Path) -> Iterator[Session]:
    """Yield the recorded scans, of each source of at least a hundred requests."""
    for name in _SCANS:
        by_source: dict[str, list[Visit]] = defaultdict(list)
        for line in _read(folder / f"{name}.log.gz"):
            by_source[line.source].append(line.visit)
        for visits in by_source.values():
            if len(visits) >= 100:
                ordered = sorted(visits)
                zero = ordered[0].offset
                yield Session(
                    "", "fast_scan", browser=False, visits=tuple(v._replace(offset=v.offset - zero) for v in ordered)
                )
