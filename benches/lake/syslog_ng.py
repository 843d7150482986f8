"""syslog-ng's kv-parser and format-json over the same lines, gigabytes per CPU second.

    lake-bench lines LINES 200000
    python3 benches/lake/syslog_ng.py LINES

Debian's syslog-ng-core. It reads the file, takes each line apart into pairs and writes them as JSON; three rounds, the
median counts.
"""

import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

ROUNDS = 3
# Seconds without a new line after which it is given up.
PATIENCE = 30
CONFIG = """@version: 3.38
options { stats-freq(0); keep-hostname(yes); };
source lines { file("%(lines)s" follow-freq(1) flags(no-parse) log-fetch-limit(10000) log-iw-size(100000)); };
parser pairs { kv-parser(prefix(".kv.")); };
destination json { file("%(out)s" template("$(format-json --key .kv.*)\\n") flush-lines(1000)); };
log { source(lines); parser(pairs); destination(json); flags(flow-control); };
"""


def cpu(process):
    behind_name = pathlib.Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(behind_name[11]) + int(behind_name[12])) / os.sysconf("SC_CLK_TCK")


def count_lines(path):
    if not path.exists():
        return 0
    with open(path, "rb") as file:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))


def one_round(lines, expected):
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        config, out = folder / "syslog-ng.conf", folder / "out.json"
        config.write_text(CONFIG % {"lines": lines, "out": out})
        command = ["syslog-ng", "-F", "--no-caps", "-f", config, "-R", folder / "persist", "-p", folder / "pid"]
        command += ["-c", folder / "control"]
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        written, since = 0, time.monotonic()
        while written < expected:
            if process.poll() is not None:
                sys.exit(f"syslog-ng ended with {process.returncode}")
            time.sleep(0.5)
            before, written = written, count_lines(out)
            if written > before:
                since = time.monotonic()
            elif time.monotonic() - since > PATIENCE:
                process.kill()
                sys.exit(f"syslog-ng wrote {written} of {expected} lines and no more")
        used = cpu(process.pid)
        process.terminate()
        process.wait()
        return used


def main():
    lines = pathlib.Path(sys.argv[1]).resolve()
    expected = count_lines(lines)
    times = [one_round(lines, expected) for _ in range(ROUNDS)]
    size = lines.stat().st_size
    print(f"syslog-ng kv-parser → JSON: {size / statistics.median(times) / 1e9:.4f} GB/s, {expected} lines, CPU s {times}")


if __name__ == "__main__":
    main()
