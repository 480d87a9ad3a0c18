"""Text from the browser about units → typed arguments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any
from uuid import UUID

from django import forms

from namro_web.organisations.actions import NewPart, NewTarget
from namro_web.organisations.fates import Fate
from namro_web.ui.fields import DateField, Form, VersionField

# On whose boundaries totals are shown.
THEN, NOW = "luc-do", "hom-nay"


class TreeFilter(Form):
    """Which units, as of which day, added up on which boundaries."""

    q = forms.CharField(required=False, max_length=200)
    ngay = DateField(required=False)
    dia_gioi = forms.ChoiceField(
        required=False, choices=[(THEN, "như lúc đó"), (NOW, "theo địa giới hôm nay")]
    )

    def day_or(self, today: date) -> date:
        """Give the day asked for, else today; a day that cannot be read counts as today."""
        asked: date | None = self.cleaned_data.get("ngay")
        return asked or today


class _Act(Form):
    """An act on a unit: its day and its document."""

    day = DateField(label="Áp dụng từ ngày")
    document_number = forms.CharField(
        label="Số, ký hiệu văn bản làm căn cứ",
        max_length=120,
        help_text="Ví dụ: 15/NQ-HĐND ngày 20/10/2026.",
    )


class _Change(_Act):
    """An act that changes a unit, and where that stood when the page was opened."""

    seen = VersionField()


class NewUnit(_Act):
    """A unit beneath another."""

    field_order = ("name", "short_name", "kind", "code", "day", "document_number")

    name = forms.CharField(label="Tên đơn vị", max_length=200)
    short_name = forms.CharField(label="Tên gọn", max_length=80, required=False)
    kind = forms.ChoiceField(label="Loại")
    code = forms.CharField(label="Mã", max_length=20, required=False)

    def __init__(self, *args: Any, kinds: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]


class Rename(_Change):
    """Another name from a day on."""

    field_order = ("name", "short_name", "code", "day", "document_number")

    name = forms.CharField(label="Tên mới", max_length=200)
    short_name = forms.CharField(label="Tên gọn", max_length=80, required=False)
    code = forms.CharField(label="Mã", max_length=20, required=False)


class Move(_Change):
    """Another unit above from a day on."""

    field_order = ("parent_id", "day", "document_number")

    parent_id = forms.TypedChoiceField(label="Chuyển về trực thuộc", coerce=UUID)

    def __init__(self, *args: Any, units: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent_id"].choices = units  # type: ignore[attr-defined]


class Reclassify(_Change):
    """Another kind, level or code from a day on."""

    field_order = ("kind", "level", "code", "day", "document_number")

    kind = forms.ChoiceField(label="Loại")
    level = forms.ChoiceField(label="Cấp")
    code = forms.CharField(label="Mã", max_length=20, required=False)

    def __init__(
        self,
        *args: Any,
        kinds: Sequence[tuple[str, str]],
        levels: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        self.fields["level"].choices = levels  # type: ignore[attr-defined]


class Dissolve(_Change):
    """No more from a day on."""

    field_order = ("successor_id", "day", "document_number")

    successor_id = forms.TypedChoiceField(
        label="Đơn vị tiếp nhận việc đang làm",
        coerce=UUID,
        empty_value=None,
        required=False,
        help_text="Bắt buộc khi đơn vị còn việc chưa xong. Người của đơn vị được giao vị trí mới sau.",
    )

    def __init__(self, *args: Any, units: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor_id"].choices = [  # type: ignore[attr-defined]
            ("", "Không có"),
            *units,
        ]


NEW = "moi"
MOVE = "chuyen"


class Merge(_Change):
    """Units that become one."""

    field_order = (
        "sources", "into", "name", "short_name", "code", "day", "document_number",
    )  # fmt: skip

    sources = forms.TypedMultipleChoiceField(
        label="Các đơn vị nhập lại",
        coerce=UUID,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Chọn đơn vị cần nhập."},
    )
    into = forms.ChoiceField(label="Nhập vào")
    name = forms.CharField(label="Tên đơn vị mới", max_length=200, required=False)
    short_name = forms.CharField(label="Tên gọn", max_length=80, required=False)
    code = forms.CharField(label="Mã", max_length=20, required=False)

    def __init__(
        self,
        *args: Any,
        peers: Sequence[tuple[str, str]],
        fates: Sequence[Fate] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sources"].choices = peers  # type: ignore[attr-defined]
        self.fields["into"].choices = [(NEW, "Lập đơn vị mới (ghi tên bên dưới)"), *peers]  # type: ignore[attr-defined]
        for fate in fates:
            self.fields[fate_key(fate.unit_id)] = forms.ChoiceField(
                label=fate.name,
                required=False,
                choices=[
                    (MOVE, "Giữ nguyên, chuyển về đơn vị nhận"),
                    *((str(unit_id), f"Nhập vào {name}") for unit_id, name in fate.choices),
                ],
                initial=str(fate.into) if fate.into else MOVE,
            )

    def clean(self) -> dict[str, Any]:
        """Ask for the name of a new unit."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("into") == NEW and not given.get("name", "").strip():
            self.add_error("name", "Ghi tên đơn vị mới.")
        return given

    def target(self) -> UUID | NewTarget:
        """Give the unit that takes the others in, or what it will be."""
        given = self.cleaned_data
        if given["into"] != NEW:
            return UUID(given["into"])
        return NewTarget(name=given["name"], short_name=given["short_name"], code=given["code"])

    def beneath(self) -> Mapping[UUID, UUID | None]:
        """Give what the clerk chose for the units beneath."""
        chosen: dict[UUID, UUID | None] = {}
        for key, value in self.cleaned_data.items():
            if key.startswith("ben-duoi-") and value:
                unit_id = UUID(key.removeprefix("ben-duoi-"))
                chosen[unit_id] = None if value == MOVE else UUID(value)
        return chosen


def fate_key(unit_id: UUID) -> str:
    """Give the name of the field that says what becomes of a unit beneath."""
    return f"ben-duoi-{unit_id}"


PARTS = 6
STAYS = "cu"


class Split(_Change):
    """A unit that becomes several."""

    goes_on = forms.BooleanField(label="Đơn vị cũ còn, chỉ tách bớt ra", required=False)
    own_weight = forms.CharField(
        label="Phần của đơn vị cũ",
        max_length=40,
        required=False,
        help_text="Chỉ ghi khi đơn vị cũ còn.",
    )
    takes_over = forms.ChoiceField(
        label="Tiếp nhận người và việc đang làm",
        required=False,
        choices=[(str(n), f"Đơn vị mới {n}") for n in range(1, PARTS + 1)],
        help_text="Khi đơn vị cũ không còn. Người và đơn vị trực thuộc có thể chọn riêng bên dưới.",
    )

    def __init__(
        self,
        *args: Any,
        posts: Sequence[tuple[int, str]],
        children: Sequence[tuple[UUID, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for n in range(1, PARTS + 1):
            self.fields[f"name_{n}"] = forms.CharField(
                label=f"Tên đơn vị mới {n}", max_length=200, required=False
            )
            self.fields[f"code_{n}"] = forms.CharField(
                label=f"Mã {n}", max_length=20, required=False
            )
            self.fields[f"weight_{n}"] = forms.CharField(
                label=f"Số dân hoặc phần chia {n}", max_length=40, required=False
            )
        where = [("", "Theo mặc định"), *((str(n), f"Đơn vị mới {n}") for n in range(1, PARTS + 1))]
        self.posts = [f"nguoi-{pk}" for pk, _ in posts]
        self.children = [f"truc-thuoc-{pk}" for pk, _ in children]
        for key, label in (
            *((f"nguoi-{pk}", label) for pk, label in posts),
            *((f"truc-thuoc-{pk}", label) for pk, label in children),
        ):
            self.fields[key] = forms.ChoiceField(label=label, required=False, choices=where)

    def rows(self) -> list[list[Any]]:
        """Give the fields of each new unit, for the table."""
        return [
            [n, self[f"name_{n}"], self[f"code_{n}"], self[f"weight_{n}"]]
            for n in range(1, PARTS + 1)
        ]

    def first_rows(self) -> list[list[Any]]:
        """Give the two new units a division has at least."""
        return self.rows()[:2]

    def further_rows(self) -> list[list[Any]]:
        """Give the rows that most divisions leave empty."""
        return self.rows()[2:]

    def is_further_filled(self) -> bool:
        """Say whether a further row holds something, so that it is not folded away."""
        return any(
            bound.value() or bound.errors for row in self.further_rows() for bound in row[1:]
        )

    def bound_posts(self) -> list[Any]:
        """Give the fields that send people elsewhere."""
        return [self[key] for key in self.posts]

    def bound_children(self) -> list[Any]:
        """Give the fields that send units beneath elsewhere."""
        return [self[key] for key in self.children]

    def clean(self) -> dict[str, Any]:
        """Understand the weights: numbers of inhabitants, or shares such as 3/5 or 60 %."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        named = [n for n in range(1, PARTS + 1) if given.get(f"name_{n}", "").strip()]
        keys = [f"weight_{n}" for n in named] + (["own_weight"] if given.get("goes_on") else [])
        weights: dict[str, Fraction] = {}
        are_shares = any(set("/%") & set(given.get(key, "")) for key in keys)
        for key in keys:
            try:
                weights[key] = _weight(given.get(key, ""))
            except ValueError:
                self.add_error(key, "Ghi số dân (ví dụ 1.250) hoặc phần chia (ví dụ 3/5, 60 %).")
        total = sum(weights.values(), Fraction(0))
        if not are_shares and total > 0:
            weights = {key: weight / total for key, weight in weights.items()}
        given["weights"] = weights
        given["named"] = named
        return given

    def parts(self) -> list[NewPart]:
        """Give the new units."""
        given = self.cleaned_data
        return [
            NewPart(
                name=given[f"name_{n}"],
                code=given[f"code_{n}"],
                share=given["weights"][f"weight_{n}"],
                takes_over=not given["goes_on"] and given["takes_over"] == str(n),
                beneath=[
                    UUID(key.removeprefix("truc-thuoc-"))
                    for key in self.children
                    if given.get(key) == str(n)
                ],
                posts=[
                    int(key.removeprefix("nguoi-"))
                    for key in self.posts
                    if given.get(key) == str(n)
                ],
            )
            for n in given["named"]
        ]

    def own_share(self) -> Fraction | None:
        """Give what the old unit keeps, if it goes on."""
        given = self.cleaned_data
        share: Fraction | None = given["weights"].get("own_weight") if given["goes_on"] else None
        return share


def _weight(words: str) -> Fraction:
    """Read a number of inhabitants, a fraction or a percentage, as a clerk writes it.

    >>> _weight("1.250"), _weight("3/5"), _weight("62,5 %")
    (Fraction(1250, 1), Fraction(3, 5), Fraction(5, 8))
    """
    written = "".join(words.split())
    hundredths = written.endswith("%")
    written = written.removesuffix("%")
    above, slash, below = written.partition("/")
    try:
        value = Fraction(_number(above)) / (Fraction(_number(below)) if slash else 1)
    except ZeroDivisionError as error:
        raise ValueError(words) from error
    return value / 100 if hundredths else value


def _number(written: str) -> str:
    whole, comma, rest = written.partition(",")
    groups = whole.split(".")
    if not all(part.isascii() and part.isdigit() for part in [*groups, *([rest] if comma else [])]):
        raise ValueError(written)
    if len(groups) > 1 and any(len(part) != 3 for part in groups[1:]):
        raise ValueError(written)
    return "".join(groups) + (f".{rest}" if comma else "")


class Undo(Form):
    """The last act, taken back."""

    seen = VersionField()


class PostForm(Form):
    """A post of a person in a unit."""

    unit_id = forms.TypedChoiceField(label="Đơn vị", coerce=UUID)
    role = forms.ChoiceField(label="Vai trò trên hệ thống")
    title = forms.CharField(label="Chức danh", max_length=200)
    valid_from = DateField(label="Từ ngày")

    def __init__(
        self,
        *args: Any,
        units: Sequence[tuple[str, str]],
        roles: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit_id"].choices = units  # type: ignore[attr-defined]
        self.fields["role"].choices = roles  # type: ignore[attr-defined]


class PersonForm(PostForm):
    """A newcomer with a first post."""

    field_order = ("full_name", "username", "email", "unit_id", "role", "title", "valid_from")

    full_name = forms.CharField(label="Họ và tên", max_length=150)
    username = forms.CharField(
        label="Tên đăng nhập", max_length=150, help_text="Chữ, số và các dấu @ . + - _"
    )
    email = forms.EmailField(label="Thư điện tử", required=False)


class PeopleSearch(Form):
    """Which people."""

    q = forms.CharField(required=False, max_length=200)
    don_vi = forms.TypedChoiceField(label="Đơn vị", required=False, coerce=UUID, empty_value=None)
    vai_tro = forms.ChoiceField(label="Vai trò", required=False)
    trang = forms.IntegerField(required=False, min_value=1)

    def __init__(
        self,
        *args: Any,
        units: Sequence[tuple[str, str]],
        roles: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["don_vi"].choices = [("", "Mọi đơn vị"), *units]  # type: ignore[attr-defined]
        self.fields["vai_tro"].choices = [("", "Mọi vai trò"), *roles]  # type: ignore[attr-defined]

    def page(self) -> int:
        """Give the page asked for, else the first."""
        return self.cleaned_data.get("trang") or 1


class PeopleFile(Form):
    """The filled-in sheet."""

    file = forms.FileField(label="Tệp Excel đã điền (.xlsx)")


class ReadPeople(Form):
    """People read from a sheet, sealed so that what is taken in is what was shown."""

    rows = forms.CharField(widget=forms.HiddenInput)
