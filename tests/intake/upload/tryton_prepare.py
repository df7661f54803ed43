"""Run as a program of its own: makes the books of an invented firm in a Tryton database that has the modules. `python tryton_prepare.py CONFIG DATABASE`."""

from __future__ import annotations

import sys

from proteus import config
from trytond.modules.account.tests.tools import create_chart
from trytond.modules.company.tests.tools import create_company

config.set_trytond(database=sys.argv[2], config_file=sys.argv[1])
create_company(currency="CNY")
create_chart()
