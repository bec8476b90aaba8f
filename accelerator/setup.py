"""Compiles the modules. All else is in `pyproject.toml`."""

import sys

import lxml
from setuptools import Extension, setup

# The loops of the scorers gain from wide registers; MSVC has no such flags.
FAST = [] if sys.platform == "win32" else ["-O3"]
INCLUDED = ("product.h", "lines.pxi", "vocabulary.pxi")
MODULES = {
    "_scan": ["-O2"],
    "_network": FAST,
    "_article": FAST,
    "_features": [*FAST, "-ffp-contract=off"],
    "_tree": ["-O2"],
}

setup(
    ext_modules=[
        Extension(
            f"cleaner_accelerator.{name}",
            [f"cleaner_accelerator/{name}.pyx"],
            depends=[f"cleaner_accelerator/{name}" for name in INCLUDED],
            include_dirs=lxml.get_include(),
            extra_compile_args=flags,
        )
        for name, flags in MODULES.items()
    ]
)
