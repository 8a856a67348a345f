"""Orders to measure with."""

from tests.bench.processes import Stage

TEXT = """/order
客户: 星河{customer}
品名: 环氧富锌底漆, 30 桶, 280
品名: 面漆, 10 桶, 310
包装: 托盘
付款: 款到发货
收货人: 张三
地址: 苏州市工业园区星湖街 1 号
电话: 13900001111"""


async def place(on: Stage, count: int) -> None:
    """Orders 1 to `count`, prepaid, taken in the desk rooms in turn, and settled."""
    for number in range(1, count + 1):
        text = TEXT.format(customer=number)
        await on.chat.say(on.people.of("service", number), on.people.desk(number), text)
    await on.quiet(1.5)
