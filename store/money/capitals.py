"""Amounts in Chinese financial capitals 大写, as cheques, invoices and slips carry them beside the figures."""

from decimal import Context, Decimal

LARGEST = Decimal("9999999999999.99")

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("仟", "佰", "拾", "")
_FEN = Decimal("0.01")
_OWN_CONTEXT = Context(prec=28)  # the caller's may be too short for LARGEST


def in_capitals(amount: Decimal) -> str:
    """Write yuan as 《支付结算办法》附一 and 《会计基础工作规范》第五十二条 want them, without 人民币 in front.

    Where these leave a choice: 整 follows 角 too, for the second asks for it and the first allows it. Of two
    permitted places of 零 the one that the first prints first is taken: a yuan figure ending in 0 is parted from its
    角 (壹仟陆佰捌拾元零叁角贰分), and nothing stands between 万 or 亿 and a 仟 that follows at once (壹拾万柒仟元整).

    Raises ValueError below zero, above LARGEST, and for a fraction of a fen: an amount on paper is never rounded.
    """
    if not amount.is_finite() or not 0 <= amount <= LARGEST:
        raise ValueError(f"not between 0 and {LARGEST}: {amount}")
    exact = amount.quantize(_FEN, context=_OWN_CONTEXT)
    if exact != amount:
        raise ValueError(f"more than two decimals: {amount}")
    yuan, coins = divmod(int(exact.scaleb(2, context=_OWN_CONTEXT)), 100)
    jiao, fen = divmod(coins, 10)

    written = _hundred_millions(yuan) + "元" if yuan else ""
    if not coins:
        return (written or "零元") + "整"
    if yuan and (not jiao or yuan % 10 == 0):
        written += "零"
    if jiao:
        written += _DIGITS[jiao] + "角"
    return written + (_DIGITS[fen] + "分" if fen else "整")


def _hundred_millions(number: int) -> str:
    """亿 counts up to 99,999 of itself: 壹万亿, never 兆, which means two things."""
    high, low = divmod(number, 10**8)
    said = _ten_thousands(high) + "亿" if high else ""
    if high and low and (low < 10**7 or high % 10**4 == 0):
        said += "零"
    return said + _ten_thousands(low)


def _ten_thousands(number: int) -> str:
    high, low = divmod(number, 10**4)
    said = _four_digits(high) + "万" if high else ""
    if high and 0 < low < 10**3:
        said += "零"
    return said + _four_digits(low)


def _four_digits(number: int) -> str:
    said = ""
    for digit, place in zip(f"{number:04}", _PLACES, strict=True):
        if digit != "0":
            said += _DIGITS[int(digit)] + place
        elif said and not said.endswith("零"):
            said += "零"
    return said.rstrip("零")
