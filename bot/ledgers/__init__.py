"""P3: a ledger as JSON, CSV or a workbook. Headings are the names of the JSON's keys, in a workbook the company's words;
times are the company's."""

from bot.ledgers.exporting import Reading, export, export_to_file
from bot.ledgers.sheet import LedgerSheet

__all__ = ["LedgerSheet", "Reading", "export", "export_to_file"]
