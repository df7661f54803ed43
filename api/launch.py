"""The `fapiao` command. Installed beside the private folder `fapiao_app` as `fapiao_launch.py` (docs/decisions/0001)."""

import sys
from pathlib import Path


def main() -> None:
    """Make our folders importable in this process, then hand over to `api.cli`.

    A wheel puts `intake`, `models` and `api` inside `fapiao_app`, so that three such general names don't stand in an environment's site-packages.
    In a checkout (editable install) there is no such folder, and the names are importable as they are.
    """
    installed = Path(__file__).with_name("fapiao_app")
    if installed.is_dir():
        sys.path.insert(0, str(installed))
    from api.cli import main as cli

    cli()
