"""Settings -> where originals are kept. What S3 takes is imported where originals are on S3."""

from __future__ import annotations

from api.settings import StoreSettings
from intake.store.files import Files, LocalFiles, open_local_files


def open_originals(store: StoreSettings) -> Files:
    """Makes what is missing, and shows that it may be written. Raises StoreUnavailable, SetupError."""
    if store.originals is None:
        return open_local_files(store.data.originals)
    from intake.store.s3_files import open_s3_files

    return open_s3_files(store.originals, store.data.root)


def existing_originals(store: StoreSettings) -> Files:
    """For commands that make nothing."""
    if store.originals is None:
        return LocalFiles(store.data.originals)
    from intake.store.s3_files import S3Files

    return S3Files(store.originals, store.data.root)
