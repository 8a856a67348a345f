"""An order's lines without the command before them: 客户: … / 品名: … / 数量: … as people copy them out of a form."""

from bot.grammar.goodslines import part_named
from bot.grammar.labels import split_label
from bot.grammar.reading import Mistake
from bot.speech.customers import may
from bot.speech.goods import Goods
from bot.speech.openings import Opened
from bot.speech.ordering import Details
from bot.speech.outcomes import Outcome, Says
from bot.speech.sentence import Sentence
from bot.wording.vocabulary import Vocabulary
from store.orders.requests import PlaceOrder
from store.requests import Area

_HEAD = "/order"


def order_lines(sentence: Sentence) -> Outcome | None:
    """A draft, shown before it counts; what is wrong or missing in the lines is said as of the command's."""
    text = sentence.text
    if not sentence.sight.meant or sentence.sight.about or not _are_lines(text, sentence.words):
        return None
    if not may(sentence, _HEAD):
        return None
    read = sentence.grammar.read(f"{_HEAD}\n{text}", today=sentence.sight.today, private=True)
    if isinstance(read, Mistake):
        return None if read.kind == "unknown_label" else Says(f"{_HEAD}\n{text}")
    return _opened(read, text) if isinstance(read, PlaceOrder) else None


def _are_lines(text: str, words: Vocabulary) -> bool:
    """All of them labelled, a customer and goods with their price among them: a return or a complaint has none."""
    lines = [split_label(line) for line in text.splitlines() if line.strip()]
    fields = {words.field_named(one[0]) for one in lines if one}
    priced = any(part_named(one[0], words) == "price" for one in lines if one)
    return all(lines) and {"customer", "item"} <= fields and (priced or "pay" in fields)


def _opened(order: PlaceOrder, text: str) -> Opened:
    return Opened(
        Area.ORDERS,
        order.customer,
        tuple(Goods(line.product, line.qty, line.unit, line.price, line.note) for line in order.lines),
        order.pay,
        Details(
            to=order.consignee,
            address=order.address,
            phone=order.phone,
            packing=order.packing,
            wanted=order.wanted,
            note=order.note,
            promised=order.promised,
            receipt=order.receipt,
            freight=order.freight if "freight" in order.model_fields_set else None,
        ),
        text,
    )
