"""The kernel under libFuzzer, with the address and undefined-behaviour sanitizers, for a bounded time."""

import shutil
import subprocess
from pathlib import Path

import pytest

from agent.parse.automaton import known_patterns
from agent.parse.fields import read_network
from agent.parse.formats import COMBINED, DOZOR
from agent.parse.json_lines import TRANSCRIPT
from agent.parse.patterns import ASSETS
from agent.parse.tests.samples import SAMPLES
from dozor.tests.thorough import tries

SECONDS = tries(8, 60)
PART = Path(__file__).parents[1]
CLANG = shutil.which("clang")

pytestmark = pytest.mark.skipif(CLANG is None, reason="no clang (Debian: apt-get install clang libclang-rt-14-dev)")


def c_bytes(data: bytes) -> str:
    return '(const uint8_t *)"' + "".join(f"\\{byte:03o}" for byte in data) + f'", {len(data)}'


def set_up(plans) -> str:
    """The C code that hands plans over, as `_kernel.pyx` does."""
    calls = []
    for plan in plans:
        calls.append("kernel_add_plan(k)")
        for segment in plan.segments:
            calls.append(
                f"kernel_add_segment(k, {segment.separator}, {-1 if segment.free is None else int(segment.free)})"
            )
            for right, steps in enumerate((segment.left, segment.right)):
                for step in steps:
                    given = (
                        f"{c_bytes(step)}, -1, 0"
                        if isinstance(step, bytes)
                        else f"NULL, 0, {int(step.field)}, {step.size}"
                    )
                    calls.append(f"kernel_add_step(k, {right}, {given})")
    network, prefix = read_network("10.0.0.0/8")
    calls.append(f"kernel_add_trusted(k, {c_bytes(network).rsplit(',', 1)[0]}, {prefix})")
    calls.extend(f"kernel_add_asset(k, {c_bytes(extension)})" for extension in ASSETS)
    return " ||\n        ".join(calls)


def tables() -> str:
    automaton = known_patterns()
    return f"""#include "kernel.h"
static const uint8_t classes[256] = {{{",".join(map(str, automaton.classes))}}};
static const uint16_t steps[] = {{{",".join(map(str, automaton.steps))}}};
static const uint8_t found[] = {{{",".join(map(str, automaton.found))}}};
static int fuzz_set_up(kernel *k, int which) {{
    if (kernel_set_patterns(k, classes, steps, found, sizeof found, {automaton.width}) != 0) return -1;
    if (which == 0) return {set_up(COMBINED.plans)};
    return {set_up([*DOZOR.plans, *TRANSCRIPT])};
}}
"""


@pytest.fixture(scope="module")
def fuzzer(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fuzz")
    (folder / "fuzz_tables.h").write_text(tables())
    program = folder / "fuzz"
    sanitizers = "-fsanitize=fuzzer,address,undefined"
    command = [CLANG, "-g", "-O1", sanitizers, "-fno-sanitize-recover=all", f"-I{folder}", f"-I{PART}", "-o", program]
    subprocess.run([*command, PART / "kernel.c", PART / "fuzz.c", "-lm"], check=True)
    corpus = folder / "corpus"
    corpus.mkdir()
    for at, (line_format, line, _) in enumerate(SAMPLES):
        which = b"\x00" if line_format is COMBINED else b"\x01"
        (corpus / str(at)).write_bytes(which + b"\x40" + line + b"\n" + line)
    return program, corpus


def run(program: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [program, *map(str, arguments)], capture_output=True, text=True, cwd=program.parent, check=False
    )


@pytest.mark.timeout(300)
def test_the_sanitizers_find_nothing_in_the_samples(fuzzer):
    program, corpus = fuzzer
    done = run(program, "-runs=0", corpus)
    assert done.returncode == 0, done.stderr[-4000:]


@pytest.mark.timeout(300)
def test_no_input_found_in_the_time_given_breaks_the_kernel(fuzzer):
    program, corpus = fuzzer
    done = run(program, f"-max_total_time={SECONDS}", "-max_len=4096", "-verbosity=1", corpus)
    assert done.returncode == 0, done.stderr[-4000:]
    assert "stat::" not in done.stderr or "Done" in done.stderr
