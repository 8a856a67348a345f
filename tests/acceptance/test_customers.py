"""Customers (U1, U2): one file however the name is written, whose it is, what changes in it, and who hears nothing of it."""

import pytest

from tests.acceptance.conversation import ANYTHING, Conversation
from tests.acceptance.scenes import HONGDA, order, place
from tests.office import DESK

NEW = "新源涂装"
FILE = f"客户\n客户: {NEW}\n简称: 新源\n税号: 91320500MA1\n地区: 苏州\n联系人: 张三\n职务: 采购\n手机: 13912345678\n电话: 0512-66668888"
MOBILE_OF_FILE = "13912345678"
ORDER = order(customer="新源涂装（苏州）有限公司")


async def test_whoever_registers_a_customer_owns_the_file_and_reads_it_in_private(talk: Conversation) -> None:
    await talk.say("吴桐", FILE, heard={"吴桐": f"已记下：{NEW} 登记客户，归您"})
    told = (NEW, "业务员 吴桐", "采购 张三 13912345678", "0512-66668888", "91320500MA1")
    await talk.say("吴桐", "客户 新源", heard={"吴桐": told})
    shown = await talk.last("吴桐", "业务员 吴桐")
    assert {"打了", "没接", "拜访", "核对无误", "记录"} <= set(shown.button_texts)


async def test_in_a_room_a_file_is_only_pointed_to(talk: Conversation) -> None:
    await talk.bring(("吴桐", FILE))
    await talk.say("吴桐", f"/customer {NEW}", to=DESK, heard={DESK: "已发到私聊", "吴桐": "13912345678"})


@pytest.mark.parametrize("name", [NEW, "新源涂装有限公司", " 新源 涂装 ", "新源"])
async def test_a_second_registration_is_refused_with_the_owners_name_and_nothing_else(
    talk: Conversation, name: str
) -> None:
    await talk.bring(("吴桐", FILE))
    await talk.say("孙涛", f"客户\n客户: {name}\n手机: 13600001111", heard={"孙涛": "已经登记过，归吴桐"})
    refused = await talk.last("孙涛", "已经登记过")
    assert "13912345678" not in refused.text


async def test_another_salesperson_does_not_learn_that_a_customer_is_on_file(talk: Conversation) -> None:
    await talk.bring(("吴桐", FILE))
    for typed in (f"/customer {NEW}", f"/call {NEW} 问好", "/customer 天外来客"):
        await talk.say("孙涛", typed, heard={"孙涛": "没有这个客户"})
    await talk.say("孙涛", "/customers 新源", heard={"孙涛": "没有符合的客户"})
    await talk.say("孙涛", f"/who {NEW}", heard={"孙涛": f"{NEW}：吴桐"})


async def test_a_change_stands_in_the_file_and_can_be_taken_back(talk: Conversation) -> None:
    await talk.bring(("吴桐", FILE))
    await talk.say(
        "王芳", f"客户 {NEW}\n地址: 星湖街 2 号\n联系人: 李四\n手机: 13700002222", heard={"王芳": "改资料"}
    )
    await talk.say(
        "吴桐",
        f"/customer {NEW}",
        heard={"吴桐": ("星湖街 2 号", "李四 13700002222", "采购 张三 13912345678")},
    )
    await talk.say("王芳", "/undo", heard={"王芳": f"已撤回：{NEW} 改资料"})
    await talk.say("吴桐", f"/customer {NEW}", heard={"吴桐": "采购 张三 13912345678"})
    assert "星湖街" not in (await talk.last("吴桐", "采购 张三")).text


async def test_the_record_of_a_file_names_what_was_said_of_it_and_never_the_facts(talk: Conversation) -> None:
    await talk.bring(("吴桐", FILE), ("王芳", f"客户 {NEW}\n新名称: 新源新材料\n级别: 高层"))
    await talk.say(
        "吴桐", "/history U3", heard={"吴桐": ("新源新材料 · 记录", "级别 新名称", "登记客户 联系人 手机")}
    )
    assert MOBILE_OF_FILE not in (await talk.last("吴桐", "记录")).text


async def test_nobody_is_asked_for_the_class_that_is_the_directors_to_say(talk: Conversation) -> None:
    await talk.say("吴桐", "/customer", heard={"吴桐": "地区:"})
    blank = await talk.last("吴桐", "地区:")
    assert "类别" not in blank.text
    await talk.press("吴桐", blank, "逐行填写", heard=ANYTHING)
    for said in (NEW, "跳过", "跳过", "苏州"):
        await talk.say("吴桐", said, heard=ANYTHING)
    assert "联系人？" in (await talk.last("吴桐")).text


async def test_class_and_salesperson_are_the_directors_to_set(talk: Conversation) -> None:
    await talk.bring(("吴桐", FILE))
    await talk.say("吴桐", f"客户 {NEW}\n类别: A", heard={"吴桐": "主任"})
    await talk.say("王芳", f"客户 {NEW}\n业务员: 孙涛", heard={"王芳": "主任"})
    await talk.say(
        "赵敏",
        f"客户 {NEW}\n类别: A\n业务员: 孙涛\n原因: 片区调整",
        heard={"赵敏": "改资料", "孙涛": f"{NEW} 归您了", "吴桐": "已转给孙涛"},
    )
    await talk.say("吴桐", f"/customer {NEW}", heard={"吴桐": "没有这个客户"})
    await talk.say("孙涛", f"/customer {NEW}", heard={"孙涛": "A 类"})


async def test_a_taken_tax_number_is_the_same_customer(talk: Conversation) -> None:
    await talk.bring(("吴桐", FILE))
    await talk.say("孙涛", "客户\n客户: 别的名字\n税号: 91320500MA1", heard={"孙涛": "已经登记过，归吴桐"})


async def test_a_look_alike_is_asked_and_what_was_typed_goes_on_once_it_is_answered(
    talk: Conversation,
) -> None:
    await talk.bring(("王芳", "客户\n客户: 新源涂装"))
    await talk.say("王芳", order(customer="新源涂装科技"), heard={"王芳": ("是同一家吗", "写的内容留着")})
    asked = await talk.last("王芳", "是同一家吗")
    assert asked.button_texts == ["是同一家：新源涂装", "是另一家"]
    await talk.press("王芳", asked, 0, toast="订单 1", heard=ANYTHING)
    assert "新源涂装" in (await talk.last(DESK, "订单 1")).text
    await talk.say("王芳", order(customer="新源涂装科技", items=("稀释剂, 2 桶, 90",)), heard=ANYTHING)
    assert "新源涂装" in (await talk.last(DESK, "订单 2")).text
    assert (await talk.last("王芳", "和 新源涂装 是同一家")).button_texts == []


async def test_another_is_never_asked_again_and_the_director_hears_of_it(talk: Conversation) -> None:
    await talk.bring(("王芳", "客户\n客户: 新源涂装"))
    await talk.say("王芳", order(customer="新源涂装科技"), heard={"王芳": "是同一家吗"})
    asked = await talk.last("王芳", "是同一家吗")
    await talk.press("王芳", asked, 1, toast="订单 1", heard=ANYTHING)
    await talk.last("赵敏", "和 新源涂装 不是同一家")
    await talk.say("王芳", order(customer="新源涂装科技", items=("稀释剂, 2 桶, 90",)), heard=ANYTHING)
    assert "新源涂装科技" in (await talk.last(DESK, "订单 2")).text


async def test_a_look_alike_of_somebody_elses_customer_is_the_directors_to_judge(talk: Conversation) -> None:
    await talk.bring(("吴桐", FILE))
    typed = order(customer="新源涂装科技")
    await talk.say(
        "孙涛", typed, heard={"孙涛": "请主任确认是否新客户", "赵敏": ("是同一家吗", "孙涛报的这个名称")}
    )
    assert NEW not in (await talk.last("孙涛", "请主任确认")).text.replace("新源涂装科技", "")
    asked = await talk.last("赵敏", "是同一家吗")
    await talk.press("赵敏", asked, 1, toast="是另一家", heard={"孙涛": "主任已确认"})
    go_on = await talk.last("孙涛", "主任已确认")
    await talk.press("孙涛", go_on, 0, toast="订单 1", heard=ANYTHING)
    await talk.press("孙涛", go_on, 0, toast="已经")


async def test_two_files_that_are_one_are_joined_and_parted_with_everything_that_names_them(
    talk: Conversation,
) -> None:
    await place(talk, order(customer="新源涂装"))
    await place(talk, order(customer="大源防腐", items=("稀释剂, 2 桶, 90",)))
    await talk.bring(("王芳", "/complain\n客户: 大源防腐\n内容: 面漆掉皮"))
    await talk.say("王芳", "/same 新源涂装, 大源防腐", heard={"王芳": "主任"})
    await talk.say("赵敏", "/same 新源涂装, 大源防腐", heard={"赵敏": "大源防腐 现在是 新源涂装 的别名"})
    await talk.say("王芳", "/show 2", heard={"王芳": "订单 2 · 新源涂装"})
    await talk.say("王芳", "/show C1", heard={"王芳": "新源涂装"})
    await talk.say("王芳", "/customer 大源", heard={"王芳": ("新源涂装", "又名：大源防腐")})
    await talk.say("赵敏", "/undo", heard={"赵敏": "已撤回"})
    await talk.say("王芳", "/show 2", heard={"王芳": "订单 2 · 大源防腐"})
    await talk.say("王芳", "/customer 大源防腐", heard={"王芳": "大源防腐"})


async def test_a_new_name_is_right_everywhere_and_the_old_one_still_found(talk: Conversation) -> None:
    await place(talk, order(customer="新源涂装"))
    await talk.say("王芳", "客户 新源涂装\n新名称: 新源新材料", heard={"王芳": "改资料"})
    await talk.say("王芳", "/show 1", heard={"王芳": "订单 1 · 新源新材料"})
    await talk.say("王芳", "/customer 新源涂装", heard={"王芳": ("新源新材料", "又名：新源涂装")})


async def test_a_call_and_a_visit_are_noted_by_words_and_by_buttons(talk: Conversation) -> None:
    await talk.bring(("吴桐", FILE))
    await talk.say("吴桐", f"电话 {NEW} 找张三，月底要 20 桶", heard={"吴桐": f"已记下：{NEW} 电话"})
    await talk.say("吴桐", f"/visit {NEW} 见张三，谈合同", heard={"吴桐": "没写地点"})
    await talk.say("吴桐", f"/visit {NEW} 见张三，谈合同，地点: 星湖街 1 号", heard={"吴桐": f"{NEW} 拜访"})
    await talk.say("吴桐", f"/customer {NEW}", heard={"吴桐": ("上次电话 11-", "拜访 11-")})
    shown = await talk.last("吴桐", "上次电话")
    await talk.press("吴桐", shown, shown.button_texts.index("没接"), toast="没接")
    await talk.press(
        "吴桐", shown, shown.button_texts.index("打了"), toast="", heard={"吴桐": f"打给 {NEW} 说了什么"}
    )
    await talk.say("吴桐", "张三说下周定", heard={"吴桐": f"已记下：{NEW} 电话"})


@pytest.mark.parametrize(
    "words", ["客户满意就好", "电话会议改到三点", "客户: 下午来", "合并同类项", "客户 来了三个"]
)
async def test_these_words_among_people_are_no_commands(talk: Conversation, words: str) -> None:
    await talk.say("王芳", words, to=DESK)


async def test_service_registers_and_the_director_gives(talk: Conversation) -> None:
    await talk.say(
        "王芳", "客户\n客户: 新源涂装", heard={"王芳": "已记下：新源涂装 登记客户", "赵敏": "归谁请您定"}
    )
    asked = await talk.last("赵敏", "归谁请您定")
    await talk.press(
        "赵敏", asked, asked.button_texts.index("归吴桐"), toast="归吴桐", heard={"吴桐": "新源涂装 归您了"}
    )
    await talk.press("赵敏", asked, asked.button_texts.index("归孙涛"), toast="已经归吴桐")


async def test_an_order_by_another_spelling_is_the_same_customers(talk: Conversation) -> None:
    await place(talk, order(customer="宏达钢构有限公司"))
    assert HONGDA in (await talk.last(DESK, "订单 1")).text
    assert "有限公司" not in (await talk.last(DESK, "订单 1")).text


@pytest.mark.parametrize("word", ["ABC", "abc", "ＡＢＣ", "abc机械(苏州)", "ABC机械（苏州）"])
async def test_lists_find_a_customer_in_whatever_spelling_the_name_is_typed(
    talk: Conversation, word: str
) -> None:
    await place(talk, order(customer="ＡＢＣ机械（苏州）"))
    await talk.say("赵敏", f"客户列表 {word}", heard={"赵敏": "客户 1 家"})
    await talk.say("王芳", f"订单 {word}", heard={"王芳": "订单 1 张"})
