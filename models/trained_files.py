"""The only way to read a file that training wrote: `models/trained/manifest.toml` names each with its size and sha256.

Unlike the weights of others, which set-up lays, these files are small, made by `python -m training.anomaly` and committed
(docs/decisions/0004-trained-files.md). A file that is absent, unlisted or altered is refused.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from models.manifest import WeightsError

TRAINED_DIRECTORY = Path(__file__).with_name("trained")
MANIFEST = "manifest.toml"


class TrainedModelError(WeightsError):
    """A trained file can't be used. `code` is stable; both sentences say what to do."""

    def __init__(self, code: str, message: str, message_zh: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.message_zh = message_zh

    def __reduce__(self) -> tuple[type[TrainedModelError], tuple[str, str, str]]:
        """As `IntakeError`: it crosses process borders."""
        return type(self), (self.code, self.message, self.message_zh)


@dataclass(frozen=True, slots=True)
class TrainedFile:
    sha256: str
    size: int
    """Bytes."""


@dataclass(frozen=True, slots=True)
class TrainedFiles:
    """What one training run wrote into a directory."""

    directory: Path
    model: str
    """Name and version of the whole, say `anomaly-2026.11`."""
    files: dict[str, TrainedFile]

    def read(self, name: str) -> bytes:
        """One checked file. Raises TrainedModelError when it is unlisted, absent or altered."""
        listed = self.files.get(name)
        if listed is None:
            raise altered(name, self.directory)
        try:
            content = (self.directory / name).read_bytes()
        except FileNotFoundError as error:
            raise missing(name, self.directory) from error
        if len(content) != listed.size or sha256(content).hexdigest() != listed.sha256:
            raise altered(name, self.directory)
        return content


def load_trained_files(directory: Path = TRAINED_DIRECTORY) -> TrainedFiles:
    """What the manifest lists. Raises TrainedModelError when there is none or it makes no sense."""
    try:
        listed = tomllib.loads((directory / MANIFEST).read_text(encoding="utf-8"))
        files = {str(entry["name"]): TrainedFile(str(entry["sha256"]), int(entry["size"])) for entry in listed["file"]}
        return TrainedFiles(directory, str(listed["model"]), files)
    except FileNotFoundError as error:
        raise missing(MANIFEST, directory) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, ValueError) as error:
        raise unreadable(MANIFEST, str(error)) from error


def missing(name: str, directory: Path) -> TrainedModelError:
    return TrainedModelError(
        "trained_model_missing",
        f"{name} is missing from {directory}: restore it from the repository, install anew, or train with `python -m training.anomaly train`",
        f"{directory} 中缺少 {name}：请从代码库恢复、重新安装，或运行 `python -m training.anomaly train` 重新训练",
    )


def altered(name: str, directory: Path) -> TrainedModelError:
    return TrainedModelError(
        "trained_model_altered",
        f"{name} in {directory} is not the file its manifest lists (sha256 differs): restore both from the repository, or train again",
        f"{directory} 中的 {name} 与清单不符（sha256 不一致）：请从代码库恢复两者，或重新训练",
    )


def unreadable(name: str, why: str) -> TrainedModelError:
    return TrainedModelError(
        "trained_model_unreadable",
        f"{name} cannot be understood ({why}): restore it from the repository, or train again",
        f"无法解析 {name}（{why}）：请从代码库恢复，或重新训练",
    )


def mismatched(name: str, what: str, what_zh: str) -> TrainedModelError:
    return TrainedModelError(
        "trained_model_mismatch",
        f"{name} was trained for another version of this program: {what}; train again with `python -m training.anomaly train`",
        f"{name} 与当前程序版本不匹配：{what_zh}；请运行 `python -m training.anomaly train` 重新训练",
    )
