import io
from dataclasses import replace
from datetime import UTC

import pytest
from PIL import Image

from core.server.notifications import drawing
from core.server.notifications.chart import Chart
from core.server.notifications.drawing import HEIGHT, WIDTH, draw

_SECONDS = 300
FLOOD = Chart(
    title="Flood · shop.example",
    note="critical · 14 sources",
    language="en",
    zone=UTC,
    first_at=1_900_000_000,
    step_seconds=1,
    served=[40.0] * 100 + [400.0] * 50 + [40.0] * 150,
    refused=[0.0] * 150 + [500.0] * 100 + [0.0] * 50,
    usual_low=[20.0] * _SECONDS,
    usual_high=[60.0] * _SECONDS,
    began_at=1_900_000_100,
    ended_at=1_900_000_250,
    decided_at=[1_900_000_148.0, 1_900_000_149.0],
)


def colors(png, box):
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    assert picture.size == (WIDTH, HEIGHT)
    return {color for _, color in picture.crop(box).getcolors(1 << 20)}


def close(one, other):
    return all(abs(a - b) < 24 for a, b in zip(one, other, strict=True))


def there(png, name, box=(92, 118, 936, 452)):
    wanted = tuple(int(name[at : at + 2], 16) for at in (1, 3, 5))
    return any(close(color, wanted) for color in colors(png, box))


def test_the_same_figures_give_the_same_small_picture():
    assert draw(FLOOD) == draw(FLOOD)
    assert len(draw(FLOOD)) < 60_000


def test_what_was_refused_is_shown_where_it_was():
    png = draw(FLOOD)
    assert there(png, drawing._REFUSED, (540, 200, 740, 440))
    assert not there(png, drawing._REFUSED, (92, 118, 480, 440))
    assert there(png, drawing._SERVED, (380, 120, 500, 440))
    assert there(png, drawing._DECIDED, (490, 430, 540, 452))


def test_gaps_stay_empty():
    gone = replace(
        FLOOD, served=[None] * _SECONDS, refused=[None] * _SECONDS, usual_low=[None] * _SECONDS, decided_at=[]
    )
    png = draw(gone)
    assert not any(there(png, color) for color in (drawing._SERVED, drawing._REFUSED, drawing._DECIDED))


@pytest.mark.parametrize("seconds", [0, 1, 2])
def test_an_incident_of_a_moment_can_be_drawn(seconds):
    none = dict.fromkeys(("served", "refused", "usual_low", "usual_high"), [3.0] * seconds)
    assert draw(replace(FLOOD, **none, decided_at=[], ended_at=None))


def test_what_is_too_long_is_cut_and_any_text_can_be_drawn():
    drawn = draw(replace(FLOOD, title="\u202e\0<b>" + "ш" * 5000, note="\n" * 99, language="ru"))
    assert len(drawn) < 60_000


@pytest.mark.parametrize("bold", [True, False])
def test_the_fonts_have_russian(bold):
    font = drawing._font(30, bold=bold)
    missing = font.getmask("\uffff").getbbox(), bytes(font.getmask("\uffff"))
    for letter in "абвгдеёжзийклмнопрстуфхцчшщъыьэюяАБЯ№·—…→":
        assert (font.getmask(letter).getbbox(), bytes(font.getmask(letter))) != missing, letter
