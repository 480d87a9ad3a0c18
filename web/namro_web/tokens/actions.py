"""What changes tokens: made, used, revoked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.core.cache import caches
from django.db import IntegrityError, transaction

from namro_web.accounts.models import User
from namro_web.foundation.clock import VIETNAM
from namro_web.foundation.errors import Conflict, Invalid, TooMany
from namro_web.foundation.history import record
from namro_web.organisations.access import Duty, acting
from namro_web.organisations.models import Post
from namro_web.tokens.access import READING, TokenPost, token_to_revoke
from namro_web.tokens.models import ApiToken, TokenAddress
from namro_web.tokens.parts import known_parts
from namro_web.tokens.secrets_of_tokens import HINT, digest_of, new_secret

# More live tokens than this are no longer known to their owner.
MOST_LIVE = 20
# Noting every call would cost a flush to disk each; once a minute tells as much.
GRAIN = timedelta(seconds=60)


@dataclass(frozen=True)
class NewToken:
    """A token just made, and the secret that is shown this once."""

    token: ApiToken
    secret: str


@transaction.atomic
def create_token(
    *,
    name: str,
    duties: Collection[str],
    parts: Collection[str],
    expires_on: date,
    by: User,
    at: datetime,
) -> NewToken:
    """Make a token that acts for the post its maker acts for now.

    Args:
        name: What its maker calls it: the program or machine that will use it.
        duties: What it may do; no more than the post.
        parts: Which parts of the API it may call.
        expires_on: The last day on which it works.
        by: Who makes it.
        at: When, by the machine's own clock.

    Raises:
        NotAllowed: The person holds no post.
        Invalid: Name, scope, part or day cannot be used.
        Conflict: A live token has the name, or there are too many.
    """
    name = " ".join(name.split())
    if not name:
        raise Invalid(
            "tokens.no-name", "Ghi tên để nhận ra mã, ví dụ “Máy chủ báo cáo”.", field="name"
        )
    post = acting(by)
    # Tokens are made at the page, never through another token, and for a post of one's own.
    if isinstance(post, TokenPost) or not Post.objects.filter(pk=post.id, user_id=by.pk).exists():
        raise Invalid(
            "tokens.not-an-own-post", "Chuyển về vị trí của chính mình rồi tạo mã.", field="name"
        )
    scope = [duty for duty in Duty if duty.value in duties]
    if not scope or len(scope) != len(set(duties)) or not all(post.may(duty) for duty in scope):
        raise Invalid(
            "tokens.scope-too-wide",
            "Chọn ít nhất một việc, và chỉ những việc vị trí này được làm.",
            field="duties",
        )
    chosen = [part for part in known_parts() if part in parts]
    if not chosen or len(chosen) != len(set(parts)):
        raise Invalid("tokens.no-part", "Chọn ít nhất một phần của API.", field="parts")
    last = at.astimezone(VIETNAM).date() + timedelta(days=settings.TOKEN_MAX_DAYS)
    if not at.astimezone(VIETNAM).date() <= expires_on <= last:
        raise Invalid(
            "tokens.bad-expiry",
            f"Ngày hết hạn phải từ hôm nay đến {last:%d/%m/%Y} (tối đa {settings.TOKEN_MAX_DAYS} ngày).",
            field="expires_on",
        )
    live = ApiToken.objects.filter(user_id=by.pk, revoked_at__isnull=True, expires_at__gt=at)
    if live.count() >= MOST_LIVE:
        raise Conflict(
            "tokens.too-many", f"Đã có {MOST_LIVE} mã đang dùng; thu hồi bớt mã không còn cần."
        )
    # A name whose token has run out is free again: that token will never speak.
    ApiToken.objects.filter(
        user_id=by.pk, name=name, revoked_at__isnull=True, expires_at__lte=at
    ).update(revoked_at=at)
    secret = new_secret()
    token = ApiToken(
        user_id=by.pk,
        post_id=post.id,
        name=name,
        digest=digest_of(secret),
        hint=secret[:HINT],
        duties=[duty.value for duty in scope],
        parts=chosen,
        is_read_only=set(scope) <= READING,
        created_at=at,
        expires_at=datetime.combine(expires_on + timedelta(days=1), time.min, VIETNAM),
    )
    try:
        with transaction.atomic():
            token.save(force_insert=True)
    except IntegrityError as twice:
        raise Conflict(
            "tokens.name-taken", f"Đã có mã đang dùng tên “{name}”; đặt tên khác.", field="name"
        ) from twice
    record(
        "tokens.created",
        token,
        by=by,
        name=name,
        hint=token.hint,
        duties=token.duties,
        parts=token.parts,
        expires_on=expires_on,
    )
    return NewToken(token, secret)


@transaction.atomic
def revoke_token(token_id: int, *, by: User, at: datetime) -> ApiToken:
    """Make a token good for nothing, from the next call on.

    Raises:
        Missing: There is none that the person may revoke.
        Conflict: It was revoked before.
    """
    token = token_to_revoke(token_id, by=by)
    if token.revoked_at is not None:
        raise Conflict("tokens.already-revoked", "Mã này đã thu hồi rồi.")
    token.revoked_at = at
    token.save(update_fields=["revoked_at"])
    whose = "" if token.user_id == by.pk else token.user.get_full_name()
    record("tokens.revoked", token, by=by, unit=token.post.unit, name=token.name, owner=whose)
    return token


def note_use(token: ApiToken, *, address: str, at: datetime) -> None:
    """Keep when and from where a token was used last; a new address is a line of history."""
    if token.last_used_from != address and not token.addresses.filter(address=address).exists():
        with transaction.atomic():
            _, is_new = TokenAddress.objects.get_or_create(
                token=token, address=address, defaults={"first_used_at": at}
            )
            if is_new:
                record(
                    "tokens.used-from-new-address",
                    token,
                    by=token.user,
                    name=token.name,
                    address=address,
                )
    stale = token.last_used_at is None or at - token.last_used_at >= GRAIN
    if stale or token.last_used_from != address:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=at, last_used_from=address)


def spend_call(token: ApiToken, *, at: datetime) -> None:
    """Count one call of the minute.

    Counted in this process's memory: a write to the database would cost more than the call.

    Raises:
        TooMany: The token has had its calls of this minute.
    """
    minute, second = divmod(int(at.timestamp()), 60)
    key, calls = f"tokens.calls:{token.digest}:{minute}", caches["process"]
    calls.add(key, 0, timeout=120)
    if calls.incr(key) > settings.TOKEN_CALLS_PER_MINUTE:
        raise TooMany(
            "tokens.too-many-calls",
            f"Mã truy cập chỉ được gọi {settings.TOKEN_CALLS_PER_MINUTE} lần mỗi phút; chờ rồi gọi tiếp.",
            retry_after=60 - second,
        )
