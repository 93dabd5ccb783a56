"""The whole portfolio with health and signals, beside a hand-written DuckDB query that computes the same figures.

    python -m evals.bench.portfolio FOLDER PYTHON [ACCOUNTS...]

PYTHON is the interpreter of an environment that has duckdb. The books are made in FOLDER, 1,000 and 10,000 accounts
unless others are asked for, and left there, so that a second run finds them. Each measurement is a process of its own.
"""

import gc
import json
import random
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import httpx
from sqlalchemy import delete

from copilot.loading.book import import_book
from copilot.metrics.retention import default_period, retention
from copilot.portfolio import portfolio
from copilot.records import Account, Subscription
from copilot.scope import EVERYTHING
from copilot.settings import today
from copilot.snapshot import Reads
from copilot.sources.demo import write_demo_book
from copilot.standings import standings
from copilot.store.accounts import AccountStore
from copilot.store.database import Database
from copilot.store.tables import standings as kept

SIZES = (1_000, 10_000)
PORT = 8765
QUERY = Path(__file__).with_name("portfolio.sql")

_DUCKDB = """
import json, resource, sqlite3, sys, time
from pathlib import Path
import duckdb
book, data, query, as_of = sys.argv[1:]
own = Path(data) / "book.duckdb"
if not own.exists():
    with duckdb.connect(str(own)) as made:
        for file in sorted(Path(book).glob("*.csv")):
            made.execute(f"create table {file.stem} as select * from read_csv('{file}', nullstr = '')")
        made.execute("create table notes (account_id varchar, date date, kind varchar, participants varchar[])")
        notes = sqlite3.connect(Path(data) / "accounts.sqlite").execute(
            "select account_id, date, kind, participants from notes").fetchall()
        if notes:
            made.executemany("insert into notes values (?, ?, ?, ?)", [(*row[:3], json.loads(row[3])) for row in notes])
    sys.exit()
begin, cpu = time.perf_counter(), time.process_time()
with duckdb.connect(str(own), read_only=True) as connection:
    parts = [part for part in Path(query).read_text().split(";") if part.strip()]
    accounts, shares = (connection.execute(part, {"as_of": as_of}).fetchall() for part in parts)
found = {"seconds": time.perf_counter() - begin, "cpu": time.process_time() - cpu}
found["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
found["accounts"] = {row[0]: [row[3], row[4], row[10], row[11], row[12]] for row in accounts}
found["shares"] = [float(one) for one in shares[0]]
print(json.dumps(found))
"""


def prepare(folder: Path, accounts: int) -> tuple[Path, Path]:
    """Return the folders of a book and of its database, made where they are not there yet."""
    book, data = folder / str(accounts) / "book", folder / str(accounts) / "data"
    if not book.exists():
        write_demo_book(book, as_of=today(), accounts=accounts)
    if not data.exists():
        with _opened(data) as store:
            store.database.upgrade()
            import_book(book, store.database)
    return book, data


@contextmanager
def _opened(data: Path) -> Iterator[AccountStore]:
    with closing(Database(f"sqlite:///{data / 'accounts.sqlite'}")) as database:
        database.upgrade()
        yield AccountStore(database, "USD")


def _alone(what: str, data: Path) -> dict[str, Any]:
    """Measure in a process of its own."""
    command = [sys.executable, "-m", "evals.bench.portfolio", f"--{what}", str(data)]
    found: dict[str, Any] = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    return found


def _timed(run: Callable[[], object]) -> dict[str, float]:
    begin, cpu = time.perf_counter(), time.process_time()
    run()
    return {"seconds": time.perf_counter() - begin, "cpu": time.process_time() - cpu}


def computed(data: Path) -> dict[str, Any]:
    """Compute every standing, of a day of which none is kept, and the portfolio."""
    with _opened(data) as store:
        with store.database.write() as connection:
            connection.execute(delete(kept))
        found: dict[str, Any] = dict(_timed(lambda: standings(store, EVERYTHING, today())))
        return found | {"peak": _peak()}


def from_kept(data: Path) -> dict[str, Any]:
    """Read the standings that are kept, and what they are."""
    with _opened(data) as store:
        found: dict[str, Any] = dict(_timed(lambda: standings(store, EVERYTHING, today())))
        peak = _peak()
        every = standings(store, EVERYTHING, today())
    shown = {
        one.account_id: [
            None if one.health_score is None else float(one.health_score),
            one.health_band,
            list(one.risks),
            list(one.growth),
            float(one.priority or 0),
        ]
        for one in every
    }
    return found | {"peak": peak, "accounts": shown}


def same_figures(data: Path) -> dict[str, Any]:
    """Read the standings that are kept and compute GRR and NRR, as the query of the other does."""

    def run() -> None:
        standings(store, EVERYTHING, today())
        snapshots = store.snapshots(EVERYTHING, today(), None, Reads(kinds=(Account, Subscription), usage=()))
        retention(snapshots, *default_period(today()))

    with _opened(data) as store:
        return {**_timed(run), "peak": _peak()}


def figures(data: Path) -> dict[str, Any]:
    """Compute GRR, NRR and all other figures of the portfolio, each fact with its rows, and write them as JSON."""
    with _opened(data) as store:
        found: dict[str, Any] = dict(_timed(lambda: portfolio(store, EVERYTHING, today()).model_dump_json()))
        peak = _peak()
        told = {fact.name: float(str(fact.value)) for fact in portfolio(store, EVERYTHING, today()).facts}
    return found | {"peak": peak, "shares": [told["grr"], told["nrr"]]}


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def duckdb(python: str, book: Path, data: Path) -> dict[str, Any]:
    """Compute the same with DuckDB over its own tables, which are loaded before."""
    command = [python, "-c", _DUCKDB, str(book), str(data), str(QUERY), today().isoformat()]
    if not (data / "book.duckdb").exists():
        subprocess.run(command, check=True)
    found: dict[str, Any] = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    return found


def differences(ours: dict[str, Any], theirs: dict[str, Any]) -> int:
    """Count the accounts of which the two say different things; scores may differ by a float's last digits."""
    wrong = 0
    for name, (score, band, risks, growth, priority) in ours.items():
        other = theirs.get(name)
        if other is None:
            wrong += score is not None or bool(risks) or bool(growth)
            continue
        same_score = (score is None) == (other[0] is None) and abs((score or 0) - (other[0] or 0)) < 1e-6
        same_signals = (sorted(risks), sorted(growth)) == (sorted(other[2]), sorted(other[3]))
        wrong += not (same_score and band == other[1] and same_signals and abs(priority - (other[4] or 0)) < 0.01)
    return wrong + len(theirs.keys() - ours.keys())


@contextmanager
def _served(data: Path) -> Iterator[httpx.Client]:
    """Serve the book by the command that users run."""
    command = [*_csm(data), "serve", "--port", str(PORT)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{PORT}", timeout=120) as client:
                _wait(client)
                yield client
        finally:
            server.terminate()


def _csm(data: Path) -> list[str]:
    return ["env", f"CSM_DATA_DIR={data}", "CSM_MODEL=built-in", str(Path(sys.executable).with_name("csm"))]


def _wait(client: httpx.Client) -> None:
    for _ in range(600):
        try:
            client.get("/healthz")
            return
        except httpx.TransportError:
            time.sleep(0.2)
    raise TimeoutError("the server did not come up")


def _milliseconds(client: httpx.Client, addresses: list[str]) -> list[float]:
    found = []
    for address in addresses:
        begin = time.perf_counter()
        client.get(address).raise_for_status()
        found.append(1000 * (time.perf_counter() - begin))
    return found


def over_http(book: Path, data: Path) -> dict[str, float]:
    """Ask for accounts and for the day's list: warm, and right after an import that changes every account."""
    names = [line.split(",", 1)[0] for line in (book / "accounts.csv").read_text(encoding="utf-8").splitlines()[1:]]
    some = random.Random(7).sample(names, 200)
    found: dict[str, float] = {}
    day, data = _day_book(book, data.parent / "day"), _copy(data)
    with _served(data) as client:
        _milliseconds(client, ["/v1/portfolio/today"] * 3)
        found["account_p50"] = median(_milliseconds(client, [f"/v1/accounts/{name}" for name in some]))
        found["health_p50"] = median(_milliseconds(client, [f"/v1/accounts/{name}/health" for name in some]))
        found["today_p95"] = quantiles(_milliseconds(client, ["/v1/portfolio/today"] * 100), n=20)[-1]
        begin = time.perf_counter()
        subprocess.run([*_csm(data), "import", str(day)], check=True, stdout=subprocess.DEVNULL)
        found["import"] = time.perf_counter() - begin
        after = _milliseconds(client, ["/v1/portfolio/today"] * 20)
        found["after_first"], found["after_p95"] = after[0], quantiles(after, n=20)[-1]
    shutil.rmtree(data)
    return found


def _copy(data: Path) -> Path:
    """Return a copy of the database, which an import may change."""
    copy = data.parent / "served"
    shutil.rmtree(copy, ignore_errors=True)
    copy.mkdir()
    shutil.copy(data / "accounts.sqlite", copy)
    return copy


def _day_book(book: Path, folder: Path) -> Path:
    """Write a book of one usage row an account, of today, with numbers of its own each time."""
    folder.mkdir(exist_ok=True)
    accounts = (book / "accounts.csv").read_text(encoding="utf-8")
    (folder / "accounts.csv").write_text(accounts, encoding="utf-8")
    users = int(time.time()) % 50 + 20
    names = [line.split(",", 1)[0] for line in accounts.splitlines()[1:]]
    rows = [f"{name},{today()},{users // 4},{users // 2},{users},{users * 9}\n" for name in names]
    header = "account_id,date,daily_active_users,weekly_active_users,monthly_active_users,events\n"
    (folder / "usage.csv").write_text(header + "".join(rows), encoding="utf-8")
    return folder


def report(folder: Path, python: str, accounts: int) -> None:
    """Print the tables of one size."""
    book, data = prepare(folder, accounts)
    theirs = duckdb(python, book, data)
    rows = {
        "DuckDB: health, signals, rank, GRR, NRR": theirs,
        "standings, computed": _alone("computed", data),
        "standings, kept": _alone("from_kept", data),
        "the same figures, standings kept": _alone("same_figures", data),
        "all figures of the portfolio, standings kept": _alone("figures", data),
    }
    wrong = differences(rows["standings, kept"]["accounts"], theirs["accounts"])
    shares = rows["all figures of the portfolio, standings kept"]["shares"]
    same = all(abs(one - other) < 1e-9 for one, other in zip(shares, theirs["shares"], strict=True))
    print(f"\n{accounts:,} accounts\n")
    print("| from cold | seconds | of CPU | times DuckDB | peak memory |\n|---|---|---|---|---|")
    for name, one in rows.items():
        ratio = one["seconds"] / theirs["seconds"]
        print(f"| {name} | {one['seconds']:.2f} | {one['cpu']:.2f} | {ratio:.1f} | {one['peak']:.0f} MB |")
    print(f"\nThey disagree on {wrong:,} accounts; GRR and NRR are {'the same' if same else 'not the same'}.")
    http = over_http(book, data)
    print("\n| over HTTP | ms |\n|---|---|")
    print(f"| an account, p50 | {http['account_p50']:.1f} |\n| its health, p50 | {http['health_p50']:.1f} |")
    print(f"| /v1/portfolio/today, p95 | {http['today_p95']:.0f} |")
    print(f"| the first one right after an import | {http['after_first']:.0f} |")
    print(f"| p95 of 20 right after it | {http['after_p95']:.0f} |")
    print(f"\nThat import, a usage row for each account: {http['import']:.1f} s.")


if __name__ == "__main__":
    if sys.argv[1].startswith("--"):
        gc.set_threshold(20_000)  # as `csm` does
        measures = (computed, from_kept, same_figures, figures)
        (measure,) = (one for one in measures if f"--{one.__name__}" == sys.argv[1])
        print(json.dumps(measure(Path(sys.argv[2]))))
    else:
        for size in [int(one) for one in sys.argv[3:]] or SIZES:
            report(Path(sys.argv[1]), sys.argv[2], size)
