"""A command by itself offers what it may be done on; lists open what they name; a press is taken back where it was made."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlmodel import select

from bot.app import Gendan
from store.process import offers
from store.process.records import Case
from store.registry import AREAS
from store.reports.requests import Report
from tests.acceptance.conversation import ANYTHING, Conversation, actions
from tests.acceptance.scenes import HONGDA, HUADONG, order, place


@contextmanager
def statements(app: Gendan) -> Iterator[list[str]]:
    """What the database is asked meanwhile."""
    said: list[str] = []

    def listen(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        said.append(statement)

    engine = app.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", listen)
    yield said
    event.remove(engine, "before_cursor_execute", listen)


async def test_a_bare_command_offers_the_cases_on_which_its_speaker_may_do_it_now(talk: Conversation) -> None:
    await talk.say("李强", "/stock", heard={"李强": "备货"})
    assert not (await talk.last("李强")).buttons, "nothing to prepare"
    await place(talk)
    await talk.say("陈静", "/paid", heard={"陈静": "请查款：订单 1"})
    await place(talk)
    await talk.say("陈静", "/paid", heard={"陈静": "哪一件"})
    offered = await talk.last("陈静", "哪一件")
    assert offered.button_texts == ["1 宏达钢构", "2 宏达钢构"]
    await talk.press("陈静", offered, 0, heard={"陈静": "多少钱"})
    await talk.bring(("陈静", "11500"), ("陈静", "/paid 2 11500"))
    await talk.say("陈静", "/paid", heard={"陈静": "现在没有"})


async def test_what_a_chosen_case_needs_besides_is_asked_for(talk: Conversation) -> None:
    await place(talk)
    await talk.say("王芳", "/problem", heard={"王芳": "哪一件"})
    await talk.press("王芳", await talk.last("王芳", "哪一件"), 0, heard=ANYTHING)
    assert "1" in (await talk.last("王芳")).text


async def test_a_bare_command_on_a_customer_says_how_it_is_written(talk: Conversation) -> None:
    for who, word in (
        ("陈静", "费用"),
        ("吴桐", "电话"),
        ("吴桐", "拜访"),
        ("许丹", "承诺"),
        ("吴桐", "/call"),
    ):
        await talk.say(
            who, word, heard={who: ("还缺客户", f"写法：\n{'电话' if word == '/call' else word} ")}
        )


async def test_report_alone_offers_every_kind_that_its_speaker_may_see_whichever_area_shows_it(
    talk: Conversation,
) -> None:
    assert talk.office.app is not None
    words = talk.office.app.vocabulary
    for who in ("赵敏", "陈静", "许丹", "吴桐", "李强"):
        await talk.say(who, "/report", heard={who: "您是说"})
        offered = (await talk.last(who)).button_texts
        for kind in Report:
            says = f"报表 {words.value('report', kind, 'zh')}"
            await talk.say(who, says, heard=ANYTHING)
            refused = "这一步由" in (await talk.last(who)).text
            assert (says in offered) != refused, (who, says)


async def test_undo_is_asked_about_from_the_menu_and_acts_when_typed(talk: Conversation) -> None:
    await place(talk)
    await talk.say("李强", "/stock 1 ready", heard=ANYTHING)
    await talk.say("李强", "/help", heard={"李强": "您常用的"})
    await talk.press("李强", await talk.last("李强", "您常用的"), 0, heard={"李强": ("撤回", "备货完成")})
    await talk.press("李强", await talk.last("李强", "要撤回"), "undo", heard=ANYTHING)


async def test_a_press_is_taken_back_from_its_own_message_for_five_minutes(talk: Conversation) -> None:
    await place(talk)
    task = await talk.task("李强", "ready", 1)
    await talk.press("李强", task, "ready", heard=ANYTHING)
    done = await talk.task("李强", "undo", 1)
    assert done.message_id == task.message_id
    await talk.later(minutes=6, heard=ANYTHING)
    last = next(one for one in await talk.office.seen("李强") if one.message_id == task.message_id)
    assert "undo" not in actions(last)


async def test_lists_open_each_case_that_they_name(talk: Conversation) -> None:
    await place(talk)
    await talk.say("李强", "/tasks", heard={"李强": "待办"})
    listed = await talk.last("李强", "待办")
    assert actions(listed) == ["show"] * len(listed.button_texts)
    await talk.press("李强", listed, 0, heard={"李强": "订单 1"})
    await talk.say("陈静", "/orders", heard={"陈静": "订单 1 张"})
    await talk.press("陈静", await talk.last("陈静", "订单 1 张"), 0, heard={"陈静": "订单 1"})
    shown = await talk.last("陈静")
    assert "ready" not in actions(shown) and "paid" in actions(shown), "the reader's own buttons only"


async def test_what_a_salesperson_may_look_at_is_offered_without_reading_what_they_may_not(
    talk: Conversation,
) -> None:
    """Of every kind of case: their own customers', and those that they opened."""
    for customer in (HONGDA, *[HUADONG] * 12, "华南机械"):
        await place(talk, order(customer=customer))
    await talk.bring(("王芳", "投诉 1 漆面起泡"), ("王芳", "投诉 2 漆面起泡"), ("吴桐", "投诉 14 漆面起泡"))
    await talk.bring(("吴桐", "投诉\n客户: 没见过的\n内容: 漏"))
    await talk.say("吴桐", "/show", heard={"吴桐": "哪一件"})
    assert (await talk.last("吴桐", "哪一件")).button_texts == ["1 宏达钢构", "C3 没见过的", "C1 宏达钢构"]
    app = talk.office.app
    assert app is not None
    async with app.store.reading() as unit:
        person = unit.roster.by_telegram(talk.office.id("吴桐"))
        assert person is not None
        actor = unit.roster.actor(person)
        for table in AREAS.values():
            with statements(app) as said:
                offered = {one["number"] for one in await offers.seen(unit, actor, table)}
            assert len(said) <= 2
            cases = (await unit.session.exec(select(Case).where(Case.area == table.name))).all()
            assert offered == {case.number for case in cases if await table.shows(unit, case, actor)}
