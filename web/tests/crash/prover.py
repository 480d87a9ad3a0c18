"""Looks into the installation's database and files beside the site: what is there, and is it whole?

Runs as a process of its own under the settings of the installation that is being killed. Takes one
question per line on standard input and answers each with one line of JSON.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from datetime import date, timedelta
from io import StringIO
from typing import Any

import django

django.setup()

from django.core.management import CommandError, call_command  # noqa: E402
from django.db import connections  # noqa: E402
from django.utils import timezone  # noqa: E402
from django_tasks_db.models import DBTaskResult  # noqa: E402

from namro_web.accounts.models import User  # noqa: E402
from namro_web.foundation import clock  # noqa: E402
from namro_web.foundation.files import FileAltered, store  # noqa: E402
from namro_web.foundation.history_chain import check_history  # noqa: E402
from namro_web.foundation.models import HistoryLine  # noqa: E402
from namro_web.intake import actions as intake  # noqa: E402
from namro_web.intake import queries as drafts  # noqa: E402
from namro_web.intake.models import Draft, Stage  # noqa: E402
from namro_web.notices.models import Notice  # noqa: E402
from namro_web.operations.file_checks import check_files  # noqa: E402
from namro_web.organisations.access import Duty, acting_post_of  # noqa: E402
from namro_web.organisations.actions import create_commune_from_template, give_post  # noqa: E402
from namro_web.organisations.models import Placement  # noqa: E402
from namro_web.plans.models import Document, Plan  # noqa: E402
from namro_web.tasks.models import Comment, Evidence, Task, Update  # noqa: E402
from namro_web.tokens.actions import create_token  # noqa: E402
from namro_web.tokens.parts import known_parts  # noqa: E402
from tests.crash.plans_for_load import plan_text  # noqa: E402

PASSWORD = "một mật khẩu đủ dài"
SINCE = date(2025, 7, 1)
CAST = {
    "office": ("office", "coordinator"),
    "culture": ("culture", "entry"),
    "police": ("police", "entry"),
    "leader": ("committee", "leader"),
    "admin": ("office", "admin"),
}
TASKS, TASKS_OF_UPLOADS = 60, 4


def prepare(**_: Any) -> dict[str, Any]:
    """Make a commune, its people with their tokens, and a plan with tasks for all of them."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    commune = create_commune_from_template(
        name="An Bình", by=None, template="three-tier", villages=3, valid_from=SINCE
    )
    people, tokens = {}, {}
    for name, (unit, role) in CAST.items():
        user = User(username=name, full_name=f"Người {name}")
        user.set_password(PASSWORD)
        user.save()
        give_post(
            user_id=user.pk,
            unit_id=commune.units[unit].pk,
            role=role,
            title=name,
            valid_from=SINCE,
            by=None,
        )
        post = acting_post_of(user, chosen=None, at=clock.today())
        assert post is not None
        people[name] = user
        tokens[name] = create_token(
            name="tải thử",
            duties=[duty.value for duty in Duty if post.may(duty)],
            parts=list(known_parts()),
            expires_on=clock.today() + timedelta(days=2),
            by=user,
            at=timezone.now(),
        ).secret
    clerk = people["office"]
    received = intake.receive_document(
        data=plan_text(1, tasks=TASKS).encode(), name="kh-1.txt", by=clerk, at=clock.now()
    )
    assert received.draft_id is not None
    intake.draft_plan(draft_id=received.draft_id)
    shown = drafts.names_shown(received.draft_id, by=clerk, at=clock.today())
    draft = Draft.objects.get(pk=received.draft_id)
    draft = intake.choose_names(
        draft_id=draft.pk,
        choices={
            row.mention.name: intake.Choice(tuple(str(unit) for unit in row.units))
            for row in shown.rows
        },
        version=draft.version,
        by=clerk,
        at=clock.now(),
    )
    found = drafts.adoption_shown(draft.pk, by=clerk, at=clock.today()).particulars
    intake.adopt_draft(
        draft_id=draft.pk,
        particulars=intake.Particulars(**found),
        version=draft.version,
        accept_rest=True,
        by=clerk,
        at=clock.now(),
    )
    return {"tokens": tokens, "root": str(commune.root.pk)}


def check(*, attempts: list[dict[str, Any]], final: bool, **_: Any) -> dict[str, Any]:
    """Prove what was attempted: acknowledged is there, and whatever is there is whole, once."""
    wrong: list[str] = []
    lines = list(HistoryLine.objects.values_list("verb", "subject_id", "data"))
    of_updates = Counter(data["update_id"] for _, _, data in lines if "update_id" in data)
    # A received document's line speaks of its draft, and names the document beside it.
    of_subjects = Counter((verb, str(data.get("document_id", on))) for verb, on, data in lines)
    updates = dict(Update.objects.values_list("pk", "note"))
    wrong += [
        f"cập nhật {pk} có {of_updates[pk]} dòng lịch sử" for pk in updates if of_updates[pk] != 1
    ]
    wrong += [f"lịch sử nói tới cập nhật {pk} không có" for pk in of_updates if pk not in updates]
    by_token: dict[str, list[int]] = {}
    for pk, note in updates.items():
        by_token.setdefault(note.split(" ")[0], []).append(pk)
    for update_id, text in Comment.objects.values_list("update_id", "text"):
        by_token.setdefault(text.split(" ")[0], []).append(update_id)
    documents = {sha256: pk for pk, sha256 in Document.objects.values_list("pk", "sha256")}
    units = Counter(Placement.objects.values_list("name", flat=True))
    named_units = dict(Placement.objects.values_list("name", "unit_id"))
    for one in attempts:
        wrong += _proved(one, by_token, documents, units, named_units, of_subjects)
    wrong += _whole_plans(of_subjects)
    verdict = check_history(start=1 if final else max(1, len(lines) - 300))
    if verdict.first_break is not None:
        wrong.append(f"lịch sử đứt ở dòng {verdict.first_break.number}")
    counts = {"lines": len(lines), "updates": len(updates), "plans": Plan.objects.count()}
    if final:
        wrong += _settled()
        counts |= _files(wrong)
    return {"wrong": wrong, "counts": counts}


def _proved(
    one: dict[str, Any],
    by_token: dict[str, list[int]],
    documents: dict[str, int],
    units: Counter[str],
    named_units: dict[str, Any],
    of_subjects: Counter[tuple[str, str]],
) -> list[str]:
    kind, token = one["kind"], one["token"]
    if kind in {"progress", "submitted", "confirmed", "comment"}:
        found = by_token.get(token, [])
        if len(found) != 1 and (one["acked"] or found):
            return [f"{kind} {token} có {len(found)} lần"]
        kept = Counter(
            Evidence.objects.filter(update_id__in=found)
            .exclude(sha256="")
            .values_list("sha256", flat=True)
        )
        if found and kept != Counter(one.get("files", [])):
            return [f"{kind} {token} thiếu minh chứng"]
        return [f"tệp {sha256[:12]} không nguyên vẹn" for sha256 in kept if not _is_whole(sha256)]
    if kind == "sheet":
        found = by_token.get(token, [])
        if len(found) != one["rows"] and (one["acked"] or found):
            return [f"biểu {token}: {len(found)}/{one['rows']} dòng"]
    if kind == "document":
        pk = documents.get(one["sha256"])
        if pk is None:
            return [f"văn bản {token} đã báo nhận mà không có"] if one["acked"] else []
        wrong = [] if _is_whole(one["sha256"]) else [f"tệp của văn bản {token} không nguyên vẹn"]
        if Draft.objects.filter(document_id=pk).count() != 1:
            wrong.append(f"văn bản {token} không có đúng một bản nháp")
        if of_subjects["intake.document-received", str(pk)] != 1:
            wrong.append(f"văn bản {token} thiếu dòng lịch sử")
        return wrong
    if kind == "adopted" and one["acked"]:
        made = Draft.objects.filter(pk=one["draft_id"], stage=Stage.ADOPTED)
        if not made.filter(adopted_plan_id=one["plan_id"]).exists():
            return [f"kế hoạch {one['plan_id']} đã báo ban hành mà không có"]
    if kind == "unit":
        if units[token] != 1 and (one["acked"] or units[token]):
            return [f"đơn vị {token} có {units[token]} lần"]
        if units[token]:
            unit = str(named_units[token])
            if of_subjects["organisations.unit-created", unit] != 1:
                return [f"đơn vị {token} thiếu dòng lịch sử"]
    return []


def _whole_plans(of_subjects: Counter[tuple[str, str]]) -> list[str]:
    wrong = []
    adopted = Counter(
        Draft.objects.filter(stage=Stage.ADOPTED).values_list("adopted_plan_id", flat=True)
    )
    tasks = Counter(Task.objects.values_list("plan_id", flat=True))
    for plan in Plan.objects.order_by("pk").values_list("pk", flat=True):
        wanted = (
            TASKS
            if plan == Plan.objects.order_by("pk").values_list("pk").first()[0]
            else (TASKS_OF_UPLOADS)
        )
        if tasks[plan] != wanted:
            wrong.append(f"kế hoạch {plan} có {tasks[plan]}/{wanted} nhiệm vụ")
        if adopted[plan] != 1:
            wrong.append(f"kế hoạch {plan} ứng với {adopted[plan]} bản nháp")
    told = sum(count for (verb, _), count in of_subjects.items() if verb == "intake.plan-adopted")
    if told != Plan.objects.count():
        wrong.append(f"{Plan.objects.count()} kế hoạch, {told} dòng lịch sử ban hành")
    return wrong


def _settled() -> list[str]:
    """Nothing waits any more, and no job was lost, given up or done twice in effect."""
    wrong = [
        f"bản nháp {pk} còn ở bước {stage}"
        for pk, stage in Draft.objects.exclude(stage__in=[Stage.READY, Stage.ADOPTED]).values_list(
            "pk", "stage"
        )
    ]
    jobs = DBTaskResult.objects.filter(task_path="namro_web.intake.jobs.read_draft")
    open_jobs = DBTaskResult.objects.exclude(status="SUCCESSFUL")
    wrong += [f"việc nền {pk} còn {status}" for pk, status in open_jobs.values_list("pk", "status")]
    # The first draft was read by the preparation itself, its job by a worker once more.
    if jobs.count() != Draft.objects.count():
        wrong.append(f"{Draft.objects.count()} bản nháp, {jobs.count()} việc đọc")
    doubles = Counter(Notice.objects.values_list("recipient_id", "key"))
    wrong += [f"thông báo {key} hai lần" for key, count in doubles.items() if count > 1]
    return wrong


def _files(wrong: list[str]) -> dict[str, int]:
    found = check_files(read_all=True)
    wrong += [f"thiếu tệp {sha256[:12]}" for sha256 in found.missing]
    wrong += [f"tệp {sha256[:12]} bị hỏng" for sha256 in found.altered]
    try:
        call_command("verify_history", stdout=StringIO(), stderr=StringIO())
    except CommandError as error:
        wrong.append(str(error))
    return {"files": found.whole, "orphans": len(found.orphans)}


def _is_whole(sha256: str) -> bool:
    try:
        store().fetch(sha256)
    except (FileNotFoundError, FileAltered):
        return False
    return True


def unsettled(**_: Any) -> dict[str, Any]:
    """Say how much background work is left."""
    left = Draft.objects.filter(stage__in=[Stage.WAITING, Stage.READING]).count()
    return {"left": left + DBTaskResult.objects.exclude(status="SUCCESSFUL").count()}


def main() -> None:
    """Answer questions until there are no more."""
    questions = {"prepare": prepare, "check": check, "unsettled": unsettled}
    for line in sys.stdin:
        asked = json.loads(line)
        answer = questions[asked.pop("do")](**asked)
        connections.close_all()
        sys.stdout.write(f"{json.dumps(answer, ensure_ascii=False)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
