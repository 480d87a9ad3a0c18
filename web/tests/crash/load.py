"""People at work: each a thread with a real HTTP client, who remembers what the site acknowledged."""

from __future__ import annotations

import hashlib
import io
import itertools
import queue
import random
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
from openpyxl import load_workbook

from tests.crash.plans_for_load import plan_text

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PASSWORD = "một mật khẩu đủ dài"


@dataclass
class Attempts:
    """What people tried: acknowledged or not, each under a word that occurs nowhere else."""

    made: list[dict[str, Any]] = field(default_factory=list)
    refused: dict[str, int] = field(default_factory=dict)
    cut_off: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    numbers: Any = field(default_factory=lambda: itertools.count(1))

    def word(self, kind: str) -> str:
        return f"{kind}-{next(self.numbers):06d}"

    def note(self, kind: str, token: str, *, acked: bool, **more: Any) -> None:
        with self.lock:
            self.made.append({"kind": kind, "token": token, "acked": acked, **more})

    def note_refusal(self, answer: httpx.Response) -> None:
        with self.lock:
            code = str(answer.status_code)
            if "json" in answer.headers.get("content-type", ""):
                code += " " + str(answer.json().get("code"))
            self.refused[code] = self.refused.get(code, 0) + 1

    def acknowledged(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for one in self.made:
            if one["acked"]:
                found[one["kind"]] = found.get(one["kind"], 0) + 1
        return dict(sorted(found.items()))


class Crowd:
    """Everybody; the gate lets them work, and closed it waits until each has put the pen down."""

    def __init__(self, address: str, *, tokens: dict[str, str], root: str, seed: int) -> None:
        self.address, self.tokens, self.root = address, tokens, root
        self.attempts = Attempts()
        self.to_confirm: queue.SimpleQueue[int] = queue.SimpleQueue()
        self.fresh_plans: queue.SimpleQueue[int] = queue.SimpleQueue()
        self._gate, self._end = threading.Event(), threading.Event()
        self._busy = 0
        self._quiet = threading.Condition()
        self._seed = seed
        self._problems: list[BaseException] = []
        self._filler = Filler(self)
        errands: list[Callable[[random.Random], None]] = [
            Reporter(self, "office").work,
            Reporter(self, "culture").work,
            Clerk(self).work,
            self._confirm,
            self._comment,
            self._filler.work,
            self._found_villages,
        ]
        self._threads = [
            threading.Thread(target=self._keep_at, args=(errand, number), daemon=True)
            for number, errand in enumerate(errands)
        ]
        for thread in self._threads:
            thread.start()

    def let_work(self) -> None:
        self._gate.set()

    def halt(self) -> None:
        """Close the gate and wait until nobody has a request under way."""
        self._gate.clear()
        with self._quiet:
            if not self._quiet.wait_for(lambda: self._busy == 0, timeout=120):
                raise TimeoutError("somebody's request has been under way for two minutes")
        if self._problems:
            raise self._problems[0]

    def go_home(self) -> None:
        self._end.set()
        self._gate.set()
        for thread in self._threads:
            thread.join(60)
        self._filler.browser.close()

    def program(self, who: str) -> httpx.Client:
        return httpx.Client(
            base_url=self.address,
            headers={"Authorization": f"Bearer {self.tokens[who]}"},
            timeout=30,
        )

    def _keep_at(self, errand: Callable[[random.Random], None], number: int) -> None:
        chance = random.Random(self._seed * 100 + number)
        while True:
            self._gate.wait()
            if self._end.is_set():
                return
            with self._quiet:
                self._busy += 1
            try:
                if self._gate.is_set():
                    errand(chance)
            except httpx.HTTPError:
                # The server died under the request: that is what is tried here.
                time.sleep(0.05)
            except BaseException as error:  # noqa: BLE001  (told by `halt`)
                self._problems.append(error)
            finally:
                with self._quiet:
                    self._busy -= 1
                    self._quiet.notify_all()

    def tried(
        self, kind: str, token: str, ask: Callable[[], httpx.Response], **expected: Any
    ) -> httpx.Response | None:
        """Do one act; note whether it was acknowledged, and what must then be there."""
        try:
            answer = ask()
        except httpx.ConnectError:
            # Nobody listened: it never left.
            raise
        except httpx.HTTPError:
            self.attempts.note(kind, token, acked=False, **expected)
            self.attempts.cut_off += 1
            raise
        # A page answers a done act by leading on; one that asks for a sign-in has done nothing.
        led_on = answer.is_redirect and "/dang-nhap/" not in answer.headers["location"]
        acked = answer.is_success or led_on
        if acked and kind == "adopted":
            expected |= answer.json()
        self.attempts.note(kind, token, acked=acked, **expected)
        if not acked:
            self.attempts.note_refusal(answer)
            return None
        return answer

    def _confirm(self, chance: random.Random) -> None:
        try:
            task_id = self.to_confirm.get(timeout=0.2)
        except queue.Empty:
            return
        token = self.attempts.word("xac-nhan")
        with self.program("leader") as leader:
            version = leader.get(f"/api/v1/tasks/{task_id}").json().get("version")
            self.tried(
                "confirmed",
                token,
                lambda: leader.post(
                    f"/api/v1/tasks/{task_id}/confirm", json={"note": token, "version": version}
                ),
            )

    def _comment(self, chance: random.Random) -> None:
        token = self.attempts.word("trao-doi")
        with self.program("leader") as leader:
            task_id = chance.randint(1, 40)
            text = f"{token} Đề nghị báo cáo thêm."
            self.tried(
                "comment",
                token,
                lambda: leader.post(f"/api/v1/tasks/{task_id}/comments", json={"text": text}),
            )
        time.sleep(chance.uniform(0, 0.05))

    def _found_villages(self, chance: random.Random) -> None:
        token = self.attempts.word("Xóm")
        with self.program("admin") as admin:
            self.tried(
                "unit",
                token,
                lambda: admin.post(
                    f"/api/v1/units/{self.root}/units",
                    json={"name": token, "kind": "village", "day": "2025-07-01"},
                ),
            )
        time.sleep(chance.uniform(0.05, 0.2))


class Reporter:
    """Says how far tasks have come, with files; now and then that one is done."""

    def __init__(self, crowd: Crowd, who: str) -> None:
        self.crowd, self.who = crowd, who
        self.tasks: dict[int, int] = {}

    def work(self, chance: random.Random) -> None:
        with self.crowd.program(self.who) as program:
            if not self.tasks:
                mine = program.get("/api/v1/tasks/mine")
                if not mine.is_success:
                    time.sleep(0.2)
                    return
                self.tasks = {
                    one["id"]: one["version"]
                    for one in mine.json()
                    if one["status"]["state"] in {"not-started", "in-progress"}
                }
                if not self.tasks:
                    time.sleep(0.2)
                    return
            task_id = chance.choice(list(self.tasks))
            done = chance.random() < 0.08
            token = self.crowd.attempts.word("tien-do")
            files = [
                (
                    f"minh-chung-{number}.txt",
                    f"{token} {number} ".encode() * chance.randint(1, 9000),
                )
                for number in range(chance.randint(1 if done else 0, 2))
            ]
            sent = {"note": f"{token} Đã làm thêm một phần.", "version": self.tasks.pop(task_id)}
            if not done:
                sent["percent"] = chance.randint(1, 99)
            answer = self.crowd.tried(
                "submitted" if done else "progress",
                token,
                lambda: program.post(
                    f"/api/v1/tasks/{task_id}/{'submit' if done else 'report'}",
                    data=sent,
                    files=[("files", (name, data, "text/plain")) for name, data in files],
                ),
                files=[hashlib.sha256(data).hexdigest() for _, data in files],
            )
            if answer is not None and done:
                self.crowd.to_confirm.put(task_id)
            elif answer is not None:
                self.tasks[task_id] = answer.json()["version"]


class Clerk:
    """Uploads plans and issues those that have been read."""

    def __init__(self, crowd: Crowd) -> None:
        self.crowd = crowd
        self.read: list[int] = []
        self.number = itertools.count(1000)

    def work(self, chance: random.Random) -> None:
        with self.crowd.program("office") as program:
            if len(self.read) < 6 and chance.random() < 0.5:
                self._upload(program)
            elif self.read:
                self._issue(program, self.read.pop(0))
        time.sleep(chance.uniform(0, 0.1))

    def _upload(self, program: httpx.Client) -> None:
        token = self.crowd.attempts.word("van-ban")
        data = plan_text(next(self.number), tasks=4).encode()
        answer = self.crowd.tried(
            "document",
            token,
            lambda: program.post(
                "/api/v1/documents", files={"file": (f"{token}.txt", data, "text/plain")}
            ),
            sha256=hashlib.sha256(data).hexdigest(),
        )
        if answer is not None:
            self.read.append(answer.json()["draft_id"])

    def _issue(self, program: httpx.Client, draft_id: int) -> None:
        draft = program.get(f"/api/v1/documents/drafts/{draft_id}").json()
        if draft.get("stage") != "ready":
            self.read.append(draft_id)
            return
        self.crowd.tried(
            "adopted",
            self.crowd.attempts.word("ban-hanh"),
            lambda: program.post(
                f"/api/v1/documents/drafts/{draft_id}/adopt",
                json={"version": draft["version"], "accept_rest": True},
            ),
            draft_id=draft_id,
        )


class Filler:
    """Takes the workbook, fills three rows in, sends it back and agrees to what it would change."""

    def __init__(self, crowd: Crowd) -> None:
        self.crowd = crowd
        self.browser = httpx.Client(base_url=crowd.address, timeout=30)
        self.signed_in = False

    def work(self, chance: random.Random) -> None:
        if not self.signed_in:
            self.browser.get("/dang-nhap/")
            answer = self._post(
                "/dang-nhap/", {"login": "police", "password": PASSWORD}, follow=True
            )
            self.signed_in = answer.status_code == 200 and "/dang-nhap/" not in str(answer.url)
            return
        taken = self.browser.get("/nhiem-vu/bieu-tien-do.xlsx")
        if taken.headers["content-type"] != XLSX:
            time.sleep(0.5)
            return
        token = self.crowd.attempts.word("bieu")
        data, rows = self._filled(taken.content, token, chance)
        seen = self._post("/nhiem-vu/nap-bieu/", {}, files={"file": ("bieu.xlsx", data, XLSX)})
        sealed = re.search(r'name="rows" value="([^"]+)"', seen.text)
        if sealed is None:
            self.crowd.attempts.note_refusal(seen)
            return
        self.crowd.tried(
            "sheet",
            token,
            lambda: self._post("/nhiem-vu/nap-bieu/", {"rows": sealed[1]}),
            rows=rows,
        )

    def _filled(self, content: bytes, token: str, chance: random.Random) -> tuple[bytes, int]:
        book = load_workbook(io.BytesIO(content))
        sheet = book.active
        assert sheet is not None
        columns = {str(cell.value): cell.column for cell in sheet[3]}
        lines = chance.sample(range(4, sheet.max_row + 1), min(3, sheet.max_row - 3))
        for line in lines:
            sheet.cell(line, columns["Tiến độ mới (%)"]).value = chance.randint(1, 99)
            sheet.cell(line, columns["Nội dung đã làm"]).value = f"{token} theo biểu"
        out = io.BytesIO()
        book.save(out)
        return out.getvalue(), len(lines)

    def _post(self, path: str, data: dict[str, str], *, follow: bool = False, **more: Any) -> Any:
        secret = self.browser.cookies.get("csrftoken", "")
        return self.browser.post(
            path,
            data={**data, "csrfmiddlewaretoken": secret},
            headers={"Referer": self.crowd.address},
            follow_redirects=follow,
            **more,
        )
