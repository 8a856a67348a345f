"""The demo in a real browser: an order is sent, its card appears, another person presses, the card changes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

pytestmark = pytest.mark.browser

SIZES = {"phone": (390, 844), "desktop": (1280, 800)}
ORDER = """/order
客户：宏达钢构
品名：环氧富锌底漆，30 桶，280
品名：面漆，10 桶，310
包装：托盘
付款：款到发货
收货人：张三
地址：苏州市工业园区星湖街 1 号
电话：13900001111
交期：11-27"""


@asynccontextmanager
async def opened(browser: Browser, address: str, size: str) -> AsyncIterator[Page]:
    """A page that complains of nothing, asks nobody else for anything, and is no wider than its window."""
    width, height = SIZES[size]
    phone = size == "phone"
    context = await browser.new_context(
        viewport={"width": width, "height": height}, is_mobile=phone, has_touch=phone, locale="zh-CN"
    )
    page = await context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if said.type in {"error", "warning"} else None)
    page.on("request", lambda asked: faults.append(asked.url) if not asked.url.startswith(address) else None)
    page.set_default_timeout(20_000)
    expect.set_options(timeout=20_000)
    await page.goto(address)
    yield page
    assert faults == []
    assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    await context.close()


async def speak_as(page: Page, name: str) -> None:
    choices = page.locator("#person option")
    await expect(choices.filter(has_text=name)).to_have_count(1)
    await page.select_option("#person", label=await choices.filter(has_text=name).inner_text())


@pytest.mark.parametrize("size", SIZES)
async def test_an_order_is_sent_its_card_appears_and_changes_as_it_is_pressed(
    browser: Browser, demo: str, size: str, tmp_path: Path
) -> None:
    async with opened(browser, demo, size) as page:
        await speak_as(page, "王芳")
        await page.screenshot(path=tmp_path / f"{size}-1-start.png")
        await page.fill("#text", ORDER)
        await page.click("#send")
        card = page.locator("#messages li.bot").filter(has_text="订单 1 · 宏达钢构")
        await expect(card).to_contain_text("¥11,500.00")
        await expect(card).not_to_contain_text("13900001111")
        await page.screenshot(path=tmp_path / f"{size}-2-card.png")

        await speak_as(page, "李强")
        await page.screenshot(path=tmp_path / f"{size}-3-other-person.png")
        await card.get_by_role("button", name="备好了").click()
        await expect(page.locator("#toast")).to_contain_text("备货完成")
        await expect(card).to_contain_text("备货 ✅ 李强")
        await expect(card.get_by_role("button", name="备好了")).to_have_count(0)
        await page.screenshot(path=tmp_path / f"{size}-4-pressed.png")

        await page.locator("#chats button").filter(has_text="跟单").click()
        await expect(page.locator("#messages")).to_contain_text("✅ 订单 1 · 宏达钢构")
        await page.screenshot(path=tmp_path / f"{size}-5-private.png")


async def test_who_has_not_started_presses_start_and_can_write(browser: Browser, demo: str) -> None:
    async with opened(browser, demo, "phone") as page:
        await expect(page.locator("#messages .hint")).to_be_visible()
        await speak_as(page, "孙涛")
        await page.locator("#chats button").filter(has_text="跟单").click()
        await page.click("#start")
        await expect(page.locator("#messages")).to_contain_text("孙涛，您好")
        box = await page.locator("#text").bounding_box()
        assert box is not None and box["height"] > 30
