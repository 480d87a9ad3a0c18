"""The acts that have a page of their own: what each is called, asks for, and does.

One table for the page, the button that leads to it and its answer; who may do what is asked by the
action, and once more by ``Following.acts`` so that nobody is offered what would be refused.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from namro_web.accounts.models import User
from namro_web.tasks import actions
from namro_web.tasks.access import must_hang_on

Run = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Act:
    """One act.

    Attributes:
        key: Its name in ``Following.acts``.
        form: The class of its form, by name.
        title: The heading of its page.
        submit: The word on its button.
        icon: The picture on it.
        done: What is said when it is done.
        run: Does it: called with the task's or the item's identity and the form's arguments.
        hint: A sentence above the form.
        is_danger: It ends something.
    """

    key: str
    form: str
    title: str
    submit: str
    icon: str
    done: str
    run: Run
    hint: str = ""
    is_danger: bool = False


def _on_task(action: Callable[..., Any], **fixed: Any) -> Run:
    def run(task_id: int, item: int, by: User, at: datetime, given: dict[str, Any]) -> Any:
        return action(task_id=task_id, by=by, at=at, **fixed, **given)

    return run


def _on_item(action: Callable[..., Any], name: str, **fixed: Any) -> Run:
    def run(task_id: int, item: int, by: User, at: datetime, given: dict[str, Any]) -> Any:
        must_hang_on(task_id, by=by, **{name: item})
        return action(**{name: item}, by=by, at=at, **fixed, **given)

    return run


def _unversioned(run: Run) -> Run:
    """Leave the version out for what leaves the task as it is."""

    def plain(task_id: int, item: int, by: User, at: datetime, given: dict[str, Any]) -> Any:
        kept = {name: value for name, value in given.items() if name != "version"}
        return run(task_id, item, by, at, kept)

    return plain


def _renamed(run: Run, **names: str) -> Run:
    """Call what the form calls one thing as the action calls it."""

    def named(task_id: int, item: int, by: User, at: datetime, given: dict[str, Any]) -> Any:
        return run(
            task_id, item, by, at, {names.get(name, name): value for name, value in given.items()}
        )

    return named


def _ordered(task_id: int, item: int, by: User, at: datetime, given: dict[str, Any]) -> Any:
    return actions.put_in_order(later_id=task_id, by=by, at=at, **given)


def _freed(task_id: int, item: int, by: User, at: datetime, given: dict[str, Any]) -> Any:
    return actions.free_of_order(earlier_id=item, later_id=task_id, by=by, at=at)


def _reassigned(task_id: int, item: int, by: User, at: datetime, given: dict[str, Any]) -> Any:
    kept = dict(given)
    versions = {task_id: kept.pop("version", None)}
    return actions.reassign(task_ids=[task_id], versions=versions, by=by, at=at, **kept)


_reason = partial(_renamed, note="reason")

ACTS: dict[str, Act] = {
    "giao-nhieu-don-vi": Act(
        "share",
        "ShareForm",
        "Giao cho nhiều đơn vị",
        "Giao việc",
        "users-group",
        "Đã giao; mỗi đơn vị có phần việc riêng.",
        _on_task(actions.share_task),
        "Mỗi đơn vị nhận một phần việc riêng, có hạn, trạng thái và minh chứng của mình. Nhiệm vụ chung "
        "hoàn thành khi mọi phần được xác nhận hoặc được miễn có lý do.",
    ),
    "viec-con": Act(
        "subtask",
        "SubtaskForm",
        "Thêm việc con",
        "Thêm việc con",
        "sitemap",
        "Đã thêm việc con.",
        _on_task(actions.add_subtask),
        "Chia nhiệm vụ của đơn vị thành việc nhỏ hơn; tiến độ tính theo các việc con.",
    ),
    "lam-sau": Act(
        "order",
        "OrderForm",
        "Đặt thứ tự trước sau",
        "Đặt thứ tự",
        "arrow-right",
        "Đã đặt thứ tự.",
        _ordered,
        "Nhiệm vụ này chỉ bắt đầu được khi nhiệm vụ chọn dưới đây kết thúc.",
    ),
    "bo-thu-tu": Act(
        "unorder", "NothingForm", "Bỏ thứ tự", "Bỏ thứ tự", "x", "Đã bỏ thứ tự.", _freed
    ),
    "phan-cong": Act(
        "people",
        "PeopleForm",
        "Phân công người",
        "Phân công",
        "user-check",
        "Đã phân công.",
        _on_task(actions.name_people),
    ),
    "chuyen-chu-tri": Act(
        "reassign",
        "ReassignForm",
        "Chuyển đơn vị chủ trì",
        "Chuyển chủ trì",
        "exchange",
        "Đã chuyển đơn vị chủ trì.",
        _reassigned,
        "Mọi báo cáo trước đó được giữ; người phụ trách cũ thôi phụ trách.",
    ),
    "cac-buoc": Act(
        "steps",
        "StepsForm",
        "Các bước thực hiện",
        "Lưu các bước",
        "list-check",
        "Đã lưu các bước.",
        _on_task(actions.set_steps),
    ),
    "danh-dau-buoc": Act(
        "mark",
        "MarkForm",
        "Đánh dấu bước đã xong",
        "Lưu",
        "check",
        "Đã cập nhật các bước.",
        _on_task(actions.mark_steps),
    ),
    "vuong-mac": Act(
        "obstacle",
        "ObstacleForm",
        "Nêu khó khăn, vướng mắc",
        "Gửi",
        "alert-triangle",
        "Đã gửi; nơi được chờ sẽ thấy trong việc của mình.",
        _on_task(actions.raise_obstacle),
    ),
    "tra-loi": Act(
        "answer",
        "AnswerForm",
        "Trả lời khó khăn, vướng mắc",
        "Gửi trả lời",
        "message",
        "Đã trả lời.",
        _unversioned(_on_item(actions.answer_obstacle, "obstacle_id")),
    ),
    "thao-go": Act(
        "close",
        "SettleForm",
        "Xác nhận đã tháo gỡ",
        "Đã tháo gỡ",
        "circle-check",
        "Đã đóng khó khăn, vướng mắc.",
        _unversioned(_on_item(actions.settle_obstacle, "obstacle_id", outcome="closed")),
    ),
    "chua-thao-go": Act(
        "reopen",
        "ReopenForm",
        "Chưa được tháo gỡ",
        "Mở lại",
        "refresh",
        "Đã mở lại.",
        _unversioned(_on_item(actions.settle_obstacle, "obstacle_id", outcome="open")),
    ),
    "rut-vuong-mac": Act(
        "withdraw",
        "SettleForm",
        "Rút khó khăn đã nêu",
        "Rút",
        "arrow-back-up",
        "Đã rút.",
        _unversioned(_on_item(actions.settle_obstacle, "obstacle_id", outcome="withdrawn")),
    ),
    "chi-dao": Act(
        "direct",
        "DirectForm",
        "Ghi ý kiến chỉ đạo",
        "Gửi chỉ đạo",
        "gavel",
        "Đã gửi ý kiến chỉ đạo.",
        _on_task(actions.give_direction),
    ),
    "don-doc": Act(
        "urge",
        "UrgeForm",
        "Đôn đốc",
        "Gửi đôn đốc",
        "bell-ringing",
        "Đã gửi đôn đốc.",
        _on_task(actions.give_direction, is_urging=True),
    ),
    "tiep-thu": Act(
        "take",
        "NoteForm",
        "Tiếp thu ý kiến",
        "Tiếp thu",
        "check",
        "Đã tiếp thu.",
        _unversioned(_on_item(actions.acknowledge, "receipt_id")),
    ),
    "de-nghi-gia-han": Act(
        "ask-time",
        "AskTimeForm",
        "Đề nghị gia hạn",
        "Gửi đề nghị",
        "calendar-question",
        "Đã gửi đề nghị, chờ quyết định.",
        _unversioned(_reason(_on_task(actions.ask_for_time))),
    ),
    "dong-y-gia-han": Act(
        "grant",
        "GrantForm",
        "Đồng ý gia hạn",
        "Đồng ý",
        "calendar-plus",
        "Đã gia hạn; hạn đầu vẫn được giữ.",
        _on_item(actions.grant_time, "request_id"),
    ),
    "khong-gia-han": Act(
        "refuse",
        "WhyForm",
        "Không đồng ý gia hạn",
        "Không đồng ý",
        "circle-x",
        "Đã trả lời không đồng ý.",
        _unversioned(_reason(_on_item(actions.refuse_time, "request_id"))),
    ),
    "rut-de-nghi": Act(
        "unask",
        "NothingForm",
        "Rút đề nghị gia hạn",
        "Rút đề nghị",
        "arrow-back-up",
        "Đã rút đề nghị.",
        _unversioned(_on_item(actions.withdraw_request, "request_id")),
    ),
    "xac-nhan-ky": Act(
        "period-ok",
        "NoteForm",
        "Xác nhận báo cáo kỳ",
        "Xác nhận",
        "check",
        "Đã xác nhận báo cáo kỳ.",
        _on_item(actions.confirm_period, "occurrence_id"),
    ),
    "tra-lai-ky": Act(
        "period-back",
        "WhyForm",
        "Trả lại báo cáo kỳ",
        "Trả lại",
        "arrow-back-up",
        "Đã trả lại báo cáo kỳ.",
        _reason(_on_item(actions.return_period, "occurrence_id")),
    ),
    "nop-lai-ky": Act(
        "period-again",
        "PeriodForm",
        "Nộp lại báo cáo kỳ",
        "Nộp lại",
        "send",
        "Đã nộp lại báo cáo kỳ.",
        _on_item(actions.report_period_again, "occurrence_id"),
    ),
    "mien": Act(
        "waive",
        "WhyForm",
        "Miễn phần việc của một đơn vị",
        "Miễn phần việc",
        "ban",
        "Đã miễn phần việc, kèm lý do.",
        _reason(_on_item(actions.waive_share, "task_id")),
        is_danger=True,
    ),
    "trao-doi": Act(
        "comment",
        "TextForm",
        "Trao đổi",
        "Gửi",
        "send",
        "Đã gửi.",
        _unversioned(_on_task(actions.comment_on)),
    ),
    "sua-trao-doi": Act(
        "edit",
        "EditForm",
        "Sửa ý kiến trao đổi",
        "Lưu",
        "edit",
        "Đã sửa; nội dung trước được giữ.",
        _unversioned(_on_item(actions.edit_comment, "comment_id")),
    ),
    "theo-doi": Act(
        "watch",
        "NothingForm",
        "Theo dõi nhiệm vụ",
        "Theo dõi",
        "eye",
        "Bạn đang theo dõi nhiệm vụ này.",
        _unversioned(_on_task(actions.watch, on=True)),
    ),
    "thoi-theo-doi": Act(
        "unwatch",
        "NothingForm",
        "Thôi theo dõi",
        "Thôi theo dõi",
        "eye",
        "Bạn đã thôi theo dõi nhiệm vụ này.",
        _unversioned(_on_task(actions.watch, on=False)),
    ),
}

SHOWN: dict[str, str] = {
    **dict.fromkeys(
        (
            "share", "subtask", "people", "reassign", "steps", "mark", "grant",
            "period-ok", "period-back", "period-again", "waive",
        ),
        "version",
    ),
    **dict.fromkeys(("answer", "close", "reopen", "withdraw", "edit"), "seen"),
}  # fmt: skip
"""What an act must say that its page showed; those not named add something, or happen once."""
