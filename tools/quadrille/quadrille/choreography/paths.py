"""The paths of the saga that are told in its documentation: prompts only; what comes of them the services say."""

from dataclasses import dataclass, field
from typing import Any

from quadrille.choreography.catalogue import Catalogue
from quadrille.choreography.playing import Story


@dataclass(frozen=True)
class Ask:
    """A prompt, by the name of its command, with what is to be chosen in it."""

    name: str
    choices: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Hold:
    """An event is late for a service: it comes once all else has happened."""

    event: str
    service: str


@dataclass(frozen=True)
class Path:
    """A way through the saga; `when` says in a sentence when it is gone."""

    title: str
    when: str
    steps: tuple[Ask | Hold, ...]


PLACED, BY_HAND = Ask("PlaceOrder", {"confirmation": "auto"}), Ask("PlaceOrder", {"confirmation": "manual"})
TAKEN, DECLINED = Ask("RecordCharge", {"verdict": "Approved"}), Ask("RecordCharge", {"verdict": "Declined"})
NOT_TAKEN = Ask("RecordVoid", {"charge_id": None, "refund_id": None})
RETURNED = Ask("RecordVoid", {"charge_id": "ch_5b1e7c3d", "refund_id": "re_5b1e7c3d"})
CANCELLED, EXPIRED, RETRIED = Ask("CancelOrder"), Ask("ExpireOrder"), Ask("RetryOrder")
REFUNDED = Ask("RecordRefund")

PATHS = (
    Path("The order is paid and confirmed", "All is well.", (PLACED, TAKEN)),
    Path(
        "Confirmed by hand",
        "The order was placed to be confirmed by somebody once it is paid.",
        (BY_HAND, TAKEN, Ask("ConfirmOrder")),
    ),
    Path("The payment is declined", "The provider will not take the money.", (PLACED, DECLINED)),
    Path(
        "Cancelled while being charged",
        "The customer calls the order off before the provider has answered, and nothing was taken.",
        (PLACED, CANCELLED, NOT_TAKEN),
    ),
    Path(
        "Cancelled, but the charge was quicker",
        "As before, but the provider's answer to the charge arrives: it took the money.",
        (PLACED, CANCELLED, TAKEN, REFUNDED),
    ),
    Path(
        "Cancelled, and the void returned a charge",
        "As before, but the charge's own answer is lost: that to the void tells that it had charged, and gave it back.",
        (PLACED, CANCELLED, RETURNED),
    ),
    Path(
        "Cancelled after confirmation",
        "The customer calls off an order that is paid.",
        (PLACED, TAKEN, CANCELLED, REFUNDED),
    ),
    Path(
        "Called off by an administrator",
        "An administrator compensates an order that is paid and waits to be confirmed.",
        (BY_HAND, TAKEN, Ask("CompensateOrder"), REFUNDED),
    ),
    Path(
        "The deadline",
        "The provider does not answer in time.",
        (PLACED, EXPIRED, NOT_TAKEN),
    ),
    Path(
        "Another attempt",
        "The payment was declined, and an administrator gives the order another attempt.",
        (PLACED, DECLINED, RETRIED, TAKEN),
    ),
    Path(
        "Cancelled before payment saw it",
        "It sees the cancellation first, say because what was placed waited as a dead letter until it was replayed.",
        (Hold("order.placed", "payment"), PLACED, CANCELLED),
    ),
)


def play(catalogue: Catalogue, path: Path) -> Story:
    """The story of a path. Raises `ValueError` when a service says what it did not declare."""
    story = Story(catalogue)
    for step in path.steps:
        if isinstance(step, Hold):
            story.hold(step.event, step.service)
        else:
            story.ask(step.name, step.choices)
    story.release()
    return story


def unplayed(catalogue: Catalogue) -> list[str]:
    """Which reactions of services with deciders are on no path, each in a sentence."""
    played = {(turn.service, turn.reaction) for path in PATHS for turn in play(catalogue, path).turns}
    return [
        f"{part.service}'s {reaction.name} is on no path: add one to the documented paths"
        for part, reaction in catalogue.reactions()
        if part.decides is not None and reaction.may_say and (part.service, reaction) not in played
    ]
