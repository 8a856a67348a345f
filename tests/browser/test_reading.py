"""The embedded chat's page as a chat: what is read and what isn't, search, what is suggested, taken in and reached."""

from itertools import pairwise

import pytest
from playwright.async_api import Browser, Page, expect
from telegram import BotCommand, InlineKeyboardButton, InlineKeyboardMarkup

from tests.integration.test_sandbox_page import browsing, open_as
from tests.integration.test_sandbox_stage import CLUB, DESK, LI, WANG, Stage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
PUT = """([place, kind, made]) => {
  const bytes = Uint8Array.from(atob(made), (each) => each.charCodeAt(0));
  const files = new DataTransfer();
  files.items.add(new File([bytes], "receipt.png", { type: "image/png" }));
  const facts = { bubbles: true, cancelable: true, clipboardData: files, dataTransfer: files };
  const event = kind === "paste" ? new ClipboardEvent(kind, facts) : new DragEvent(kind, facts);
  document.querySelector(place).dispatchEvent(event);
}"""
SMALL = """() => [...document.querySelectorAll("button, select, textarea, input, a.document")]
  .filter((each) => each.checkVisibility())
  .map((each) => [each.outerHTML.slice(0, 80), each.getBoundingClientRect()])
  .filter(([, box]) => Math.min(box.width, box.height) < 43.5).map(([name]) => name)"""
FAINT = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const parts = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top, under) => [0, 1, 2].map((i) => top[i] * top[3] + under[i] * (1 - top[3]));
  const ground = (element) => {
    if (!element) return [255, 255, 255];
    const style = getComputedStyle(element);
    if (element.classList.contains("pane")) return parts(element.dataset.ground);
    const own = parts(style.backgroundColor);
    return own[3] === 1 ? own : over(own, ground(element.parentElement));
  };
  const light = (colour) => colour.slice(0, 3).map((each) => each / 255)
    .map((each) => (each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4))
    .reduce((sum, each, i) => sum + each * [0.2126, 0.7152, 0.0722][i], 0);
  for (const pane of document.querySelectorAll(".pane")) {
    const probe = document.createElement("i");
    probe.style.color = "var(--ground)";
    pane.append(probe);
    pane.dataset.ground = getComputedStyle(probe).color;
    probe.remove();
  }
  return [...document.querySelectorAll("body *")]
    .filter((each) => each.checkVisibility() && !each.ariaHidden && [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
    .map((each) => {
      const under = ground(each);
      const [one, other] = [over(parts(getComputedStyle(each).color), under), under].map(light).sort((a, b) => b - a);
      return [each.className || each.id || each.tagName, each.textContent.slice(0, 12), (one + 0.05) / (other + 0.05)];
    })
    .filter(([, , ratio]) => ratio < 4.5);
}"""


async def many(on: Stage, chat: int = DESK, count: int = 40) -> None:
    for number in range(count):
        await on.bot.send_message(chat, f"第 {number} 条\n一行\n再一行")


async def test_what_somebody_has_not_read_is_still_marked_when_the_page_is_loaded_again(browser: Browser):
    async with browsing(browser, 390) as (on, page):
        await open_as(on, page, WANG, DESK)
        for text in ("请查款", "再查一次"):
            await on.bot.send_message(WANG, text)
        await on.bot.send_message(LI, "请备货")
        await expect(page.locator("#tabs .unread")).to_have_text("2")
        await page.reload()
        await expect(page.locator("#tabs .unread")).to_have_text("2")
        await page.locator("#tabs button", has_text="王芳的私聊").click()
        await expect(page.locator("#tabs .unread")).to_have_count(0)
        await page.reload()
        await expect(page.locator("#own .text")).to_have_count(2)
        await expect(page.locator("#tabs .unread")).to_have_count(0)
        await page.click("#who")
        await expect(page.locator(f"[data-person='{LI}'] .unread")).to_have_text("1")


async def test_beside_ones_own_name_stand_ones_own_marks_only(browser: Browser):
    async with browsing(browser, 390) as (on, page):
        await open_as(on, page, WANG, DESK)
        await on.bot.send_message(LI, "请备货")
        await expect(page.locator("#who")).to_have_class("others")
        await expect(page.locator("#who .unread")).to_have_count(0)
        await expect(page.locator("#who")).to_have_attribute("aria-label", "换人: 王芳 , 别人有 1 条未读")
        await on.bot.send_message(WANG, "请查款")
        await page.click("#who")
        await expect(page.locator(f"[data-person='{WANG}'] .unread")).to_have_text("1")


async def test_who_reads_further_up_is_told_what_came_and_gets_there_with_one_press(browser: Browser):
    async with browsing(browser) as (on, page):
        await many(on)
        await open_as(on, page, WANG, DESK)
        down = page.locator("#room .down")
        await expect(down).to_be_hidden()
        await page.locator("#room .messages").evaluate("e => e.scrollTop = 0")
        await expect(down).to_be_visible()
        await on.bot.send_message(DESK, "最新的一条")
        await expect(down.locator(".unread")).to_have_text("1")
        assert await page.locator("#room .messages").evaluate("e => e.scrollTop") == 0
        await down.click()
        await expect(page.locator("#room .bubble").last).to_be_in_viewport()
        await expect(down).to_be_hidden()
        await page.reload()
        await expect(page.locator("#room .which option").first).to_have_text("业务群")  # nothing left unread


async def test_a_few_messages_stand_at_the_bottom_where_one_writes(browser: Browser):
    async with browsing(browser, 390) as (on, page):
        await on.bot.send_message(DESK, "一")
        await open_as(on, page, WANG, DESK)
        bubble = await page.locator("#room .bubble").bounding_box()
        composer = await page.locator("#room .composer").bounding_box()
        assert bubble is not None and composer is not None
        assert composer["y"] - bubble["y"] - bubble["height"] < 40


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("/", 3),
        ("/下", 1),
        ("/单", 2),
        ("/s", 1),
        ("/SH", 1),
        ("/客诉", 1),
        ("/没有", 0),
        ("查", 0),
        ("/下 单", 0),
    ],
)
async def test_commands_are_found_by_their_name_and_by_what_they_do(browser: Browser, typed: str, found: int):
    async with browsing(browser) as (on, page):
        await on.bot.set_my_commands(
            [BotCommand("order", "下单"), BotCommand("show", "查单"), BotCommand("complain", "登记客诉")]
        )
        await open_as(on, page, WANG, DESK)
        await page.locator("#room textarea").fill(typed)
        await expect(page.locator("#room .menu li")).to_have_count(found)


async def test_after_an_at_sign_the_people_of_the_chat_are_offered(browser: Browser):
    async with browsing(browser) as (on, page):
        await open_as(on, page, LI, DESK)
        field = page.locator("#room textarea")
        await field.press_sequentially("请 @")
        await expect(page.locator("#room .menu b")).to_have_text(["郑总", "王芳"], use_inner_text=True)
        await field.press_sequentially("王")
        await expect(page.locator("#room .menu b")).to_have_text(["王芳"])
        await field.press("ArrowUp")
        await page.keyboard.press("Enter")
        await expect(field).to_have_value("请 @wangfang ")
        await field.press_sequentially("@郑")
        await page.locator("#room .menu button").click()
        await expect(field).to_have_value("请 @wangfang 郑总 ")
        await field.fill("a@b")
        await expect(page.locator("#room .menu")).to_be_hidden()


@pytest.mark.parametrize(("place", "kind"), [("#own textarea", "paste"), ("#own .messages", "drop")])
async def test_a_picture_is_pasted_or_dropped_and_shown_before_it_is_sent(
    browser: Browser, place: str, kind: str
):
    async with browsing(browser) as (on, page):
        await open_as(on, page, WANG, DESK)
        await page.evaluate(PUT, [place, kind, PNG])
        await expect(page.locator("#own .replying")).to_contain_text("receipt.png")
        await page.locator("#own .replying button").click()
        await expect(page.locator("#own .replying")).to_be_hidden()
        await page.evaluate(PUT, [place, kind, PNG])
        await page.locator("#own textarea").fill("到账 100")
        await page.locator("#own .send").click()
        message = (await on.update()).message
        assert (message.caption, message.photo[-1].width) == ("到账 100", 1)
        await expect(page.locator("#own .replying")).to_be_hidden()


async def test_a_message_is_found_by_its_words_however_far_back(browser: Browser):
    async with browsing(browser, 390) as (on, page):
        await on.bot.send_message(DESK, "订单 37 · 宏达钢构")
        await many(on, count=320)
        await on.bot.send_message(DESK, "订单 38 · 宏达钢构")
        await open_as(on, page, WANG, DESK)
        await page.locator("#room .search").click()
        await page.locator("#room [type=search]").fill("宏达")
        await expect(page.locator("#room .count")).to_have_text("1/2")
        await page.keyboard.press("Enter")
        await expect(page.locator("#room .count")).to_have_text("2/2")
        await expect(page.locator("#room .text").filter(has_text="订单 37")).to_be_in_viewport()
        await page.locator("#room [type=search]").fill("没有的")
        await expect(page.locator("#room .count")).to_have_text("没有")
        await page.keyboard.press("Escape")
        await expect(page.locator("#room .finding")).to_be_hidden()
        await expect(page.locator("#room .search")).to_be_focused()


async def test_a_reply_is_written_without_a_mouse(browser: Browser):
    async with browsing(browser) as (on, page):
        asked = [await on.bot.send_message(WANG, text) for text in ("请查款", "请备货")]
        await open_as(on, page, WANG, WANG)
        log = page.locator("#own .messages")
        await log.focus()
        for key in ("ArrowUp", "ArrowUp"):
            await page.keyboard.press(key)
        bubble = page.locator("#own .bubble").first
        await expect(bubble).to_be_focused()
        assert await bubble.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
        await page.keyboard.press("Tab")
        await expect(bubble.get_by_role("button", name="回复")).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(page.locator("#own textarea")).to_be_focused()
        await page.keyboard.type("到账 100")
        await page.keyboard.press("Enter")
        assert (await on.update()).message.reply_to_message.message_id == asked[0].message_id


async def test_what_can_be_touched_in_a_text_can_be_reached_by_keys(browser: Browser):
    async with browsing(browser) as (on, page):
        await on.bot.send_message(
            WANG, "<tg-spoiler>暗</tg-spoiler> <code>复制</code> /show", parse_mode="HTML"
        )
        await open_as(on, page, WANG, WANG)
        for name in ("spoiler", "code", "bot_command"):
            await page.locator(f"#own .{name}").focus()
            await page.keyboard.press("Enter")
        await expect(page.locator("#own .spoiler")).to_have_class("spoiler shown")
        assert (await on.update()).message.text == "/show"


async def filled(on: Stage, page: Page) -> None:
    buttons = [[InlineKeyboardButton(text, callback_data=text) for text in ("备好了", "缺货", "详情")]]
    await on.chat.say(LI, DESK, "一句 /show 和 @wangfang")
    card = await on.bot.send_message(
        DESK, "<b>订单</b> <code>37</code>", parse_mode="HTML", reply_markup=InlineKeyboardMarkup(buttons)
    )
    await on.bot.send_document(DESK, b"a,b", filename="表.csv", reply_to_message_id=card.message_id)
    await on.chat.say(WANG, DESK, "我的", reply_to=card.message_id)
    await on.bot.pin_chat_message(DESK, card.message_id)
    await on.chat.join(CLUB, [LI], by=WANG)
    await open_as(on, page, WANG, DESK)


async def test_on_a_phone_everything_is_large_enough_for_a_thumb(browser: Browser):
    async with browsing(browser, 390) as (on, page):
        await filled(on, page)
        assert await page.evaluate(SMALL) == []
        await page.locator("#room .bubble").last.focus()
        assert await page.evaluate(SMALL) == []
        await page.locator("#room .actions:visible button").first.click()
        await page.locator("#room .search").click()
        await page.click("#when")
        await page.locator("#room textarea").fill("@")
        await expect(page.locator("#room .menu")).to_be_visible()
        assert await page.evaluate(SMALL) == []
        await page.click("#who")
        await expect(page.locator("#people")).to_be_visible()
        assert await page.evaluate(SMALL) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
async def test_everything_written_stands_out_from_its_ground(browser: Browser, scheme: str, width: int):
    async with browsing(browser, width) as (on, page):
        await page.emulate_media(
            color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce"
        )
        await filled(on, page)
        await page.locator("#room .bubble").last.focus()
        assert await page.evaluate(FAINT) == []


async def test_the_colours_follow_the_system_until_somebody_chooses(browser: Browser):
    async with browsing(browser) as (on, page):
        await open_as(on, page, WANG, DESK)
        grounds = []
        for scheme in ("light", "dark"):
            await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            grounds.append(await page.evaluate("getComputedStyle(document.body).backgroundColor"))
        light, dark = grounds
        assert light != dark
        for name, expected in (("浅色", light), ("深色", dark), ("跟随系统", dark)):
            await page.click("#theme")
            await expect(page.locator("#theme")).to_contain_text(name)
            assert await page.evaluate("getComputedStyle(document.body).backgroundColor") == expected
            await page.reload()
            await expect(page.locator("#theme")).to_contain_text(name)


async def test_every_word_of_the_page_is_there_in_both_languages(browser: Browser):
    async with browsing(browser) as (on, page):
        await open_as(on, page, WANG, DESK)
        texts = []
        for _ in range(2):
            assert "undefined" not in await page.content()
            texts.append(await page.locator("#people header").inner_text())
            await page.click("#language")
        assert all(one != other for one, other in pairwise(texts))
