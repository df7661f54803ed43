"""What a text reader gives back, and the protocol every reader follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from models.geometry import Pixels, Quad


@dataclass(frozen=True, slots=True)
class CharScore:
    """One character as it was read."""

    char: str
    score: float
    """Probability of `char`, 0..1 (1.0 where the text is data and nothing was recognised)."""
    center: float
    """Where its middle lies along the line, as a fraction 0..1 of the quad's width."""
    alternatives: tuple[tuple[str, float], ...] = ()
    """The next likely characters with their probabilities, best first; "" stands for no character at all."""


@dataclass(frozen=True, slots=True)
class TextLine:
    """One run of text found in a picture."""

    text: str
    quad: Quad
    """Pixels of the picture that was read."""
    score: float
    """Mean of the character scores, 0..1."""
    chars: tuple[CharScore, ...] = ()
    """One entry for each character of `text`, blanks included; empty only when the reader can't tell."""
    certainty: float = 0.0
    """How sure the reading is as a whole, 0..1, which also falls when a character may have been passed over; 0.0 when the reader can't tell."""


class TextReader(Protocol):
    """Finds and recognises text. Implementations hold loaded models and are used by one thread at a time."""

    @property
    def name(self) -> str:
        """Which weights read, e.g. `PP-OCRv6_small`."""

    def read(self, image: Pixels) -> tuple[TextLine, ...]:
        """Every line of an upright BGR picture, in no particular order."""

    def find(self, image: Pixels) -> tuple[Quad, ...]:
        """Only where lines are."""

    def recognise(self, image: Pixels, quads: Sequence[Quad]) -> tuple[TextLine, ...]:
        """Read the given places of the picture; one line for each quad, in their order (text "" where nothing was read)."""


@dataclass(frozen=True)
class FakeTextReader:
    """Answers with given lines, whatever the picture. For tests of what comes after reading."""

    lines: tuple[TextLine, ...] = ()
    name: str = "fake"

    def read(self, image: Pixels) -> tuple[TextLine, ...]:
        return self.lines

    def find(self, image: Pixels) -> tuple[Quad, ...]:
        return tuple(line.quad for line in self.lines)

    def recognise(self, image: Pixels, quads: Sequence[Quad]) -> tuple[TextLine, ...]:
        def at(quad: Quad) -> TextLine:
            here = [line for line in self.lines if quad.box.contains(line.quad.box.center)]
            return here[0] if here else TextLine("", quad, 0.0)

        return tuple(at(quad) for quad in quads)
