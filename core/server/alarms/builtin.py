"""The rules that there are before anybody made one. Each can be changed or turned off under its name."""

from typing import Any, Final, Literal, get_args

from core.server.alarms.rule import Rule

SummaryCode = Literal[
    "node-silent",
    "disk-full",
    "disk-full-soon",
    "inodes-full",
    "filesystem-hangs",
    "memory-full",
    "swap-full",
    "cpu-pressure",
    "memory-pressure",
    "disk-pressure",
    "oom-kill",
    "container-oom-kill",
    "container-restarts",
    "container-unhealthy",
    "nginx-down",
    "clock-ahead",
    "clock-behind",
]
"""What a built-in rule says, for who shows it in the reader's language."""
_CODES: Final[dict[str, SummaryCode]] = {code: code for code in get_args(SummaryCode)}
_MINUTE, _HOUR = 60, 3600


def _share(metric: str, above: float, clear: float, summary: str, **more: Any) -> Rule:
    return Rule(metric=metric, above=above, clear=clear, summary=summary, **more)


BUILTIN: Final[dict[str, Rule]] = {
    "node-silent": Rule(
        kind="silence", for_seconds=30, clear_seconds=10, severity="critical", summary="The node reports nothing."
    ),
    "disk-full": _share("filesystem.used_share", 0.95, 0.93, "The file system is nearly full.", severity="critical"),
    "disk-full-soon": _share(
        "filesystem.used_share",
        1.0,
        0.97,
        "The file system will be full within six hours, by its trend.",
        kind="forecast",
        window_seconds=_HOUR,
        ahead_seconds=6 * _HOUR,
        for_seconds=5 * _MINUTE,
        clear_seconds=10 * _MINUTE,
        severity="high",
    ),
    "inodes-full": _share(
        "filesystem.inodes_used_share", 0.95, 0.93, "The file system has nearly no inodes left.", severity="high"
    ),
    "filesystem-hangs": Rule(
        metric="filesystem.unanswered_seconds", above=10, summary="The file system does not answer.", severity="high"
    ),
    "memory-full": _share(
        "host.memory_used_share",
        0.95,
        0.92,
        "Memory is nearly used up.",
        for_seconds=5 * _MINUTE,
        severity="high",
    ),
    "swap-full": _share("host.swap_used_share", 0.9, 0.8, "Swap is nearly used up.", for_seconds=10 * _MINUTE),
    "cpu-pressure": _share(
        "host.pressure_cpu_some_share",
        0.8,
        0.6,
        "Tasks wait for the processor most of the time.",
        for_seconds=10 * _MINUTE,
        clear_seconds=5 * _MINUTE,
    ),
    "memory-pressure": _share(
        "host.pressure_memory_full_share",
        0.1,
        0.05,
        "All tasks stand still for lack of memory.",
        for_seconds=2 * _MINUTE,
        severity="high",
    ),
    "disk-pressure": _share(
        "host.pressure_io_full_share",
        0.5,
        0.3,
        "All tasks wait for disks half of the time.",
        for_seconds=10 * _MINUTE,
        clear_seconds=5 * _MINUTE,
    ),
    "oom-kill": Rule(
        metric="host.oom_kills_per_second",
        above=0,
        for_seconds=0,
        clear_seconds=10 * _MINUTE,
        severity="high",
        summary="The kernel ended a process for lack of memory.",
    ),
    "container-oom-kill": Rule(
        metric="container.oom_kills_per_second",
        above=0,
        for_seconds=0,
        clear_seconds=10 * _MINUTE,
        severity="high",
        summary="A process of the container was ended for lack of memory.",
    ),
    "container-restarts": Rule(
        kind="change",
        metric="container.restarts_count",
        above=2.5,
        window_seconds=10 * _MINUTE,
        for_seconds=0,
        clear=0.5,
        severity="high",
        summary="The container was restarted three times in ten minutes.",
    ),
    "container-unhealthy": Rule(
        metric="container.healthy_share",
        below=0.5,
        for_seconds=_MINUTE,
        severity="high",
        summary="The container is not healthy.",
    ),
    "nginx-down": Rule(
        metric="nginx.up_count",
        below=0.5,
        for_seconds=20,
        clear_seconds=20,
        severity="critical",
        summary="NGINX does not answer on its node.",
    ),
    "clock-ahead": Rule(
        metric="host.clock_offset_seconds",
        above=0.5,
        clear=0.1,
        for_seconds=5 * _MINUTE,
        summary="The machine's clock is off.",
    ),
    "clock-behind": Rule(
        metric="host.clock_offset_seconds",
        below=-0.5,
        clear=-0.1,
        for_seconds=5 * _MINUTE,
        summary="The machine's clock is off.",
    ),
}


def summary_code(name: str, rule: Rule) -> SummaryCode | None:
    """Return the code of what a rule says; None where those are somebody's own words."""
    code = _CODES.get(name)
    return code if code and rule.summary == BUILTIN[code].summary else None
