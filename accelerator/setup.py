"""Compiles the module. All else is in `pyproject.toml`."""

from setuptools import Extension, setup

setup(
    ext_modules=[
        Extension(
            "cleaner_accelerator._scan",
            ["cleaner_accelerator/_scan.pyx"],
            extra_compile_args=["-O2"],
        )
    ]
)
