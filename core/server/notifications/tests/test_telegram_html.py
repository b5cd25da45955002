import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.server.notifications.telegram_html import cut, faults, length, plain


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        "<b>bold <i>and slanted</i></b> &lt;tag&gt; &amp; &quot;quoted&quot; &#8212; &#x2014;",
        '<a href="https://dozor.example/?a=1&amp;b=2">open</a>',
        '<pre><code class="language-python">x</code></pre>',
        "<blockquote expandable>much</blockquote><tg-spoiler>s</tg-spoiler>",
        '<span class="tg-spoiler">s</span>',
    ],
)
def test_what_telegram_knows_is_well(text):
    assert faults(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n ",
        "<b></b>",
        "<b>open",
        "closed</b>",
        "<b><i>crossed</b></i>",
        "a < b",
        "a & b",
        "a &nbsp; b",
        "<script>x</script>",
        "<div>x</div>",
        "<br>",
        "<b onclick='x'>x</b>",
        '<a href="javascript:x">x</a>',
        "<a>x</a>",
        "<a href='https://x.example'>x</a>",
        "<B>x</B>",
        "&#0;",
        "&#1114112;",
    ],
)
def test_what_telegram_refuses_has_a_fault(text):
    assert faults(text)


def test_length_is_counted_in_utf16_units_after_entities():
    assert length("<b>ab</b>&lt;&#128274;🔒") == 2 + 1 + 2 + 2


def test_a_cut_text_is_well_formed_and_fits():
    text = "<b>" + "я🔒&amp;" * 100 + "</b>"
    short = cut(text, 50)
    assert not faults(short)
    assert length(short) <= 50
    assert plain(short).endswith("…")
    assert cut(text, 1000) == text


_parts = st.lists(
    st.sampled_from(["<b>", "</b>", "<i>", "</i>", "<code>", "</code>", "x", "🔒", "&amp;", "&lt;", "\n", "слово "]),
    max_size=30,
)


@given(_parts, st.integers(1, 40))
def test_whatever_is_cut_of_a_good_text_is_good(parts, most):
    text = "x" + "".join(parts)
    if not faults(text):
        assert not faults(cut(text, most))
        assert length(cut(text, most)) <= most
