"""The columns of a workbook of orders."""

COLUMNS = (
    "group",
    "customer",
    "item",
    "model",
    "qty",
    "unit",
    "price",
    "pay",
    "packing",
    "to",
    "address",
    "phone",
    "wanted",
    "promised",
    "receipt",
    "note",
    "freight",
)
"""The columns of the blank, in their order; a filled workbook may have them in any."""
CHOICES = {
    "pay": ("prepaid", "cod", "monthly", "credit"),
    "receipt": ("yes", "no"),
    "freight": ("logistics", "sales", "collect"),
}
LINE = ("item", "model", "qty", "unit", "price")
DETAILS = tuple(name for name in COLUMNS if name not in (*LINE, "group"))
DAYS = ("wanted", "promised")
