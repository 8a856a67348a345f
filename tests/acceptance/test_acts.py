"""One human act is judged once, in however many messages Telegram brings it; what is forwarded is nobody's act."""

from itertools import permutations

import pytest

from store.company import Company
from tests.acceptance.conversation import ANYTHING, Conversation, Expected
from tests.acceptance.scenes import ORDER, bring_to, go, place
from tests.conftest import MONDAY
from tests.office import DESK, Office

NOTED = "已记下"
PART: Expected = {"陈静": (NOTED, "¥5,000.00"), "王芳": "¥5,000.00", "吴桐": "¥5,000.00"}
COMPLAINT = "/complain 1\n渠道: 电话\n内容: 面漆掉皮\n严重程度: 一般\n联系人: 张三\n电话: 13900001111"


async def album(talk: Conversation, who: str, captions: tuple[str, ...], **options: object) -> None:
    """Several pictures sent at once; whatever comes of them."""
    for at, caption in enumerate(captions):
        await talk.photo(who, 50 + at, caption=caption, album="A", heard=ANYTHING, **options)


# albums -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("order", sorted(set(permutations(("到账 5000", "", "")))))
async def test_an_album_is_judged_by_its_caption_once_whichever_picture_has_it(
    talk: Conversation, order: tuple[str, ...]
) -> None:
    await place(talk)
    task = await talk.task("陈静", "paid")
    for at, caption in enumerate(order):
        heard = PART if caption else None
        await talk.photo("陈静", 50 + at, caption=caption, reply_to=task, album="A", heard=heard)
    await talk.later(minutes=1)
    assert "¥6,500.00" in (await talk.card(1)).text
    await talk.say("王芳", "/show 1", heard={"王芳": ("已收 ¥5,000.00", "凭证 3 张")})


async def test_a_caption_in_ones_own_words_books_what_it_says(talk: Conversation) -> None:
    await place(talk)
    await talk.photo("陈静", 50, caption="先到了5000", reply_to=await talk.task("陈静", "paid"), heard=PART)


@pytest.mark.parametrize("caption", ["还没到账，这是对账截图", "", "对账单", "订单", "客户"])
async def test_an_album_that_says_nothing_of_money_books_nothing(talk: Conversation, caption: str) -> None:
    await place(talk)
    await album(talk, "陈静", (caption, "", ""), reply_to=await talk.task("陈静", "paid"))
    await talk.later(minutes=1, heard=ANYTHING)
    assert "货款 ⏳" in (await talk.card(1)).text
    assert "还没有记到账" in (await talk.last("陈静", "照片已存")).text
    await talk.say("王芳", "/show 1", heard={"王芳": "凭证 3 张"})


async def test_an_album_without_a_word_waits_for_one_and_is_then_kept_in_one_step(talk: Conversation) -> None:
    await place(talk)
    task = await talk.task("周伟", "vehicle")
    for shade in (1, 2, 3):
        await talk.photo("周伟", shade, reply_to=task, album="lorry")
    await talk.later(seconds=5, heard={"周伟": "照片已存"})
    await talk.photo("周伟", 4, reply_to=task, album="lorry")
    await talk.say("王芳", "/show 1", heard={"王芳": "凭证 4 张"})
    # The word comes late: still judged, once.
    heard: Expected = {"周伟": (NOTED, "沪A12345")}
    await talk.photo(
        "周伟", 5, reply_to=task, album="lorry", caption="派车 顺丰 沪A12345 13800000000", heard=heard
    )
    await talk.photo("周伟", 6, reply_to=task, album="lorry")


async def test_two_captions_in_one_album_are_one_act_and_the_second_is_named(talk: Conversation) -> None:
    await place(talk)
    task = await talk.task("陈静", "paid")
    await talk.photo("陈静", 1, caption="到账 5000", reply_to=task, album="A", heard=PART)
    await talk.photo("陈静", 2, caption="到账 5000", reply_to=task, album="A")
    heard: Expected = {"陈静": ("没有办", "到账 1 6500")}
    await talk.photo("陈静", 3, caption="到账 1 6500", reply_to=task, album="A", heard=heard)
    assert "¥6,500.00" in (await talk.card(1)).text


async def test_the_pictures_of_a_complaint_go_with_it_and_are_not_asked_about(talk: Conversation) -> None:
    await bring_to(talk, "closed")
    for captions in ((COMPLAINT, "", ""), ("", COMPLAINT, "")):
        for at, caption in enumerate(captions):
            name = "-".join(captions)
            heard = ANYTHING if caption else None
            await talk.photo("王芳", 60 + at, caption=caption, album=name, heard=heard)
    await talk.later(minutes=1)
    for number in (1, 2):
        await talk.say("王芳", f"/show C{number}", heard={"王芳": "照片 3 张"})


async def test_an_album_of_a_complaints_task_is_kept_with_the_complaint(talk: Conversation) -> None:
    await bring_to(talk, "closed")
    await talk.say("王芳", COMPLAINT, heard=ANYTHING)
    await album(talk, "王芳", ("", ""), reply_to=await talk.last("王芳", "C1"))
    await talk.later(seconds=5, heard={"王芳": "照片已存"})
    await talk.say("王芳", "/show C1", heard={"王芳": "照片 2 张"})


async def test_an_album_takes_no_second_step_whatever_it_answers(talk: Conversation) -> None:
    await bring_to(talk, "arrived")
    await go(talk, 1, ("王芳", "/inform {n}"))
    card = await talk.card(1)
    await album(talk, "周伟", ("运费 600", "", ""), reply_to=card)
    await album(talk, "陈静", ("运费 600", "", ""), reply_to=card)
    events = await talk.office.exported("events")
    actions = [one["action"] for one in events]
    assert actions.count("FreightClaimed") == actions.count("FreightConfirmed") == 1, actions
    await talk.say("王芳", "/show 1", heard={"王芳": "凭证 6 张"})


@pytest.mark.parametrize("words", ["", "/confirm R1"])
async def test_an_album_of_the_signed_statement_is_the_dealers_word_only_where_somebody_says_so(
    talk: Conversation, words: str
) -> None:
    await bring_to(talk, "closed")
    await talk.say("吴桐", "/return 1\n原因: 盖子渗漏\n品名: 面漆, 4", heard=ANYTHING)
    await go(talk, 1, ("王芳", "/checked R{n}"), ("彭辉", "/sign R{n}"), ("胡斌", "/count R{n}"))
    task = await talk.task("吴桐", "dealer_agreed", area="returns")
    await album(talk, "吴桐", ("", words, ""), reply_to=task)
    await talk.later(seconds=5, heard=ANYTHING)
    card = await talk.card(1, area="returns")
    assert ("客户确认 ✅" in card.text) is bool(words), card.text
    if not words:
        kept = await talk.last("吴桐", "照片已存")
        await talk.press("吴桐", kept, "dealer_agreed", toast="冲减", heard=ANYTHING)


async def test_an_album_about_nothing_is_asked_about_once_and_goes_by_one_press(talk: Conversation) -> None:
    await place(talk)
    for shade in (1, 2, 3):
        await talk.photo("周伟", shade, album="A")
        await talk.photo("王芳", shade, to=DESK, album="B")
    await talk.later(seconds=5, heard={"周伟": "哪个订单"})
    asked = await talk.last("周伟", "哪个订单")
    await talk.press("周伟", asked, "存到订单 1", toast=NOTED, heard={"周伟": "照片已存"})
    assert (await talk.last("周伟", "照片已存到")).buttons == []
    await talk.say("王芳", "/show 1", heard={"王芳": "凭证 3 张"})


async def test_an_album_outlives_a_restart_between_its_pictures(database_url: str, company: Company) -> None:
    async with Office.open(database_url, company, at=MONDAY, running=False) as office:
        talk = Conversation(office)
        async with office.bot_running():
            await talk.skip()
            await place(talk)
            task = await talk.task("陈静", "paid")
            await talk.photo("陈静", 1, reply_to=task, album="A")
        async with office.bot_running():
            await talk.photo("陈静", 2, reply_to=task, album="A", caption="到账 5000", heard=PART)
        async with office.bot_running():
            await talk.photo("陈静", 3, reply_to=task, album="A")
            await talk.later(minutes=1)
            await talk.say("王芳", "/show 1", heard={"王芳": ("已收 ¥5,000.00", "凭证 3 张")})
        await talk.check_manners()


# texts that Telegram cuts -------------------------------------------------------------------------------
LONG = "/order\n客户: 宏达钢构\n付款: 款到发货\n" + "\n".join(
    f"品名: 环氧富锌底漆加长名称的产品第{at:02}号外加一段说明文字直到一行足够长为止再长一点点再长一点点, 30 桶, 280"
    for at in range(90)
)


@pytest.mark.parametrize("to", [None, DESK])
@pytest.mark.parametrize("cut", [4096, 4000, 3800])
async def test_a_text_that_telegram_cut_is_named_and_nothing_of_it_is_run(
    talk: Conversation, cut: int, to: int | None
) -> None:
    assert len(LONG) > 4096
    await talk.say("王芳", LONG[:cut], to, heard={"王芳": ("太长", "没有办", "下单 表格")})
    await talk.say("王芳", LONG[cut:], to)
    await talk.say("王芳", "/orders", heard={"王芳": "没有"})


async def test_the_rest_of_a_cut_text_answers_no_question(talk: Conversation) -> None:
    await place(talk)
    await talk.press("陈静", await talk.card(1), "part", heard={"陈静": "多少钱"})
    await talk.say("陈静", LONG[:4096], heard={"陈静": "太长"})
    await talk.say("陈静", "500")
    await talk.later(minutes=1)
    await talk.say("陈静", "500", heard={"陈静": NOTED, "王芳": "¥500.00", "吴桐": "¥500.00"})


# what is forwarded --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "words", ["/paid 1 6000", "到账 1 6000", "@GendanBot 到账 1 6000", ORDER, "好了", "6000"]
)
async def test_what_is_forwarded_runs_nothing_in_a_room_or_in_private(talk: Conversation, words: str) -> None:
    await place(talk)
    said = await talk.say("吴桐", words, heard=ANYTHING)
    before = len(await talk.office.exported("events"))
    await talk.forward("陈静", said, DESK)
    await talk.forward("陈静", said, "陈静", heard={"陈静": ("转发", "没有办")})
    assert len(await talk.office.exported("events")) == before


async def test_a_forwarded_command_offers_its_case(talk: Conversation) -> None:
    await place(talk)
    said = await talk.say("吴桐", "/paid 1 6000", heard=ANYTHING)
    await talk.forward("陈静", said, "陈静", heard={"陈静": ("转发", "订单 1", "请按下面")})
    await talk.press("陈静", await talk.last("陈静", "转发"), "paid", toast=NOTED, heard=ANYTHING)


async def test_a_forwarded_figure_answers_no_open_question(talk: Conversation) -> None:
    await place(talk)
    said = await talk.say("吴桐", "500", heard=ANYTHING)
    await talk.press("陈静", await talk.task("陈静", "part"), "part", heard={"陈静": "多少钱"})
    await talk.forward("陈静", said, "陈静", heard={"陈静": "转发"})
    await talk.say("陈静", "500", heard={"陈静": NOTED, "王芳": "¥500.00", "吴桐": "¥500.00"})


async def test_a_forwarded_picture_is_asked_what_it_is_for_and_goes_by_one_press(talk: Conversation) -> None:
    await place(talk)
    sent = await talk.photo("吴桐", 9, caption="/paid 1 6000", heard=ANYTHING)
    await talk.forward("陈静", sent, DESK)
    await talk.forward("陈静", sent, "陈静", heard={"陈静": ("转发", "请按一下")})
    asked = await talk.last("陈静", "转发")
    await talk.press("陈静", asked, "存到订单 1", toast=NOTED, heard={"陈静": ("照片已存", "还没有记到账")})
    assert "货款 ⏳" in (await talk.card(1)).text


@pytest.mark.parametrize("captions", [("", ""), ("", "两张表"), ("两张表", "")])
async def test_workbooks_sent_at_once_are_each_read(talk: Conversation, captions: tuple[str, ...]) -> None:
    for at, caption in enumerate(captions):
        heard: Expected = {"王芳": (f"{at}.xlsx", "正在看")}
        await talk.photo("王芳", 70 + at, file=f"{at}.xlsx", caption=caption, album="A", heard=heard)
    await talk.later(minutes=1)


@pytest.mark.parametrize("captions", [("现场照片", "", ""), ("", "现场照片", ""), ("", "", "现场照片")])
async def test_an_album_with_words_that_say_nothing_loses_no_picture(
    talk: Conversation, captions: tuple[str, ...]
) -> None:
    await place(talk)
    await album(talk, "周伟", captions)
    await talk.later(seconds=5, heard=ANYTHING)
    asked = await talk.last("周伟", "哪个订单")
    await talk.press("周伟", asked, "存到订单 1", toast=NOTED, heard={"周伟": "照片已存"})
    await talk.say("王芳", "/show 1", heard={"王芳": "凭证 3 张"})


async def test_a_whole_command_sent_just_after_a_cut_text_is_no_rest_of_it(talk: Conversation) -> None:
    await place(talk)
    await talk.say("陈静", LONG[:4096], heard={"陈静": "太长"})
    await talk.say("陈静", "到账 1 5000", heard=PART)
