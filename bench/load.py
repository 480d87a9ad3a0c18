"""Ask a server for pages as sixteen people would, and say how long they waited.

The asking is done by ``wrk``, a program in C whose own cost is small beside a page's, on the same
machine: what it takes, it takes from the server, so the figures err on the safe side.
"""

from __future__ import annotations

import http.client
import re
import shutil
import subprocess
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

CONNECTIONS = 16
_SCRIPT = """
local requests, at = {}, 0
for line in io.lines("%s") do
  local path, cookie = line:match("^(%%S+)\\t(.*)$")
  requests[#requests + 1] = wrk.format("GET", path, {["Cookie"] = cookie, ["Host"] = "127.0.0.1", %s})
end
function request()
  at = at %% #requests + 1
  return requests[at]
end
function done(summary, latency, count)
  io.write(string.format("RESULT %%d %%d %%d %%d %%d %%d %%d\\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(95), latency:percentile(99),
    summary.errors.status, summary.errors.connect + summary.errors.read + summary.errors.timeout))
end
"""


@dataclass(frozen=True, slots=True)
class Load:
    """What a stretch of asking showed; times in milliseconds."""

    rate: float
    p50: float
    p95: float
    p99: float
    failed: int


def can_load() -> str:
    """Say why nothing can be asked here; empty when it can."""
    return "" if shutil.which("wrk") else "chưa cài wrk (Debian: apt-get install wrk)"


def closed(
    port: int, asked: Sequence[tuple[str, str]], *, seconds: int, packed: bool = True
) -> Load:
    """Ask over and over on sixteen connections, each as soon as it has its answer.

    Args:
        port: Where the server listens.
        asked: Pairs of path and cookie; taken in turn, so that many people ask for many pages.
        seconds: For how long, after ten in which every process meets every page.
        packed: Whether the asker takes compressed answers, as browsers do.
    """
    with tempfile.TemporaryDirectory() as folder:
        lines = Path(folder, "requests")
        lines.write_text("".join(f"{path}\t{cookie}\n" for path, cookie in asked), "utf-8")
        script = Path(folder, "script.lua")
        extra = '["Accept-Encoding"] = "gzip"' if packed else ""
        script.write_text(_SCRIPT % (lines, extra), "utf-8")
        for stretch in (10, seconds):
            answer = subprocess.run(
                ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{stretch}s", "--timeout", "10s",
                 "-s", str(script), f"http://127.0.0.1:{port}/"],
                check=True, capture_output=True, text=True,
            ).stdout  # fmt: skip
    found = re.search(r"RESULT (\d+) (\d+) (\d+) (\d+) (\d+) (\d+) (\d+)", answer)
    if found is None:
        raise RuntimeError(answer)
    if found[1] == "0":
        raise RuntimeError(f"không trang nào tới trong {seconds} giây: máy quá bận, hãy đo lâu hơn")
    count, micros, p50, p95, p99, refused, broken = map(int, found.groups())
    return Load(count / micros * 1e6, p50 / 1000, p95 / 1000, p99 / 1000, refused + broken)


def opened(work: Callable[[int], float], *, rate: float, count: int) -> Load:
    """Let people come at a steady rate, whether those before them are done or not.

    ``work`` does one person's errand and gives the seconds of it that count. Nobody waits for
    another to be done, so the waiting times are those of people and not of a queue of programs.
    """
    times: list[float] = []
    failed: list[str] = []
    lock = threading.Lock()

    def errand(number: int) -> None:
        try:
            took = work(number)
        except (OSError, RuntimeError, http.client.HTTPException) as error:
            with lock:
                failed.append(str(error))
            return
        with lock:
            times.append(took * 1000)

    begin = time.perf_counter()
    threads = []
    for number in range(count):
        time.sleep(max(0.0, begin + number / rate - time.perf_counter()))
        threads.append(threading.Thread(target=errand, args=(number,)))
        threads[-1].start()
    for thread in threads:
        thread.join()
    if failed:
        print("lỗi đầu tiên:", failed[0])
    times.sort()
    if not times:
        raise RuntimeError("không lượt nào xong")

    def at(share: float) -> float:
        return times[min(len(times) - 1, int(share * len(times)))]

    took = time.perf_counter() - begin
    return Load(len(times) / took, at(0.5), at(0.95), at(0.99), len(failed))


class Visitor:
    """One person's browser: keeps cookies, sends forms with their token."""

    def __init__(self, port: int, number: int = 0) -> None:
        # Each comes from an address of its own, as people do; all of 127/8 is this machine.
        source = (f"127.0.{1 + number // 200 % 200}.{1 + number % 200}", 0)
        self.connection = http.client.HTTPConnection("127.0.0.1", port, 30, source_address=source)
        self.cookies: dict[str, str] = {}
        self.took = 0.0

    @property
    def cookie(self) -> str:
        """What the browser sends along."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[int, str]:
        """Ask once; keep what the server wants kept."""
        body = urllib.parse.urlencode(fields) if fields is not None else None
        headers = {"Cookie": self.cookie} if self.cookies else {}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        begin = time.perf_counter()
        try:
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionResetError):
            # Kept open since before the last stretch of load, and closed by the server meanwhile.
            self.connection.close()
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        self.took = time.perf_counter() - begin
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, text

    def sign_in(
        self, path: str, token: str, names: tuple[str, str], login: str, password: str
    ) -> float:
        """Sign in through the page people use; give the seconds the form took to be answered."""
        _, page = self.ask("GET", path)
        found = re.search(rf'name="{token}"\s+value="([^"]+)"', page)
        if found is None:
            raise RuntimeError(f"trang đăng nhập không có {token}")
        fields = {token: found[1], names[0]: login, names[1]: password}
        status, text = self.ask("POST", path, fields)
        if status not in (302, 303):
            raise RuntimeError(
                f"{login}: đăng nhập trả lời {status}: {re.sub('<[^>]+>', ' ', text)[:200]}"
            )
        return self.took
