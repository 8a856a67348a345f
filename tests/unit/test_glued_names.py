"""A name that begins a longer one is not that firm's (U2)."""

import pytest

from store.customers.keys import TRADE_WORDS, goes_on
from store.customers.naming import Names


@pytest.mark.parametrize(
    ("text", "longer"),
    [
        ("新源新材料 谈了", True),
        ("新源环保科技有限公司 谈了", True),
        ("新源机械厂", True),
        ("新源公司 谈了", False),
        ("新源要材料", False),
        ("新源下周要货", False),
        ("新源 材料", False),
        ("新源", False),
    ],
)
def test_what_is_glued_to_a_name_makes_a_longer_one_if_it_says_nothing_but_a_trade(
    text: str, longer: bool
) -> None:
    assert goes_on(text, 2, TRADE_WORDS) is longer


def test_a_sentence_names_nobody_by_the_beginning_of_another_firms_name() -> None:
    names = Names()
    names.add(["新源涂装"])
    assert not names.named_in("电话 新源新材料 谈了", TRADE_WORDS)
    assert names.named_in("新源涂装新材料谈了", TRADE_WORDS) == ["新源涂装"]
    assert names.named_in("新源下周要货", TRADE_WORDS) == ["新源涂装"]
