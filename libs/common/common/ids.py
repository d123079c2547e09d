"""Identifiers: UUID version 7 (RFC 9562), so that ids sort by the time they were made and indexes stay compact."""

from uuid import UUID

import uuid_utils.compat


def new_id() -> UUID:
    """A fresh id, later than every earlier one of this process."""
    return uuid_utils.compat.uuid7()
