"""What `fapiao doctor` looks at: each check gives parts, and raises nothing for what it finds."""

from __future__ import annotations

import re
import sqlite3
import stat
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib import import_module, metadata
from importlib.util import find_spec
from pathlib import Path

from api.originals import existing_originals
from api.settings import StoreSettings
from intake.engine_database import SQLITE_NEEDED
from intake.errors import IntakeError
from intake.health import Condition, Part, disk_part, failure, originals_part, parts_of
from intake.opening.limits import MIB
from intake.stages.decode_qr import missing_decoders
from intake.store.database_state import SchemaAge, database_state
from intake.store.session import Database, open_database
from models.manifest import WeightsError, load_manifest
from models.trained_files import TrainedModelError, load_trained_files

DISTRIBUTION = "fapiao-intake"
PYTHONS = ((3, 11), (3, 14))
"""From the first, below the second."""
NATIVE = (
    "cv2",
    "onnxruntime",
    "pypdfium2",
    "PIL.Image",
    "pi_heif",
    "lxml.etree",
    "zxingcpp",
    "cryptography.hazmat.bindings._rust",
    "argon2",
    "obstore",
    "psycopg",
    "sklearn",
)
"""Modules that load libraries of their own or of the system."""
SKEW_WARNING, SKEW_FAILURE = timedelta(seconds=2), timedelta(minutes=2)
"""Between the clocks of database and machine: first moments in lists look odd, then logins and signatures."""
MEMORY_WANTED = 2048 * MIB
"""For the service with one worker and its spare, and a database beside them."""


def installation_parts() -> Iterator[Part]:
    """What the program is made of."""
    yield _python()
    yield _packages()
    yield _native_libraries()
    yield _zbar()
    yield _sqlite()
    yield _weights()
    yield _trained_models()
    yield _openvino()
    yield _memory()


def store_parts(store: StoreSettings) -> Iterator[Part]:
    """What it works on. A store that is not there yet is made by the service."""
    yield from _folders(store)
    if store.originals is not None:
        yield originals_part(existing_originals(store))
    if not store.is_shared and not store.data.database.exists():
        yield Part("database", Condition.OK, f"{store.data.database}: not yet made", "The service makes it when it starts first.", "首次启动服务时自动创建。")
        return
    try:
        database = open_database(store.database_address)
    except IntakeError as error:
        yield failure("database", error)
        return
    try:
        yield from _database(database)
    finally:
        database.close()


def _python() -> Part:
    found = sys.version.split()[0]
    if PYTHONS[0] <= sys.version_info[:2] < PYTHONS[1]:
        return Part("python", Condition.OK, found)
    return Part("python", Condition.FAILED, found, "Install it under Python 3.11, 3.12 or 3.13.", "请使用 Python 3.11、3.12 或 3.13 重新安装。")


def _packages() -> Part:
    """That each is there. Their versions are set-up's business, which takes them from a list of hashes."""
    try:
        asked = metadata.requires(DISTRIBUTION) or []
    except metadata.PackageNotFoundError:
        return Part(
            "packages",
            Condition.WARNING,
            "-",
            "The program runs from a folder without being installed: run `make setup`.",
            "程序未正式安装，请运行 make setup。",
        )
    names = [match[0] for line in asked if "extra ==" not in line and (match := re.match(r"[\w.-]+", line))]
    missing = [name for name in names if not _is_installed(name)]
    if missing:
        return Part("packages", Condition.FAILED, ", ".join(missing), "These packages are missing: run the set-up again.", "缺少以上依赖包，请重新安装。")
    return Part("packages", Condition.OK, f"{DISTRIBUTION} {metadata.version(DISTRIBUTION)}, {len(names)} packages")


def _is_installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def _native_libraries() -> Part:
    broken = []
    for name in NATIVE:
        try:
            import_module(name)
        except Exception as error:  # whatever a library's start-up code raises is what is asked for
            broken.append(f"{name}: {error}")
    if broken:
        return Part(
            "libraries",
            Condition.FAILED,
            "; ".join(broken),
            "Install the system libraries that are named (on Debian `apt install libgl1 libglib2.0-0`), or run the set-up again.",
            "请安装所缺的系统库（Debian：apt install libgl1 libglib2.0-0），或重新安装。",
        )
    return Part("libraries", Condition.OK, f"{len(NATIVE)} load")


def _zbar() -> Part:
    missing = missing_decoders()
    if not missing:
        return Part("zbar", Condition.OK, "libzbar")
    english, _, chinese = missing[0].partition(" · ")
    return Part("zbar", Condition.WARNING, "-", english, chinese)


def _sqlite() -> Part:
    """As `intake.engine` wants it."""
    found = sqlite3.sqlite_version
    if sys.version_info < (3, 12) or sqlite3.sqlite_version_info >= SQLITE_NEEDED or find_spec("pysqlite3") is not None:
        return Part("sqlite", Condition.OK, found)
    needed = ".".join(map(str, SQLITE_NEEDED))
    return Part(
        "sqlite",
        Condition.FAILED,
        found,
        f"With Python 3.12 and later {needed} is needed. Install pysqlite3-binary, use Python 3.11, or PostgreSQL.",
        f"Python 3.12 及以上需要 {needed}，请安装 pysqlite3-binary、改用 Python 3.11 或使用 PostgreSQL。",
    )


def _weights() -> Part:
    try:
        manifest = load_manifest()
        for weight in manifest.weights:
            weight.read(manifest.directory)
    except (WeightsError, OSError) as error:
        return Part("weights", Condition.FAILED, "-", f"{error}.", f"{error}。请重新安装。")
    size = sum(weight.size for weight in manifest.weights) // MIB
    return Part("weights", Condition.OK, f"{len(manifest.weights)} files, {size} MiB, sha256 ok")


def _trained_models() -> Part:
    try:
        trained = load_trained_files()
        for name in trained.files:
            trained.read(name)
    except TrainedModelError as error:
        return Part("trained models", Condition.FAILED, error.code, f"{error.message}.", f"{error.message_zh}。")
    return Part("trained models", Condition.OK, f"{trained.model}: {len(trained.files)} files, sha256 ok")


def _openvino() -> Part:
    if find_spec("openvino") is None:
        return Part(
            "openvino", Condition.OK, "-", "Optional: the faster engine on processors with bf16 or int8.", "可选：在支持 bf16 或 int8 的处理器上识别更快。"
        )
    return Part("openvino", Condition.OK, metadata.version("openvino"))


def _memory() -> Part:
    """`MemTotal` of proc(5)."""
    total = re.search(r"MemTotal:\s+(\d+) kB", Path("/proc/meminfo").read_text())
    size = int(total[1]) * 1024 if total else 0
    found = f"{size // MIB} MiB"
    if size < MEMORY_WANTED:
        return Part(
            "memory",
            Condition.WARNING,
            found,
            f"The service wants {MEMORY_WANTED // MIB} MiB, and 600 MiB more for each further worker.",
            f"服务至少需要 {MEMORY_WANTED // MIB} MiB 内存，每增加一个工作进程另需约 600 MiB。",
        )
    return Part("memory", Condition.OK, found)


def _folders(store: StoreSettings) -> Iterator[Part]:
    root = store.data.root
    if not root.exists():
        there = next(folder for folder in root.parents if folder.exists())
        made = disk_part("data folder", there, store.room.free_bytes)
        if made.condition is Condition.OK:
            yield Part("data folder", Condition.OK, f"{root}: not yet made", "The service makes it when it starts first.", "首次启动服务时自动创建。")
        else:
            yield made
        return
    yield disk_part("data folder", root, store.room.free_bytes)
    here = (("originals", store.data.originals),) if store.originals is None else ()
    for name, folder in (*here, ("uploads", store.data.uploads), ("backups", store.data.backups)):
        if folder.exists():
            yield disk_part(name, folder, store.room.free_bytes)
    yield _rights(root)


def _rights(root: Path) -> Part:
    """Who can't enter the folder can't reach what is in it."""
    mode = root.stat().st_mode
    found = f"{root}: {stat.filemode(mode)}"
    if mode & stat.S_IRWXO:
        return Part(
            "rights",
            Condition.WARNING,
            found,
            f"Every user of this machine may look in. Take the right away: `chmod o-rwx {root}`.",
            f"本机所有用户均可访问该文件夹，请收回权限：chmod o-rwx {root}。",
        )
    return Part("rights", Condition.OK, found)


def _database(database: Database) -> Iterator[Part]:
    before = datetime.now(UTC)
    try:
        state = database_state(database)
    except IntakeError as error:
        yield failure("database", error)
        return
    after = datetime.now(UTC)
    # While nothing runs nobody reads, and older tables are brought up to date at the start: no fault of the installation.
    usual = {"workers", *(["schema"] if state.schema in (SchemaAge.NONE, SchemaAge.OLDER) else [])}
    for part in parts_of(state):
        yield replace(part, condition=Condition.WARNING) if part.name in usual and part.condition is Condition.FAILED else part
    yield _clock(max(timedelta(), before - state.now, state.now - after))


def _clock(skew: timedelta) -> Part:
    found = f"{skew.total_seconds():.1f} s"
    if skew < SKEW_WARNING:
        return Part("clock", Condition.OK, found)
    condition = Condition.FAILED if skew >= SKEW_FAILURE else Condition.WARNING
    return Part(
        "clock",
        condition,
        found,
        "The clocks of this machine and of the database differ: let both follow a time server (NTP).",
        "本机与数据库的时钟不一致，请为两者启用 NTP 校时。",
    )
