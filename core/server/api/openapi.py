"""Writes `docs/openapi.json`, from which the app's types are made: `python -m core.server.api.openapi`."""

import json
from pathlib import Path
from typing import Final

from core.server.api.app import describe

DOCUMENT: Final = Path(__file__).resolve().parents[3] / "docs" / "openapi.json"


def render() -> str:
    """Return the API's description as it is to stand in `docs/openapi.json`."""
    return json.dumps(describe().openapi(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    DOCUMENT.write_text(render(), encoding="utf-8")
