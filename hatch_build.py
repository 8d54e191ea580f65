"""Build hook: bundle the JavaScript of the pages before the wheel, or an editable install, is made."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Bundles(BuildHookInterface):
    """Runs ``scripts/bundle.py``, which leaves the wheel without bundles where npm is missing."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - the interface of hatch
        """Make the bundles; pyproject.toml says that they are part of the wheel."""
        subprocess.run([sys.executable, str(Path(self.root) / "scripts" / "bundle.py")], check=True)  # noqa: S603 - ours
