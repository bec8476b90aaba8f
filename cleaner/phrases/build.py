"""Compiles the phrase data when the package is built, so that what is installed starts fast. Hatchling runs it (`pyproject.toml`)."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Phrases(BuildHookInterface):  # type: ignore[type-arg]
    """Writes `compiled.bin` beside the data, and has it packed."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        """Before a wheel is built, be it an editable one."""
        sys.path.insert(0, self.root)
        try:
            from cleaner.phrases import compiled

            compiled.write()
        finally:
            sys.path.remove(self.root)
        build_data["artifacts"].append(str(compiled.FILE.relative_to(Path(self.root))))
