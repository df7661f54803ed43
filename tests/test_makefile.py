import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[1]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def make(*arguments: str) -> str:
    done = subprocess.run(["make", *arguments], cwd=ROOT, capture_output=True, text=True)  # noqa: S603, S607 - the project's own Makefile
    assert done.returncode == 0, done.stderr
    return done.stdout


def goals() -> set[str]:
    """What stands in .PHONY: the goals that a person may ask for."""
    return set(re.findall(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)[0].split())


def test_help_lists_every_goal_in_english_and_chinese() -> None:
    listed = dict(re.findall(r"^  make (\w+) +(.+)$", make("help"), re.MULTILINE))
    assert set(listed) == goals()
    assert all(re.search(r"[a-z].* · .*[\u4e00-\u9fff]", text) for text in listed.values())


def test_make_alone_shows_the_help_and_changes_nothing() -> None:
    assert make() == make("help")


def test_every_goal_has_a_recipe_that_make_understands() -> None:
    make("--dry-run", *goals())
