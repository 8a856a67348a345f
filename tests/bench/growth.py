from pathlib import Path

from tests.bench.tables import Table


async def measure(folder: Path, orders: int, database: str) -> Table:
    raise NotImplementedError
