"""How often a login may be tried: the more have failed, for one account or from one address, the longer the next one has to wait. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil


class Subject(StrEnum):
    """Of whom failures are counted."""

    ACCOUNT = "account"
    ADDRESS = "address"


@dataclass(frozen=True)
class Failures:
    """What is kept of one account or address."""

    count: int
    last_at: datetime
    blocked_until: datetime


@dataclass(frozen=True)
class ThrottleRules:
    """Accounts are blocked soon, addresses late, since a whole office may share one."""

    account_tries: int = 5
    """Failures after which the next one has to wait."""
    address_tries: int = 50
    first_wait: timedelta = timedelta(seconds=30)
    """Doubled with every further failure."""
    longest_wait: timedelta = timedelta(minutes=15)
    """Not longer, since anybody can block an account whose name is known."""
    forget_after: timedelta = timedelta(hours=6)
    """Failures count no more when there was none for so long."""

    def tries(self, subject: Subject) -> int:
        return self.account_tries if subject is Subject.ACCOUNT else self.address_tries

    def one_more(self, known: Failures | None, subject: Subject, at: datetime) -> Failures:
        """After one more try that may fail; to be written down before the password is looked at, so that many at once are all counted."""
        count = 1 if known is None or at - known.last_at >= self.forget_after else known.count + 1
        over = count - self.tries(subject)
        wait = min(self.first_wait * 2 ** min(over, 30), self.longest_wait) if over >= 0 else timedelta(0)
        return Failures(count, at, at + wait)


def seconds_to_wait(known: Failures | None, at: datetime) -> int:
    """Whole seconds until the next try is taken; 0 for now."""
    return max(0, ceil((known.blocked_until - at).total_seconds())) if known is not None else 0


def address_of(host: str) -> str:
    """What an address is counted as: itself, and of IPv6 the network of 64 bits, of which every customer has all addresses. What is no address counts as it is."""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return host[:64]
    if isinstance(address, IPv6Address):
        mapped = address.ipv4_mapped
        return str(mapped) if mapped is not None else str(ip_network((address, 64), strict=False))
    return str(address)
