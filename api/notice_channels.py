"""Settings -> the channels of notices, and the worker's duties to tell people and to probe."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime
from functools import partial

from api.build_service import Backend
from intake.duties.noticing import DELIVER, LOOK_SECONDS, QUEUE, NoticeDelivery, NoticeSweep, NoticingParts
from intake.duties.probing import LOOK_SECONDS as PROBE_SECONDS
from intake.duties.probing import PROBE, ProbeRoute, Probing, ProbingParts
from intake.duties.probing import QUEUE as PROBE_QUEUE
from intake.notices.mail import MailChannel
from intake.notices.named_probes import ProbeSettings
from intake.notices.named_settings import NoticeSettings
from intake.notices.problems import notice_settings_not_usable
from intake.notices.rules import NoticeRules
from intake.notices.webhook import LIMITS, WebhookChannel
from intake.outside_http import OutsideHttp, Reach
from intake.state import InvoiceState
from intake.store.notice_messages import Desk
from intake.upload.routes import Routes
from intake.verification.build_verifiers import build_verifiers
from intake.verification.verifier import Answer, Outcome, Query
from intake.verification.verifiers import Verifiers
from intake.worker import Duty


def webhook_channel(settings: NoticeSettings) -> WebhookChannel:
    return WebhookChannel(OutsideHttp(LIMITS, Reach(private_hosts=settings.private_hosts)))


def notice_duty(backend: Backend) -> Duty:
    parts = _parts(backend)
    return Duty(DELIVER, NoticeDelivery(parts).run, QUEUE, NoticeSweep(parts).run, LOOK_SECONDS)


def notice_desk(backend: Backend) -> Desk:
    """For whoever tells people of something in a transaction of their own."""
    return _parts(backend).desk


def _parts(backend: Backend) -> NoticingParts:
    settings = backend.notices
    # Where nobody can be asked approved invoices stay approved, which is no delay.
    resting = () if backend.verification.providers else (InvoiceState.APPROVED,)
    mail = None if settings.smtp is None else MailChannel(settings.smtp)
    rules = without_states(settings.rules, resting)
    return NoticingParts(backend.database, backend.jobs.enqueue, backend.clock, mail, webhook_channel(settings), rules)


def without_states(rules: NoticeRules, resting: Collection[InvoiceState]) -> NoticeRules:
    return replace(rules, waits={state: wait for state, wait in rules.waits.items() if state not in resting})


def probe_duties(backend: Backend, routes: Routes) -> tuple[Duty, ...]:
    """One or none. Raises SetupError for a probe of a ledger or provider that is not set up."""
    named = [_probe(backend, probe, routes) for probe in backend.notices.probes]
    if not named:
        return ()
    probing = Probing(ProbingParts(backend.database, backend.jobs.enqueue, backend.clock, named, _parts(backend).desk))
    return (Duty(PROBE, probing.run, PROBE_QUEUE, probing.look, PROBE_SECONDS),)


def _probe(backend: Backend, probe: ProbeSettings, routes: Routes) -> ProbeRoute:
    route = routes.by_tenant.get(probe.route)
    if probe.route and route is None:
        raise notice_settings_not_usable(f"the probe {probe.name} names the route of {probe.route}, which has no ledger")
    known = [provider for provider in backend.verification.providers if provider.name == probe.provider]
    if probe.provider and not known:
        raise notice_settings_not_usable(f"the probe {probe.name} names the provider {probe.provider}, which is not set up")
    look_up = None if probe.query is None else partial(_answer, build_verifiers(known, backend.clock), probe.query, backend.clock)
    return ProbeRoute(probe.name, probe.tenant, probe.every, route.first if route is not None else None, look_up)


def _answer(providers: Verifiers, query: Query, clock: Callable[[], datetime]) -> Answer:
    answers = providers.verify(query, lambda _: True)
    return (
        answers[-1] if answers else Answer(Outcome.THROTTLED, providers.names[0], clock(), message="it rests after failures, or is asked as often as it allows")
    )
