"""Takes the README's picture: the demo on a phone's screen, one order on its way. `python -m tests.picture`"""

import asyncio
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import Page, ViewportSize, async_playwright

from bot.settings import SHIPPED_TEMPLATES
from bot.stage import Stage, hush, stage
from store.company_file import load_company
from store.timepiece import Clock

PICTURE = Path(__file__).resolve().parents[1] / "docs" / "chat.png"
AT = datetime(2026, 11, 23, 14, 10)  # noqa: DTZ001 (the company makes it aware)
DESK = -1001
PHONE: ViewportSize = {"width": 390, "height": 844}
ORDER = """/order
客户：宏达钢构
品名：环氧富锌底漆，30 桶，280
品名：面漆，10 桶，310
付款：款到发货
收货人：张三
地址：苏州市工业园区星湖街 1 号
电话：13900001111
交期：11-28"""


async def tell(on: Stage) -> None:
    """The order is taken, finance has found its money, the workshop and logistics still have the ball."""
    people = {member.name: member.id for member in on.company.members}
    await on.chat.say(people["王芳"], DESK, ORDER)
    card = await on.chat.wait(DESK, "订单 1 · 宏达钢构")
    on.clock.advance(timedelta(minutes=22))
    await on.chat.press(people["陈静"], card, "款已全到")
    await on.chat.wait(DESK, "货款 ✅", edited_since=card.date)


async def take(page: Page, address: str) -> None:
    await page.goto(address)
    await page.select_option("#person", index=0)
    await page.locator("#messages li.bot").filter(has_text="货款 ✅").wait_for()
    await page.evaluate("document.fonts.ready")
    await page.screenshot(path=PICTURE)


async def main() -> None:
    hush()
    company = load_company(SHIPPED_TEMPLATES / "company.toml")
    browser_path = (
        shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    )
    with TemporaryDirectory() as folder:
        clock = Clock(company.aware(AT))
        async with stage(company, clock, Path(folder), room="业务群") as on, async_playwright() as playwright:
            await tell(on)
            browser = await playwright.chromium.launch(executable_path=browser_path)
            page = await browser.new_page(viewport=PHONE, device_scale_factor=1.5, locale="zh-CN")
            await take(page, on.server.url)
            await browser.close()
    print(f"{PICTURE.name}: {PICTURE.stat().st_size // 1024} kB")


if __name__ == "__main__":
    asyncio.run(main())
