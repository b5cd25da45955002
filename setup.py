"""Builds the compiled kernel; where there is no compiler the installation goes on with its Python twin."""

import os
from pathlib import Path

from Cython.Build import cythonize
from setuptools import Extension, setup

_FLAGS = [] if os.name == "nt" else ["-O3", "-std=c11", "-fno-math-errno", "-Wall", "-Wextra", "-Wno-unused-function"]

extensions = cythonize(
    [
        Extension(
            "agent.aggregate._kernel",
            ["agent/aggregate/_kernel.pyx", "agent/aggregate/kernel.c"],
            depends=sorted(map(str, Path("agent/aggregate").glob("*.h"))),
            extra_compile_args=_FLAGS,
        )
    ],
    build_dir="build",
)
for extension in extensions:
    extension.optional = True  # set here, as cythonize forgets it

setup(ext_modules=extensions)
