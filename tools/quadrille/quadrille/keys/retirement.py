"""Old keys are dropped from what is published once their last token has expired: then nobody is refused for it."""

from stack.errors import StackError
from stack.key_folder import KeyFolder

from quadrille.keys.ring import Key, Signs, keys_of


def retire(folder: KeyFolder, now: int, *, early: bool) -> list[Key]:
    """Drop the published keys that sign no more; returns them. `now` is in seconds since the epoch.

    Those whose tokens may still be valid stay, unless `early`. Raises `StackError` when that is so of all of them.
    """
    old = [key for key in keys_of(folder) if key.signs is Signs.NO_MORE]
    due = [key for key in old if early or (key.expires is not None and key.expires <= now)]
    if old and not due:
        raise StackError(
            f"Tokens signed with {', '.join(key.kid for key in old)} may still be valid, and would be refused;"
            " `quadrille keys list` tells until when. Retire it then, or with --now."
        )
    dropped = {key.kid for key in due}
    if dropped:
        folder.publish(key for key in folder.published() if key["kid"] not in dropped)
    return due
