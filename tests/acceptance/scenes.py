"""Orders to take and the way to where a test begins."""

from tests.acceptance.conversation import ANYTHING, Conversation, Expected
from tests.office import DESK

HONGDA = "宏达钢构"
"""吴桐's customer, without monthly terms."""
HUADONG = "华东机械"
"""孙涛's customer, on a monthly account up to 100,000."""


def order(
    *more: str,
    customer: str = HONGDA,
    items: tuple[str, ...] = ("环氧富锌底漆, 30 桶, 280", "面漆, 10 桶, 310"),
    pay: str = "款到发货",
    command: str = "/order",
) -> str:
    """The labelled lines of an order over ¥11,500.00, with an address and a telephone; `more` adds lines."""
    lines = [command, f"客户: {customer}", *(f"品名: {item}" for item in items), f"付款: {pay}"]
    return "\n".join([*lines, "收货人: 张三", "地址: 苏州市工业园区星湖街 1 号", "电话: 13900001111", *more])


ORDER = order("包装: 托盘", "交期: 2026-11-28")

READY = ("李强", "/stock {n} ready")
PAID = ("陈静", "/paid {n} 11500")
VEHICLE = ("周伟", "/vehicle {n} 顺丰 沪A12345 13800000000")
SLIP = ("王芳", "/slip {n}")
SHIP = ("周伟", "/ship {n} SF1234567")
ARRIVE = ("周伟", "/arrive {n}")
INFORM = ("王芳", "/inform {n}")
CLOSE = ("王芳", "/close {n}")

PREPAID_WAY = (READY, PAID, SLIP, SHIP, ARRIVE, INFORM, CLOSE)
STATES = {"preparing": 0, "released": 3, "shipped": 4, "arrived": 5, "closed": 7}


SLIPPED: Expected = {
    "王芳": ("销售单", "0000"),
    "陈静": ("销售单", "0000"),
    "周伟": [("销售单", "0000"), "请发货"],
}
"""What the issue of a slip by 王芳 causes: the document to service, finance and logistics, and the next task."""


async def place(talk: Conversation, text: str = ORDER, who: str = "王芳", *, to: int | None = DESK) -> None:
    await talk.say(who, text, to, heard=ANYTHING)


async def bring_to(talk: Conversation, state: str, number: int = 1, text: str = ORDER) -> None:
    """A new order, prepaid or cleared otherwise, brought to a state by its departments."""
    await place(talk, text)
    way = PREPAID_WAY[: STATES[state]]
    if "款到发货" not in text:
        way = tuple(step for step in way if step is not PAID)
    await go(talk, number, *way)


async def go(talk: Conversation, number: int, *steps: tuple[str, str]) -> None:
    await talk.bring(*((who, text.format(n=number)) for who, text in steps))
