"""Python that loads a data set in a notebook, with the code that judges live."""

from collections.abc import Mapping
from typing import Final

_FETCH: Final = """\
import os
from pathlib import Path
{imports}
url = os.environ.get("DOZOR_URL", {url!r})
token = Path(os.environ.get("TOKEN_FILE", "../.dozor/core/local-token")).read_text().strip()
answer = httpx.get(
    f"{{url}}/api/v1/datasets/{name}/rows",
    params={params!r},
    headers={{"Authorization": f"Bearer {{token}}"}},
    timeout=300,
)
answer.raise_for_status()
"""
_FEATURES: Final = """\
rows = KeptRows.from_npz(answer.content)
scored = rescore(rows.features, rows.group, ScoringState().parts)  # as the version that is shipped judges them
print(len(rows), "rows of", len(set(rows.source)), "sources;", (scored.p_value < 0.01).sum(), "with p < 0.01")
"""
_LINES: Final = """\
rows = [json.loads(line) for line in answer.text.splitlines()]
print(len(rows), "rows;", "the first:", rows[0] if rows else None)
"""
_FEATURE_IMPORTS: Final = """
import httpx

from models.kept_rows import KeptRows
from models.rescore import rescore
from models.state import ScoringState
"""
_LINE_IMPORTS: Final = """
import httpx
"""


def snippet(name: str, params: Mapping[str, str | int], url: str) -> str:
    """Return the program that downloads a slice of a data set and shows what it holds."""
    if name == "features":
        asked = {**params, "form": "npz"}
        return _FETCH.format(imports=_FEATURE_IMPORTS, url=url, name=name, params=asked) + _FEATURES
    asked = {**params, "form": "ndjson"}
    return "import json\n" + _FETCH.format(imports=_LINE_IMPORTS, url=url, name=name, params=asked) + _LINES
