import pytest

from core.server.asking.patterns import check_pattern
from core.server.errors import Invalid


@pytest.mark.parametrize(
    "pattern",
    ["", "error|warn", "ошибка", r"^\d+ (?P<what>\w+)$", r"(a+)+$", r"\pL+", r"[[:alpha:]]", r"\\1", "(?i)x", r"\(?=x"],
)
def test_what_can_be_matched_passes(pattern):
    check_pattern(pattern)


@pytest.mark.parametrize(
    "pattern",
    [r"(a)\1", "(((x{100}){100}){100})", "(?=x)", "(?!x)", "(?<=x)y", "(?<!x)y", "(", "[", "(?P=x)", "x{2,1}"],
)
def test_what_cannot_be_matched_is_refused_with_a_reason(pattern):
    with pytest.raises(Invalid):
        check_pattern(pattern)
