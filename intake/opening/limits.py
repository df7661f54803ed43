"""How much of everything a file may ask for before it is refused."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """Passed to everything that opens a file; every number is checked before the memory or time it stands for is spent."""

    file_bytes: int = 100 * MIB
    """One document, loose or unpacked. Containers may be as large as `unpacked_bytes`."""
    picture_pixels: int = 100_000_000
    """Width times height as the picture's header says, before anything is decoded."""
    page_pixels: int = 25_000_000
    """A page handed on has no more than that: larger pictures are reduced, larger PDF pages are drawn below 200 dpi (`Page.reduction`)."""
    pages: int = 200
    """Of one document."""
    jpeg_scans: int = 100
    """Passes of a progressive JPEG. Cameras and programs write about ten; each costs a walk over the whole picture."""
    entries: int = 500
    """Files in a container, everything nested in it included."""
    container_depth: int = 3
    """Containers within containers: 3 opens a ZIP in a ZIP in a mail."""
    ratio: int = 100
    """Unpacked size of a member for one byte packed."""
    ratio_floor_bytes: int = MIB
    """Members smaller than this may have any ratio: short files of blanks pack very well."""
    unpacked_bytes: int = 500 * MIB
    """Everything that comes out of one container, everything nested in it included."""
    attachment_bytes: int = 20 * MIB
    """One file attached to a PDF; larger ones are not looked at."""
