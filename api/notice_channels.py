"""Settings -> the channels of notices, and the worker's duties to tell people and to probe."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from logging import getLogger

from api.build_service import Backend
from intake.duties.noticing import DELIVER, LOOK_SECONDS, QUEUE, NoticeDelivery, NoticeSweep, NoticingParts
from intake.duties.probing import LOOK_SECONDS as PROBE_SECONDS
from intake.duties.probing import PROBE, ProbeRoute, Probing, ProbingParts
from intake.duties.probing import QUEUE as PROBE_QUEUE
from intake.errors import SetupError
from intake.notices.mail import MailChannel
from intake.notices.named_probes import ProbeSettings
from intake.notices.named_settings import NoticeSettings
from intake.notices.problems import notice_settings_not_usable
from intake.notices.webhook import LIMITS, WebhookChannel
from intake.outside_http import OutsideHttp, Reach
from intake.outside_now import Outside
from intake.state import InvoiceState
from intake.store.notice_messages import Desk
from intake.verification.build_verifiers import build_verifiers
from intake.verification.provider_settings import ProviderSettings
from intake.verification.verifier import Answer, Outcome, Query
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
    mail = None if settings.smtp is None else MailChannel(settings.smtp)
    parts = NoticingParts(backend.database, backend.jobs.enqueue, backend.clock, mail, webhook_channel(settings), settings.rules)
    return replace(parts, resting=lambda: () if backend.outside.now().providers else (InvoiceState.APPROVED,))


def probe_duties(backend: Backend) -> tuple[Duty, ...]:
    """One or none. Raises SetupError for a probe of a ledger or provider that is not set up when the service starts."""
    outside = backend.outside.now()
    if not [_probe(probe, outside, backend.clock) for probe in backend.notices.probes]:
        return ()
    current = partial(_standing_probes, backend)
    probing = Probing(ProbingParts(backend.database, backend.jobs.enqueue, backend.clock, current, _parts(backend).desk))
    return (Duty(PROBE, probing.run, PROBE_QUEUE, probing.look, PROBE_SECONDS),)


def _standing_probes(backend: Backend) -> Sequence[ProbeRoute]:
    """Without those whose ledger or provider was taken away on the settings page, which the log tells of."""
    outside = backend.outside.now()
    found: list[ProbeRoute] = []
    for probe in backend.notices.probes:
        try:
            found.append(_probe(probe, outside, backend.clock))
        except SetupError as error:
            getLogger(__name__).warning("the probe %s rests: %s", probe.name, error.message)
    return found


def _probe(probe: ProbeSettings, outside: Outside, clock: Callable[[], datetime]) -> ProbeRoute:
    route = outside.by_tenant.get(probe.route)
    if probe.route and route is None:
        raise notice_settings_not_usable(f"the probe {probe.name} names the route of {probe.route}, which has no ledger")
    known = [provider for provider in outside.providers if provider.name == probe.provider]
    if probe.provider and not known:
        raise notice_settings_not_usable(f"the probe {probe.name} names the provider {probe.provider}, which is not set up")
    look_up = None if probe.query is None else partial(_answer, known, probe.query, clock)
    return ProbeRoute(probe.name, probe.tenant, probe.every, route.first if route is not None else None, look_up)


def _answer(known: Sequence[ProviderSettings], query: Query, clock: Callable[[], datetime]) -> Answer:
    providers = build_verifiers(known, clock)
    answers = providers.verify(query, lambda _: True)
    return (
        answers[-1] if answers else Answer(Outcome.THROTTLED, providers.names[0], clock(), message="it rests after failures, or is asked as often as it allows")
    )
