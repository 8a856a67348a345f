"""Sentences that were lost or took effect too soon, by their kind."""

import pytest

from tests.speech.office import describe, understood


@pytest.mark.parametrize(
    ("who", "case", "to", "said", "comes_to"),
    [
        # a sum with a multiple is no day
        ("陈静", "new", "", "1.2万", "ask 1.part:12000"),
        ("陈静", "new", "", "1.2万元", "ask 1.part:12000"),
        # a day or a week beside what is asked of the calendar
        ("王芳", "nothing", "", "明天有什么会", "says /calendar 2026-11-29"),
        ("王芳", "nothing", "", "下周有什么会", "says /calendar next week"),
        ("王芳", "nothing", "", "周三有什么安排", "says /calendar 2026-12-02"),
        # a refusal glued to its reason; what turns it again is asked
        ("刘总", "credit", "task", "不同意太贵了", "Reject number=1 reason=太贵了"),
        ("刘总", "credit", "task", "不同意账期太长", "Reject number=1 reason=账期太长"),
        ("刘总", "credit", "task", "不同意也得签", "ask 1.reject 1.sign"),
        # a lead by what is told of it
        ("吴刚", "nothing", "", "新源机械有意向", "ask /lead 新源机械"),
        ("吴刚", "nothing", "", "新商机 大江重工", "ask /lead 大江重工"),
        # a case that isn't there is named, of whatever area
        ("陈静", "nothing", "", "P9退票", "says /show P9"),
        ("吴刚", "nothing", "", "L9谈成了", "says /show L9"),
        # orders by their waybill
        ("王芳", "nothing", "", "查单 SF9990001", "says /orders sf9990001"),
        ("王芳", "nothing", "", "SF9990001到哪了", "says /orders sf9990001"),
        # in reply, words of another button are not taken for one's own
        ("李强", "remedy", "task", "等照片", "AskCustomer number=1"),
        ("李强", "carrying", "task", "等照片", "AskCustomer number=1"),
        # one sign alone and of no case by name is asked
        ("王芳", "gate", "", "开", "ask 1.slip"),
    ],
)
def test_what_was_lost_comes_to_its_right_value(
    who: str, case: str, to: str, said: str, comes_to: str
) -> None:
    assert describe(understood(said, who, case, to)) == comes_to
