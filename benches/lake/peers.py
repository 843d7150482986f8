"""The same questions put to DuckDB (on the lake's own files) and to ClickHouse MergeTree (chDB, the same typed columns).

    python -m venv VENV && VENV/bin/pip install -r benches/lake/peers.txt
    VENV/bin/python benches/lake/peers.py LAKE MERGETREE_FOLDER

CPU seconds of this process, medians of five; one company with the median number of events, then all companies
(DuckDB). Run it right after `lake-bench report LAKE`, on a machine that does nothing else.
"""

import json
import pathlib
import resource
import statistics
import sys

import chdb.session
import duckdb

ROUNDS = 5
NOT_STORED = {"raw", "unmapped"}

# The questions of `report.rs`, in the words of each.
QUESTIONS = [
    "SELECT metadata_labels, date_trunc('day', time) AS d, count(*), {blocked} FROM events {where} GROUP BY 1, 2",
    "SELECT firewall_rule_uid, firewall_rule_name, max(severity_id), count(*) AS n FROM events {where} AND metadata_labels IN ('ips', 'anomaly', 'waf') GROUP BY 1, 2 ORDER BY n DESC LIMIT 10",
    "SELECT malware_name, count(*) AS n FROM events {where} AND malware_name IS NOT NULL GROUP BY 1 ORDER BY n DESC LIMIT 10",
    "SELECT http_request_url_categories, count(*) AS n FROM events {where} GROUP BY 1 ORDER BY n DESC LIMIT 10",
    "SELECT app_name, count(*) AS n, sum(traffic_bytes_in), sum(traffic_bytes_out) FROM events {where} GROUP BY 1 ORDER BY n DESC LIMIT 10",
    "SELECT src_endpoint_ip, src_endpoint_location_country, count(*) AS n FROM events {where} AND disposition_id IN (2, 3, 4, 5, 6, 15, 21) GROUP BY 1, 2 ORDER BY n DESC LIMIT 10",
    "SELECT dst_endpoint_ip, count(*) AS n FROM events {where} AND metadata_labels IN ('ips', 'antivirus', 'command-and-control') GROUP BY 1 ORDER BY n DESC LIMIT 10",
    "SELECT date_trunc('hour', time) AS h, count(*) FROM events {where} GROUP BY 1",
]
DUCK_BLOCKED = "count(*) FILTER (WHERE disposition_id IN (2, 3, 4, 5, 6, 21))"
CLICK_BLOCKED = "countIf(disposition_id IN (2, 3, 4, 5, 6, 21))"


def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def median_of(work):
    times = []
    for _ in range(ROUNDS):
        before = cpu()
        work()
        times.append(cpu() - before)
    return statistics.median(times)


def lake_files(lake):
    manifest = json.loads((lake / "manifest.json").read_text())
    events = [file for file in manifest["files"] if file["kind"] != "rollup"]
    counts = {}
    for file in events:
        for company, rows in (file.get("companies") or {}).items():
            counts[company] = counts.get(company, 0) + rows
    ranked = sorted(counts, key=lambda company: (counts[company], company))
    return [str(lake / file["path"]) for file in events], ranked, sum(counts.values())


def duck(files, companies):
    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    connection.execute("CREATE VIEW events AS SELECT * FROM read_parquet($1, union_by_name = true)".replace("$1", repr(files)))

    def report(company):
        for question in QUESTIONS:
            where = f"WHERE company = '{company}'"
            connection.execute(question.format(where=where, blocked=DUCK_BLOCKED)).fetchall()

    middle = companies[len(companies) // 2]
    print(f"DuckDB {duckdb.__version__}, median company, from the lake's files: {median_of(lambda: report(middle)):.4f} CPU s")
    before = cpu()
    for company in companies:
        report(company)
    print(f"DuckDB, all companies: {cpu() - before:.2f} CPU s")


def click(lake, files, companies, folder, rows):
    session = chdb.session.Session(str(folder))
    session.query("CREATE DATABASE IF NOT EXISTS peer ENGINE = Atomic")
    session.query("DROP TABLE IF EXISTS peer.events")
    inside = ",".join(str(pathlib.Path(file).relative_to(lake)) for file in files)
    pattern = f"{lake}/{{{inside}}}"
    described = session.query(f"DESCRIBE file('{pattern}', Parquet)", "TabSeparated").bytes().decode()
    columns = []
    for line in described.splitlines():
        name, kind = line.replace("\\'", "'").split("\t")[:2]
        if name not in NOT_STORED:
            bare = kind.removeprefix("Nullable(").removesuffix(")") if kind.startswith("Nullable(") else kind
            columns.append((name, f"LowCardinality({kind})" if bare == "String" else kind))
    table = ", ".join(f"{name} {kind}" for name, kind in columns)
    session.query(
        f"CREATE TABLE peer.events ({table}) ENGINE = MergeTree ORDER BY (company, class_uid, time) "
        "SETTINGS allow_suspicious_low_cardinality_types = 1, allow_nullable_key = 1"
    )
    names = ", ".join(name for name, _ in columns)
    session.query(f"INSERT INTO peer.events SELECT {names} FROM file('{pattern}', Parquet)")
    session.query("OPTIMIZE TABLE peer.events FINAL")
    size = session.query("SELECT sum(bytes_on_disk) FROM system.parts WHERE active AND database = 'peer'", "TabSeparated")
    print(f"MergeTree: {int(size.bytes()) / rows:.2f} B per event without lines and what has no field")
    session.query("USE peer")

    def report(company):
        for question in QUESTIONS:
            where = f"WHERE company = '{company}'"
            session.query(question.format(where=where, blocked=CLICK_BLOCKED) + " SETTINGS max_threads = 2", "Null")

    middle = companies[len(companies) // 2]
    print(f"MergeTree (chDB {chdb.__version__}), median company: {median_of(lambda: report(middle)):.4f} CPU s")


def main():
    lake, folder = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    files, companies, rows = lake_files(lake)
    print(f"{rows} events of {len(companies)} companies in {len(files)} files")
    duck(files, companies)
    click(lake, files, companies, folder, rows)


main()
