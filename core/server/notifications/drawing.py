"""An incident as a picture: what came, what was refused, what is usual, and when something was decided.

Drawn at twice the size and reduced, so that lines are smooth; the same figures give the same bytes. Whoever draws one
imports this module there and then: a core without a bot does not pay for Pillow.
"""

import io
from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo
from functools import lru_cache
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from core.server.notifications.chart import Chart

Point = tuple[float, float]

WIDTH, HEIGHT = 960, 540
_LEFT, _RIGHT, _TOP, _BOTTOM = 92, 936, 118, 452
_SCALE: Final = 2
_COLORS: Final = 64
_FONTS: Final = Path(__file__).with_name("fonts")
_BACK, _GRID, _DIM, _BRIGHT = "#0f151e", "#232c3a", "#a9b6c9", "#e9eff8"
_BAND, _SERVED, _SERVED_FILL, _REFUSED, _DECIDED = "#26344a", "#57adfe", "#1b3b58", "#c5402c", "#ffb020"

_WORDS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "served": "served", "refused": "refused", "usual": "usual", "decided": "decisions",
        "per_second": "requests/s", "began": "begin", "ended": "end",
    },
    "ru": {
        "served": "обслужено", "refused": "отказано", "usual": "обычно", "decided": "решения",
        "per_second": "запросов/с", "began": "начало", "ended": "конец",  # noqa: RUF001 - Russian
    },
}  # fmt: skip


def draw(chart: Chart) -> bytes:
    """Return a PNG of WIDTH x HEIGHT pixels. Takes some 60 ms: call it in a thread."""
    most = _nice(_highest(chart))
    large = Image.new("RGB", (WIDTH * _SCALE, HEIGHT * _SCALE), _BACK)
    _draw_figures(ImageDraw.Draw(large), chart, _Axes(chart, most))
    picture = large.reduce(_SCALE)
    _draw_words(ImageDraw.Draw(picture), chart, _Axes(chart, most))
    content = io.BytesIO()
    picture.quantize(_COLORS, method=Image.Quantize.FASTOCTREE).save(content, "PNG", compress_level=6)
    return content.getvalue()


class _Axes:
    """Where an instant and a rate are in the picture."""

    def __init__(self, chart: Chart, most: float) -> None:
        self.most = most
        self.first_at = float(chart.first_at)
        self.seconds = float(max(len(chart.served) - 1, 1) * chart.step_seconds)

    def x(self, at: float) -> float:
        share = min(max((at - self.first_at) / self.seconds, 0.0), 1.0)
        return _LEFT + share * (_RIGHT - _LEFT)

    def y(self, rate: float) -> float:
        return _BOTTOM - min(max(rate / self.most, 0.0), 1.0) * (_BOTTOM - _TOP)


def _draw_figures(pen: ImageDraw.ImageDraw, chart: Chart, axes: _Axes) -> None:
    for rate in _ticks(axes.most):
        pen.line(_large((_LEFT, axes.y(rate)), (_RIGHT, axes.y(rate))), _GRID, _SCALE)
    total = [_sum(a, b) for a, b in zip(chart.served, chart.refused, strict=True)]
    zero: list[float | None] = [None if each is None else 0.0 for each in total]
    for low, high, color in (
        (chart.usual_low, chart.usual_high, _BAND),
        (zero, total, _REFUSED),
        (zero, chart.served, _SERVED_FILL),
    ):
        for lower, upper in _runs(chart, axes, low, high):
            pen.polygon(_large(*upper, *reversed(lower)), color)
    for _, line in _runs(chart, axes, zero, chart.served):
        pen.line(_large(*line), _SERVED, 3 * _SCALE, joint="curve")
    for at in (chart.began_at, chart.ended_at):
        if at is not None:
            _dashes(pen, axes.x(at))
    for x in sorted({round(axes.x(each)) for each in chart.decided_at}):
        pen.polygon(_large((x, _BOTTOM - 16), (x - 7, _BOTTOM - 2), (x + 7, _BOTTOM - 2)), _DECIDED)
    pen.line(_large((_LEFT, _BOTTOM), (_RIGHT, _BOTTOM)), _DIM, _SCALE)


def _draw_words(pen: ImageDraw.ImageDraw, chart: Chart, axes: _Axes) -> None:
    words = _WORDS[chart.language]
    pen.text((24, 20), _fitted(chart.title, 30, WIDTH - 48, bold=True), _BRIGHT, _font(30, bold=True))
    pen.text((24, 62), _fitted(chart.note, 21, WIDTH - 48), _DIM, _font(21))
    pen.text((_LEFT, 94), words["per_second"], _DIM, _font(16))
    for rate in _ticks(axes.most):
        pen.text((_LEFT - 12, axes.y(rate)), f"{rate:g}", _DIM, _font(19), anchor="rm")
    for share, anchor in ((0.0, "la"), (0.5, "ma"), (1.0, "ra")):
        second = axes.first_at + share * axes.seconds
        pen.text((axes.x(second), _BOTTOM + 12), _clock(second, chart.zone), _DIM, _font(19), anchor=anchor)
    for at, word, y in ((chart.began_at, words["began"], _TOP + 2), (chart.ended_at, words["ended"], _TOP + 26)):
        if at is not None:
            has_room = axes.x(at) < _RIGHT - 100
            x, anchor = (axes.x(at) + 8, "la") if has_room else (axes.x(at) - 8, "ra")
            pen.text((x, y), word, _BRIGHT, _font(18), anchor=anchor)
    _draw_legend(pen, words)


def _draw_legend(pen: ImageDraw.ImageDraw, words: dict[str, str]) -> None:
    x = float(_LEFT)
    keys = (("served", _SERVED), ("refused", _REFUSED), ("usual", _BAND), ("decided", _DECIDED))
    for name, color in keys:
        pen.rounded_rectangle((x, HEIGHT - 36, x + 20, HEIGHT - 20), 4, color)
        pen.text((x + 28, HEIGHT - 28), words[name], _DIM, _font(19), anchor="lm")
        x += 28 + _font(19).getlength(words[name]) + 30


def _runs(
    chart: Chart, axes: _Axes, low: Sequence[float | None], high: Sequence[float | None]
) -> Iterator[tuple[list[Point], list[Point]]]:
    """Return the lower and the upper edge of every stretch without gaps."""
    lower: list[Point] = []
    upper: list[Point] = []
    for number, (one, other) in enumerate(zip(low, high, strict=True)):
        if one is not None and other is not None:
            x = axes.x(chart.first_at + number * chart.step_seconds)
            lower.append((x, axes.y(one)))
            upper.append((x, axes.y(other)))
        elif upper:
            yield lower, upper
            lower, upper = [], []
    if len(upper) == 1:  # a lone point is drawn as a short line
        lower, upper = ([(lower[0][0] - 1, lower[0][1]), *lower], [(upper[0][0] - 1, upper[0][1]), *upper])
    if upper:
        yield lower, upper


def _dashes(pen: ImageDraw.ImageDraw, x: float) -> None:
    for y in range(_TOP, _BOTTOM, 14):
        pen.line(_large((x, y), (x, min(y + 8, _BOTTOM))), _BRIGHT, _SCALE)


def _large(*points: Point) -> list[Point]:
    return [(x * _SCALE, y * _SCALE) for x, y in points]


def _highest(chart: Chart) -> float:
    total = [_sum(a, b) or 0.0 for a, b in zip(chart.served, chart.refused, strict=True)]
    return max([1.0, *total, *(each or 0.0 for each in chart.usual_high)])


def _sum(one: float | None, other: float | None) -> float | None:
    return None if one is None else one + (other or 0.0)


def _nice(value: float) -> float:
    """Return the least of 1, 2, 4, 6, 8 times a power of ten that is not below a value."""
    power = 1.0
    while 10 * power <= value:
        power *= 10
    return next(each * power for each in (1, 2, 4, 6, 8, 10) if each * power >= value)


def _ticks(most: float) -> list[float]:
    return [most / 2, most]


def _clock(at: float, zone: tzinfo) -> str:
    return f"{datetime.fromtimestamp(at, zone):%H:%M:%S %Z}"


def _fitted(text: str, size: int, width: float, *, bold: bool = False) -> str:
    """Return what there is room for of a text."""
    font, text = _font(size, bold=bold), "".join(each for each in text if each.isprintable())
    if font.getlength(text) <= width:
        return text
    kept = text[:200]
    while kept and font.getlength(f"{kept}…") > width:
        kept = kept[:-1]
    return f"{kept}…"


@lru_cache(maxsize=16)
def _font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    file = _FONTS / ("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf")
    return ImageFont.truetype(file, size, layout_engine=ImageFont.Layout.BASIC)  # the same on every machine
