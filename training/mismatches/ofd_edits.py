"""OFD files whose content was edited without renewing what guards it."""

from __future__ import annotations

import zipfile
from io import BytesIO

_SIGNATURES = "Doc_0/Signs/"


def with_old_digests(edited: bytes, issued: bytes) -> bytes:
    """The edited file with the digests and signature of the issued one, which no longer fit. Files without a signature stay as they are."""
    with zipfile.ZipFile(BytesIO(edited)) as new, zipfile.ZipFile(BytesIO(issued)) as old:
        files = [(entry, old.read(entry.filename) if entry.filename.startswith(_SIGNATURES) else new.read(entry)) for entry in new.infolist()]
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, content in files:
            archive.writestr(entry, content)
    return buffer.getvalue()
