"""What only shows that something was read: a sign in private, nothing in a room; and who is at it is given one turn more."""

import pytest

from tests.acceptance.conversation import Conversation
from tests.acceptance.scenes import place
from tests.office import DESK, Office


@pytest.mark.parametrize("said", ["收到", "好的", "在做了", "正在备货，别急", "👌"])
async def test_in_private_a_sign_of_having_read_gets_a_sign_and_no_words(
    talk: Conversation, said: str
) -> None:
    await place(talk)
    await talk.say("李强", said)
    assert [one.reaction for one in await _own(talk, "李强") if one.text == said] == ["👍"]


async def test_in_a_room_nothing_answers_it(talk: Conversation) -> None:
    await place(talk)
    await talk.reply("李强", await talk.card(1), "收到")
    assert not any(one.reaction for one in await talk.office.chat.messages(DESK))


async def test_a_sign_that_telegram_does_not_take_is_owed_no_more(office: Office) -> None:
    await office.chat.fault(
        "error", method="setMessageReaction", status=400, description="Bad Request: REACTION_INVALID"
    )
    await office.say("李强", "收到")
    await office.say("邓凯", "/undelivered")
    assert (await office.last("邓凯")).text == "都送到了。"


async def test_whoever_is_at_it_is_given_one_turn_more_and_only_once(talk: Conversation) -> None:
    await place(talk)
    await talk.later(minutes=14)
    await talk.say("陈静", "在查了")
    await talk.later(minutes=14)
    await talk.say("陈静", "正在查，别急")
    await talk.later(minutes=2, heard={"钱丽": "请查款"})


async def _own(talk: Conversation, who: str) -> list:  # type: ignore[type-arg]
    return [one for one in await talk.office.chat.messages(talk.office.id(who)) if not one.from_bot]
