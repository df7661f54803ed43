"""`fapiao user ...`: users, keys and phones from the terminal of the machine, for whoever runs the installation."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy.orm import Session

from api.command_line import DatabaseOption, DataOption, operator, output, stop, store_settings
from api.qr_text import qr_text
from intake.errors import IntakeError
from intake.people.names import DEFAULT_TENANT, tenant_name, user_name
from intake.people.password_policy import one_time_password
from intake.people.passwords import Passwords
from intake.people.refusals import no_such_credential, no_such_user
from intake.people.scopes import Scope
from intake.people.user import User
from intake.state import Role
from intake.store.people_devices import begin_pairing, devices_of, grant_device, revoke_device
from intake.store.people_first import FIRST_NAME, first_administrator
from intake.store.people_keys import keys_of, make_key, revoke_key
from intake.store.people_users import NewUser, add_user, disable_user, enable_user, find_user_by_name, set_password, set_roles, users_of
from intake.store.session import Database, open_database
from intake.store.upgrade import upgrade

users = typer.Typer(help="Users, API keys and phones. · 用户、API 密钥与手机", no_args_is_help=True)

TenantOption = Annotated[str, typer.Option("--tenant", help="Whose user · 租户")]
RoleOption = Annotated[list[Role], typer.Option("--role", help="May be given several times · 角色，可多次指定")]
NameArgument = Annotated[str, typer.Argument(help="Name to log in with · 用户名", show_default=False)]


def add_people_commands(app: typer.Typer) -> None:
    app.add_typer(users, name="user")


@users.command()
def add(name: NameArgument, role: RoleOption, tenant: TenantOption = DEFAULT_TENANT, data: DataOption = None, database_url: DatabaseOption = "") -> None:
    """Add a user, and print a one-time password. · 新增用户并显示一次性密码"""
    password, hashed = _new_password()
    with _transaction(data, database_url) as session:
        user = add_user(session, NewUser(tenant_name(tenant), user_name(name), frozenset(role), hashed), actor=operator(), at=_now())
    _secret(password, f"{user.name} can log in once with this password, and chooses another then. · {user.name} 可用此密码登录一次，随后须修改密码。")


@users.command("list")
def show(tenant: TenantOption = DEFAULT_TENANT, data: DataOption = None, database_url: DatabaseOption = "") -> None:
    """Users, keys and phones of a tenant. · 查看用户、密钥与手机"""
    with _transaction(data, database_url) as session:
        people, keys, devices = users_of(session, tenant), keys_of(session, tenant), devices_of(session, tenant)
    console = output()
    table = Table("what", "name", "rights", "id", "state")
    for user in people:
        state = "disabled" if user.disabled_at else "one-time password" if user.must_change_password else ""
        table.add_row("user", user.name, ", ".join(sorted(user.roles)), str(user.id), state)
    for key in keys:
        table.add_row("key", key.name, " ".join(sorted(key.scopes)), str(key.id), _state(key.revoked_at, key.ends_at))
    for device in devices:
        table.add_row("phone", f"{device.name} ({device.user_name})", "", str(device.id), _state(device.revoked_at, device.ends_at))
    console.print(table)


@users.command()
def role(name: NameArgument, role: RoleOption, tenant: TenantOption = DEFAULT_TENANT, data: DataOption = None, database_url: DatabaseOption = "") -> None:
    """Give a user these roles instead of the present ones. · 设置用户角色"""
    with _transaction(data, database_url) as session:
        set_roles(session, tenant, _user(session, tenant, name).id, role, actor=operator(), at=_now())


@users.command()
def disable(name: NameArgument, tenant: TenantOption = DEFAULT_TENANT, data: DataOption = None, database_url: DatabaseOption = "") -> None:
    """Log a user out everywhere for good. · 停用用户"""
    with _transaction(data, database_url) as session:
        disable_user(session, tenant, _user(session, tenant, name).id, actor=operator(), at=_now())


@users.command()
def enable(name: NameArgument, tenant: TenantOption = DEFAULT_TENANT, data: DataOption = None, database_url: DatabaseOption = "") -> None:
    """Let a disabled user log in again. · 启用用户"""
    with _transaction(data, database_url) as session:
        enable_user(session, tenant, _user(session, tenant, name).id, actor=operator(), at=_now())


@users.command()
def password(name: NameArgument, tenant: TenantOption = DEFAULT_TENANT, data: DataOption = None, database_url: DatabaseOption = "") -> None:
    """Print a new one-time password for a user, who is logged out everywhere. · 重设一次性密码"""
    new, hashed = _new_password()
    with _transaction(data, database_url) as session:
        user = _user(session, tenant, name)
        set_password(session, user, hashed, one_time=True, actor=operator(), at=_now())
    _secret(new, f"{user.name} can log in once with this password, and chooses another then. · {user.name} 可用此密码登录一次，随后须修改密码。")


@users.command()
def key(
    name: Annotated[str, typer.Argument(help="What the key is called · 密钥名称", show_default=False)],
    scope: Annotated[list[Scope], typer.Option("--scope", help="May be given several times · 权限，可多次指定")],
    days: Annotated[int, typer.Option(min=0, help="Ends after so many days; 0: never · 有效天数")] = 0,
    tenant: TenantOption = DEFAULT_TENANT,
    data: DataOption = None,
    database_url: DatabaseOption = "",
) -> None:
    """Make an API key for another system, and print it. · 创建 API 密钥"""
    now = _now()
    with _transaction(data, database_url) as session:
        made, secret = make_key(session, tenant_name(tenant), name, scope, actor=operator(), at=now, ends_at=now + timedelta(days=days) if days else None)
    _secret(secret, f"Key {made.id}: shown once. Send it as Authorization: Bearer. · 密钥仅显示一次，请放入 Authorization: Bearer 请求头。")


@users.command()
def token(
    name: NameArgument,
    device: Annotated[str, typer.Option("--device", help="What the device is called · 设备名称")] = "device",
    tenant: TenantOption = DEFAULT_TENANT,
    data: DataOption = None,
    database_url: DatabaseOption = "",
) -> None:
    """Make a token with which a device sends documents for a user, and print it. · 创建设备令牌"""
    with _transaction(data, database_url) as session:
        made, secret = grant_device(session, _user(session, tenant, name), device, actor=operator(), at=_now())
    _secret(secret, f"Device {made.id}: shown once. Send it as Authorization: Bearer. · 令牌仅显示一次，请放入 Authorization: Bearer 请求头。")


@users.command()
def pair(
    name: NameArgument,
    address: Annotated[
        str, typer.Option("--address", help="Of the service, as phones reach it: https://192.168.1.5:8000 · 手机访问服务的地址", show_default=False)
    ],
    tenant: TenantOption = DEFAULT_TENANT,
    data: DataOption = None,
    database_url: DatabaseOption = "",
) -> None:
    """Show a QR code that pairs a user's phone within two minutes. · 显示手机配对二维码"""
    with _transaction(data, database_url) as session:
        code, _ = begin_pairing(session, _user(session, tenant, name).id, _now())
    # Behind the #, which browsers send to nobody.
    link = f"{address.rstrip('/')}/capture#pair={code}"
    Console(stderr=True, highlight=False, soft_wrap=True).print(qr_text(link), markup=False)
    _secret(link, f"Scan it with {name}'s phone within two minutes; it works once. · 请在两分钟内用 {name} 的手机扫描，仅可使用一次。")


@users.command()
def revoke(
    id: Annotated[UUID, typer.Argument(help="Of a key or device, as `list` shows it · 密钥或设备编号", show_default=False)],  # noqa: A002 - the name users see
    tenant: TenantOption = DEFAULT_TENANT,
    data: DataOption = None,
    database_url: DatabaseOption = "",
) -> None:
    """Make a key or a device's token useless at once. · 吊销密钥或设备"""
    with _transaction(data, database_url) as session:
        actor, at = operator(), _now()
        if not revoke_key(session, tenant, id, actor=actor, at=at) and not revoke_device(session, tenant, id, actor=actor, at=at):
            raise no_such_credential()


def announce_first_administrator(database: Database, screen: Console) -> None:
    """Where nobody can log in yet, make the first administrator and print how. Raises what `Database.write` raises."""
    first = first_administrator(database, Passwords(), _now())
    if first is not None:
        screen.print(f"Log in as {FIRST_NAME} with the one-time password {first} · 请以 {FIRST_NAME} 和一次性密码 {first} 登录", style="bold", markup=False)


@contextmanager
def _transaction(data: Path | None, database_url: str) -> Iterator[Session]:
    """One on the database of the installation, brought to this program's schema; errors end the command with their sentences."""
    store = store_settings(data, database_url)
    try:
        if not store.is_shared:
            store.data.make()
        database = open_database(store.database_address)
        try:
            upgrade(database, store.data.backups)
            with database.write() as session:
                yield session
        finally:
            database.close()
    except IntakeError as error:
        stop(f"{error.message} · {error.message_zh}")


def _new_password() -> tuple[str, str]:
    """A one-time password and its hash, made before there is a transaction for others to wait for."""
    password = one_time_password()
    return password, Passwords().hash(password)


def _user(session: Session, tenant: str, name: str) -> User:
    user = find_user_by_name(session, tenant, user_name(name))
    if user is None:
        raise no_such_user(name)
    return user


def _now() -> datetime:
    return datetime.now(UTC)


def _state(revoked_at: datetime | None, ends_at: datetime | None) -> str:
    if revoked_at is not None:
        return "revoked"
    return "" if ends_at is None else f"until {ends_at.date().isoformat()}" if ends_at > _now() else "ended"


def _secret(secret: str, note: str) -> None:
    """The secret alone on standard output, for scripts."""
    sys.stdout.write(secret + "\n")
    sys.stdout.flush()
    Console(stderr=True, highlight=False, soft_wrap=True).print(note, markup=False)
