import subprocess
import sys

from intake.opening.warm_up import LOADED_WHEN_NEEDED
from tests.intake.opening.test_pdf_signatures import signed_with_bare_rsa, signed_with_cms

SIGNED_FILES = """
import sys
from intake.opening.warm_up import warm_up
warm_up()
loaded = set(sys.modules)
from intake.document import Document
from intake.opening.limits import Limits
from intake.opening.open_pages import open_pages
list(open_pages(Document("a.pdf", sys.stdin.buffer.read()), Limits()))
print(sorted(set(sys.modules) - loaded))
"""


def test_nothing_is_left_to_load_for_a_signed_file() -> None:
    for content in (signed_with_cms() + b"\n% archived 2024\n", signed_with_bare_rsa()):
        done = subprocess.run([sys.executable, "-c", SIGNED_FILES], input=content, capture_output=True, check=True)  # noqa: S603
        assert done.stdout.decode().strip() == "[]"


def test_importing_the_command_loads_none_of_it() -> None:
    done = subprocess.run([sys.executable, "-c", "import sys, api.cli; print(*sys.modules)"], capture_output=True, check=True)
    assert not set(LOADED_WHEN_NEEDED[:3]) & set(done.stdout.decode().split())
