"""Measure the import of usage rows into SQLite: rows a second and peak memory, each size in a process of its own.

Run `python -m evals.bench.import_book [ROWS...]`; it prints a Markdown table. The first import inserts every row,
the second finds the same book again. CPU time tells more than the clock on a machine that does other work too.
"""

import json
import resource
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from copilot.loading.book import import_book
from copilot.store.database import Database

ACCOUNTS = 1_000
SIZES = (100_000, 1_000_000)


def write_book(folder: Path, rows: int) -> None:
    """Write a book with this many usage rows, day by day over a thousand accounts."""
    folder.mkdir()
    with (folder / "accounts.csv").open("w", encoding="utf-8") as file:
        file.write("account_id,name\n")
        file.writelines(f"A{number:04},Account {number}\n" for number in range(ACCOUNTS))
    with (folder / "usage.csv").open("w", encoding="utf-8") as file:
        file.write("account_id,date,daily_active_users,weekly_active_users,monthly_active_users,events\n")
        for number in range(rows):
            day = date(2020, 1, 1) + timedelta(number // ACCOUNTS)
            file.write(f"A{number % ACCOUNTS:04},{day},{number % 90},{number % 200},{number % 400},{number % 9000}\n")


def measure(folder: Path, book: Path) -> dict[str, float]:
    """Import the book twice; the figures are of this whole process."""
    database = Database(f"sqlite:///{folder / 'accounts.sqlite'}")
    database.upgrade()
    found: dict[str, float] = {}
    for name in ("first", "again"):
        clock, cpu = time.perf_counter(), time.process_time()
        summary = import_book(book, database)
        found[f"{name}_seconds"] = time.perf_counter() - clock
        found[f"{name}_cpu"] = time.process_time() - cpu
        found[f"{name}_changed"] = summary.changed
        found[f"{name}_peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    database.close()
    return found


def main(sizes: list[int]) -> None:
    """Print a line for each size."""
    print("| usage rows | import | rows changed | rows/s | rows/s of CPU time | peak memory |")
    print("|---|---|---|---|---|---|")
    for rows in sizes:
        with TemporaryDirectory() as name:
            folder = Path(name)
            write_book(folder / "book", rows)
            command = [sys.executable, "-m", "evals.bench.import_book", "--one", name]
            found = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        for kind in ("first", "again"):
            rates = " | ".join(f"{rows / found[f'{kind}_{unit}']:,.0f}" for unit in ("seconds", "cpu"))
            changed, peak = found[f"{kind}_changed"], found[f"{kind}_peak_mb"]
            print(f"| {rows:,} | {kind} | {changed:,} | {rates} | {peak:.0f} MB |")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(measure(Path(sys.argv[2]), Path(sys.argv[2]) / "book")))
    else:
        main([int(size) for size in sys.argv[1:]] or list(SIZES))
