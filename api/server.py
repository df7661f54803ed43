"""The HTTP application on a socket of this machine."""

from __future__ import annotations

import uvicorn

from api.app import create_app
from api.document_reader import PooledReader
from api.settings import ServeSettings

GRACE_SECONDS = 30
"""Requests under way get that long when the service is told to stop."""


def run_server(settings: ServeSettings, host: str, port: int) -> None:
    """Serves until SIGINT or SIGTERM. Raises SetupError before anything listens when this installation can't read."""
    reader = PooledReader(settings.read)
    try:
        reader.start()  # here too, since what fails in the lifespan is logged with a traceback
        uvicorn.run(create_app(settings, reader), host=host, port=port, server_header=False, timeout_graceful_shutdown=GRACE_SECONDS)
    finally:
        reader.stop()
