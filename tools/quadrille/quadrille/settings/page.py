"""docs/settings.md: every setting of every service, a table for each."""

from collections.abc import Iterable, Iterator, Mapping

from pydantic_settings import BaseSettings

from quadrille.settings.catalogue import Setting, own, shared

NOTICE = "<!-- Written by `quadrille settings docs` (make docs) from the code; do not edit. -->"
HEAD = """# Settings
All by environment, under the names below. `NAME_FILE` names a file that holds what `NAME` would say, for every setting
of every service (not of the sandbox); it is meant for secrets, which are marked. Both at once, a value that cannot be,
and one that must be set and is not, end a process at its start, with a sentence that names the setting and does not
repeat its value. How containers get them is in [k8s](../k8s/README.md) and [compose](../compose/README.md)."""
SHARED = """Each heeds those of what it needs: the gateway has no database and creates no topic, payment and the tracker
do not need Redis. A service that has another default says so below."""
LOCAL = """## The local stack
`make up` sets most of the above by itself, and passes everything else on to the services as it is. What it reads
besides, as variables of the environment or, where `make` has a shorter word, by that:

| name | `make up` | default | meaning |
| --- | --- | --- | --- |
| `QUADRILLE_STACK_DIR` | | `.stack` | the folder of its data, logs, pid files, passwords and keys |
| `QUADRILLE_PORT_OFFSET` | | `0` | added to every port, so that two stacks run side by side |
| `QUADRILLE_BROKERS` | `BROKERS=3` | `1` | brokers of Kafka: `1`, or `3` that keep a copy of everything each |
| `QUADRILLE_SECURE` | `SECURE=1` | `0` | `1`: Kafka with TLS, passwords and ACLs |
| `QUADRILLE_BROKERS` | `BROKERS=3` | `1` | how many Kafka brokers, 1 or 3 |
| `QUADRILLE_DETOUR` | | `0` | added to the ports at which services reach servers, for something that can cut them off |
| `QUADRILLE_RELEASES` | | | a folder of other releases of services, by the name of the process that runs each |
| `MAVEN_REPOSITORY_URL` | | Maven Central | where Kafka is downloaded from |
| `KAFKA_BROKERS`, `DATABASE_HOST`, `REDIS_HOST` | | | a server to use instead of starting one |
| | `GATEWAY=` `ORDER=` `PAYMENT=` `AUTH=` `TRACKER=` | 3, 2, 2, 1, 1 | how many processes of each |

[tools/stack](../tools/stack/README.md) says more."""


def page(services: Mapping[str, type[BaseSettings]]) -> str:
    """The whole page."""
    lines = [NOTICE, HEAD, "", "## Every service", SHARED, "", *_table(shared())]
    for name, settings in services.items():
        lines += ["", f"## {name.capitalize().replace('-', ' ')}", *_table(own(settings))]
    return "\n".join([*lines, "", LOCAL]) + "\n"


def _table(settings: Iterable[Setting]) -> Iterator[str]:
    yield "| name | takes | default | meaning |"
    yield "| --- | --- | --- | --- |"
    for each in settings:
        default = "must be set" if each.default is None else f"`{each.default}`" if each.default else ""
        takes = f"{each.takes}, **secret**" if each.secret else each.takes
        yield f"| `{each.name}` | {_cell(takes)} | {default} | {_cell(each.meaning)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
