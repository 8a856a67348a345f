import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.detect import commands_in, entities_of
from bot.sandbox.markup import plain, to_html
from bot.sandbox.parse_mode import parse_html
from bot.sandbox.refusals import Refusal


@pytest.mark.parametrize(
    ("source", "text", "kinds"),
    [
        ("<b>订单</b> 37", "订单 37", ["bold"]),
        ("<strong><em>a</em></strong>", "a", ["bold", "italic"]),
        ("<u>a</u><ins>b</ins>", "ab", ["underline", "underline"]),
        ("<s>a</s><strike>b</strike><del>c</del>", "abc", ["strikethrough"] * 3),
        ('<span class="tg-spoiler">a</span><tg-spoiler>b</tg-spoiler>', "ab", ["spoiler"] * 2),
        ("<code>x</code><pre>y</pre>", "xy", ["code", "pre"]),
        ("<blockquote>a</blockquote>", "a", ["blockquote"]),
        ("<blockquote expandable>a</blockquote>", "a", ["expandable_blockquote"]),
        ("<B>a</b>", "a", ["bold"]),
        ("<b>a</>", "a", ["bold"]),
        ("<b></b>x", "x", []),
        ("a &lt;b&gt; &amp; &quot;c&quot;", 'a <b> & "c"', []),
        ("&#20013;&#x6587;", "中文", []),
        ("&nbsp;&apos;&copy;", "&nbsp;&apos;&copy;", []),
        ("AT&T", "AT&T", []),
        ("1 > 0", "1 > 0", []),
        ("  \n<b> a </b> \n", "a", ["bold"]),
        ("a\tb\r\nc\x00d\u202ee", "a b\nc de", []),
    ],
)
def test_it_reads_the_tags_and_references_telegram_knows(source, text, kinds):
    parsed = parse_html(source)
    assert parsed.text == text
    assert [entity["type"] for entity in parsed.entities] == kinds


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<x>a</x>", 'Unsupported start tag "x" at byte offset 0'),
        ("订<br>", 'Unsupported start tag "br" at byte offset 3'),
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        (
            "<b><i>a</b></i>",
            'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"',
        ),
        ("数量 < 3", 'Unsupported start tag "" at byte offset 7'),
        ("数量 <3", "Unclosed start tag at byte offset 7"),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        ("<a href>b</a>", "Expected equal sign in declaration of an attribute"),
        ('<a href="x>b</a>', "Unclosed start tag"),
        ("<a href=a&b>c</a>", "Unexpected end of name token"),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler"'),
        ("&#xD800;", "Text contains invalid Unicode characters"),
    ],
)
def test_it_refuses_what_telegram_refuses(source, words):
    with pytest.raises(Refusal) as caught:
        parse_html(source)
    assert caught.value.status == 400
    assert caught.value.description.startswith("Bad Request: can't parse entities: ")
    assert words in caught.value.description


def test_entities_count_utf16_units():
    (bold,) = parse_html("🚚🚚 <b>车</b>").entities
    assert (bold["offset"], bold["length"]) == (5, 1)


def test_links_become_text_links_and_mentions():
    parsed = parse_html(
        '<a href="https://example.com/?a=1&amp;b=2">x</a> <a href="tg://user?id=7">王芳</a> <a>t.me</a>'
    )
    link, mention, bare = parsed.entities
    assert link["url"] == "https://example.com/?a=1&b=2"
    assert (mention["type"], mention["user_id"]) == ("text_mention", 7)
    assert bare["url"] == "http://t.me/"


def test_a_code_block_carries_its_language():
    (block,) = parse_html('<pre><code class="language-python">x = 1</code></pre>').entities
    assert (block["type"], block["language"]) == ("pre", "python")


def test_white_space_at_the_ends_moves_the_entities_along():
    parsed = parse_html("\n\n <b>a</b> b ")
    assert parsed.text == "a b"
    assert parsed.entities == [{"type": "bold", "offset": 0, "length": 1}]


def test_the_html_can_be_written_again():
    source = '<b>订单 <i>37</i></b> &lt;x&gt; <a href="https://a.b/">y</a>'
    assert to_html(parse_html(source)) == source


@given(st.text(max_size=40))
def test_escaped_text_comes_back_as_it_was(text):
    text = text.encode("utf-8", "ignore").decode()
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert parse_html(escaped) == plain(text)


@given(st.text(alphabet="<>/&;=\"' abiu#x1中🚚", max_size=30))
def test_it_parses_or_refuses_anything(source):
    try:
        parsed = parse_html(source)
    except Refusal:
        return
    assert all(entity["length"] > 0 for entity in parsed.entities)
    to_html(parsed)


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ("/order", ["/order"]),
        ("/order@gendan_bot 1", ["/order@gendan_bot"]),
        ("看 /show 37", ["/show"]),
        ("/order下单", []),
        ("a/b", []),
        ("//x", []),
        ("/下单", []),
    ],
)
def test_it_finds_commands_as_telegram_does(text, commands):
    assert commands_in(text) == commands


def test_it_finds_mentions_and_links():
    found = [(e["type"], e["offset"]) for e in entities_of("🚚 @wangfang 见 https://a.cn/x?y=1。")]
    assert found == [("mention", 3), ("url", 15)]
