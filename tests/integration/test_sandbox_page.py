"""The page in a real browser: what a person sees and touches."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright, expect
from telegram import BotCommand, CopyTextButton, ForceReply, InlineKeyboardButton, InlineKeyboardMarkup

from bot.sandbox.pictures import small_picture
from tests.integration.test_sandbox_stage import CLUB, DESK, DIRECTOR, LI, WANG, Stage, stage

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        yield await playwright.chromium.launch(executable_path=CHROMIUM)


@asynccontextmanager
async def browsing(browser: Browser, width: int = 1280) -> AsyncIterator[tuple[Stage, Page]]:
    async with stage() as on:
        page = await browser.new_page(viewport={"width": width, "height": 800})
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on(
            "console", lambda said: faults.append(said.text) if said.type in {"error", "warning"} else None
        )
        page.on("request", lambda asked: faults.append(asked.url) if on.server.url not in asked.url else None)
        page.set_default_timeout(5000)
        expect.set_options(timeout=5000)
        yield on, page
        assert faults == []
        await page.close()


async def open_as(on: Stage, page: Page, person: int, chat: int) -> None:
    await page.goto(f"{on.server.url}/#person={person}&chat={chat}")
    await expect(page.locator("#title")).not_to_be_empty()


async def test_a_person_speaks_presses_and_sees_the_toast(browser: Browser):
    async with browsing(browser) as (on, page):
        buttons = [InlineKeyboardButton(text, callback_data=text) for text in ("备好了", "详情")]
        await on.bot.send_message(
            DESK, "<b>订单 37</b>", parse_mode="HTML", reply_markup=InlineKeyboardMarkup([buttons])
        )
        await open_as(on, page, LI, DESK)
        await expect(page.locator("#messages strong")).to_have_text("订单 37")
        await page.fill("#text", "/show 37")
        await page.keyboard.press("Enter")
        assert (await on.update()).message.text == "/show 37"
        await expect(page.locator("#messages .own .text")).to_have_text("/show 37")
        await page.get_by_role("button", name="备好了").click()
        await (await on.updates(5))[-1].callback_query.answer("已记下")
        await expect(page.locator("#toast")).to_have_text("已记下")
        await page.get_by_role("button", name="详情").click()
        await (await on.updates(5))[-1].callback_query.answer("全部细节", show_alert=True)
        await expect(page.locator("#alert p")).to_have_text("全部细节")
        await page.get_by_role("button", name="好", exact=True).click()
        await on.bot.edit_message_text("订单 37 已发", DESK, 1)
        await expect(page.locator("#messages .bot .text")).to_have_text("订单 37 已发")
        await expect(page.locator("#messages .keyboard")).to_have_count(0)


async def test_what_people_type_stays_text(browser: Browser):
    async with browsing(browser) as (on, page):
        typed = '<img src=x onerror="document.title=1"><b>x</b> &amp; <script>document.title=1</script>'
        await on.chat.say(LI, DESK, typed)
        await on.bot.send_message(
            DESK, f"<code>{typed.replace('&', '&amp;').replace('<', '&lt;')}</code>", parse_mode="HTML"
        )
        await open_as(on, page, WANG, DESK)
        await expect(page.locator("#messages .text").first).to_have_text(typed)
        await expect(page.locator("#messages code")).to_have_text(typed)
        assert await page.locator("#messages img, #messages script").count() == 0
        assert await page.title() == "跟单 Gendan"


async def test_replies_edits_and_files(browser: Browser):
    async with browsing(browser, 390) as (on, page):
        asked = await on.bot.send_message(WANG, "请查款", reply_markup=ForceReply())
        await open_as(on, page, WANG, WANG)
        await page.locator("#messages .bubble").hover()
        await page.get_by_role("button", name="回复").click()
        await page.fill("#text", "到账 100")
        await page.click("#send")
        message = (await on.update()).message
        assert (message.text, message.reply_to_message.message_id) == ("到账 100", asked.message_id)
        await page.locator("#messages .own .bubble").hover()
        await page.get_by_role("button", name="修改").click()
        await page.fill("#text", "到账 200")
        await page.click("#send")
        assert (await on.update()).edited_message.text == "到账 200"
        picture = {"name": "a.png", "mimeType": "image/png", "buffer": small_picture()}
        await page.set_input_files("#file", picture)
        await page.fill("#text", "到账 300")
        await page.click("#send")
        assert (await on.update()).message.photo[-1].width == 120
        await expect(page.locator("#messages img.photo")).to_be_visible()
        sheet = {"name": "表.csv", "mimeType": "text/csv", "buffer": b"a,b"}
        await page.set_input_files("#file", sheet)
        await page.click("#send")
        assert (await on.update()).message.document.file_name == "表.csv"
        assert await page.evaluate("document.documentElement.scrollWidth") == 390


async def test_people_chats_language_and_clock(browser: Browser):
    async with browsing(browser) as (on, page):
        await open_as(on, page, WANG, DESK)
        await expect(page.locator("#chats button")).to_have_count(3)
        await on.bot.send_message(WANG, "请查款")
        await expect(page.locator("#chats .unread")).to_have_text("1")
        await on.chat.say(LI, CLUB, "一")
        await page.locator("#chats button", has_text="生产群").click()
        await expect(page.locator("#messages .text")).to_have_text("一")
        await page.select_option("#person", str(DIRECTOR))
        await expect(page.locator("#chats button")).to_have_count(2)
        await page.locator("#chats button", has_text="跟单").click()
        await page.click("#start")
        assert (await on.update()).message.text == "/start"
        await expect(page.locator("#composer")).to_be_visible()
        await page.click("#morning")
        await expect(page.locator("#clock")).to_have_text("11-28 周六 08:00")
        await page.click("#language")
        await page.click("#hour")
        await expect(page.locator("#clock")).to_have_text("11-28 Sat 09:00")
        await expect(page.locator("#hour")).to_have_text("+1 hour")


async def test_commands_deep_links_and_copies(browser: Browser):
    async with browsing(browser) as (on, page):
        await on.bot.set_my_commands([BotCommand("order", "下单"), BotCommand("show", "查单")])
        markup = InlineKeyboardMarkup(
            [
                [InlineKeyboardButton("开始", url="https://t.me/gendan_bot?start=join7")],
                [InlineKeyboardButton("复制", copy_text=CopyTextButton("订单 37"))],
            ]
        )
        await on.bot.send_message(DESK, "请先开始", reply_markup=markup)
        await open_as(on, page, DIRECTOR, DESK)
        await page.fill("#text", "/s")
        await expect(page.locator("#menu li")).to_have_count(1)
        await page.locator("#menu button").click()
        assert (await on.update()).message.text == "/show"
        await page.get_by_role("button", name="复制").click()
        await expect(page.locator("#toast")).to_have_text("已复制")
        await page.get_by_role("button", name="开始").click()
        update = await on.update()
        assert (update.message.chat.id, update.message.text) == (DIRECTOR, "/start join7")
