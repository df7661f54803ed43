"""One bureau with its simulated providers for all tests of diagnosis; a store of its own for each test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from intake.duties.verifying import VerifyingParts
from intake.engine import Jobs
from intake.store.session import open_database
from intake.verification.codes import Vendor
from intake.verification.rate_limit import Rate
from intake.verification.rules import VerificationRules
from intake.verification.simulator.bureau import Bureau, BureauRules
from intake.verification.simulator.providers import SimulatedProviders, simulated_http
from intake.verification.verifiers import Member, Verifiers
from tests.intake.diagnosis.bureau_world import BureauWorld, Clock
from tests.intake.store.conftest import migrated_file  # noqa: F401 - fixtures

MakeWorld = Callable[..., BureauWorld]


@pytest.fixture(scope="module")
def jobs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Jobs]:
    made = Jobs(f"sqlite:///{tmp_path_factory.mktemp('jobs') / 'engine.db'}")
    yield made
    made.close()


@pytest.fixture
def make_world(tmp_path: Path, migrated_file: Path, jobs: Jobs) -> Iterator[MakeWorld]:  # noqa: F811
    """World after world, each with a bureau, a store and providers of its own."""
    opened = []

    def make(vendors: tuple[Vendor, ...] = (Vendor.BAIDU, Vendor.FPCY), bureau_rules: BureauRules | None = None) -> BureauWorld:
        path = tmp_path / f"{len(opened)}.sqlite"
        shutil.copy(migrated_file, path)
        clock, database = Clock(), open_database(f"sqlite:///{path}")
        bureau = Bureau(clock, bureau_rules or BureauRules())
        providers = SimulatedProviders(bureau)
        providers.__enter__()
        opened.append((database, providers))
        members = [Member(providers.verifier(vendor, simulated_http(), clock), Rate(1000, 1000)) for vendor in vendors]
        rules = VerificationRules()
        parts = VerifyingParts(database, jobs, Verifiers(members, clock), clock, rules, chance=lambda: 0.0)
        return BureauWorld(database, clock, bureau, providers, parts, rules, vendors)

    yield make
    for database, providers in opened:
        providers.__exit__(None, None, None)
        database.close()


@pytest.fixture
def world(make_world: MakeWorld) -> BureauWorld:
    return make_world()
