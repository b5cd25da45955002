"""The kernel: compiled where that could be done, else its twin in plain Python, slower and otherwise the same."""

try:
    from agent.logbook._kernel import Splitter, count, level_of, line_at, scan, shift
except ImportError:  # pragma: no cover - an installation without a compiler
    from agent.logbook.twin import Splitter  # type: ignore[assignment]
    from agent.logbook.twin_level import level_of
    from agent.logbook.twin_scan import count, line_at, scan, shift

__all__ = ["Splitter", "count", "level_of", "line_at", "scan", "shift"]
