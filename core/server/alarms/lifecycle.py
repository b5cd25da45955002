"""The life of an alarm: pending, firing, over. One pure step for each value that comes."""

from typing import Final, Literal

import msgspec

from core.server.alarms.rule import Rule

MOST_GAP_SECONDS: Final = 60
"""What is pending, or on its way to be over, begins anew after a longer time without a value: nobody saw it last."""

Verdict = Literal["beyond", "between", "back"]
Step = Literal["fired", "cleared"]


class Standing(msgspec.Struct, array_like=True):
    """What stands against a rule. Instants are Unix seconds of the data; `fired_at` 0 is pending.

    `since` is when it began to hold, `last` when it was last looked at, `back_since` since when its value is back
    (0: it is not).
    """

    since: int
    last: int
    value: float
    fired_at: int = 0
    back_since: int = 0


def verdict_of(rule: Rule, value: float) -> Verdict:
    """Return where a value lies: beyond the threshold, back at `clear`, or in the band between."""
    if rule.above is not None:
        clear = rule.above if rule.clear is None else rule.clear
        return "beyond" if value > rule.above else "back" if value <= clear else "between"
    below = rule.below or 0.0
    clear = below if rule.clear is None else rule.clear
    return "beyond" if value < below else "back" if value >= clear else "between"


def advance(
    standing: Standing | None, verdict: Verdict, value: float, span: tuple[int, int], rule: Rule
) -> tuple[Standing | None, Step | None]:
    """Return what stands after a value of a span of time (begin, end), and what happened.

    `standing` is not changed. What is pending and not beyond any more is forgotten.
    """
    begin, end = span
    if standing is None or (not standing.fired_at and begin - standing.last > MOST_GAP_SECONDS):
        if verdict != "beyond":
            return None, None
        standing = Standing(begin, end, value)
    if not standing.fired_at:
        return _pending(standing, verdict, value, end, rule)
    return _firing(standing, verdict, value, span, rule)


def _pending(
    standing: Standing, verdict: Verdict, value: float, end: int, rule: Rule
) -> tuple[Standing | None, Step | None]:
    if verdict != "beyond":
        return None, None
    fires = end - standing.since >= rule.for_seconds
    return Standing(standing.since, end, value, end if fires else 0), "fired" if fires else None


def _firing(
    standing: Standing, verdict: Verdict, value: float, span: tuple[int, int], rule: Rule
) -> tuple[Standing | None, Step | None]:
    begin, end = span
    back_since = 0
    if verdict == "back":
        unseen = begin - standing.last > MOST_GAP_SECONDS
        back_since = standing.back_since if standing.back_since and not unseen else begin
        if end - back_since >= rule.clear_seconds:
            return None, "cleared"
    return Standing(standing.since, end, value, standing.fired_at, back_since), None
