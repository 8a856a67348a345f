"""Every fault of a form's file is named by file, line and field, with the reason, before anybody fills it in."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.settings import SHIPPED_TEMPLATES
from store.forms import checking
from store.forms.kinds import FormFault, faults_in, load_kinds

GOOD = """\
title = { zh = "用车", en = "Car use" }
words = ["用车"]
code = "A2"
start = ["service", "sales"]
own = true
about = "order"
shows = ["customer.owed"]

[[field]]
key = "amount"
label = { zh = "金额", en = "amount" }
type = "money"
max = 5000
fill = "order.owed"

[[field]]
key = "from"
label = { zh = "从", en = "from" }
type = "date"
min = "today"

[[field]]
key = "until"
label = { zh = "到", en = "until" }
type = "date"
min = "$from"

[[field]]
key = "departments"
label = { zh = "部门", en = "departments" }
type = "roles"
options = ["finance", "logistics"]

[[field]]
key = "driver"
label = { zh = "司机", en = "driver" }
type = "member"

[[field]]
key = "kind"
label = { zh = "类别", en = "kind" }
type = "choice"
options = { zh = ["自用", "发货"], en = ["own", "shipment"] }

[[field]]
key = "goods"
label = { zh = "货物", en = "goods" }
type = "lines"
ask_when = { kind = "shipment" }

[[field]]
key = "total"
label = { zh = "合计", en = "total" }
type = "sum"
of = "$goods.total"

[[field]]
key = "note"
label = { zh = "备注", en = "note" }
type = "long"
required = false

[[field]]
key = "granted"
label = { zh = "核准", en = "granted" }
type = "money"
at_most = "$amount"

[[sign]]
who = ["heads of $departments"]
how = "all"
within = "8h"

[[sign]]
who = ["director"]
when = { amount = "> 1000" }
sum = { field = "amount", by = ["kind"], days = 7 }

[[sign]]
who = ["finance"]
act = { zh = "付款", en = "pay" }
fills = ["granted"]
proof = true

[[then]]
on = "done"
do = "order.freight"
amount = "$amount.granted"

[[then]]
on = "rejected"
do = "tell"
to = ["owner", "heads of $departments"]
"""
FILE = Path("car.toml")


def wrong(before: str, after: str) -> tuple[FormFault, ...]:
    assert GOOD.count(before) >= 1, before
    return faults_in(FILE, GOOD.replace(before, after, 1))


def test_the_form_that_the_faults_are_made_from_has_none() -> None:
    assert faults_in(FILE, GOOD) == ()


FAULTS = {
    # what is written instead of what: the line that is named, the field, a part of the reason
    "unknown key": ('code = "A2"', 'colour = "red"', 'colour = "red"', "colour", "unknown key"),
    "unknown key of a field": ('min = "$from"', "most = 3", "most = 3", "(until) most", "unknown key"),
    "a bound of another type": (
        'min = "$from"',
        "options = [1]",
        "options",
        "(until) options",
        "unknown key",
    ),
    "a key misspelt": ('code = "A2"', 'cod = "A2"', "cod", "cod", 'unknown key, perhaps "code"'),
    "a table misspelt": ("[[sign]]", "[[signs]]", "[[signs]]", "signs", 'perhaps "sign"'),
    "a bound misspelt": ("max = 5000", "at_mots = 5", "at_mots", "(amount) at_mots", 'perhaps "at_most"'),
    "a block's key misspelt": ('within = "8h"', 'wihtin = "8h"', "wihtin", "wihtin", 'perhaps "within"'),
    "no title": ('title = { zh = "用车", en = "Car use" }\n', "", "", "title", "missing"),
    "no label in one language": (
        '{ zh = "从", en = "from" }',
        '{ zh = "从" }',
        "从",
        "(from) label",
        "missing",
    ),
    "an empty label": ('en = "until" }', 'en = "" }', "到", "(until) label en", "empty"),
    "a label with a colon": ('zh = "司机"', 'zh = "司机:"', "司机", "(driver) label zh", "colon"),
    "a label said twice": ('zh = "到"', 'zh = "从"', "", "(until) label zh", "is said for from already"),
    "a label that is another's key": (
        'en = "until"',
        'en = "driver"',
        "到",
        "(until) label en",
        "for driver",
    ),
    "unknown type": ('type = "member"', 'type = "meber"', "meber", "(driver) type", 'perhaps "member"'),
    "no type": ('type = "member"\n', "", "[[field]]", "(driver) type", "missing"),
    "two fields of one key": ('key = "until"', 'key = "from"', 'key = "from"', "key", "already"),
    "a key with capitals": ('key = "until"', 'key = "Until"', "Until", "key", "a-z"),
    "a code that is none": ('code = "A2"', 'code = "2A"', "2A", "code", "capital letter"),
    "a role that is none": ('"service", "sales"', '"service", "sale"', "start", "start 2", 'perhaps "sales"'),
    "a lapse in hours": ('code = "A2"', 'lapses = "3h"', "lapses", "lapses", "days or weeks"),
    "own without sales": ('["service", "sales"]', '["service"]', "own", "own", "neither sales"),
    "own without a customer": ('about = "order"', 'about = "nothing"', "own", "own", "no customer"),
    "a fact that is none": ('["customer.owed"]', '["customer.owd"]', "shows", "shows 1", '"customer.owed"'),
    "a fact of something else": ('["customer.owed"]', '["contract.until"]', "shows", "shows 1", "contract"),
    "fill of another type": (
        'fill = "order.owed"',
        'fill = "order.wanted"',
        "wanted",
        "(amount) fill",
        "date",
    ),
    "fill of a field that isn't": (
        'fill = "order.owed"',
        'fill = "$sum"',
        "$sum",
        "(amount) fill",
        "no field",
    ),
    "fill that is no value": ('fill = "order.owed"', 'fill = "viel"', "viel", "(amount) fill", "no value"),
    "a bound on no field": ('min = "$from"', 'min = "$form"', "$form", "(until) min", 'perhaps "from"'),
    "a bound on another type": ('min = "$from"', 'min = "$amount"', "$amount", "(until) min", "no other day"),
    "a bound that is none": ('min = "$from"', 'min = "soon"', "soon", "(until) min", "+90d"),
    "a bound below the other": (
        "max = 5000",
        "min = 7000\nmax = 5000",
        "min = 7000",
        "(amount) min",
        "above",
    ),
    "days the wrong way round": (
        'min = "$from"',
        'min = "+9d"\nmax = "+3d"',
        "+9d",
        "(until) min",
        "above max",
    ),
    "a figure that is none": ("max = 5000", "max = nan", "nan", "(amount) max", "number"),
    "at_most of no field": ('at_most = "$amount"', 'at_most = "$x"', "$x", "(granted) at_most", "no field"),
    "at_most of no figure": ('at_most = "$amount"', 'at_most = "$from"', "$from", "at_most", "no figure"),
    "at_most of what may be empty": (
        "max = 5000",
        "required = false",
        "at_most",
        "at_most",
        "bounds nothing",
    ),
    "a sum of no table": ('"$goods.total"', '"$amount.total"', "$amount.total", "(total) of", "no table"),
    "a sum of a table without prices": (
        'type = "lines"',
        'type = "lines"\ncolumns = ["product", "qty"]',
        "$goods.total",
        "(total) of",
        "with prices",
    ),
    "columns out of order": (
        'type = "lines"',
        'type = "lines"\ncolumns = ["qty"]',
        "columns",
        "columns",
        "write",
    ),
    "asked when a later field": ('{ kind = "shipment" }', '{ total = "> 3" }', "ask_when", "total", "later"),
    "asked when no field": ('{ kind = "shipment" }', '{ knd = "own" }', "ask_when", "knd", 'perhaps "kind"'),
    "asked when no option": ('{ kind = "shipment" }', '{ kind = "gift" }', "ask_when", "kind", "none of the"),
    "options in one language": (
        'options = { zh = ["自用", "发货"], en = ["own", "shipment"] }',
        'options = { zh = ["自用", "发货"] }',
        "options",
        "(kind)",
        "as many in each",
    ),
    "an option twice": ('"own", "shipment"', '"own", "own"', "options", "(kind) options 2", "second time"),
    "no department": (
        '"finance", "logistics"',
        '"finance", "sales"',
        "options",
        "options 2",
        "no department",
    ),
    "a signer who is none": ('["director"]', '["directr"]', "directr", "who 1", 'perhaps "director"'),
    "heads of no departments": (
        '["director"]',
        '["heads of $kind"]',
        "heads of $kind",
        "who 1",
        "no departments",
    ),
    "heads of no field": ('["director"]', '["heads of $x"]', "heads of $x", "who 1", "no field"),
    "a member who is none": ('["director"]', '["$kind"]', '["$kind"]', "who 1", "no member"),
    "signers who may be left empty": (
        'type = "roles"',
        'type = "roles"\nrequired = false',
        "heads of $departments",
        "who 1",
        "nobody signs",
    ),
    "the starter signs": ('["director"]', '["starter"]', '["starter"]', "who 1", "own form"),
    "the admin signs": ('["director"]', '["admin"]', '["admin"]', "who 1", "signs nothing"),
    "a signer twice": ('["director"]', '["director", "director"]', "director", "who 2", "second time"),
    "nobody signs": ('["director"]', "[]", "who = []", "who", "at least 1"),
    "when on no field": (
        '{ amount = "> 1000" }',
        '{ amunt = "> 1000" }',
        "amunt",
        "amunt",
        'perhaps "amount"',
    ),
    "when on what has no order": ('{ amount = "> 1000" }', '{ kind = "> 1" }', "when", "kind", "has no >"),
    "when on a text": ('{ amount = "> 1000" }', '{ note = "= x" }', "when", "note", '"filled" or "empty"'),
    "when on what is always filled": (
        '{ amount = "> 1000" }',
        '{ kind = "filled" }',
        "when",
        "kind",
        "always",
    ),
    "a threshold above the bounds": ('"> 1000"', '"> 9000"', "9000", "amount", "bounds"),
    "a threshold with a comma": ('"> 1000"', '"> 1,000"', "1,000", "amount", "digits alone"),
    "a condition that is none": ('"> 1000"', "[]", "when", "when amount", "no condition"),
    "when on what is filled in later": (
        '{ amount = "> 1000" }',
        '{ amount = "> 1000", granted = "> 5" }',
        "when",
        "granted",
        "only later",
    ),
    "a sum over no field": ('field = "amount", by', 'field = "amont", by', "amont", "sum field", "no field"),
    "a sum by no field": ('by = ["kind"]', 'by = ["knd"]', "knd", "sum by 1", "no field"),
    "a sum that decides nothing": (
        'field = "amount", by',
        'field = "granted", by',
        "granted",
        "sum",
        "nothing",
    ),
    "proof without an act": ('act = { zh = "付款", en = "pay" }\n', "", "proof", "proof", "without an act"),
    "another word than 办不了 without an act": (
        'how = "all"',
        'how = "all"\nimpossible = { zh = "付不了", en = "not paid" }',
        "impossible",
        "impossible",
        "without an act",
    ),
    "a signature after an act": (
        'how = "all"',
        'act = { zh = "办", en = "do" }',
        "[[sign]]",
        "[[sign]] 2",
        "what somebody is to fill in",
    ),
    "fills of no field": ('fills = ["granted"]', 'fills = ["grant"]', "grant", "fills", 'perhaps "granted"'),
    "fills of what is worked out": (
        'fills = ["granted"]',
        'fills = ["total"]',
        "total",
        "fills",
        "worked out",
    ),
    "fills of what was filled in before": (
        'who = ["director"]',
        'who = ["director"]\nfills = ["granted"]',
        'fills = ["granted"]',
        "fills",
        "earlier block",
    ),
    "fills by several": ('how = "all"', 'fills = ["note"]', 'fills = ["note"]', "fills", "who fills what"),
    "fills by somebody else": (
        'fills = ["granted"]',
        'fills = { service = ["granted"] }',
        "service",
        "fills service",
        "doesn't sign here",
    ),
    "an effect that is none": (
        '"order.freight"',
        '"order.frieght"',
        "frieght",
        "do",
        'perhaps "order.freight"',
    ),
    "an effect without its parameter": (
        'amount = "$amount.granted"\n',
        "",
        "[[then]]",
        "order.freight",
        "needs amount",
    ),
    "a parameter that is none": ('amount = "$amount', 'sum = "$amount', "sum", "sum", "no such parameter"),
    "a parameter of another type": ('"$amount.granted"', '"$from"', "$from", "amount", "takes money"),
    "a parameter that is no field": ('"$amount.granted"', '"$amout"', "$amout", "amount", 'perhaps "amount"'),
    "a parameter that may be empty": (
        '"$amount.granted"',
        '"$total"',
        "$total",
        "amount",
        'total = "filled"',
    ),
    "asked after no field": ('within = "8h"', 'after = "$x"', "$x", "after", "no field"),
    "asked after what is no day": ('within = "8h"', 'after = "$kind"', "$kind", "after", "no day"),
    "asked after what is filled in only later": (
        'within = "8h"',
        'after = "$paid_on"\n\n[[sign]]\nwho = ["finance"]\nact = { zh = "办", en = "do" }\nfills = ["paid_on"]\n'
        '\n[[field]]\nkey = "paid_on"\nlabel = { zh = "付款日", en = "paid on" }\ntype = "date"',
        "after",
        "after",
        "only later",
    ),
    "never of nobody in the form": (
        'within = "8h"',
        'never = ["director"]',
        "never",
        "never",
        "chosen in the form",
    ),
    "never of what is no member": ('within = "8h"', 'never = ["$kind"]', "never", "never", "no member"),
    "over budget without one": (
        'within = "8h"',
        "over_budget = true",
        "over_budget",
        "over_budget",
        "no budget",
    ),
    "a budget of no field": (
        'code = "A2"',
        'budget = { kind = "$x", amount = "$amount" }',
        "budget",
        "budget kind",
        "no field",
    ),
    "a budget of a figure that is none": (
        'code = "A2"',
        'budget = { kind = "$kind", amount = "$kind" }',
        "budget",
        "budget amount",
        "takes money or sum",
    ),
    "a budget whose amount is a constant": (
        'code = "A2"',
        'budget = { kind = "$kind", amount = "500" }',
        "budget",
        "budget amount",
        "such as $amount",
    ),
    "searched where something is secret": (
        'shows = ["customer.owed"]\n\n[[field]]',
        "searched = true\n\n[[field]]\nsecret = true",
        "searched",
        "searched",
        "secret",
    ),
    "once without a customer": ('about = "order"', 'once = "month"', "once", "once", "no customer"),
    "a sum over what is no figure": ('field = "amount"', 'field = "kind"', "sum", "sum field", "no figure"),
    "a signer chosen only later": (
        'who = ["director"]',
        'who = ["$payer"]\n\n[[sign]]\nwho = ["finance"]\nfills = ["payer"]\n\n[[field]]\nkey = "payer"\n'
        'label = { zh = "付款人", en = "payer" }\ntype = "member"\n\n[[sign]]\nwho = ["director"]',
        "payer",
        "who",
        "only later",
    ),
    "filled in twice": (
        'fills = ["granted"]',
        'fills = ["granted", "granted"]',
        "fills",
        "fills",
        "second time",
    ),
    "an effect on a condition of no field": (
        'do = "order.freight"',
        'do = "order.freight"\nwhen = { x = "filled" }',
        "when",
        "when x",
        "no field",
    ),
    "an effect on a condition that does not fit": (
        'do = "order.freight"',
        'do = "order.freight"\nwhen = { driver = "> 5" }',
        "when",
        "when driver",
        "",
    ),
    "refused where nobody signs": (
        'who = ["heads of $departments"]\nhow = "all"\nwithin = "8h"\n\n[[sign]]\nwho = ["director"]\n'
        'when = { amount = "> 1000" }\nsum = { field = "amount", by = ["kind"], days = 7 }',
        'who = ["warehouse"]\nact = { zh = "办", en = "do" }',
        "rejected",
        "on",
        "nobody can refuse",
    ),
    "the starter as money": (
        'amount = "$amount.granted"',
        'amount = "$starter"',
        "$starter",
        "amount",
        "is no money",
    ),
    "the total of no table": (
        'amount = "$amount.granted"',
        'amount = "$from.total"',
        "total",
        "amount",
        "no table with prices",
    ),
    "a choice whose options the effect does not know": (
        'do = "order.freight"\namount = "$amount.granted"',
        'do = "charge"\nkind = "$kind"\namount = "$amount.granted"',
        "kind",
        "kind",
        "is none of",
    ),
    "words where only some will do": (
        'do = "order.freight"\namount = "$amount.granted"',
        'do = "charge"\nkind = "$note"\namount = "$amount.granted"',
        "kind",
        "kind",
        "must be one of",
    ),
    "a constant that the effect does not know": (
        'do = "order.freight"\namount = "$amount.granted"',
        'do = "charge"\nkind = "gift"\namount = "$amount.granted"',
        "kind",
        "kind",
        '"gift" is none of',
    ),
    "days after no day": (
        'do = "order.freight"\namount = "$amount.granted"',
        'do = "task"\nrole = "technical"\ntext = { zh = "办", en = "do it" }\ndays = 3',
        "days",
        "days",
        "counts from `after`",
    ),
    "a title in one language": (
        'do = "order.freight"\namount = "$amount.granted"',
        'do = "task"\nrole = "technical"\ntext = { zh = "办" }',
        "text",
        "text",
        "write {",
    ),
    "a sum in front of its table": (
        '[[field]]\nkey = "goods"\nlabel = { zh = "货物", en = "goods" }\ntype = "lines"\nask_when = { kind = "shipment" }\n\n'
        '[[field]]\nkey = "total"\nlabel = { zh = "合计", en = "total" }\ntype = "sum"\nof = "$goods.total"',
        '[[field]]\nkey = "total"\nlabel = { zh = "合计", en = "total" }\ntype = "sum"\nof = "$goods.total"\n\n'
        '[[field]]\nkey = "goods"\nlabel = { zh = "货物", en = "goods" }\ntype = "lines"\nask_when = { kind = "shipment" }',
        "of",
        "of",
        "behind its table",
    ),
    "a sum that is asked for": (
        'of = "$goods.total"',
        'of = "$goods.total"\nask_when = { kind = "own" }',
        "ask_when",
        "ask_when",
        "never asked",
    ),
    "a difference of no tables": (
        'type = "sum"\nof = "$goods.total"',
        'type = "difference"\nof = ["$goods", "$kind"]',
        "of",
        "of",
        "with quantities",
    ),
    "a difference that is asked for": (
        'type = "sum"\nof = "$goods.total"',
        'type = "difference"\nof = ["$goods", "$goods"]\nask_when = { kind = "own" }',
        "ask_when",
        "ask_when",
        "never asked",
    ),
    "an option that is no word": (
        'options = { zh = ["自用", "发货"], en = ["own", "shipment"] }',
        'options = [" ", "own", "shipment"]',
        "options",
        "options",
        "must not be empty",
    ),
    "asked on what a signer fills in": (
        '[[field]]\nkey = "note"\nlabel = { zh = "备注", en = "note" }\ntype = "long"\nrequired = false\n\n'
        '[[field]]\nkey = "granted"\nlabel = { zh = "核准", en = "granted" }\ntype = "money"\nat_most = "$amount"',
        '[[field]]\nkey = "granted"\nlabel = { zh = "核准", en = "granted" }\ntype = "money"\nat_most = "$amount"\n\n'
        '[[field]]\nkey = "note"\nlabel = { zh = "备注", en = "note" }\ntype = "long"\nask_when = { granted = "> 5" }',
        "ask_when",
        "ask_when granted",
        "by a signer",
    ),
    "a proposal of another field's type": (
        'fill = "order.owed"',
        'fill = "$from"',
        "fill",
        "fill",
        "is date, this is money",
    ),
    "a member proposed by a constant": (
        'key = "driver"',
        'key = "driver"\nfill = "李强"',
        "fill",
        "fill",
        "by a constant",
    ),
    "granted where nobody grants": ('at_most = "$amount"\n', "", "granted", "amount", "nobody grants"),
    "a part that is none": ('"$amount.granted"', '"$amount.half"', "half", "amount", ".granted"),
    "an effect on another kind of case": (
        'do = "order.freight"\namount',
        'do = "contract.end"\nday',
        "contract.end",
        "do",
        "about: contract",
    ),
    "done without an act": (
        'act = { zh = "付款", en = "pay" }\n',
        "",
        'on = "done"',
        "on",
        "no block has an act",
    ),
    "people who are nobody": (
        'to = ["owner", "heads of $departments"]',
        "to = []",
        "to = []",
        "to",
        "name people",
    ),
    "a constant that is no amount": ('"$amount.granted"', "-5", "-5", "amount", "no money"),
    "a constant in powers of ten": ('"$amount.granted"', '"1e3"', "1e3", "amount", "no money"),
    "a bound of more decimals": ("max = 5000", "max = 0.005", "0.005", "(amount) max", "at most 2 decimals"),
    "a key that means something else": (
        'key = "driver"',
        'key = "starter"',
        'key = "starter"',
        "key",
        "else",
    ),
    "people who are none": ('["owner", "heads', '["onwer", "heads', "onwer", "to", 'perhaps "owner"'),
    "people of no field": ('"owner", "heads of $departments"', '"heads of $x"', "$x", "to", "no field"),
    "kind in the file": ('code = "A2"', 'kind = "car"', "kind", "kind", "file's name"),
    "no good TOML": ('code = "A2"', "code = A2", "code = A2", "", "good TOML"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_by_file_line_and_field_with_its_reason(name: str) -> None:
    before, after, line, place, reason = FAULTS[name]
    text = GOOD.replace(before, after, 1)
    found = wrong(before, after)
    fits = [one for one in found if reason in one.reason and place in f"{one.place} {one.reason}"]
    assert fits, [str(one) for one in found]
    assert line in text.splitlines()[fits[0].line - 1]
    assert str(fits[0]).startswith(f"car.toml, line {fits[0].line}: ")


@pytest.mark.parametrize(
    ("before", "after", "place"),
    [
        ('who = ["director"]', 'who = ["director"]\nwithin = "4h"', "within"),
        ('who = ["director"]', 'who = ["director"]\nfills = ["reason"]', "fills"),
        ('who = ["director"]', 'who = ["director"]\nact = { zh = "放行", en = "let go" }', "act"),
        ('do = "tell"', 'do = "charge"\nkind = "other"\namount = "$amount"', "do"),
    ],
)
def test_what_means_nothing_on_the_form_of_an_order_is_named(before: str, after: str, place: str) -> None:
    file = SHIPPED_TEMPLATES / "forms" / "credit-consent.toml"
    text = file.read_text(encoding="utf-8")
    assert faults_in(file, text) == ()
    found = [str(one) for one in faults_in(file, text.replace(before, after, 1))]
    assert any(place in one and "signed with its order" in one for one in found), found


def test_one_bracket_too_few_is_named() -> None:
    text = 'title = { zh = "车", en = "Car" }\nstart = "all"\n[field]\nkey = "x"\n'
    assert [str(one) for one in faults_in(FILE, text)] == [
        "car.toml, line 3: field: write [[field]], with two brackets"
    ]


def test_every_fault_comes_at_once() -> None:
    text = GOOD.replace('"$amount.granted"', '"$x"').replace('"> 1000"', '"> 9000"')
    assert [one.place for one in faults_in(FILE, text)] == [
        "[[sign]] 2 when amount",
        "[[then]] 1 (order.freight) amount",
    ]


def test_a_form_is_kept_short_enough_for_a_phone() -> None:
    field = '[[field]]\nkey = "k{0}"\nlabel = {{ zh = "项{0}", en = "item {0}" }}\ntype = "text"\n'
    more = "".join(field.format(number) for number in range(20))
    assert [one.reason for one in faults_in(FILE, GOOD + more)] == [
        "28 fields are asked; on a phone at most 20"
    ]
    blocks = '[[sign]]\nwho = ["finance"]\nact = { zh = "办", en = "do" }\n' * 6
    assert [one.reason for one in faults_in(FILE, GOOD + blocks)] == ["9 blocks; on a phone at most 8"]


def test_a_field_that_a_signer_fills_in_is_not_asked_and_what_depends_on_it_is_no_question() -> None:
    text = GOOD.replace(
        'key = "granted"',
        'key = "why"\nlabel = { zh = "缘由", en = "why" }\ntype = "text"\n'
        'ask_when = { granted = "> 5" }\n\n[[field]]\nkey = "granted"',
    )
    assert [one.reason for one in faults_in(FILE, text)] == ["granted is asked later"]


def test_a_changed_type_of_a_key_asks_for_a_new_key(tmp_path: Path) -> None:
    before, after = (
        _loaded(tmp_path / str(number), text)
        for number, text in enumerate((GOOD, GOOD.replace('type = "long"', 'type = "text"')))
    )
    assert [*checking.retyped(before, before)] == []
    [(path, reason)] = checking.retyped(before, after)
    assert path == ("field", 8, "type") and "give the field a new key" in reason


def _loaded(folder: Path, text: str):  # type: ignore[no-untyped-def]
    (folder / "forms").mkdir(parents=True)
    (folder / "forms" / "car.toml").write_text(text, "utf-8")
    return load_kinds([folder]).by_name["car"]


# beside the other forms ---------------------------------------------------------------------------------
NEXT = '\n[[then]]\ndo = "form.open"\nkind = "{kind}"\nto = ["starter"]\nvalues = {{ {values} }}\n'


def opening(folder: Path, kind: str, values: str) -> list[str]:
    (folder / "forms").mkdir()
    (folder / "forms" / "car.toml").write_text(GOOD + NEXT.format(kind=kind, values=values), "utf-8")
    other = GOOD.replace('"A2"', '"A3"').replace("用车", "还车").replace("Car use", "Car back")
    (folder / "forms" / "back.toml").write_text(other, "utf-8")
    return [f"{one.place}: {one.reason}" for one in load_kinds([folder]).faults]


def test_the_next_form_and_its_fields_are_there(tmp_path: Path) -> None:
    assert opening(tmp_path, "back", 'amount = "$amount"') == []


@pytest.mark.parametrize(
    ("kind", "values", "reason"),
    [
        ("bakc", 'amount = "$amount"', '[[then]] 3 (form.open) kind: no form "bakc", perhaps "back"'),
        ("back", 'amout = "$amount"', 'values amout: "back" has no field "amout", perhaps "amount"'),
        ("back", 'amount = "$from"', "values amount: is money, $from is date"),
        ("back", 'amount = "$x"', 'values amount: no field "x"'),
        ("back", 'amount = "viel"', "values amount: 'viel' is no value of this field"),
        ("back", 'amount = "$about"', "values amount: is money, $about is order"),
        ("back", 'total = "$amount"', "values total: is worked out, not filled in"),
        ("back", 'amount = "$starter"', "values amount: is money, $starter is member"),
    ],
)
def test_a_next_form_that_can_not_be_opened_is_named(
    tmp_path: Path, kind: str, values: str, reason: str
) -> None:
    [fault] = opening(tmp_path, kind, values)
    assert fault.endswith(reason)


def test_a_form_whose_next_form_is_broken_is_none_either(tmp_path: Path) -> None:
    (tmp_path / "forms").mkdir()
    for name, opens in (("a", "b"), ("b", "c"), ("c", "gone"), ("d", "e"), ("e", "d")):
        text = (
            GOOD.replace('"A2"', f'"{name.upper()}1"').replace("用车", name * 3).replace("Car use", name * 4)
        )
        text += NEXT.format(kind=opens, values="")
        (tmp_path / "forms" / f"{name}.toml").write_text(text, "utf-8")
    kinds = load_kinds([tmp_path])
    assert [*kinds.by_name] == ["d", "e"]
    assert [one.file.stem for one in kinds.faults] == ["c", "b", "a"]


def test_a_choice_that_is_carried_over_has_its_options_there_too(tmp_path: Path) -> None:
    assert opening(tmp_path, "back", 'kind = "$kind"') == []
    other = (
        (tmp_path / "forms" / "back.toml").read_text("utf-8").replace('"own", "shipment"', '"own", "sent"')
    )
    text = other.replace('kind = "shipment"', 'kind = "sent"')
    (tmp_path / "forms" / "back.toml").write_text(text, "utf-8")
    [fault] = load_kinds([tmp_path]).faults
    assert fault.place == "[[then]] 3 (form.open) values kind" and fault.reason == "has no option shipment"


def test_two_forms_called_alike_are_named_and_both_stay(tmp_path: Path) -> None:
    (tmp_path / "forms").mkdir()
    for name in ("a", "b"):
        (tmp_path / "forms" / f"{name}.toml").write_text(GOOD, "utf-8")
    kinds = load_kinds([tmp_path])
    assert [*kinds.by_name] == ["a", "b"]
    assert {(one.file.name, one.place) for one in kinds.faults} == {
        ("b.toml", "title"),
        ("b.toml", "words"),
        ("b.toml", "code"),
    }


def test_a_companys_own_file_replaces_the_shipped_one_and_a_broken_one_leaves_none(tmp_path: Path) -> None:
    shipped, own = tmp_path / "shipped", tmp_path / "own"
    for folder, text in ((shipped, GOOD), (own, GOOD.replace("Car use", "Our cars"))):
        (folder / "forms").mkdir(parents=True)
        (folder / "forms" / "car.toml").write_text(text, "utf-8")
    (shipped / "forms" / "other.toml").write_text(GOOD.replace('"A2"', '"A3"'), "utf-8")
    assert load_kinds([own, shipped]).by_name["car"].title.en == "Our cars"
    (own / "forms" / "car.toml").write_text("title = ", "utf-8")
    broken = load_kinds([own, shipped])
    assert [*broken.by_name] == ["other"]
    assert [one.file for one in broken.faults] == [own / "forms" / "car.toml"]


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "car.toml").write_bytes(b"\xff\xfe")
    [fault] = load_kinds([tmp_path]).faults
    assert str(fault) == "car.toml, line 1: is not UTF-8 text; save it as UTF-8"


def test_a_form_is_called_by_its_file_its_code_its_title_or_its_words(tmp_path: Path) -> None:
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "car.toml").write_text(GOOD, "utf-8")
    kinds = load_kinds([tmp_path])
    for said in ("car", "a2", "A2", "用车", "car use", "Car Use"):
        assert kinds.named(said) is kinds.by_name["car"], said
    assert kinds.named("cars") is None


# whatever stands there ----------------------------------------------------------------------------------
LINES = GOOD.splitlines()
SLIPS = (
    *(
        '""',
        '"$"',
        '"$x"',
        '"$amount"',
        '"> "',
        "[]",
        "1",
        "-1",
        "1.5",
        "true",
        "{}",
        "{ a = 1 }",
        "[1]",
        '[["x"]]',
    ),
    *(
        "2026-01-01",
        "08:00:00",
        '"filled"',
        '"today"',
        "nan",
        "inf",
        '"$about"',
        '"heads of $"',
        "1e400",
        "[{}]",
    ),
)
_VALUE = re.compile(r'"[^"]*"|(?<= = ).*')


@given(at=st.integers(0, len(LINES) - 1), slip=st.sampled_from(SLIPS), data=st.data())
def test_a_slip_anywhere_is_named_or_does_no_harm(at: int, slip: str, data: st.DataObject) -> None:
    line = LINES[at]
    cut = data.draw(
        st.sampled_from([(found.start(), found.end()) for found in _VALUE.finditer(line)] or [(0, 0)])
    )
    lines = [*LINES[:at], line[: cut[0]] + slip + line[cut[1] :] if cut[1] else "", *LINES[at + 1 :]]
    for fault in faults_in(FILE, "\n".join(lines)):
        assert 1 <= fault.line <= len(lines) and fault.reason
        assert "\n" not in str(fault) and "Input" not in fault.reason
