"""Runs every notebook from top to bottom, on a small recording and, where it needs one, against a running core."""

import asyncio
import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from dozor.tests.running import Running

FOLDER = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
ALONE = [path for path in NOTEBOOKS if "promoted" not in path.name]


def printed(path: Path) -> str:
    """Execute a notebook in its folder and return what it printed. Its kernel inherits the environment."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, timeout=100, resources={"metadata": {"path": str(FOLDER)}})
    asyncio.run(client.async_execute())
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    return "".join(output.text for output in outputs if output.output_type == "stream")


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("recordings")


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, recordings: Path) -> None:
    """An environment in which notebooks are content with little."""
    monkeypatch.setenv("RECORDINGS", str(recordings))
    monkeypatch.setenv("PYTHONPATH", str(FOLDER.parent))
    monkeypatch.setenv("MINUTES", "5")
    monkeypatch.setenv("SERIES", "3")
    monkeypatch.setenv("VERSION", str(tmp_path / "detector.npz"))
    monkeypatch.delenv("LOG", raising=False)


@pytest.mark.parametrize("path", ALONE, ids=lambda path: path.stem)
def test_a_notebook_runs_from_top_to_bottom(path, small):
    assert printed(path)


def test_a_detector_is_promoted_through_the_api_of_a_running_core(dozor: Running, small, monkeypatch):
    (path,) = [path for path in NOTEBOOKS if path not in ALONE]
    monkeypatch.delenv("VERSION")
    monkeypatch.setenv("DOZOR_URL", dozor.core_url)
    monkeypatch.setenv("TOKEN_FILE", str(dozor.data / "core" / "local-token"))
    said = printed(path)
    assert "in charge: True" in said
    assert "in charge: False" in said


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_uses_code_from_models_alone(path):
    code = "\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code")
    imported = re.findall(r"^\s*(?:from|import) (\w+)", code, re.MULTILINE)
    assert not {"agent", "bench", "conftest", "core", "dozor"} & set(imported)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_without_outputs(path):
    for cell in nbformat.read(path, as_version=4).cells:
        assert cell.cell_type != "code" or (not cell.outputs and cell.execution_count is None)


def test_notebooks_are_numbered_without_a_gap():
    assert [path.name[:2] for path in NOTEBOOKS] == [f"{number:02}" for number in range(1, len(NOTEBOOKS) + 1)]
