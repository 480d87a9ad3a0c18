"""Who can take over what somebody leaves: people of the unit, and who does the same in the office."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from namro_web.organisations.models import Post, Role
from namro_web.organisations.trees import branch_ids, root_ever

_COMMUNE_WIDE = (Role.COORDINATOR, Role.LEADER, Role.INSPECTOR)


def takers_of(post: Post, *, on: date) -> dict[int, Post]:
    """Give the posts that can take over from one, by number: held on that day by people let in.

    Those of the unit and beneath it; for posts whose work covers the commune, also those of the
    same role elsewhere in it.
    """
    fits = Q(unit_id__in=branch_ids(post.unit_id, at=on))
    if post.role in _COMMUNE_WIDE:
        fits |= Q(unit_id__in=branch_ids(root_ever(post.unit_id), at=on), role=post.role)
    found = (
        Post.objects.at(on)
        .filter(fits, user__is_active=True)
        .exclude(pk=post.pk)
        .exclude(role__in=(Role.ADMIN, Role.SUPERVISOR))
        .select_related("user")
        .order_by("user__search_key", "id")
    )
    return {one.pk: one for one in found}
