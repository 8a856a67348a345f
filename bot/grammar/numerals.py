"""Amounts as people say them, worked out exactly: `1.2万`, `1万2`, `1万1500`, `5千`, `三百`, `5000元整`."""

import re
from decimal import Decimal

from bot.wording.vocabulary.file import Figures
from bot.wording.vocabulary.spelling import level

_NUMBER = r"(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+|0|[1-9][0-9]*)(?:\.[0-9]+)?"
_TIMES = {"百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000, "w": 10_000, "k": 1_000}
_ONES = {mark: value for value, mark in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_TENS = {"十": 10, "百": 100, "千": 1_000}
AMOUNT = re.compile(
    rf"¥?\s*(?<![0-9.,])(?:{_NUMBER}(?:\s*[百千万亿](?:[0-9]{{2,4}}(?:\.[0-9]{{1,2}})?|[1-9])?(?![0-9])|[wk](?![a-z0-9]))?"
    r"|[一二两三四五六七八九十][零〇一二两三四五六七八九十百千万亿]*[十百千万亿](?:[一二三四五六七八九](?!百|千|万|亿))?)"
    r"(?![0-9])\s*(?:(?:元|块钱|块|人民币|rmb|cny|yuan)整?)?"
)
"""Where an amount may stand in a levelled text."""
_FIGURED = re.compile(rf"({_NUMBER})\s*([百千万亿wk])(?:([1-9])|([0-9]{{2,4}}(?:\.[0-9]{{1,2}})?))?")
_WHOLE = {"百": (2,), "千": (3,), "万": (3, 4), "w": (3, 4), "k": (3,)}
"""So many figures behind it say the rest in full: 1万1500, 3千500. Fewer may mean either."""


def amount_of(said: str, figures: Figures) -> Decimal | None:
    """The exact value; None for what is no figure, or none that can be worked out."""
    text = level(said).strip().removesuffix("整")
    for sign in sorted(map(level, (*figures.currency, "块钱")), key=len, reverse=True):
        text = text.removeprefix(sign).removesuffix(sign).strip()
    if re.fullmatch(_NUMBER, text):
        return Decimal(text.replace(",", ""))
    if found := _FIGURED.fullmatch(text):
        times = _TIMES[found[2]]
        value = Decimal(found[1].replace(",", "")) * times
        if found[3]:
            if "." in found[1]:
                return None  # 1.2万3 says no amount
            value += int(found[3]) * times // 10
        if found[4]:
            if "." in found[1] or len(found[4].partition(".")[0]) not in _WHOLE.get(found[2], ()):
                return None  # 1万25 may be either
            value += Decimal(found[4])
        return value
    whole = _spoken(text)
    return None if whole is None else Decimal(whole)


def _spoken(text: str) -> int | None:
    """`三百`, `一万二`, `十二`: None for anything else."""
    if not text or any(mark not in _ONES and mark not in _TENS and mark not in "万亿" for mark in text):
        return None
    for large, times in (("亿", 100_000_000), ("万", 10_000)):
        if large in text:
            ahead, _, behind = text.partition(large)
            high, low = _below_ten_thousand(ahead), _behind(behind, times)
            return None if high is None or low is None else high * times + low
    return _below_ten_thousand(text)


def _behind(text: str, times: int) -> int | None:
    """What stands behind a large unit: a lone figure is the next one down, 一万二 is 12,000."""
    if not text:
        return 0
    if text in _ONES:
        return _ONES[text] * times // 10
    return _spoken(text.lstrip("零〇"))


def _below_ten_thousand(text: str) -> int | None:
    if len(text) > 1 and all(mark in _ONES for mark in text):
        return None  # 一二 is no number
    total, one, unit = 0, None, 10_000
    for mark in text:
        if mark in _TENS:
            if _TENS[mark] >= unit or (one is None and mark != "十"):
                return None
            unit = _TENS[mark]
            total += (1 if one is None else one) * unit
            one = None
        elif mark in "零〇":
            unit, one = 10, None
        elif one is None:
            one = _ONES[mark]
        else:
            return None
    if one is not None:
        total += one * unit // 10 if 10 < unit < 10_000 and text[-2:-1] in _TENS else one
    return total
