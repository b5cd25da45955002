import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from agent.contract.asking import Act
from core.app.tests.conftest import APP

SERVER = APP.parent / "server"
# Which argument of these calls says what was done.
_NOTING = {"note": 1, "carry_out": 1, "_note": 3}


def _said(source: Path) -> Iterator[str]:
    for call in ast.walk(ast.parse(source.read_text())):
        if not isinstance(call, ast.Call):
            continue
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        place = _NOTING.get(name, len(call.args))
        if (
            place < len(call.args)
            and isinstance(said := call.args[place], ast.Constant)
            and isinstance(said.value, str)
        ):
            yield said.value


def test_all_that_the_audit_log_tells_has_words() -> None:
    texts = (APP / "src/lib/i18n/deeds/en.ts").read_text()
    told = set(re.findall(r"(\w+): \"", texts))
    said = {each for source in sorted((SERVER / "api").glob("*.py")) for each in _said(source)}
    assert len(said) > 50
    assert said | {f"{act}_container" for act in get_args(Act)} <= told
