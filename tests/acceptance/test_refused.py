"""A refusal in private ends in what its reader could do instead."""

from tests.acceptance.conversation import ANYTHING, Conversation, actions
from tests.acceptance.scenes import place
from tests.office import DESK


async def test_whoever_is_refused_finds_their_own_task_below_with_an_example(talk: Conversation) -> None:
    await place(talk)
    await talk.say("陈静", "/stock 1 ready", heard={"陈静": ("这一步由车间来做", "1 全款到账")})
    refused = await talk.last("陈静", "这一步")
    assert actions(refused)[:3] == ["paid", "part", "none"]
    await talk.press("陈静", refused, "paid", heard=ANYTHING)
    await talk.say("陈静", "/stock 1 ready", heard={"陈静": "这一步由车间来做"})
    assert actions(await talk.last("陈静", "这一步")) == ["show"], "nothing of theirs is left"


async def test_who_waits_for_others_may_urge_them_from_the_refusal(talk: Conversation) -> None:
    await place(talk)
    await talk.say("王芳", "/slip 1", heard={"王芳": "还不能开单"})
    refused = await talk.last("王芳", "还不能开单")
    assert actions(refused) == ["urge", "show"]
    await talk.press("王芳", refused, "urge", heard=ANYTHING)


async def test_what_the_example_says_is_taken_as_it_stands(talk: Conversation) -> None:
    await place(talk)
    await talk.say("李强", "/paid 1 500", heard={"李强": ("这一步由财务", "1 备好了")})
    await talk.say("李强", "1 备好了", heard={"李强": "备货完成"})


async def test_in_a_room_a_refusal_has_no_buttons(talk: Conversation) -> None:
    await place(talk)
    before = len(await talk.office.seen(DESK))
    await talk.say("陈静", "/stock 1 ready", DESK, heard={"陈静": "这一步由车间来做"})
    assert len(await talk.office.seen(DESK)) == before
