"""The lock files say what pyproject.toml asks for, and a built wheel works alone."""

import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterable
from functools import cache
from importlib import metadata
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PYTHONS = ("3.11", "3.12", "3.13")
OURS = {"api", "fapiao_launch", "intake", "models", "rapidocr", "tests", "training"}
"""Names that no requirement brings; rapidocr stands in the peer's environment."""
LOCKS = {"requirements.lock": (), "requirements-dev.lock": ("dev",)}
"""Lock file -> extras it holds besides the dependencies."""


@cache
def project() -> dict[str, object]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def asked(extras: Iterable[str]) -> list[Requirement]:
    """The requirements of pyproject.toml: dependencies, the build tools and the given extras, extras of our own expanded."""
    table = project()["project"]
    assert isinstance(table, dict)
    groups = project()["dependency-groups"]
    assert isinstance(groups, dict)
    texts = [*table["dependencies"], *groups["build"]]
    wanted = list(extras)
    for extra in wanted:
        for text in table["optional-dependencies"][extra]:
            requirement = Requirement(text)
            if requirement.name == table["name"]:
                wanted.extend(requirement.extras)
            else:
                texts.append(text)
    return [Requirement(text) for text in texts]


@cache
def locked(lock: str) -> list[tuple[Requirement, int]]:
    """Each pin with the number of its hashes."""
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    return [(Requirement(line.split("--hash=")[0].strip()), line.count("--hash=sha256:")) for line in lines]


def pins(lock: str, python: str = "") -> dict[str, str]:
    """Name -> version of what is installed here, or would be under another Python."""
    environment = {**default_environment(), **({"python_version": python, "python_full_version": f"{python}.0"} if python else {})}
    return {
        canonicalize_name(pin.name): str(pin.specifier).removeprefix("==")
        for pin, _ in locked(lock)
        if pin.marker is None or pin.marker.evaluate({key: str(value) for key, value in environment.items()})
    }


def needed(roots: Iterable[Requirement]) -> set[str]:
    """Names of everything the roots bring along, by what the installed packages say they need."""
    names: dict[str, set[str]] = {}
    waiting = [(root, "") for root in roots]
    while waiting:
        requirement, extra = waiting.pop()
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(requirement.name)
        fresh = ({"", *requirement.extras}) - names.setdefault(name, set())
        names[name] |= fresh
        children = [Requirement(text) for text in metadata.requires(name) or ()] if fresh else []
        waiting.extend((child, part) for part in fresh for child in children)
    return set(names)


@pytest.mark.parametrize("lock", [*LOCKS, "requirements-openvino.lock", "requirements-peer.lock"])
def test_every_pin_is_exact_and_has_hashes_and_no_address(lock: str) -> None:
    assert locked(lock)
    for pin, hashes in locked(lock):
        assert re.fullmatch(r"==[^,*]+", str(pin.specifier)), pin
        assert hashes, pin
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*--(?!hash)", text, re.MULTILINE), "no index or other option lines"


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("lock", LOCKS)
def test_the_locks_satisfy_what_the_project_asks_for(lock: str, python: str) -> None:
    pinned = pins(lock, python)
    for requirement in asked(LOCKS[lock]):
        name = canonicalize_name(requirement.name)
        assert name in pinned, f"{name} is not in {lock}: run `make lock`"
        assert requirement.specifier.contains(pinned[name]), f"{lock} pins {name} {pinned[name]}, asked for is {requirement.specifier}: run `make lock`"


@pytest.mark.parametrize("lock", LOCKS)
def test_the_locks_hold_all_that_is_needed_and_nothing_else(lock: str) -> None:
    assert needed(asked(LOCKS[lock])) == set(pins(lock)), f"{lock} is stale: run `make lock`"


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-openvino.lock"])
def test_what_is_installed_together_is_pinned_to_the_same_versions(lock: str) -> None:
    development = pins("requirements-dev.lock")
    assert pins(lock) == {name: development.get(name) for name in pins(lock)}


@pytest.mark.parametrize(("folder", "extras"), [("models", ("openvino",)), ("intake", ()), ("api", ()), ("training", ("training",)), ("tests", ("dev",))])
def test_what_is_imported_is_asked_for_by_name(folder: str, extras: tuple[str, ...]) -> None:
    """A package that only comes along with another may be gone tomorrow."""
    declared = {canonicalize_name(requirement.name) for requirement in asked(extras)}
    distributions = metadata.packages_distributions()
    foreign = {name: places for name, places in imported(ROOT / folder).items() if name not in OURS and name not in sys.stdlib_module_names}
    undeclared = {name: places[0] for name, places in foreign.items() if not declared & {canonicalize_name(brought) for brought in distributions.get(name, [])}}
    assert not undeclared, "imported, but not in pyproject.toml"


def imported(folder: Path) -> dict[str, list[str]]:
    """Top-level names of all imports -> files."""
    names: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for module in modules:
                names.setdefault(module.split(".")[0], []).append(str(path.relative_to(ROOT)))
    return names


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from the source archive, as an installer would, so that what the archive lacks shows."""
    folder = tmp_path_factory.mktemp("dist")
    _run(["-m", "hatchling", "build", "-t", "sdist", "-d", str(folder)], ROOT)
    archive = next(folder.glob("*.tar.gz"))
    _run(["-m", "tarfile", "-e", str(archive), str(folder)], folder)
    _run(["-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], folder / archive.name.removesuffix(".tar.gz"))
    return next(folder.glob("*.whl"))


@pytest.mark.slow
def test_a_wheel_keeps_general_names_out_of_site_packages_and_brings_the_weights(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert {name.split("/")[0].split("-")[0] for name in names} == {"fapiao_app", "fapiao_launch.py", "fapiao_intake"}
    laid = {f"fapiao_app/{path.relative_to(ROOT).as_posix()}" for path in (ROOT / "models" / "weights").rglob("*") if path.is_file()}
    assert laid, "no weights are laid: run `make setup`"
    assert laid <= set(names)
    assert not [name for name in names if "/training/" in name or "/tests/" in name]
    assert {f"fapiao_app/{path.relative_to(ROOT).as_posix()}" for path in (ROOT / "api" / "pages" / "static").iterdir()} <= set(names)
    assert not [name for name in names if "/pages/source/" in name]


@pytest.mark.slow
def test_the_installed_command_runs_its_own_copy_beside_a_stranger_of_the_same_name(wheel: Path, tmp_path: Path) -> None:
    (tmp_path / "models.py").write_text("raise ImportError('the models of another distribution')", encoding="utf-8")
    _run(["-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(tmp_path), str(wheel)], tmp_path)
    started = (
        "import atexit, sys, fapiao_launch;sys.argv = ['fapiao', '--help'];atexit.register(lambda: print(sys.modules['api.cli'].__file__));fapiao_launch.main()"
    )
    shown = _run(["-c", started], tmp_path)
    assert "read" in shown
    assert shown.splitlines()[-1] == str(tmp_path / "fapiao_app" / "api" / "cli.py")


def _run(arguments: list[str], folder: Path) -> str:
    done = subprocess.run([sys.executable, *arguments], cwd=folder, capture_output=True, text=True)  # noqa: S603 - our own interpreter
    assert done.returncode == 0, done.stderr
    return done.stdout
