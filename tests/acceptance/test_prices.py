"""The price list: proposed where a price is missing, named where one differs, the director's to hear where it is lower (O1)."""

from collections.abc import AsyncIterator

import pytest

from store.company import Company
from store.company.tables import ListPrice
from tests.acceptance.conversation import ANYTHING, Conversation
from tests.acceptance.scenes import HONGDA, HUADONG, order
from tests.conftest import MONDAY
from tests.office import Office

PRICES = [
    {"product": "面漆", "unit": "桶", "price": "320"},
    {"product": "面漆", "unit": "桶", "price": "310", "since": "2026-11-01"},
    {"product": "面漆", "unit": "桶", "price": "400", "since": "2027-01-01"},
    {"product": "面漆", "unit": "桶", "price": "300", "customer": "华东机械有限公司"},
    {"product": "稀释剂", "price": "15"},
]


@pytest.fixture
async def priced(database_url: str, company: Company) -> AsyncIterator[Conversation]:
    prices = tuple(ListPrice.model_validate(one) for one in PRICES)
    kept = company.model_copy(update={"prices": prices})
    async with Office.open(database_url, kept, at=MONDAY) as office:
        talk = Conversation(office)
        await talk.skip()
        yield talk
        await talk.check_manners()


async def test_a_missing_price_is_filled_in_from_the_list_and_given_back_to_read(
    priced: Conversation,
) -> None:
    talk = priced
    await talk.say(
        "王芳",
        order(items=("面漆, 10 桶", "环氧, 2 桶")),
        heard={"王芳": ("价目表", "面漆 310.00", "面漆, 10 桶, 310")},
    )
    text = (await talk.last("王芳", "价目表")).text
    assert "环氧, 2 桶, " not in text, "what the list lacks stays open"
    await talk.say("王芳", order(items=("环氧, 2 桶",)), heard={"王芳": "单价"})
    assert "价目表" not in (await talk.last("王芳")).text


async def test_a_price_that_differs_is_named_and_a_lower_one_is_the_directors_to_sign(
    priced: Conversation,
) -> None:
    talk = priced
    await talk.say("王芳", order(items=("面漆, 10 桶, 310",)), heard=ANYTHING)
    assert "价目表" not in str(talk.heard)
    await talk.say("王芳", order(items=("面漆, 11 桶, 330", "稀释剂, 2 升, 12")), heard=ANYTHING)
    told = [text for texts in talk.heard.values() for text in texts if "价目表" in text]
    assert any(
        "面漆 330.00（价目表 310.00）" in text and "稀释剂 12.00（价目表 15.00）" in text for text in told
    )
    lower = (await talk.last("赵敏", "低于价目表")).text
    assert "稀释剂 12.00，价目表 15.00" in lower and "面漆" not in lower and "王芳" in lower


async def test_what_goes_below_the_list_does_not_leave_before_somebody_else_signed_the_price(
    priced: Conversation,
) -> None:
    talk = priced
    await talk.bring(
        ("王芳", order(items=("面漆, 10 桶, 280",))),
        ("李强", "/stock 1 ready"),
        ("陈静", "/paid 1 2800"),
    )
    await talk.say("王芳", "/slip 1", heard={"王芳": "价格低于价目表，还没签字"})
    await talk.say("赵敏", "/reject 1 至少 290", heard=ANYTHING)
    assert "请处理异常：订单 1" in (await talk.last("王芳", "至少 290")).text
    await talk.bring(("王芳", "/change 1\n品名: 面漆, 10 桶, 290"), ("陈静", "/paid 1 100"))
    await talk.say("王芳", "/slip 1", heard={"王芳": "还没签字"})
    await talk.bring(("赵敏", "/sign 1"), ("王芳", "/slip 1"))
    assert (await talk.office.exported("orders"))[0]["state"] == "released"
    await talk.say("赵敏", "/undo 1", heard=ANYTHING)
    assert (await talk.office.exported("orders"))[0]["state"] == "released", "the slip stands on it"


async def test_a_price_back_at_the_list_waits_for_nobody_and_one_signed_as_a_change_is_signed(
    priced: Conversation,
) -> None:
    talk = priced
    await talk.bring(
        ("王芳", order(items=("面漆, 10 桶, 280",))),
        ("王芳", "/change 1\n品名: 面漆, 10 桶, 310"),
        ("李强", "/stock 1 ready"),
        ("陈静", "/paid 1 3100"),
        ("王芳", "/slip 1"),
    )
    assert (await talk.office.exported("orders"))[0]["state"] == "released"
    await talk.bring(("王芳", "/change 1\n品名: 面漆, 10 桶, 300"), ("赵敏", "/sign 1"), ("王芳", "/slip 1"))
    assert (await talk.office.exported("orders"))[0]["state"] == "released", (
        "signed as a change, with its price"
    )


async def test_a_customers_own_price_goes_before_the_houses(priced: Conversation) -> None:
    talk = priced
    await talk.say("王芳", order(customer=HUADONG, items=("面漆, 10 桶, 300",)), heard=ANYTHING)
    assert "价目表" not in str(talk.heard)
    await talk.say("王芳", order(customer=HONGDA, items=("面漆, 10 桶, 300",)), heard=ANYTHING)
    assert "低于价目表" in (await talk.last("赵敏", "价目表")).text


async def test_the_questions_one_by_one_say_what_the_list_has(priced: Conversation) -> None:
    talk = priced
    await talk.bring(("王芳", "/order ask"), ("王芳", HUADONG), ("王芳", "面漆"), ("王芳", "5 桶"))
    asked = await talk.last("王芳")
    assert "价目表 300.00" in asked.text and "300.00" in asked.button_texts


async def test_the_order_in_words_is_ready_for_the_customer(priced: Conversation) -> None:
    talk = priced
    await talk.say("王芳", order("交期: 2026-11-28"), heard=ANYTHING)
    taken = await talk.last("王芳", "已下单")
    await talk.press(
        "王芳",
        taken,
        "给客户的确认",
        heard={
            "王芳": (
                "您的订单已收到",
                "环氧富锌底漆 30 桶 × 280.00",
                "合计 ¥11,500.00，款到发货",
                "交期 11-28",
            )
        },
    )
    await talk.press("陈静", await talk.last("陈静"), data="confirmation:1", heard=ANYTHING)
    assert "您的订单已收到" not in str(talk.heard)
