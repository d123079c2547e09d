"""Writes the lock file: what Kafka is made of, as a Maven repository tells it today."""

import hashlib
import json
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from jgo.maven import MavenContext

from stack.lockfile import KAFKA, LOCK_FILE, LOGGING, Artifact


def write_lock(repository: str) -> int:
    """Resolve Kafka and all it depends on, write the lock file and return the number of jars."""
    with tempfile.TemporaryDirectory() as folder:
        artifacts = _resolve(repository, Path(folder))
    document = {"artifacts": [asdict(artifact) for artifact in artifacts]}
    LOCK_FILE.write_text(json.dumps(document, indent=1) + "\n")
    return len(artifacts)


def _resolve(repository: str, folder: Path) -> Sequence[Artifact]:
    context = MavenContext(repo_cache=folder, remote_repos={"central": repository})
    kafka, needed = context.resolver.resolve([context.create_dependency(KAFKA)])
    found = []
    # The bridge joins unresolved: what it needs Kafka brings, and its parent POM would change Kafka's versions.
    for dependency in [*kafka, context.create_dependency(LOGGING), *needed]:
        content = dependency.artifact.resolve().read_bytes()
        coordinates = f"{dependency.groupId}:{dependency.artifactId}:{dependency.version}"
        found.append(Artifact(coordinates, hashlib.sha256(content).hexdigest(), len(content)))
    return found
