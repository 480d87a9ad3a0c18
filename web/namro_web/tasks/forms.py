"""Text from a browser turned into typed arguments: filters of an address, reports, decisions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms

from namro_web.organisations.models import Kind
from namro_web.plans.addresses import search_text, whole_number
from namro_web.tasks.clarities import KEYS
from namro_web.tasks.columns import Wanted, columns_from, written_columns
from namro_web.tasks.models import DeadlineKind, Role
from namro_web.tasks.parts import EvidenceFile
from namro_web.tasks.queries.bulk import BulkChoices
from namro_web.tasks.queries.following import ActChoices
from namro_web.tasks.queries.lists import (
    CHOSEN_LIMIT,
    GROUPINGS,
    LEVELS,
    SORTS,
    SORTS_AT_ONCE,
    STATUS_CHOICES,
    TIMINGS,
    Filter,
)
from namro_web.ui.fields import OLD_PAGE, DateField, Form, VersionField


@dataclass(frozen=True, slots=True)
class Look:
    """How a list is drawn: its columns, what its rows are gathered by, how close they stand.

    ``view_id`` is the saved view it came from; empty ``columns`` leave the choice to the person.
    """

    columns: tuple[Wanted, ...] = ()
    grouping: str = ""
    is_dense: bool | None = None
    view_id: int | None = None


def filter_from(query: Mapping[str, str]) -> Filter:
    """Read a filter from an address. What it does not know it leaves out: an address is no form."""
    written_unit = query.get("don-vi", "")
    return Filter(
        plan_id=whole_number(query, "ke-hoach", 0) or None,
        section_id=whole_number(query, "muc", 0) or None,
        unit_id=_uuid(written_unit),
        lead_name=search_text(query, "ten"),
        role=_known(query, "vai", Role.values),
        status=_known(query, "trang-thai", [key for key, _ in STATUS_CHOICES]),
        deadline_kind=_known(query, "han", DeadlineKind.values),
        missing=_known(query, "thieu", list(KEYS)),
        text=search_text(query),
        sort=_sort(query.get("sap-xep", "")),
        page=whole_number(query, "trang"),
        unit_kind=_known(query, "loai-dv", Kind.values),
        person_id=whole_number(query, "nguoi", 0) or None,
        leader_id=whole_number(query, "chi-dao", 0) or None,
        timing=_known(query, "so-voi-han", [key for key, _ in TIMINGS]),
        due_from=day_of(query.get("tu", "")),
        due_to=day_of(query.get("den", "")),
        hindered=query.get("vuong-mac") == "co",
        level=_known(query, "cap", [key for key, _ in LEVELS]),
        chosen=_numbers(query.get("viec", "")),
    )


def look_from(query: Mapping[str, str]) -> Look:
    """Read from an address how its list is to be drawn."""
    dense = query.get("dong", "")
    return Look(
        columns=columns_from(query.get("cot", "")),
        grouping=_known(query, "gom", [key for key, _ in GROUPINGS]),
        is_dense=None if dense not in ("day", "thoang") else dense == "day",
        view_id=whole_number(query, "cach-xem", 0) or None,
    )


def address_of(wanted: Filter, look: Look | None = None) -> str:
    """Write a filter, and how it is drawn, as the query of an address, the page left out."""
    return urlencode(address_pairs(wanted, look))


def address_pairs(wanted: Filter, look: Look | None = None) -> dict[str, Any]:
    """Give the names and values that an address is written from."""
    look = look or Look()
    pairs = {
        "ke-hoach": wanted.plan_id,
        "muc": wanted.section_id,
        "don-vi": wanted.unit_id,
        "ten": wanted.lead_name,
        "vai": wanted.role,
        "trang-thai": wanted.status,
        "han": wanted.deadline_kind,
        "thieu": wanted.missing,
        "q": wanted.text,
        "loai-dv": wanted.unit_kind,
        "nguoi": wanted.person_id,
        "chi-dao": wanted.leader_id,
        "so-voi-han": wanted.timing,
        "tu": wanted.due_from and f"{wanted.due_from:%d/%m/%Y}",
        "den": wanted.due_to and f"{wanted.due_to:%d/%m/%Y}",
        "vuong-mac": "co" if wanted.hindered else "",
        "cap": wanted.level,
        "viec": ",".join(map(str, wanted.chosen)),
        "sap-xep": "" if wanted.sort == "plan" else wanted.sort,
        "gom": look.grouping,
        "cot": written_columns(look.columns),
        "dong": {None: "", True: "day", False: "thoang"}[look.is_dense],
        "cach-xem": look.view_id,
    }
    return {name: value for name, value in pairs.items() if value}


def day_of(written: str) -> date | None:
    """Read a day from an address, as people write it or as computers do; None for anything else."""
    for form in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(written.strip(), form).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
    return None


def _sort(written: str) -> str:
    keys: list[str] = []
    for key in written.split(",")[:10]:
        plain = key.removeprefix("-")
        if key in SORTS and plain not in (one.removeprefix("-") for one in keys):
            keys.append(key)
    return ",".join(keys[:SORTS_AT_ONCE]) or "plan"


def _numbers(written: str) -> tuple[int, ...]:
    given = (one for one in written.split(",") if one.isascii() and one.isdigit() and len(one) < 16)
    return tuple(dict.fromkeys(int(one) for one in given))[:CHOSEN_LIMIT]


def _known(query: Mapping[str, str], name: str, values: list[str]) -> str:
    written = query.get(name, "")
    return written if written in values else ""


def _uuid(written: str) -> UUID | None:
    try:
        return UUID(written) if written else None
    except ValueError:
        return None


class ManyFilesInput(forms.ClearableFileInput):
    """A file control that takes several files at once."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class ManyFilesField(forms.FileField):
    """Several files; each is looked at by the action, not here."""

    widget = ManyFilesInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, allow_empty_file=True, max_length=500, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[EvidenceFile]:
        """Give the uploaded files with their bytes."""
        given = data if isinstance(data, list | tuple) else [data]
        return [EvidenceFile(one.name or "", one.read()) for one in given if one]


class Versioned(Form):
    """An act on a task as its page showed it."""

    version = VersionField(required=False)

    def must_say(self, name: str) -> None:
        """Ask for what the page showed; an empty name asks for nothing."""
        if name:
            self.fields[name].required = True


def _note(label: str, help_text: str = "", *, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
        strip=True,
    )


class _Reporting(Versioned):
    note = _note("Nội dung đã làm")
    document_number = forms.CharField(
        label="Số, ký hiệu văn bản",
        required=False,
        max_length=120,
        help_text="Ví dụ 57/KH-UBND ngày 12/5/2026.",
    )
    evidence = ManyFilesField(
        label="Tệp minh chứng",
        help_text="PDF, Word, Excel, PowerPoint, ảnh hoặc văn bản; mỗi tệp tối đa 20 MB.",
    )

    def arguments(self) -> dict[str, Any]:
        """Give what every reporting action takes."""
        data = self.cleaned_data
        return {
            "note": data["note"],
            "numbers": [data["document_number"]] if data["document_number"] else [],
            "files": data["evidence"],
            "version": data["version"],
        }


class ProgressForm(_Reporting):
    """How far a task has come."""

    percent = forms.IntegerField(
        label="Tiến độ (%)",
        required=False,
        widget=forms.NumberInput(attrs={"min": 0, "max": 100, "step": 5, "inputmode": "numeric"}),
        error_messages={"invalid": "Tiến độ là một số từ 0 đến 100."},
    )
    closes_period = forms.BooleanField(label="Đây là báo cáo của kỳ này", required=False)
    field_order = ("percent", "note", "document_number", "evidence", "closes_period", "version")

    def clean(self) -> dict[str, Any]:
        """Refuse a period's report that reports nothing.

        The page ticks the period's box beforehand, so a press by accident would close it empty.
        """
        data = super().clean() or {}
        said = any(data.get(name) for name in ("note", "document_number", "evidence"))
        if data.get("closes_period") and not said and not self.errors:
            self.add_error("note", "Báo cáo của kỳ phải ghi việc đã làm, số văn bản hoặc kèm tệp.")
        return data


class SubmitForm(_Reporting):
    """That a task is done, with what shows it."""

    field_order = ("document_number", "evidence", "note", "version")


class PartForm(_Reporting):
    """How far a partner's own part has come."""

    state = forms.ChoiceField(
        label="Phần việc của đơn vị",
        choices=[
            ("in-progress", "Đang thực hiện"),
            ("done", "Hoàn thành"),
            ("not-started", "Chưa thực hiện"),
        ],
    )
    field_order = ("state", "note", "document_number", "evidence", "version")


class EventForm(Versioned):
    """That the awaited event has happened."""

    happened_on = DateField(label="Ngày xảy ra sự kiện")
    due_day = DateField(label="Hạn thực hiện sau sự kiện")
    note = _note("Ghi chú", "Ví dụ: số văn bản đề nghị hoặc triển khai.")
    field_order = ("happened_on", "due_day", "note", "version")


class ReasonForm(Versioned):
    """A decision that needs a reason."""

    note = _note("Lý do", required=True)
    field_order = ("note", "version")


class RemarkForm(Versioned):
    """A decision that may carry a remark."""

    note = _note("Ý kiến")
    field_order = ("note", "version")


class ExtendForm(Versioned):
    """More time, and why."""

    due_day = DateField(label="Hạn mới")
    note = _note("Lý do gia hạn", required=True)
    field_order = ("due_day", "note", "version")


class ActForm(Versioned):
    """An act on a task that has a page of its own; ``offer`` gives it what it chooses from."""

    def offer(self, choices: ActChoices) -> None:
        """Fill the boxes to choose from."""

    def arguments(self) -> dict[str, Any]:
        """Give what the action takes."""
        return dict(self.cleaned_data)


def _unit_field(label: str, help_text: str = "", *, required: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        help_text=help_text,
        required=required,
        error_messages={"required": "Hãy chọn một đơn vị."},
    )


def _units_field(label: str, help_text: str = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, help_text=help_text, required=False, widget=forms.CheckboxSelectMultiple
    )


def _options(pairs: Any, empty: str = "Chưa chọn") -> list[tuple[str, str]]:
    return [("", empty), *((str(value), label) for value, label in pairs)]


def _ids(values: list[str]) -> list[UUID]:
    return [UUID(one) for one in values]


class ShareForm(ActForm):
    """To whom a task is given."""

    names = forms.CharField(
        label="Tên nhóm hoặc đơn vị",
        required=False,
        max_length=1000,
        help_text="Ví dụ: 12 xóm; các đoàn thể. Cách nhau bằng dấu chấm phẩy. “12 xóm” là mọi xóm của xã.",
    )
    units = _units_field("Hoặc chọn từng đơn vị")
    due_day = DateField(
        label="Hạn của từng đơn vị", required=False, help_text="Bỏ trống: theo hạn của nhiệm vụ."
    )
    note = _note("Lời dặn cho các đơn vị")
    field_order = ("names", "units", "due_day", "note", "version")

    def offer(self, choices: ActChoices) -> None:
        """Every unit of the commune."""
        self.fields["units"].choices = [(str(pk), name) for pk, name in choices.units]  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        """Give what the action takes."""
        data = self.cleaned_data
        return {
            "names": [one.strip() for one in data["names"].split(";")],
            "unit_ids": _ids(data["units"]),
            "due_day": data["due_day"],
            "note": data["note"],
            "version": data["version"],
        }


class SubtaskForm(ActForm):
    """A part of a unit's own task."""

    text = forms.CharField(label="Nội dung việc con", widget=forms.Textarea(attrs={"rows": 3}))
    unit = _unit_field("Đơn vị thực hiện", "Bỏ trống: đơn vị chủ trì.", required=False)
    start_day = DateField(label="Ngày bắt đầu", required=False)
    due_day = DateField(
        label="Hạn", required=False, help_text="Không sau hạn của nhiệm vụ; bỏ trống là cùng hạn."
    )
    weight = forms.IntegerField(
        label="Trọng số",
        required=False,
        help_text="Từ 1 đến 100; việc nặng gấp đôi ghi gấp đôi. Bỏ trống là 1.",
        widget=forms.NumberInput(attrs={"min": 1, "max": 100, "inputmode": "numeric"}),
    )
    field_order = ("text", "unit", "start_day", "due_day", "weight", "version")

    def offer(self, choices: ActChoices) -> None:
        """Every unit of the commune."""
        self.fields["unit"].choices = _options(choices.units, "Đơn vị chủ trì")  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        """Give what the action takes."""
        data = dict(self.cleaned_data)
        unit = data.pop("unit")
        weight = data.pop("weight")
        return {
            **data,
            "unit_id": UUID(unit) if unit else None,
            "weight": 1 if weight is None else weight,
        }


class OrderForm(ActForm):
    """The task that must end first."""

    earlier = forms.ChoiceField(
        label="Nhiệm vụ phải xong trước", error_messages={"required": "Hãy chọn nhiệm vụ."}
    )

    def offer(self, choices: ActChoices) -> None:
        """The other tasks of the plan."""
        self.fields["earlier"].choices = _options(choices.tasks)  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        """Give what the action takes."""
        return {"earlier_id": int(self.cleaned_data["earlier"])}


class PeopleForm(ActForm):
    """Who answers for a task."""

    responsible = forms.ChoiceField(
        label="Người phụ trách", required=False, help_text="Người của đơn vị chủ trì."
    )
    supervising = forms.ChoiceField(
        label="Lãnh đạo chỉ đạo",
        required=False,
        help_text="Do lãnh đạo hoặc cơ quan thường trực phân công.",
    )
    field_order = ("responsible", "supervising", "version")

    def offer(self, choices: ActChoices) -> None:
        """The people of the lead unit, and the leaders."""
        self.fields["responsible"].choices = _options(choices.workers)  # type: ignore[attr-defined]
        self.fields["supervising"].choices = _options(choices.leaders)  # type: ignore[attr-defined]
        self.initial.setdefault("responsible", str(choices.responsible or ""))
        self.initial.setdefault("supervising", str(choices.supervising or ""))

    def arguments(self) -> dict[str, Any]:
        """Give what the action takes."""
        data = self.cleaned_data
        return {
            "responsible": int(data["responsible"]) if data["responsible"] else None,
            "supervising": int(data["supervising"]) if data["supervising"] else None,
            "version": data["version"],
        }


class ReassignForm(ActForm):
    """The unit that is to lead from now on."""

    unit = _unit_field("Đơn vị chủ trì mới")
    note = _note("Lý do", required=True)
    field_order = ("unit", "note", "version")

    def offer(self, choices: ActChoices) -> None:
        """Every unit of the commune."""
        self.fields["unit"].choices = _options(choices.units)  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        """Give what the action takes."""
        data = self.cleaned_data
        return {
            "unit_id": UUID(data["unit"]),
            "reason": data["note"],
            "version": data["version"],
        }


class StepsForm(ActForm):
    """The steps of a task, one a line."""

    steps = forms.CharField(
        label="Các bước thực hiện",
        required=False,
        help_text="Mỗi dòng một bước. Bước giữ nguyên lời thì giữ nguyên dấu đã xong. Để trống: tính "
        "tiến độ theo phần trăm.",
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    field_order = ("steps", "version")

    def offer(self, choices: ActChoices) -> None:
        """The steps as they are."""
        self.initial.setdefault("steps", "\n".join(choices.steps))

    def arguments(self) -> dict[str, Any]:
        """Give what the action takes."""
        data = self.cleaned_data
        return {"texts": data["steps"].splitlines(), "version": data["version"]}


class MarkForm(ActForm):
    """Which steps are done."""

    done = forms.TypedMultipleChoiceField(label="Bước đã xong", required=False, coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Which steps there are, the action knows.
        given = self.data.getlist(self.add_prefix("done")) if hasattr(self.data, "getlist") else []
        numbers = [(one, one) for one in given if one.isascii() and one.isdigit()]
        self.fields["done"].choices = numbers  # type: ignore[attr-defined]


class ObstacleForm(ActForm):
    """What hinders a task."""

    text = forms.CharField(label="Khó khăn, vướng mắc", widget=forms.Textarea(attrs={"rows": 4}))
    waits_for = _unit_field("Chờ đơn vị nào tháo gỡ", required=False)
    waits_for_name = forms.CharField(
        label="Hoặc cơ quan ngoài xã",
        required=False,
        max_length=255,
        help_text="Ví dụ: Sở Khoa học và Công nghệ. Cơ quan thường trực sẽ ghi lại trả lời.",
    )
    proposal = forms.CharField(
        label="Kiến nghị", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    field_order = ("text", "waits_for", "waits_for_name", "proposal", "version")

    def offer(self, choices: ActChoices) -> None:
        """Every unit of the commune."""
        self.fields["waits_for"].choices = _options(choices.units)  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        """Give what the action takes."""
        data = dict(self.cleaned_data)
        data.pop("version")
        unit = data.pop("waits_for")
        return {**data, "waits_for": UUID(unit) if unit else None}


class _Seen(ActForm):
    """An act on one thing of a task: which state of it the page showed."""

    seen = forms.CharField(
        required=False,
        max_length=80,
        widget=forms.HiddenInput,
        error_messages={"required": OLD_PAGE},
    )


class AnswerForm(_Seen):
    """What is answered."""

    answer = forms.CharField(label="Nội dung trả lời", widget=forms.Textarea(attrs={"rows": 4}))


class DirectForm(ActForm):
    """What units are told to do."""

    text = forms.CharField(
        label="Nội dung", required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    units = _units_field("Gửi các đơn vị", "Không chọn: gửi đơn vị chủ trì.")
    answer_by = DateField(label="Xong trước ngày", required=False)
    field_order = ("text", "units", "answer_by", "version")

    def offer(self, choices: ActChoices) -> None:
        """The units that have work in the task."""
        self.fields["units"].choices = [(str(pk), name) for pk, name in choices.involved]  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        """Give what the action takes."""
        data = self.cleaned_data
        return {
            "text": data["text"],
            "unit_ids": _ids(data["units"]),
            "answer_by": data["answer_by"],
        }


class UrgeForm(DirectForm):
    """Whom to urge; those who have not reported are marked already."""

    def offer(self, choices: ActChoices) -> None:
        """The units that have work in the task."""
        super().offer(choices)
        self.fields["units"].help_text = "Đã chọn sẵn đơn vị chưa báo."
        self.fields[
            "text"
        ].help_text = "Bỏ trống: “Đề nghị khẩn trương thực hiện và báo cáo kết quả.”"
        self.initial.setdefault("units", [str(pk) for pk in choices.slow])


class AskTimeForm(ActForm):
    """More time, and why."""

    wanted_day = DateField(label="Đề nghị hạn mới")
    note = _note("Lý do đề nghị gia hạn", required=True)
    field_order = ("wanted_day", "note", "version")


class GrantForm(ActForm):
    """The day that is granted."""

    due_day = DateField(
        label="Hạn mới", required=False, help_text="Bỏ trống: đồng ý đúng ngày đơn vị đề nghị."
    )
    note = _note("Ý kiến")
    field_order = ("due_day", "note", "version")


class NoteForm(ActForm):
    """A remark that may be left out."""

    note = _note("Ý kiến")


class WhyForm(ActForm):
    """A reason that may not be left out."""

    note = _note("Lý do", required=True)


class TextForm(ActForm):
    """A remark about a task."""

    text = forms.CharField(
        label="Nội dung trao đổi",
        max_length=5000,
        help_text="Gõ @ rồi tên để nhắc một người.",
        widget=forms.Textarea(
            attrs={
                "rows": 3,
                "data-mentions": "/nhiem-vu/nguoi/",
                "autocomplete": "off",
                "spellcheck": "true",
            }
        ),
    )


class SettleForm(NoteForm, _Seen):
    """That an obstacle is settled."""


class ReopenForm(WhyForm, _Seen):
    """Why an obstacle is not settled."""


class EditForm(TextForm, _Seen):
    """A remark as it should have been."""


class NothingForm(ActForm):
    """An act that says all by itself."""


class PeriodForm(_Reporting, ActForm):
    """The report for a period that came back."""


class SaveViewForm(Form):
    """A name for a way of looking at tasks, and who finds it."""

    name = forms.CharField(
        label="Tên cách xem",
        max_length=80,
        help_text="Ví dụ: Việc quá hạn của các xóm.",
        widget=forms.TextInput(attrs={"autofocus": True}),
    )
    is_shared = forms.BooleanField(
        label="Cho mọi người trong xã dùng",
        required=False,
        help_text="Ai mở cũng chỉ thấy việc mình được xem.",
    )
    opens_with = forms.BooleanField(
        label="Mở đầu tiên khi tôi vào danh sách nhiệm vụ", required=False
    )


class BulkForm(Form):
    """What is done to several tasks at once; ``offer`` gives it what it chooses from."""

    def offer(self, choices: BulkChoices) -> None:
        """Fill the boxes to choose from."""


class BulkResponsibleForm(BulkForm):
    """Who answers for the tasks."""

    person = forms.ChoiceField(
        label="Người phụ trách",
        help_text="Phải thuộc đơn vị chủ trì của từng việc.",
        error_messages={"required": "Hãy chọn một người."},
    )

    def offer(self, choices: BulkChoices) -> None:
        """Everybody who reports on tasks."""
        self.fields["person"].choices = _options(choices.workers)  # type: ignore[attr-defined]


class BulkLeaderForm(BulkForm):
    """Which leader watches over the tasks."""

    person = forms.ChoiceField(
        label="Lãnh đạo chỉ đạo", error_messages={"required": "Hãy chọn một lãnh đạo."}
    )

    def offer(self, choices: BulkChoices) -> None:
        """The commune's leaders."""
        self.fields["person"].choices = _options(choices.leaders)  # type: ignore[attr-defined]


class BulkUrgeForm(BulkForm):
    """What is said to whoever is slow."""

    note = _note(
        "Nội dung đôn đốc",
        "Bỏ trống: “Đề nghị khẩn trương thực hiện và báo cáo kết quả.”",
    )
    answer_by = DateField(label="Xong trước ngày", required=False)


class BulkExtendForm(BulkForm):
    """More time for all of them."""

    due_day = DateField(label="Hạn mới", help_text="Sau hạn hiện tại của mọi việc đã chọn.")
    note = _note("Lý do gia hạn", required=True)


class BulkReassignForm(BulkForm):
    """The unit that is to lead them all."""

    unit = _unit_field("Đơn vị chủ trì mới")
    note = _note("Lý do", required=True)

    def offer(self, choices: BulkChoices) -> None:
        """Every unit of the commune."""
        self.fields["unit"].choices = _options(choices.units)  # type: ignore[attr-defined]
