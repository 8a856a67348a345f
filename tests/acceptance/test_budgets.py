"""Claims against what the company allows in a month, and an activity's own budget (A5, A10)."""

from decimal import Decimal

from store.company import Company
from store.company.tables import Budget
from tests.acceptance.conversation import ANYTHING, Conversation
from tests.acceptance.test_forms import EXPENSE, form
from tests.conftest import MONDAY
from tests.office import Office


async def claim(talk: Conversation, amount: str, shade: int) -> None:
    await talk.photo("孙涛", shade, caption=EXPENSE.replace("1500", amount), heard=ANYTHING)


async def test_signers_see_how_far_a_budget_is_gone_and_what_goes_beyond_it_the_director_signs_too(
    database_url: str, company: Company
) -> None:
    allowing = company.model_copy(update={"budgets": (Budget(kind="travel", amount=Decimal(1000)),)})
    async with Office.open(database_url, allowing, at=MONDAY) as office:
        talk = Conversation(office)
        await claim(talk, "600", 90)
        await claim(talk, "400", 92)
        assert (
            "差旅 11 月已付 ¥0.00 + 在办 ¥600.00 + 本张 ¥400.00 = ¥1,000.00，预算 ¥1,000.00"
            in (await talk.last("高翔", "F2")).text
        )
        await talk.bring(("高翔", "/sign F2\n核准金额: 400"))
        await talk.say("陈静", "/sign F2", heard=ANYTHING)
        assert (await form(talk, 2))["state"] == "acting"
        await claim(talk, "0.01", 94)
        await talk.bring(("高翔", "/sign F3\n核准金额: 0.01"))
        await talk.say("陈静", "/sign F3", heard=ANYTHING)
        assert "超预算：差旅 11 月" in (await talk.last("赵敏", "请签字：F3")).text
        await talk.photo("陈静", 80, caption="/sign F2", heard=ANYTHING)
        await claim(talk, "5", 96)
        assert "已付 ¥400.00 + 在办 ¥600.01 + 本张 ¥5.00" in (await talk.last("高翔", "F4")).text


async def test_what_is_granted_counts_and_what_was_refused_or_taken_back_does_not(
    database_url: str, company: Company
) -> None:
    allowing = company.model_copy(update={"budgets": (Budget(kind="travel", amount=Decimal(1000)),)})
    async with Office.open(database_url, allowing, at=MONDAY) as office:
        talk = Conversation(office)
        await claim(talk, "600", 90)
        await talk.bring(("高翔", "/sign F1\n核准金额: 100"))
        await claim(talk, "300", 92)
        await talk.say("孙涛", "/withdraw F2", heard=ANYTHING)
        await claim(talk, "200", 94)
        assert "在办 ¥100.00 + 本张 ¥200.00 = ¥300.00" in (await talk.last("高翔", "F3")).text


async def test_a_signed_budget_takes_the_place_of_the_files_and_an_activity_adds_to_it(
    database_url: str, company: Company
) -> None:
    allowing = company.model_copy(update={"budgets": (Budget(kind="advertising", amount=Decimal(10)),)})
    async with Office.open(database_url, allowing, at=MONDAY) as office:
        talk = Conversation(office)
        await talk.bring(("王芳", "/form 预算\n费用类别: 广告\n月份: 11-30\n金额: 500"))
        await talk.bring(("赵敏", "/sign F1"), ("郑总", "/sign F1"))
        activity = (
            "/form 活动\n主题: 推介会\n目的: 新品\n开始: 11-26\n结束: 11-26\n地点: 苏州\n形式: 推介会\n内容: 演示\n"
            "人员: 孙涛\n预算: 300"
        )
        await talk.say("孙涛", activity, heard=ANYTHING)
        if "方案" in (await talk.last("孙涛")).text and (await talk.last("孙涛")).text.endswith("？"):
            await talk.say("孙涛", "跳过", heard=ANYTHING)
        assert (
            "广告 11 月已付 ¥0.00 + 在办 ¥0.00 + 本张 ¥300.00 = ¥300.00，预算 ¥500.00"
            in (await talk.last("赵敏", "F2")).text
        )
        await talk.say("赵敏", "/sign F2", heard=ANYTHING)
        await talk.photo(
            "孙涛", 90, caption=EXPENSE.replace("差旅", "广告").replace("1500", "800"), heard=ANYTHING
        )
        assert "本张 ¥800.00 = ¥800.00，预算 ¥800.00" in (await talk.last("高翔", "F3")).text
