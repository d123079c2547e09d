"""The records that services could not handle: looking at them, replaying them, discarding them."""
