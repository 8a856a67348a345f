"""The demo in a real browser, on a phone and on a desk: what a newcomer sees, presses and reads."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

SIZES = {"phone": (390, 844), "desk": (1280, 800)}
ORDER = """/order
客户：宏达钢构
品名：环氧富锌底漆，30 桶，280
品名：面漆，10 桶，310
付款：款到发货
收货人：张三
地址：苏州市工业园区星湖街 1 号
电话：13900001111
交期：11-28"""
HASTE = 20
COVERED = """() => {
  const toast = document.querySelector("#toast").getBoundingClientRect();
  const under = (box) => box.left < toast.right && box.right > toast.left && box.top < toast.bottom && box.bottom > toast.top;
  return [...document.querySelectorAll("button, textarea")].filter((each) => each.checkVisibility())
    .filter((each) => under(each.getBoundingClientRect())).map((each) => each.textContent);
}"""


@asynccontextmanager
async def opened(browser: Browser, address: str, size: str) -> AsyncIterator[Page]:
    """A page that complains of nothing, asks nobody else for anything, and is no wider than its window."""
    width, height = SIZES[size]
    phone = size == "phone"
    context = await browser.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=1.5 if phone else 1,
        is_mobile=phone,
        has_touch=phone,
        locale="zh-CN",
        reduced_motion="reduce",
    )
    page = await context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if said.type in {"error", "warning"} else None)
    page.on("request", lambda asked: None if asked.url.split("/")[2] in address else faults.append(asked.url))
    page.set_default_timeout(30_000)
    expect.set_options(timeout=30_000)
    await page.goto(address)
    await expect(page.locator("#own h2")).not_to_be_empty()
    yield page
    assert faults == []
    assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    await context.close()


async def speak_as(page: Page, name: str) -> None:
    if await page.locator("#who").is_visible():
        await page.click("#who")
    await page.locator("#people button").filter(has_text=name).click()
    await expect(page.locator("#own h2")).to_contain_text(name)


async def pane(page: Page, name: str) -> Locator:
    """The room or the own chat; on a phone its tab is touched first."""
    if await page.locator("#tabs").is_visible():
        await page.locator("#tabs button").nth(["room", "own"].index(name)).click()
    return page.locator(f"#{name}")


@pytest.mark.parametrize("size", SIZES)
async def test_an_order_is_sent_its_card_appears_and_changes_as_it_is_pressed(
    browser: Browser, demo: str, size: str, pictures: Path
) -> None:
    async with opened(browser, demo, size) as page:
        await page.get_by_role("button", name="自己下一单").click()
        await expect(page.locator("#own textarea")).to_be_focused()  # the address in it is not for the group
        await page.locator("#own textarea").fill(ORDER)
        await page.locator("#own .send").click()
        room = await pane(page, "room")
        card = room.locator(".bot").filter(has_text="订单 1 · 宏达钢构")
        await expect(card).to_contain_text("¥11,500.00")
        await expect(card).not_to_contain_text("13900001111")

        await speak_as(page, "李强")
        await card.get_by_role("button", name="备好了").click()
        await expect(page.locator("#toast")).to_contain_text("备货完成")
        covered = await page.evaluate(COVERED)
        assert covered == [], "the answer lies on what is pressed next"
        await expect(card).to_contain_text("备货 ✅ 李强")
        await expect(card.get_by_role("button", name="备好了")).to_have_count(0)
        await expect((await pane(page, "own")).locator(".messages")).to_contain_text("✅ 订单 1 · 宏达钢构")

        await speak_as(page, "陈静")
        await expect(page.locator("#own .messages")).to_contain_text("请查款：订单 1")
        if size == "phone":
            await pane(page, "room")
        await expect(page.locator("#toast")).to_be_hidden()
        await page.evaluate("document.fonts.ready")
        await page.screenshot(path=pictures / f"{size}.png")


@pytest.mark.parametrize("size", SIZES)
async def test_the_played_day_goes_from_order_to_close_and_leaves_the_presses_to_the_visitor(
    browser: Browser, demo: str, size: str
) -> None:
    """A newcomer sees a shut gate, finance chased in turn and the director told, opens the slip, closes the order."""
    async with opened(browser, f"{demo}/?haste={HASTE}", size) as page:
        await page.locator(".welcome .main").click()
        for who, button in (("李强", "备好了"), ("陈静", "全款到账"), ("王芳", "开单"), ("王芳", "结单")):
            await expect(page.locator("#own h2")).to_contain_text(who, timeout=60_000)
            marked = page.locator(".marked:visible")
            await expect(marked).to_have_text(button, timeout=60_000)
            await expect(page.locator("#turn")).to_have_text("请您来")
            if button == "全款到账":
                await expect(page.get_by_role("button", name="替我按")).to_be_visible()
                await page.get_by_role("button", name="替我按").click()
            else:
                await marked.click()
            await expect(page.locator("#room .own")).to_have_count(
                0
            )  # nothing private was typed in the group
        await expect(page.locator("#line")).to_contain_text("一单走完了", timeout=60_000)
        card = page.locator("#room .bot").filter(has_text="订单 1 · 宏达钢构").first
        await expect(card).to_be_in_viewport(ratio=0.6)  # though the calendar has spoken since
        await expect(page.locator("#room .messages")).not_to_contain_text("13900001111")
        await expect(page.locator("#room .messages")).not_to_contain_text("星湖街")
        await page.get_by_role("button", name="好", exact=True).click()
        await expect(page.locator("#tour")).to_be_hidden()

        own = await pane(page, "own")
        await expect(own.locator(".messages")).to_contain_text("还不能开单：货款还差 ¥11,500.00")
        await expect(own.locator(".messages")).to_contain_text("王芳 结单")
        slip = await own.locator("a.document").first.get_attribute("href")
        answered = await page.request.get(f"{demo}/{slip}")
        assert (await answered.body()).startswith(b"%PDF")
        assert "Content-Security-Policy" not in answered.headers  # browsers show no PDF in a sandbox
        for chased, told in (("钱丽", "订单 1 · 宏达钢构"), ("赵敏", "订单 1 宏达钢构：货款")):
            await speak_as(page, chased)
            await expect((await pane(page, "own")).locator(".messages")).to_contain_text(told)


async def test_a_visitor_who_acts_takes_over_and_goes_on_when_they_like(browser: Browser, demo: str) -> None:
    async with opened(browser, f"{demo}/?haste=3", "desk") as page:
        await page.locator("#play").click()
        await expect(page.locator("#line")).to_contain_text("客服王芳")
        await page.locator("#people button").filter(has_text="郑总").click()
        await expect(page.locator("#line")).to_contain_text("您接手了")
        await expect(page.locator("#own h2")).to_contain_text("郑总")
        await page.get_by_role("button", name="接着演").click()
        await expect(page.locator("#turn")).to_have_text("请您来", timeout=60_000)
        await expect(page.locator("#room .bot")).to_have_count(1)  # what was said before isn't said again
        await page.get_by_role("button", name="不看了").click()
        await expect(page.locator("#tour")).to_be_hidden()


async def test_the_whole_company_changes_its_language_with_the_page(browser: Browser, demo: str) -> None:
    async with opened(browser, demo, "desk") as page:
        await page.locator("#room textarea").fill(ORDER)
        await page.locator("#room .send").click()
        card = page.locator("#room .bot")
        await expect(card).to_contain_text("备货 ⏳ 李强")
        await page.click("#language")
        await expect(card).to_contain_text("Goods ⏳ 李强")
        await speak_as(page, "李强")
        await expect(page.locator("#people [aria-current]")).to_contain_text("production")
        await expect(page.locator("#own .messages")).to_contain_text("Please prepare: order 1")
        await page.reload()
        await expect(page.locator("#play")).to_have_text("Play a day")


async def test_the_clock_goes_to_the_next_reminder(browser: Browser, demo: str) -> None:
    async with opened(browser, demo, "desk") as page:
        await page.locator("#room textarea").fill(ORDER)
        await page.locator("#room .send").click()
        await expect(page.locator("#room .bot")).to_contain_text("货款 ⏳ 陈静")
        await page.click("[data-push=reminder]")
        await expect(page.locator("#clock")).to_contain_text("09:16")
        await expect(page.locator("#toast")).to_have_text("09:16 提醒了钱丽")
        await expect(page.locator("#own h2")).to_have_text("钱丽的私聊")
        await expect(page.locator("#own .messages")).to_contain_text("订单 1")


@pytest.mark.parametrize("size", SIZES)
async def test_every_push_to_the_next_reminder_opens_a_chat_in_which_the_bot_has_just_spoken(
    browser: Browser, demo: str, size: str
) -> None:
    """Also with nothing but the calendar to come, past moments at which nobody hears anything."""
    async with opened(browser, demo, size) as page:
        for _ in range(4):
            if size == "phone":
                await page.click("#when")
            async with page.expect_response("**/sandbox/reminder") as asked:
                await page.click("[data-push=reminder]")
            told = await (await asked.value).json()
            assert told["moved"] and told["reached"]
            await expect(page.locator("#toast")).to_contain_text("提醒了")
            tab = "own" if told["reached"][0] > 0 else "room"
            if size == "phone":
                await expect(page.locator("body")).to_have_attribute("data-tab", tab)
            await expect(page.locator(f"#{tab} .bot").last).to_be_visible()


async def test_who_has_not_started_presses_start_and_can_write(browser: Browser, demo: str) -> None:
    async with opened(browser, demo, "phone") as page:
        await speak_as(page, "孙涛")
        own = await pane(page, "own")
        await own.locator(".start").click()
        await expect(own.locator(".messages")).to_contain_text("孙涛，您好")
        box = await own.locator("textarea").bounding_box()
        assert box is not None and box["height"] > 30
