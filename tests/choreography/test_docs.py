"""The documents that are derived from the code are what the code says."""

from pathlib import Path

from quadrille.choreography.catalogue import collect
from quadrille.choreography.docs.derived import derived, differences

DOCS = Path(__file__).parents[2] / "docs"


def test_the_documents_are_what_the_code_says() -> None:
    found = differences(derived(collect()), DOCS)
    assert not found, "\n".join(f"{each}; run make docs" for each in found)
