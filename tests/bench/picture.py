"""The throughput table as bars, for the README."""

from pathlib import Path
from xml.sax.saxutils import escape

from tests.bench.tables import Table

WIDTH, BAR, GAP, LEFT, RIGHT = 720, 26, 14, 190, 70
OURS, OTHERS = "#1f6fb2", "#b9c4cd"


def draw(table: Table, file: Path) -> None:
    """One bar a row, as long as its second column says; rows of Gendan stand out."""
    paces = [(row[0], float(row[1])) for row in table.rows]
    most = max(pace for _, pace in paces)
    height = 34 + len(paces) * (BAR + GAP) + 26
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" font-size="14">',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text x="12" y="22" font-weight="bold">{escape(f"{table.head[1]} · {table.title}")}</text>',
    ]
    for number, (name, pace) in enumerate(paces):
        top = 34 + number * (BAR + GAP)
        length = max(2, round(pace / most * (WIDTH - LEFT - RIGHT)))
        colour = OURS if name.startswith("Gendan") else OTHERS
        middle = top + BAR * 0.7
        parts += [
            f'<text x="{LEFT - 10}" y="{middle:.0f}" text-anchor="end">{escape(name)}</text>',
            f'<rect x="{LEFT}" y="{top}" width="{length}" height="{BAR}" rx="3" fill="{colour}"/>',
            f'<text x="{LEFT + length + 8}" y="{middle:.0f}">{pace:.0f}</text>',
        ]
    parts += [
        f'<text x="12" y="{height - 10}" font-size="11" fill="#5c6b78">{escape(table.where)}</text>',
        "</svg>",
    ]
    file.write_text("\n".join(parts) + "\n", "utf-8")
