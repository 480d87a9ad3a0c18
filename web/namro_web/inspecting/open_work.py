"""Conclusions not yet closed pass to another inspector when theirs leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from namro_web.accounts.models import User
from namro_web.foundation.errors import Invalid
from namro_web.inspecting.models import Conclusion, State
from namro_web.organisations.access import DUTIES, Duty
from namro_web.organisations.models import Post, Role
from namro_web.organisations.open_work import OpenThing


def conclusions_of(post: Post, on: date) -> Sequence[OpenThing]:
    """Give what the post's inspector has written and not closed."""
    found = Conclusion.objects.filter(post=post).exclude(state=State.CLOSED).order_by("id")
    return [
        OpenThing(f"inspecting.conclusion:{one.pk}", "Kết luận, kiến nghị đang theo dõi", one.text)
        for one in found
    ]


def pass_on(
    post: Post, taken: Mapping[OpenThing, Post | None], by: User | None, at: datetime
) -> None:
    """Give each to another inspector; what is left open any inspector of the office closes.

    Raises:
        Invalid: The one named does not inspect.
    """
    for thing, to in taken.items():
        if to is None:
            continue
        if Duty.INSPECT not in DUTIES[Role(to.role)]:
            raise Invalid(
                "inspecting.taker-no-inspector",
                f"{to.user.get_full_name()} không làm việc kiểm tra; chọn người kiểm tra khác hoặc để trống.",
                field="everything",
            )
        Conclusion.objects.filter(pk=thing.object_id).update(post=to)
