from collections.abc import Iterator
from pathlib import Path
from typing import Final

from agent.host.aside import Aside
from agent.host.roots import Roots, text
from agent.metrics.gauge import Reading
from agent.metrics.naming import named

MOST_SENSORS: Final = 64
LOOK_SECONDS: Final = 10.0

_SANE: Final = range(-100_000, 250_000)  # thousandths of a degree: a broken sensor says anything


class SensorsGauge:
    """Temperatures by hwmon, else by thermal zones. Some sensors take their time, so they are asked aside."""

    def __init__(self, roots: Roots) -> None:
        self._aside: Aside[dict[str, float]] = Aside(lambda: temperatures(roots), every_seconds=LOOK_SECONDS)

    def read(self, now: float) -> Iterator[Reading]:
        """See Gauge."""
        for sensor, celsius in (self._aside.latest(now) or {}).items():
            yield named("sensor", sensor, "temperature_celsius"), celsius


def temperatures(roots: Roots) -> dict[str, float]:
    """Return what the machine's sensors say now, by chip and label."""
    found: dict[str, float] = {}
    for name, value in [*_hwmon(roots)] or [*_zones(roots)]:
        if value.lstrip("-").isdecimal() and int(value) in _SANE and len(found) < MOST_SENSORS:
            found[_free(name, found)] = int(value) / 1000
    return found


def _hwmon(roots: Roots) -> Iterator[tuple[str, str]]:
    for folder in _folders(f"{roots.sys}/class/hwmon"):
        chip = text(f"{folder}/name").strip()
        for file in _names(folder):
            if file.startswith("temp") and file.endswith("_input"):
                stem = f"{folder}/{file.removesuffix('_input')}"
                yield f"{chip} {text(f'{stem}_label').strip()}".strip(), text(f"{stem}_input").strip()


def _zones(roots: Roots) -> Iterator[tuple[str, str]]:
    for folder in _folders(f"{roots.sys}/class/thermal"):
        if "/thermal_zone" in folder:
            yield text(f"{folder}/type").strip(), text(f"{folder}/temp").strip()


def _folders(path: str) -> list[str]:
    return [f"{path}/{name}" for name in _names(path)]


def _names(path: str) -> list[str]:
    try:
        return sorted(file.name for file in Path(path).iterdir())
    except OSError:
        return []


def _free(name: str, taken: dict[str, float]) -> str:
    """Number those of the same name, as two disks of the same make."""
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name} {number}"
    return free
