"""What must hold of every choreography, each broken rule told in one sentence that names what broke."""

from collections.abc import Iterator
from typing import Any

from common.choreography import Decides
from common.contracts import Event
from pydantic import ValidationError

from quadrille.choreography.catalogue import Catalogue, Entry, types
from quadrille.choreography.commanding import commands_of
from quadrille.choreography.compensation import uncompensated
from quadrille.choreography.endings import endless
from quadrille.choreography.machines import ill_formed


def problems(catalogue: Catalogue) -> list[str]:
    """All of them, each in a sentence; none, one hopes."""
    rules = (_contracts, ill_formed, _said, _seen, _kept, _asked, _protocol, uncompensated, endless)
    return [sentence for rule in rules for sentence in rule(catalogue)]


def _contracts(catalogue: Catalogue) -> Iterator[str]:
    for entry in catalogue.events.values():
        if not entry.doc:
            yield f"{entry.type} does not say what is true once it is said: its contract has no docstring"
        try:
            entry.contract.example()
        except ValidationError as error:
            fields = ", ".join(str(each["loc"][0]) for each in error.errors())
            yield f"{entry.type} has no example that is one: {fields}"
        missing = set(entry.contract.model_fields) - set(entry.contract.shown())
        for name in sorted(missing):
            yield f"{entry.type} has no example of its field {name}"


def _said(catalogue: Catalogue) -> Iterator[str]:
    for part, reaction in catalogue.reactions():
        for event_type in types(reaction.may_say):
            entry = catalogue.events.get(event_type)
            if entry is None:
                yield f"{part.service}'s {reaction.name} says {event_type}, which no contract describes"
            elif entry.owner != part.service:
                yield f"{part.service}'s {reaction.name} says {event_type}, which is {entry.owner}'s to say"
    for entry in catalogue.events.values():
        if not catalogue.said_by(entry.type):
            yield f"{entry.type} has a contract, but nothing that {entry.owner} reacts to makes it say so"


def _seen(catalogue: Catalogue) -> Iterator[str]:
    for part, reaction in catalogue.reactions():
        for event_type in types(reaction.after):
            if event_type not in catalogue.events:
                yield f"{part.service}'s {reaction.name} waits for {event_type}, which no contract describes"
            elif not catalogue.said_by(event_type):
                yield f"{part.service}'s {reaction.name} waits for {event_type}, which nobody says"
            elif reaction.prompt and catalogue.events[event_type].owner != part.service:
                yield f"{part.service}'s {reaction.name} waits for {event_type} of another service without reading it"
    watched = {event.type for part in catalogue.parts.values() if part.watches for event in part.reads}
    for event_type in catalogue.events:
        if event_type not in watched:
            yield f"{event_type} is written down by nobody: no service that watches reads it"


def _kept(catalogue: Catalogue) -> Iterator[str]:
    """Who keeps in mind what was said has to hear when it is undone; and who hears that, what there was to undo."""
    for part in catalogue.parts.values():
        notes = {event_type for each in part.reactions if not each.may_say for event_type in types(each.after)}
        heard = set(types(part.reads))
        for entry in catalogue.events.values():
            for undo in entry.undone_by or ():
                if entry.type in notes and undo not in heard:
                    yield f"{part.service} keeps in mind that {entry.type}, but does not see {undo}, which undoes it"
                if undo in notes and entry.type not in heard:
                    yield f"{part.service} sees {undo}, but not {entry.type}, which that undoes"


def _asked(catalogue: Catalogue) -> Iterator[str]:
    """What a service can be asked for, a declared event or prompt asks for; and no event asks that is not declared."""
    for part in catalogue.parts.values():
        if part.decides is not None:
            asked = {reaction.name for reaction in part.reactions if reaction.prompt}
            for entry in catalogue.events.values():
                try:
                    name = type(_command(part.decides, entry.contract)).__name__
                except AttributeError as error:
                    yield f"{part.service} cannot read {entry.type}: {error}"
                    continue
                if entry.contract in part.reads:
                    asked.add(name)
                elif name in commands_of(part):
                    yield f"{part.service} has an answer to {entry.type}, {name}, but does not declare that it reacts"
            for name in commands_of(part):
                if name not in asked:
                    yield f"{part.service} can be asked to {name}, but nothing is declared to ask for it"


def _command(decides: Decides[Any, Any], contract: type[Event]) -> Any:
    try:
        return decides.command(contract.example())
    except AssertionError:  # it says that this event is not one of its own
        return None


def _protocol(catalogue: Catalogue) -> Iterator[str]:
    for entry in catalogue.events.values():
        for step in entry.transitions:
            for needed in step.needs:
                yield from _unheard(catalogue, entry, needed)


def _unheard(catalogue: Catalogue, entry: Entry, needed: str) -> Iterator[str]:
    """What a service's step needs, it must have been told."""
    if needed not in catalogue.events:
        yield f"{entry.type} needs {needed}, which no contract describes"
        return
    part = catalogue.parts.get(entry.owner)
    heard = part is not None and needed in types(part.reads)
    if not heard and catalogue.events[needed].owner != entry.owner:
        yield f"{entry.type} needs {needed}, but no reaction of {entry.owner} sees that"
