"""What units goods and services are counted in, however they are written: one row for each. Rates and prices are found by it."""

import unicodedata

UNITS = (
    ("吨", "t", "ton", "tons", "tonne", "tonnes"),
    ("千克", "公斤", "kg", "kgs"),
    ("克", "g", "gram", "grams"),
    ("升", "l", "litre", "litres", "liter", "liters"),
    ("毫升", "ml"),
    ("米", "m", "metre", "metres", "meter", "meters"),
    ("千米", "公里", "km"),
    ("厘米", "cm"),
    ("毫米", "mm"),
    ("平方米", "平方", "平米", "平", "㎡", "m²", "m2", "sqm"),
    ("立方米", "立方", "方", "㎥", "m³", "m3", "cbm"),
    ("托", "托盘", "板", "pallet", "pallets"),
    ("桶", "pail", "pails", "drum", "drums"),
    ("箱", "carton", "cartons"),
    ("盒", "box", "boxes"),
    ("袋", "bag", "bags"),
    ("罐", "听", "can", "cans", "tin", "tins"),
    ("卷", "roll", "rolls"),
    ("件", "piece", "pieces", "pc", "pcs"),
    ("套", "set", "sets"),
)


def _key(unit: str) -> str:
    return "".join(unicodedata.normalize("NFKC", unit).casefold().split())


_ROWS = {_key(name): row for row in UNITS for name in row}


def same_unit(one: str, other: str) -> bool:
    """Whether both are one unit: 吨 and tons, ㎡ and m2. A unit that no row has is only itself."""
    here, there = _key(one), _key(other)
    return here == there or (here in _ROWS and _ROWS.get(there) is _ROWS[here])
