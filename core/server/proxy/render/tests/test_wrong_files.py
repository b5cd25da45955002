import pytest

from core.server.proxy.render.wrong_files import told_of_file


@pytest.mark.parametrize(
    ("text", "code", "args"),
    [
        ('unknown directive "gzipp"', "nginx_unknown", {"directive": "gzipp"}),
        ("of certificate shop there is no file yet", "no_certificate_file", {"certificate": "shop"}),
        (
            "https://shop.example:443/ answers 502; before it was 200",
            "probe_worse",
            {"address": "https://shop.example:443/", "status": "502", "before": "200"},
        ),
        ("what nobody foresaw", "said", {"text": "what nobody foresaw"}),
    ],
)
def test_a_problem_that_came_as_text_is_led_back_to_its_code(text, code, args):
    told = told_of_file(text)
    assert (told.code, told.args, str(told)) == (code, args, text)
