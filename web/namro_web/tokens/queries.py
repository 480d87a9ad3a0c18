"""Tokens as their holders and administrators see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from namro_web.accounts.models import User
from namro_web.organisations.access import DUTIES, Duty, acting
from namro_web.organisations.models import Post, Role
from namro_web.organisations.queries import names_at
from namro_web.tokens.access import (
    READING,
    Death,
    death_of,
    own_tokens,
    scope_of_token,
    tokens_administered_by,
)
from namro_web.tokens.models import ApiToken
from namro_web.tokens.parts import known_parts

# What a duty means for a program, in the order they are offered.
DUTY_WORDS: Mapping[Duty, str] = {
    Duty.READ: "xem kế hoạch, chỉ tiêu, nhiệm vụ",
    Duty.READ_PEOPLE: "xem người ở các đơn vị",
    Duty.READ_HISTORY: "xem nhật ký hệ thống",
    Duty.UPDATE_TASKS: "cập nhật nhiệm vụ của đơn vị mình",
    Duty.APPROVE_FOR_UNIT: "duyệt thay đơn vị",
    Duty.CONFIRM_TASKS: "xác nhận hoàn thành, trả lại",
    Duty.ADOPT_PLANS: "tải văn bản lên, duyệt, đưa kế hoạch vào thực hiện",
    Duty.EDIT_PLANS: "sửa kế hoạch đang thực hiện",
    Duty.DIRECT: "chỉ đạo, đôn đốc",
    Duty.INSPECT: "kiểm tra, ghi và khép kết luận, kiến nghị kiểm tra",
    Duty.READ_CONCLUSIONS: "xem mọi kết luận, kiến nghị kiểm tra",
    Duty.ANSWER_CONCLUSIONS: "trả lời kết luận, kiến nghị kiểm tra của đơn vị mình",
    Duty.DELEGATE: "ủy quyền cho người khác",
    Duty.ADMINISTER: "quản trị đơn vị, tài khoản",
}
_STATES: Mapping[Death | None, tuple[str, str]] = {
    None: ("Đang dùng được", "done"),
    Death.REVOKED: ("Đã thu hồi", "cancelled"),
    Death.EXPIRED: ("Hết hạn", "overdue"),
    Death.OWNER_OUT: ("Tài khoản đã khóa hoặc cấp lại mật khẩu", "paused"),
    Death.POST_ENDED: ("Vị trí đã kết thúc", "paused"),
}


@dataclass(frozen=True, slots=True)
class TokenShown:
    """One token; its secret is nowhere."""

    id: int
    name: str
    hint: str
    owner: str
    post: str
    unit: str
    state: str
    tone: str
    is_alive: bool
    may_be_revoked: bool
    scope: str
    parts: str
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    last_used_from: str


def my_tokens(by: User, *, at: datetime, today: date) -> list[TokenShown]:
    """Give a person's own tokens, those that still work first."""
    return _shown(own_tokens(by), at=at, today=today)


def tokens_of_tree(by: User, *, at: datetime, today: date) -> list[TokenShown]:
    """Give every token that acts for the asker's tree.

    Raises:
        NotAllowed: The asker's post is not for administering.
    """
    return _shown(tokens_administered_by(by), at=at, today=today)


def duties_offered(by: User) -> list[tuple[str, str]]:
    """Give what a person may put into a token's scope: what the post they act for may."""
    own = acting(by)
    return [(duty.value, DUTY_WORDS.get(duty, duty.value)) for duty in _ordered() if own.may(duty)]


def parts_offered() -> list[tuple[str, str]]:
    """Give the parts of the API."""
    return list(known_parts().items())


def reading_duties(by: User) -> list[str]:
    """Give the scope of a token of this person that only reads."""
    return [duty.value for duty in _ordered() if duty in READING and acting(by).may(duty)]


def _ordered() -> list[Duty]:
    return [*DUTY_WORDS, *(duty for duty in Duty if duty not in DUTY_WORDS)]


def _shown(tokens: Iterable[ApiToken], *, at: datetime, today: date) -> list[TokenShown]:
    found = list(tokens)
    names = names_at({token.post.unit_id for token in found}, at=today)
    live_posts = set(
        Post.objects.at(today)
        .filter(pk__in=[token.post_id for token in found])
        .values_list("pk", flat=True)
    )
    shown = []
    for token in found:
        death = death_of(token, at=at)
        if death is None and (token.post_id not in live_posts or token.post.unit_id not in names):
            death = Death.POST_ENDED
        state, tone = _STATES[death]
        unit = names.get(token.post.unit_id)
        shown.append(
            TokenShown(
                id=token.pk,
                name=token.name,
                hint=f"{token.hint}…",
                owner=token.user.get_full_name(),
                post=token.post.title,
                unit=unit.name if unit else "",
                state=state,
                tone=tone,
                is_alive=death is None,
                may_be_revoked=token.revoked_at is None and death is not Death.EXPIRED,
                scope=_scope_words(token),
                parts=_part_words(token.parts),
                created_at=token.created_at,
                expires_at=token.expires_at,
                last_used_at=token.last_used_at,
                last_used_from=token.last_used_from,
            )
        )
    return sorted(shown, key=lambda token: not token.is_alive)


def _scope_words(token: ApiToken) -> str:
    if token.is_read_only:
        return "Chỉ đọc"
    effective = scope_of_token(token) & DUTIES[Role(token.post.role)]
    words = "; ".join(DUTY_WORDS.get(duty, duty.value) for duty in _ordered() if duty in effective)
    return words[:1].upper() + words[1:] if words else "Không còn việc nào"


def _part_words(parts: Sequence[str]) -> str:
    known = known_parts()
    if set(known) <= set(parts):
        return "Mọi phần"
    return ", ".join(known.get(part, part) for part in parts)
