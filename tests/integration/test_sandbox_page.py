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
    await expect(page.locator("#own h2")).not_to_be_empty()


async def test_a_person_speaks_presses_and_sees_the_toast(browser: Browser):
    async with browsing(browser) as (on, page):
        buttons = [InlineKeyboardButton(text, callback_data=text) for text in ("备好了", "详情")]
        await on.bot.send_message(
            DESK, "<b>订单 37</b>", parse_mode="HTML", reply_markup=InlineKeyboardMarkup([buttons])
        )
        await open_as(on, page, LI, DESK)
        room = page.locator("#room")
        await expect(room.locator(".messages strong")).to_have_text("订单 37")
        await room.locator("textarea").fill("/show 37")
        await page.keyboard.press("Enter")
        assert (await on.update()).message.text == "/show 37"
        await expect(room.locator(".messages .own .text")).to_have_text("/show 37")
        await page.get_by_role("button", name="备好了").click()
        await (await on.updates(5))[-1].callback_query.answer("已记下")
        await expect(page.locator("#toast")).to_have_text("已记下")
        await page.get_by_role("button", name="详情").click()
        await (await on.updates(5))[-1].callback_query.answer("全部细节", show_alert=True)
        await expect(page.locator("#alert p")).to_have_text("全部细节")
        await page.get_by_role("button", name="好", exact=True).click()
        await on.bot.edit_message_text("订单 37 已发", DESK, 1)
        await expect(room.locator(".messages .bot .text")).to_have_text("订单 37 已发")
        await expect(room.locator(".messages .keyboard")).to_have_count(0)


async def test_what_people_type_stays_text(browser: Browser):
    async with browsing(browser) as (on, page):
        typed = '<img src=x onerror="document.title=1"><b>x</b> &amp; <script>document.title=1</script>'
        await on.chat.say(LI, DESK, typed)
        await on.bot.send_message(
            DESK, f"<code>{typed.replace('&', '&amp;').replace('<', '&lt;')}</code>", parse_mode="HTML"
        )
        await open_as(on, page, WANG, DESK)
        await expect(page.locator("#room .messages .text").first).to_have_text(typed)
        await expect(page.locator("#room .messages code")).to_have_text(typed)
        assert await page.locator(".messages img, .messages script").count() == 0
        assert await page.title() == "跟单 Gendan"


async def test_replies_edits_and_files(browser: Browser):
    async with browsing(browser, 390) as (on, page):
        asked = await on.bot.send_message(WANG, "请查款")
        await open_as(on, page, WANG, WANG)
        own = page.locator("#own")
        await own.locator(".bubble").hover()
        await page.get_by_role("button", name="回复").click()
        await own.locator("textarea").fill("到账 100")
        await own.locator(".send").click()
        message = (await on.update()).message
        assert (message.text, message.reply_to_message.message_id) == ("到账 100", asked.message_id)
        await own.locator(".messages .own .bubble").hover()
        await page.get_by_role("button", name="修改").click()
        await own.locator("textarea").fill("到账 200")
        await own.locator(".send").click()
        assert (await on.update()).edited_message.text == "到账 200"
        picture = {"name": "a.png", "mimeType": "image/png", "buffer": small_picture()}
        await own.locator(".file").set_input_files(picture)
        await own.locator("textarea").fill("到账 300")
        await own.locator(".send").click()
        assert (await on.update()).message.photo[-1].width == 120
        await own.locator(".photo").click()
        await expect(page.locator("#picture img")).to_be_visible()
        await page.locator("#picture button").click()
        sheet = {"name": "表.csv", "mimeType": "text/csv", "buffer": b"a,b"}
        await own.locator(".file").set_input_files(sheet)
        await own.locator(".send").click()
        assert (await on.update()).message.document.file_name == "表.csv"
        assert await page.evaluate("document.documentElement.scrollWidth") == 390


async def test_a_question_of_the_bot_is_answered_by_a_reply(browser: Browser):
    async with browsing(browser) as (on, page):
        await open_as(on, page, WANG, DESK)
        asked = await on.bot.send_message(WANG, "哪一天到货？", reply_markup=ForceReply())
        await expect(page.locator("#own .replying")).to_contain_text("哪一天到货？")
        await page.locator("#own textarea").fill("周五")
        await page.locator("#own .send").click()
        assert (await on.update()).message.reply_to_message.message_id == asked.message_id


async def test_people_chats_language_and_clock(browser: Browser):
    async with browsing(browser) as (on, page):
        await open_as(on, page, WANG, DESK)
        await expect(page.locator("#room .which option")).to_have_count(2)
        await on.bot.send_message(LI, "请备货")
        await expect(page.locator(f"#people [data-person='{LI}'] .unread")).to_have_text("1")
        await on.chat.say(LI, CLUB, "一")
        await page.locator("#room .which").select_option(str(CLUB))
        await expect(page.locator("#room .text")).to_have_text("一")
        await page.locator(f"#people [data-person='{LI}']").click()
        await expect(page.locator("#own .text")).to_have_text("请备货")
        await expect(page.locator("#people .unread")).to_have_count(0)
        await page.locator(f"#people [data-person='{DIRECTOR}']").click()
        await expect(page.locator("#room h2")).to_have_text("业务群")
        await expect(page.locator("#room .which")).to_be_hidden()
        await page.locator("#own .start").click()
        assert (await on.update()).message.text == "/start"
        await expect(page.locator("#own .composer")).to_be_visible()
        await page.click("[data-push=morning]")
        await expect(page.locator("#clock")).to_have_text("11-28 周六 08:00")
        await page.click("[data-push=monday]")
        await expect(page.locator("#clock")).to_have_text("11-30 周一 08:00")
        await page.click("#language")
        await page.click("[data-push=hour]")
        await expect(page.locator("#clock")).to_have_text("11-30 Mon 09:00")
        await expect(page.locator("[data-push=hour]")).to_have_text("+1 hour")
        await expect(page.locator("#play")).to_be_hidden()  # nobody plays a day here


async def test_what_one_person_types_waits_for_them_and_is_nobody_elses(browser: Browser):
    async with browsing(browser) as (on, page):
        await open_as(on, page, WANG, DESK)
        await page.locator("#own textarea").fill("一半")
        await page.locator(f"#people [data-person='{LI}']").click()
        await expect(page.locator("#own textarea")).to_have_value("")
        await page.locator(f"#people [data-person='{WANG}']").click()
        await expect(page.locator("#own textarea")).to_have_value("一半")


async def test_on_a_phone_one_chat_at_a_time_with_marks_on_the_other(browser: Browser):
    async with browsing(browser, 390) as (on, page):
        await open_as(on, page, WANG, DESK)
        await expect(page.locator("#own")).to_be_hidden()
        await on.bot.send_message(WANG, "请查款")
        await expect(page.locator("#tabs .unread")).to_have_text("1")
        await page.locator("#tabs button", has_text="王芳的私聊").click()
        await expect(page.locator("#own .text")).to_have_text("请查款")
        await expect(page.locator("#tabs .unread")).to_have_count(0)
        await page.click("#who")
        await page.locator("#people button", has_text="李强").click()
        await expect(page.locator("#who")).to_have_text("李李强")
        await expect(page.locator("#people")).to_be_hidden()
        await page.click("#when")
        await page.click("[data-push=hour]")
        await expect(page.locator("#clock")).to_contain_text("18:00")


async def test_whoever_cant_see_the_page_can_use_it(browser: Browser):
    """Names for every control, marks for what is chosen, and no message read out twice."""
    async with browsing(browser) as (on, page):
        await open_as(on, page, WANG, DESK)
        first = await on.bot.send_message(DESK, "一")
        await expect(page.get_by_role("log", name="业务群")).to_contain_text("一")
        await expect(page.get_by_role("navigation", name="以谁的身份")).to_be_visible()
        await expect(page.get_by_role("region", name="王芳的私聊")).to_be_visible()
        await page.evaluate("document.querySelector('#room .bot').id = 'kept'")
        await on.bot.send_message(DESK, "二")
        await expect(page.locator("#room .bot")).to_have_count(2)
        await on.bot.edit_message_text("一，改过", DESK, first.message_id)
        await expect(page.locator("#room .bot").first).to_contain_text("改过")
        nameless = "e => !(e.ariaLabel || e.title || e.textContent.trim() || e.labels?.length)"
        controls = "[...document.querySelectorAll('button, select, textarea, input')]"
        assert await page.evaluate(f"{controls}.filter(e => e.offsetParent).filter({nameless}).length") == 0
        assert await page.evaluate("document.querySelector('[aria-current]').textContent") == "王王芳"


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
        room = page.locator("#room")
        await room.locator("textarea").fill("/s")
        await expect(room.locator(".menu li")).to_have_count(1)
        await room.locator(".menu button").click()
        assert (await on.update()).message.text == "/show"
        await page.get_by_role("button", name="复制").click()
        await expect(page.locator("#toast")).to_have_text("已复制")
        await room.get_by_role("button", name="开始").click()
        update = await on.update()
        assert (update.message.chat.id, update.message.text) == (DIRECTOR, "/start join7")
