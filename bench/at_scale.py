"""The site with a province's worth of data, beside Redmine with the same tasks: `make bench-scale`.

100 000 tasks in 100 communes, 83 000 accounts in 3 321: filled once for each database (about two
minutes each, kept in ``var/bench``), then asked for pages on sixteen connections by people who have
signed in, with as many server processes as cores. Each figure is put into bench/results.json.

A page that nobody's work has changed since it was drawn is given again as it was (``ui.kept``), so
each is measured three times: looked at again and again; looked at while people of the same
communes go on writing; and with nothing kept at all, where every look draws the page anew.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import load
import redmine
import scale
from run import Result, commit_now, keep

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / "var" / "bench"
COMMAND = ROOT / ".venv" / "bin" / "namro-web"
LIMIT_MS = 100.0
CORES = os.cpu_count() or 2
PORT, REDMINE_PORT = 8291, 8299
# Who asks: the same post in many communes, so that no cache of one person's page can help.
COORDINATOR, LEADER, ADMIN, CLERK = 1, 2, 6, 8
ASKERS = 32
WRITES_A_SECOND = 2
# Pages that are given again while nothing has changed.
KEPT = frozenset(
    [
        "list",
        "list_deep",
        "list_filtered",
        "list_searched",
        "board",
        "mine",
        "dashboard",
        "plan",
        "units",
        "people",
        "person_searched",
        "search",
    ]
)


def main() -> int:
    """Fill what is empty, measure each database in turn, then Redmine."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=8, help="mỗi trang")
    parser.add_argument("--only", choices=("sqlite", "postgresql"), help="chỉ một cơ sở dữ liệu")
    parser.add_argument("--communes", type=int, default=3321)
    parser.add_argument("--with-tasks", type=int, default=100)
    wanted = parser.parse_args()
    reason = load.can_load()
    if reason:
        print(f"Bỏ qua phép đo quy mô: {reason}.")
        return 0
    commit = commit_now()
    results: list[Result] = []
    begun = time.perf_counter()
    for name, url in databases(wanted.only):
        home = HOME / name
        fill(home, url, wanted.communes, wanted.with_tasks)
        with serving(home, url):
            results += measure(name, wanted.seconds, commit, wanted.with_tasks)
            results += while_written(name, wanted.seconds, commit, wanted.with_tasks)
            results += signing_in(name, commit, wanted.communes)
            if name == "postgresql":
                results += beside_redmine(url, wanted.seconds, commit, wanted.with_tasks)
        with serving(home, url, NAMRO_KEPT_PAGES_MB="0"):
            results += measure(name, wanted.seconds, commit, wanted.with_tasks, drawn=True)
    keep(results)
    print(f"Xong trong {time.perf_counter() - begun:.0f} giây.")
    return 0


def databases(only: str | None) -> list[tuple[str, str]]:
    """Give the databases to measure: SQLite everywhere, PostgreSQL where one answers."""
    found = [("sqlite", "")]
    answer = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "services.py"), "start"],
        capture_output=True, text=True, check=False,
    ).stdout.strip()  # fmt: skip
    url = next((line for line in answer.splitlines() if line.startswith("postgres")), "")
    if url:
        found.append(("postgresql", f"{url.rsplit('/', 1)[0]}/namro_bench"))
    else:
        print("Bỏ qua PostgreSQL và Redmine: máy này chưa cài PostgreSQL.")
    return [one for one in found if only in (None, one[0])]


def fill(home: Path, url: str, communes: int, with_tasks: int) -> None:
    """Fill a database unless it holds this very data already."""
    mark = home / "filled"
    said = f"{communes} {with_tasks}"
    if not mark.exists() or mark.read_text("utf-8") != said:
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        if url:
            afresh(url)
        print(f"Đổ dữ liệu mô phỏng vào {home.name} ({communes} xã)…", flush=True)
        subprocess.run(
            [sys.executable, str(ROOT / "bench" / "scale.py"), "--communes", str(communes),
             "--with-tasks", str(with_tasks)],
            check=True, env=environment(home, url),
        )  # fmt: skip
        mark.write_text(said, "utf-8")
    for step in (["migrate", "-v0"], ["collectstatic", "--noinput", "-v0"]):
        subprocess.run([str(COMMAND), *step], check=True, env=environment(home, url))


def environment(home: Path, url: str) -> dict[str, str]:
    """Give what our programs are started with: the day of the data, its folder and database."""
    kept = os.environ | {
        "NAMRO_HOME": str(home),
        "NAMRO_NOW": f"{scale.NOW:%Y-%m-%dT%H:%M}",
        "NAMRO_LOG_FORMAT": "line",
        # Administrators would be asked for a code that no program can type.
        "NAMRO_ADMIN_SECOND_FACTOR": "0",
    }
    kept.pop("DATABASE_URL", None)
    return kept | ({"DATABASE_URL": url} if url else {})


def server_of(url: str, dbname: str) -> dict[str, Any]:
    """Give what psycopg connects with."""
    parts = urlsplit(url)
    return {"host": parts.hostname, "port": parts.port or 5432, "user": parts.username or "namro",
            "dbname": dbname}  # fmt: skip


def afresh(url: str, dbname: str = "") -> None:
    """Make an empty database in the place of the one there is."""
    import psycopg

    name = dbname or urlsplit(url).path.lstrip("/")
    with psycopg.connect(**server_of(url, "postgres"), autocommit=True) as door:
        door.execute(f'DROP DATABASE IF EXISTS "{name}"')
        door.execute(f'CREATE DATABASE "{name}"')


@contextmanager
def serving(home: Path, url: str, **settings: str) -> Iterator[None]:
    """Run the site as a province does: one process a core."""
    with (home / "web.log").open("wb") as log:
        server = subprocess.Popen(
            [str(COMMAND), "web", "--port", str(PORT), "--processes", str(CORES)],
            env=environment(home, url) | settings, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
        with ended(server, PORT, home / "web.log"):
            yield


@contextmanager
def ended(server: subprocess.Popen[bytes], port: int, log: Path) -> Iterator[None]:
    """Wait until a server answers; end it whatever happens."""
    try:
        for _ in range(240):
            try:
                load.Visitor(port).ask("GET", "/")
                break
            except OSError:
                if server.poll() is not None:
                    sys.exit(f"Máy chủ dừng ngay; xem {log}.")
                time.sleep(0.5)
        yield
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        try:
            server.wait(40)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)


def signed_in(people: Sequence[tuple[int, int]]) -> list[load.Visitor]:
    """Sign people in through the page, each from an address of their own."""
    visitors = []
    for number, (commune, person) in enumerate(people):
        visitor = load.Visitor(PORT, number)
        sign_in(visitor, commune, person)
        visitors.append(visitor)
    return visitors


def sign_in(visitor: load.Visitor, commune: int, person: int) -> float:
    """Sign one person in; give the seconds the form took to be answered."""
    token, names = "csrfmiddlewaretoken", ("login", "password")
    return visitor.sign_in(
        "/dang-nhap/", token, names, scale.login(commune, person), scale.PASSWORD
    )


def asking(with_tasks: int) -> list[int]:
    """Give the communes whose people ask."""
    return [1 + number * with_tasks // ASKERS for number in range(ASKERS)]


def measure(
    name: str, seconds: int, commit: str, with_tasks: int, *, drawn: bool = False
) -> list[Result]:
    """Ask for every page that was promised on sixteen connections; ``drawn``: only those that are kept."""
    some = asking(with_tasks)
    people = {
        post: signed_in([(commune, post) for commune in some])
        for post in (COORDINATOR, LEADER, ADMIN, CLERK)
    }
    lists = people[COORDINATOR]
    pages = [
        ("list", lists, "/nhiem-vu/", "bảng nhiệm vụ, trang đầu"),
        ("list_deep", lists, "/nhiem-vu/?trang=19&sap-xep=-due", "bảng, trang 19, xếp theo hạn"),
        ("list_filtered", lists, "/nhiem-vu/?trang-thai=overdue&sap-xep=due", "bảng, lọc quá hạn"),
        ("list_searched", lists, f"/nhiem-vu/?q={quote('dat dai')}", "bảng, tìm chữ"),
        ("board", lists, "/nhiem-vu/bang-viec/", "bảng việc theo trạng thái"),
        ("mine", people[CLERK], "/viec-cua-toi/", "Việc của tôi"),
        ("dashboard", people[LEADER], "/tong-quan/", "Tổng quan"),
        ("plan", lists, None, "trang kế hoạch, 100 nhiệm vụ"),
        ("units", lists, "/don-vi/", "cây đơn vị"),
        ("people", people[ADMIN], "/nguoi-dung/", "người dùng của xã"),
        ("person_searched", people[ADMIN], "/nguoi-dung/?q=an", "tìm người"),
        ("search", lists, f"/tim-kiem/?q={quote('dat dai')}", "tìm chung"),
        ("permission", people[CLERK], None, "trang một đơn vị của xã khác: bị từ chối"),
    ]
    results = []
    for key, visitors, path, words in pages:
        if drawn and key not in KEPT:
            continue
        asked = [
            (path or path_of(key, visitor, commune), visitor.cookie)
            for visitor, commune in zip(visitors, some, strict=True)
        ]
        expected = 404 if key == "permission" else 200
        for visitor, (one, _) in zip(visitors[:2], asked, strict=False):
            status, _ = visitor.ask("GET", one)
            if status != expected:
                sys.exit(f"{one} trả lời {status}, chờ {expected}.")
        found = load.closed(PORT, asked, seconds=seconds)
        if found.failed and expected == 200:
            sys.exit(f"{words}: {found.failed} câu hỏi hỏng.")
        again = ""
        if key in KEPT:
            again = "; mỗi lần vẽ lại từ đầu" if drawn else "; xem lại khi chưa có gì đổi"
        results.append(told(name, f"{key}_drawn" if drawn else key, found, words + again, commit))
    return results


def told(name: str, key: str, found: load.Load, words: str, commit: str) -> Result:
    """Put a stretch of asking beside what was promised, and say it."""
    one = row(name, key, found, f"{words}; {name}, {load.CONNECTIONS} kết nối, {CORES} tiến trình, {found.rate:.0f} trang/giây, p50 {found.p50:.0f} ms, p99 {found.p99:.0f} ms", commit)  # fmt: skip
    print(one.name, one.value, one.method, flush=True)
    return one


def while_written(name: str, seconds: int, commit: str, with_tasks: int) -> list[Result]:
    """Ask for the table while people of those very communes write, twice a second in all."""
    some = asking(with_tasks)
    readers = signed_in([(commune, COORDINATOR) for commune in some])
    writers = signed_in([(commune, CLERK) for commune in some])
    asked = [("/nhiem-vu/", one.cookie) for one in readers]
    stop, done = threading.Event(), [0]

    def write() -> None:
        number = 0
        while not stop.wait(1 / WRITES_A_SECOND):
            writer = writers[number % ASKERS]
            number += 1
            _, page = writer.ask("GET", "/nhiem-vu/?trang=2")
            task = re.search(r'href="/nhiem-vu/(\d+)/"', page)
            token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
            if task is None or token is None:
                raise RuntimeError("không thấy nhiệm vụ để viết trao đổi")
            fields = {"csrfmiddlewaretoken": token[1], "comment-text": f"Trao đổi {number}"}
            status, _ = writer.ask("POST", f"/nhiem-vu/{task[1]}/viec/trao-doi/", fields)
            done[0] += status in (200, 204, 302)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        found = load.closed(PORT, asked, seconds=max(seconds, 10))
    finally:
        stop.set()
        thread.join()
    if not done[0]:
        sys.exit("Không lần viết nào được nhận.")
    words = f"bảng nhiệm vụ, trang đầu, trong khi người của chính các xã ấy viết (nhắm {WRITES_A_SECOND} lần mỗi giây, {done[0]} lần được nhận)"
    return [told(name, "list_while_written", found, words, commit)]


def path_of(key: str, visitor: load.Visitor, commune: int) -> str:
    """Give the address of a page that is another for each commune."""
    if key == "permission":
        return f"/don-vi/{scale.unit_id(commune + 1, 0)}/"
    _, page = visitor.ask("GET", "/ke-hoach/")
    return next(
        part.split('"')[0]
        for part in page.split('href="')
        if part.startswith("/ke-hoach/") and part[10:11].isdigit()
    )


def signing_in(name: str, commit: str, communes: int) -> list[Result]:
    """Let all accounts come within the hour before work begins, and hash passwords alone."""
    from argon2.low_level import Type, hash_secret

    rate = communes * len(scale.POSTS) / 3600

    def errand(number: int) -> float:
        visitor = load.Visitor(PORT, 1000 + number)
        return sign_in(visitor, 1 + number * 37 % communes, 7 + number % 19)

    found = load.opened(errand, rate=rate, count=int(rate * 20))
    times = []
    for _ in range(15):
        begin = time.process_time()
        hash_secret(b"mat khau", b"0123456789abcdef", 2, 19456, 1, 32, Type.ID)
        times.append((time.process_time() - begin) * 1000)
    hashing = statistics.median(times)
    words = (
        f"gửi biểu đăng nhập; {name}, {rate:.1f} người mỗi giây (cả {communes * 25} tài khoản trong một giờ), "
        f"p50 {found.p50:.0f} ms, trong đó băm Argon2id (19 MiB, 2 vòng) {hashing:.0f} ms"
    )
    print(f"{name}_sign_in", found, flush=True)
    return [row(name, "sign_in", found, words, commit)]


def row(name: str, key: str, found: load.Load, words: str, commit: str) -> Result:
    """Put a waiting time beside what was promised."""
    return Result(f"{name}_{key}_p95_ms", round(found.p95, 1), "ms", "giới hạn đã hứa", LIMIT_MS,
                  round(LIMIT_MS / found.p95, 2), words, commit)  # fmt: skip


def beside_redmine(url: str, seconds: int, commit: str, with_tasks: int) -> list[Result]:
    """Ask us and Redmine for the same table of the same tasks in turns; and us for no work at all."""
    some = asking(with_tasks)
    ours = [("/nhiem-vu/", one.cookie) for one in signed_in([(c, COORDINATOR) for c in some])]
    static = [("/static/ui/namro.css", cookie) for _, cookie in ours]
    results = []
    fixed = load.closed(PORT, static, seconds=seconds, packed=False)
    alone = load.closed(PORT, ours, seconds=seconds, packed=False)
    results.append(
        Result("list_vs_static", round(alone.rate, 1), "trang/giây", "tệp tĩnh cùng máy chủ (giới hạn vật lý)",
               round(fixed.rate, 1), round(alone.rate / fixed.rate, 3),
               "cùng máy chủ trả một tệp tĩnh có sẵn trong bộ nhớ, 16 kết nối", commit)
    )  # fmt: skip
    reason = redmine.why_not()
    if reason:
        print(f"Bỏ qua Redmine: {reason}")
        return results
    home = HOME / "redmine"
    server = server_of(url, "redmine_bench")
    mark = home / "filled"
    if not mark.exists() or mark.read_text("utf-8") != str(with_tasks):
        import psycopg

        print("Đổ cùng nhiệm vụ ấy vào Redmine…", flush=True)
        shutil.rmtree(home, ignore_errors=True)
        afresh(url, "redmine_bench")
        with psycopg.connect(**server_of(url, urlsplit(url).path.lstrip("/"))) as source:
            redmine.prepare(home, server, source)
        mark.write_text(str(with_tasks), "utf-8")
    with ended(redmine.start(home, REDMINE_PORT, CORES), REDMINE_PORT, home / "puma.log"):
        theirs = []
        for number, commune in enumerate(some):
            visitor = load.Visitor(REDMINE_PORT, number)
            visitor.sign_in("/login", "authenticity_token", ("username", "password"),
                            scale.login(commune, COORDINATOR), redmine.PASSWORD)  # fmt: skip
            path = redmine.list_path(commune)
            status, page = visitor.ask("GET", path)
            rows = page.count('class="id"') - 1
            if status != 200 or rows != 50:
                sys.exit(f"Redmine trả lời {status} với {rows} hàng, chờ 200 với 50.")
            theirs.append((path, visitor.cookie))
        # In turns, so that a busy moment of the machine falls on both.
        turns = [
            (
                load.closed(PORT, ours, seconds=seconds, packed=False),
                load.closed(REDMINE_PORT, theirs, seconds=seconds, packed=False),
            )
            for _ in range(3)
        ]
    mine = statistics.median(one.rate for one, _ in turns)
    their = statistics.median(one.rate for _, one in turns)
    broken = sum(one.failed + other.failed for one, other in turns)
    if broken:
        sys.exit(f"{broken} câu hỏi hỏng khi so với Redmine.")
    results.append(
        Result("list_vs_redmine", round(mine, 1), "trang/giây", "Redmine 5 (Debian, Puma, PostgreSQL)",
               round(their, 1), round(mine / their, 2),
               f"cùng 100 000 nhiệm vụ, bảng 50 hàng của xã mình, đã đăng nhập, 16 kết nối, {CORES} tiến trình mỗi bên, "
               f"xen kẽ 3 lượt, trung vị; p95 của ta {turns[1][0].p95:.0f} ms, của Redmine {turns[1][1].p95:.0f} ms; đã hứa ≥ 5 lần",
               commit)
    )  # fmt: skip
    print(results[-1], flush=True)
    return results


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (http.client.HTTPException, json.JSONDecodeError) as error:
        sys.exit(f"Phép đo hỏng: {error}")
