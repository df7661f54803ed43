"""The service on the data of the demonstration: job engine, logins and pages as everywhere, with the simulators in the place of tax bureau and ledger."""

from __future__ import annotations

import signal
import sys
from dataclasses import replace

from rich.console import Console

from api.demo.staff import ADMINISTRATOR, FINANCE, REVIEWER, ROLES, SUBMITTER
from api.demo.world import World
from api.serve_doors import DoorSettings
from api.server import run_service
from api.settings import ServeRole, ServeSettings
from api.tls import TlsSettings
from intake.settings import ReadSettings

HOST = "127.0.0.1"
"""Nobody else may look on: the password stands on a screen, and the data are nobody's."""
_ZH = {ADMINISTRATOR: "管理员", SUBMITTER: "提交人", REVIEWER: "复核人", FINANCE: "财务"}


def serve_demo(world: World, read: ReadSettings, port: int, screen: Console) -> None:
    """Until it is interrupted. `world` is over: nobody else may use its data. Raises SetupError and StoreUnavailable."""
    # The service ends by the signal that ended it; what is around it, the simulators and the data, ends in order.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    who = ", ".join(f"{name} ({_ZH[name]} {ROLES[name].value})" for name in (FINANCE, REVIEWER, SUBMITTER, ADMINISTRATOR))
    screen.print(f"用户 users: {who}", markup=False)
    screen.print(f"密码 password of each: {world.staff.password}", style="bold", markup=False)
    if port:
        screen.print(f"全部四十张 all forty: http://{HOST}:{port}/overview?period=days30 · http://{HOST}:{port}/invoices", markup=False)
    screen.print("Ctrl-C 结束并删除演示数据 ends it and removes the data", markup=False)
    limits = replace(read.worker_limits, niceness=10)
    settings = ServeSettings(replace(read, worker_limits=limits))
    run_service(settings, world.store, ServeRole.ALL, HOST, port, 0, DoorSettings(), world.around.settings, TlsSettings())
