"""P3: a ledger as JSON, CSV or a workbook. Headings are the names of the JSON's keys, in a workbook the company's words;
times are the company's."""

from bot.exports.exporting import Reading, export, export_to_file
from bot.exports.kept import MOST_ROWS, KeptRows
from bot.exports.sheet import ExportSheet

__all__ = ["MOST_ROWS", "ExportSheet", "KeptRows", "Reading", "export", "export_to_file"]
