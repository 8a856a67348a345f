"""Who speaks, in which room. Whether they may is the step table's business."""

from dataclasses import dataclass

from telegram import Chat, User
from telegram.constants import ChatID, ChatType

from store.people.actor import Actor
from store.people.roster import Person, Place, Roster


@dataclass(frozen=True)
class Speaker:
    """A member, in their private chat (`place` is None) or in a known room."""

    person: Person
    actor: Actor
    chat_id: int
    place: Place | None

    @property
    def private(self) -> bool:
        return self.place is None


@dataclass(frozen=True)
class Stranger:
    """Somebody, or somewhere, that the company doesn't know: learns nothing, changes nothing."""

    chat_id: int
    known_room: bool


@dataclass(frozen=True)
class Masked:
    """An administrator who speaks as the group: nobody can tell who it is."""

    place: Place


def identify(
    roster: Roster, user: User | None, chat: Chat | None, sender_chat: Chat | None = None
) -> Speaker | Stranger | Masked | None:
    """None for what is not a person speaking: channels, other bots, the bot itself."""
    if chat is None or chat.type == ChatType.CHANNEL or user is None:
        return None
    place = roster.place(chat.id)
    if user.id == ChatID.ANONYMOUS_ADMIN or sender_chat is not None:
        return Masked(place) if place else Stranger(chat.id, known_room=False)
    if user.is_bot:
        return None
    person = roster.by_telegram(user.id)
    private = chat.type == ChatType.PRIVATE and chat.id == user.id
    if person is None or (place is None and not private):
        return Stranger(chat.id, known_room=place is not None)
    return Speaker(person, roster.actor(person), chat.id, None if private else place)
