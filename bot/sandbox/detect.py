"""The entities that Telegram finds by itself in what a person types: commands, mentions, links."""

import re

from bot.sandbox.markup import Entity, FormattedText
from bot.sandbox.refusals import utf16_length

# A command ends where a word ends, in any script: "/order下单" is not one.
_COMMAND = re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>])")
_MENTION = re.compile(r"(?<!\w)@[A-Za-z0-9_]{3,32}(?!\w)")
_URL = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")


def entities_of(text: str) -> list[Entity]:
    found = []
    for kind, pattern in (("bot_command", _COMMAND), ("mention", _MENTION), ("url", _URL)):
        for match in pattern.finditer(text):
            found.append(
                {
                    "type": kind,
                    "offset": utf16_length(text[: match.start()]),
                    "length": utf16_length(match.group()),
                }
            )
    return sorted(found, key=lambda entity: entity["offset"])


def with_found_entities(body: FormattedText) -> list[Entity]:
    """The entities of a text the bot sent, and what Telegram finds beside them, outside of code and links."""
    closed = [e for e in body.entities if e["type"] in {"code", "pre", "text_link", "text_mention"}]
    found = [
        entity for entity in entities_of(body.text) if not any(_overlap(entity, other) for other in closed)
    ]
    return sorted([*body.entities, *found], key=lambda e: (e["offset"], -e["length"]))


def _overlap(one: Entity, other: Entity) -> bool:
    return bool(
        one["offset"] < other["offset"] + other["length"] and other["offset"] < one["offset"] + one["length"]
    )


def commands_in(text: str) -> list[str]:
    return [match.group() for match in _COMMAND.finditer(text)]


def mentions_in(text: str) -> list[str]:
    return [match.group().removeprefix("@").lower() for match in _MENTION.finditer(text)]
