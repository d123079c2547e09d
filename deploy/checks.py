"""What is checked before anybody relies on a deployment, and how far each check goes."""

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """How far a check goes."""

    RUN = "run for real"
    VALIDATED = "validated"


@dataclass(frozen=True, slots=True)
class Check:
    """`tests` are what pytest is told; what they skip could not be had here, and their reasons say why."""

    what: str
    kind: Kind
    tests: tuple[str, ...]


CHECKS = (
    Check("images and composition", Kind.RUN, ("tests/compose",)),
    Check("Kubernetes manifests", Kind.VALIDATED, ("tests/kubernetes",)),
    Check("metrics, alerts and dashboards", Kind.RUN, ("telemetry", "tests/telemetry")),
    Check("traces through every hop", Kind.RUN, ("tests/tracing",)),
    Check("Kafka by TLS, passwords and ACLs", Kind.RUN, ("tests/security/test_kafka.py",)),
    Check("PostgreSQL and Redis by TLS", Kind.RUN, ("tests/security/test_servers.py",)),
    Check("three brokers, each killed", Kind.RUN, ("tests/brokers",)),
    Check("everything restarted in turn, under load", Kind.RUN, ("tests/rolling",)),
    Check("releases side by side", Kind.RUN, ("tests/upgrade",)),
    Check("backup and restore", Kind.RUN, ("tests/restore",)),
    Check("workflows of CI", Kind.VALIDATED, ("deploy/tests",)),
)
