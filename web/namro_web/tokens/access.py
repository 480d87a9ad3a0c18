"""Whose call it is when a program shows a token; which tokens a person may see and revoke."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db.models import QuerySet

from namro_web.accounts.models import User
from namro_web.foundation.errors import Missing, NotAllowed, Unauthenticated
from namro_web.organisations.access import ActingPost, Duty, acting, acting_with, posts_held
from namro_web.organisations.trees import branch_ever
from namro_web.tokens.models import ApiToken
from namro_web.tokens.secrets_of_tokens import digest_of, is_whole

# What only looks. A token whose scope holds nothing else takes no request that writes.
READING = frozenset({Duty.READ, Duty.READ_PEOPLE, Duty.READ_CONCLUSIONS, Duty.READ_HISTORY})
_LOOKING = frozenset({"GET", "HEAD", "OPTIONS"})


class Death(StrEnum):
    """Why a token is good for nothing any more."""

    REVOKED = "revoked"
    EXPIRED = "expired"
    OWNER_OUT = "owner-out"
    POST_ENDED = "post-ended"


@dataclass(frozen=True)
class TokenPost(ActingPost):
    """The post a token acts for: what the post may, as far as the token's scope reaches."""

    scope: frozenset[Duty] = frozenset()

    def may(self, duty: Duty) -> bool:
        """Say whether both the post and the scope are for this."""
        return duty in self.scope and super().may(duty)


def scope_of_token(token: ApiToken) -> frozenset[Duty]:
    """Give the duties a token names; one that the program no longer knows counts for nothing."""
    known = set(Duty)
    return frozenset(Duty(duty) for duty in token.duties if duty in known)


def death_of(token: ApiToken, *, at: datetime) -> Death | None:
    """Say why a token is dead, as far as token and owner tell; the post is asked with its day.

    A password that was reset, or an account closed and opened again, kills what was made before:
    whoever knew the old password may have made it.
    """
    owner = token.user
    if token.revoked_at is not None and token.revoked_at < token.expires_at:
        return Death.REVOKED
    if token.is_over(at=at):
        return Death.EXPIRED
    if not owner.is_active or owner.is_idle(at=at) or owner.must_change_password:
        return Death.OWNER_OUT
    if owner.opened_at is not None and owner.opened_at >= token.created_at:
        return Death.OWNER_OUT
    return None


def token_shown(written: str, *, at: datetime, today: date) -> ApiToken:
    """Find the token a program shows, alive, with its person acting for the token's post.

    Args:
        written: What stands after ``Bearer``.
        at: When, by the machine's own clock.
        today: The day on which the post has to be held.

    Raises:
        Unauthenticated: It is no token, unknown or dead; the code says which.
    """
    if not is_whole(written):
        raise Unauthenticated(
            "tokens.unreadable",
            "Mã truy cập không đúng dạng hoặc bị cắt; chép lại trọn mã, bắt đầu bằng namro_.",
        )
    token = ApiToken.objects.select_related("user").filter(digest=digest_of(written)).first()
    if token is None:
        raise Unauthenticated(
            "tokens.unknown", "Không có mã truy cập này; tạo mã mới ở trang Mã truy cập API."
        )
    death = death_of(token, at=at)
    if death is Death.REVOKED:
        raise Unauthenticated(
            "tokens.revoked", "Mã truy cập đã bị thu hồi; tạo mã mới nếu còn cần."
        )
    if death is Death.EXPIRED:
        raise Unauthenticated("tokens.expired", "Mã truy cập đã hết hạn; tạo mã mới.")
    if death is Death.OWNER_OUT:
        raise Unauthenticated(
            "tokens.owner-out",
            "Tài khoản của người tạo mã đang khóa hoặc đã được cấp lại mật khẩu; người đó đăng nhập "
            "rồi tạo mã mới.",
        )
    person = token.user
    post = next((held for held in posts_held(person, at=today) if held.id == token.post_id), None)
    if post is None:
        raise Unauthenticated(
            "tokens.post-ended",
            "Vị trí gắn với mã truy cập đã kết thúc; tạo mã mới ở vị trí hiện nay.",
        )
    _act_through(token, post)
    return token


def must_reach(token: ApiToken, *, method: str, part: str) -> None:
    """Hold a call to the token's scope before anything else is asked.

    Raises:
        NotAllowed: The part of the API is not in the scope, or the token only reads.
    """
    if part not in token.parts:
        raise NotAllowed(
            "tokens.part-outside-scope",
            "Mã truy cập không được gọi phần này của API; tạo mã có phạm vi rộng hơn nếu cần.",
            part=part,
        )
    if token.is_read_only and method not in _LOOKING:
        raise NotAllowed(
            "tokens.read-only", "Mã truy cập chỉ được đọc; tạo mã cho phép ghi nếu cần."
        )


def own_tokens(user: User) -> QuerySet[ApiToken]:
    """Give the tokens a person made."""
    return ApiToken.objects.filter(user_id=user.pk).select_related("user", "post")


def tokens_administered_by(by: User) -> QuerySet[ApiToken]:
    """Give the tokens that act for posts of the asker's tree, former units included.

    Raises:
        NotAllowed: The asker's post is not for administering.
    """
    post = acting_with(by, Duty.ADMINISTER)
    return ApiToken.objects.filter(post__unit__in=branch_ever(post.root_id)).select_related(
        "user", "post"
    )


def token_to_revoke(token_id: int, *, by: User) -> ApiToken:
    """Fetch a token that the asker made, or that acts for their tree when they administer it; locked.

    Raises:
        Missing: There is none, or it is not theirs to know of.
    """
    token = (
        ApiToken.objects.select_for_update(of=("self",))
        .select_related("user", "post")
        .filter(pk=token_id)
        .first()
    )
    if token is not None and token.user_id != by.pk:
        administers = by.acting is not None and acting(by).may(Duty.ADMINISTER)
        if not administers or token.post.unit_id not in branch_ever(acting(by).root_id):
            token = None
    if token is None:
        raise Missing("tokens.no-such-token", "Không tìm thấy mã truy cập này.")
    return token


def _act_through(token: ApiToken, post: ActingPost) -> None:
    person = token.user
    person.acting = TokenPost(**vars(post), scope=scope_of_token(token))
    person.held_posts = (person.acting,)
    person.acting_post_id = post.id
    # An inspector has to see that a program did it, and through which door.
    person.acting_post_name = f"{post.title}, {post.unit_name} (qua mã “{token.name}”)"[:300]
    person.acting_unit_id = str(post.unit_id)
