"""The machine's clock set back while the bot runs: nothing waits for a time that was there before, nothing runs wild."""

from datetime import timedelta

from tests.acceptance.conversation import ANYTHING, Conversation
from tests.acceptance.scenes import READY, go, place

BACK = timedelta(hours=-2)


async def test_with_the_clock_set_back_whoever_asks_is_answered_and_no_message_is_made_over_and_over(
    talk: Conversation,
) -> None:
    await place(talk)
    talk.office.clock.advance(BACK)
    await talk.say("王芳", "查单 1", heard={"王芳": ("订单 1", "李强")})
    await go(talk, 1, READY)
    before = len(await talk.office.chat.calls())
    await talk.later(seconds=1)
    assert len(await talk.office.chat.calls()) == before


async def test_an_album_that_began_before_the_clock_was_set_back_is_taken_as_one(talk: Conversation) -> None:
    await place(talk)
    task = await talk.task("陈静", "paid", 1)
    for shade in (10, 20):
        await talk.photo("陈静", shade, album="a", reply_to=task)
    talk.office.clock.advance(BACK)
    await talk.later(seconds=1, heard={"陈静": "照片已存"})


async def test_after_the_clock_was_set_back_tasks_go_on_to_the_next_at_their_hour(talk: Conversation) -> None:
    await place(talk)
    talk.office.clock.advance(BACK)
    await talk.until("2026-11-23T10:15", heard=ANYTHING)
    assert any("请查款" in text for text in talk.heard.get(talk.office.id("钱丽"), []))
