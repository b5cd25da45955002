"""The image that stands in for neilpang/acme.sh."""

import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).parent
IMAGE = "dozor-test/acme.sh:latest"


def make_acme_image(engine):
    """Make it of the machine's lego, with its libraries, and of scripts that give it the command line."""
    lego = shutil.which("lego")
    assert lego, "lego is not installed (scripts/system-packages.sh)"
    files = {"bin/lego": Path(lego), "bin/acme.sh": HERE / "acme_stand_in.sh", "bin/dns-test": HERE / "dns_test.sh"}
    libraries = {path.lstrip("/"): Path(path) for path in _libraries(lego)}
    engine.make_image(IMAGE, entrypoint='["/bin/acme.sh"]', files=files | libraries)


def _libraries(program):
    said = subprocess.run(["ldd", program], capture_output=True, text=True, check=True).stdout
    words = (word for line in said.splitlines() for word in line.split())
    return sorted({word for word in words if word.startswith("/")})
