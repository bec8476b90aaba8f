"""Compiles the phrase data when the package is built, so that what is installed starts fast.

Hatchling runs it (`pyproject.toml`).
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

TARGET = Path("cleaner", "phrases", "compiled.bin")
_WRITE = "from cleaner.phrases import compiled; compiled.write()"
_WRITE_SEALED = (
    "import sys; from pathlib import Path; from cleaner.phrases import compiled; "
    "compiled.write(Path(sys.argv[1]), sealed=True)"
)


class Phrases(BuildHookInterface):  # type: ignore[misc]  # only builds have hatchling
    """Makes `compiled.bin`: beside the data for an editable install, else only for the package.

    The sources of a package do not change, so its file is sealed: used without a look at them.
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Before a wheel is built. Raises CalledProcessError for data that cannot be compiled."""
        if version == "editable":
            self._run(_WRITE)
            return
        self._made = tempfile.TemporaryDirectory()
        made = Path(self._made.name, TARGET.name)
        self._run(_WRITE_SEALED, str(made))
        build_data["force_include"][str(made)] = str(TARGET)

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """After it was built."""
        if version != "editable":
            self._made.cleanup()

    def _run(self, program: str, *arguments: str) -> None:
        """Run a program that imports this checkout.

        It is a process of its own because sets are written in an order that depends on the hash
        seed, and two builds of the same source must be the same.
        """
        environment = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONPATH": self.root}
        subprocess.run([sys.executable, "-c", program, *arguments], env=environment, check=True)
