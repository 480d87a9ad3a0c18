"""The tree of units as pages show it, names as of a day, and what written names mean."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from namro_web.foundation.errors import Invalid
from namro_web.foundation.search_keys import search_key
from namro_web.organisations.models import Kind, NameMapping, Placement, Post, Role, Unit
from namro_web.organisations.naming import Guess, Named, guess, mapping_key, telling_words
from namro_web.organisations.totals import UnitCount, counts_in
from namro_web.organisations.trees import branch_ids, root_of


@dataclass(frozen=True)
class UnitName:
    """What a unit is called on a day."""

    id: uuid.UUID
    name: str
    short_name: str
    kind: Kind


@dataclass(frozen=True)
class PostShown:
    """A post as the tree shows it."""

    title: str
    person: str
    role: str


@dataclass
class Node:
    """A unit in the tree, with what stands beneath it."""

    id: uuid.UUID
    name: str
    short_name: str
    kind: Kind
    code: str
    posts: list[PostShown] = field(default_factory=list)
    counts: list[UnitCount] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    is_hit: bool = False

    @property
    def is_open(self) -> bool:
        """Say whether the branch is shown unfolded: always, but for long lists of villages."""
        return len(self.children) <= 25

    @property
    def icon(self) -> str:
        """Give the picture of its kind."""
        return ICONS.get(self.kind, "building")


@dataclass(frozen=True)
class Choice:
    """A unit in a list to choose from, indented by depth."""

    id: uuid.UUID
    label: str
    kind: Kind


@dataclass(frozen=True)
class Meaning:
    """Which units a written name means, and how we know.

    Attributes:
        name: As written.
        unit_ids: The units; several for a group; none when nobody has said and nothing is near.
        is_group: The name speaks of a group.
        how: ``remembered`` by a person, ``exact``; to be confirmed: ``elsewhere`` (what reviewers of
            other offices said the name means) and ``alike``; or ``unknown``.
        offices: In how many other offices people said so.
    """

    name: str
    unit_ids: tuple[uuid.UUID, ...]
    is_group: bool
    how: str
    offices: int = 0

    @property
    def is_sure(self) -> bool:
        """Whether nobody needs to confirm it."""
        return self.how in ("remembered", "exact")


@dataclass(frozen=True)
class NameShown:
    """A remembered name as the page of units shows it."""

    label: str
    units: str
    is_group: bool


ICONS = {
    Kind.COMMUNE: "building-community",
    Kind.WARD: "building-community",
    Kind.SPECIAL_ZONE: "building-community",
    Kind.PROVINCE: "building-bank",
    Kind.PARTY_COMMITTEE: "flag",
    Kind.PARTY_BODY: "star",
    Kind.COUNCIL: "users-group",
    Kind.PEOPLES_COMMITTEE: "building-bank",
    Kind.OFFICE: "folder",
    Kind.SERVICE: "heart-handshake",
    Kind.FRONT: "users-group",
    Kind.UNION: "users",
    Kind.POLICE: "shield",
    Kind.MILITARY: "shield-check",
    Kind.SCHOOL: "school",
    Kind.CLINIC: "medical-cross",
    Kind.VILLAGE: "home",
    Kind.PARTNER: "building",
}


def tree(
    root_id: uuid.UUID,
    *,
    at: date,
    words: str = "",
    with_people: bool = True,
    more_roots: Sequence[uuid.UUID] = (),
    counted: bool = False,
    counts_at: date | None = None,
) -> list[Node]:
    """Give the tree as it stood on a day; with ``words``, only what matches and what is above it.

    Args:
        root_id: Its top.
        at: The boundaries of which day.
        words: Of names, titles and people.
        with_people: Show who works where.
        more_roots: Further tops: offices taken over, which stood on that day.
        counted: Put people and work beside each unit.
        counts_at: As of which day they are counted, if not ``at``; then on the boundaries of ``at``.
    """
    tops = {root_id, *more_roots}
    branch = frozenset[uuid.UUID]().union(*(branch_ids(top, at=at) for top in tops))
    placements = list(Placement.objects.at(at).filter(unit__in=branch))
    nodes = {
        p.unit_id: Node(p.unit_id, p.name, p.short_name, Kind(p.kind), p.code) for p in placements
    }
    if with_people:
        for post in (
            Post.objects.at(at).filter(unit__in=nodes).select_related("user").order_by("id")
        ):
            shown = PostShown(post.title, post.user.get_full_name(), Role(post.role).label)
            nodes[post.unit_id].posts.append(shown)
    roots = []
    for placement in placements:
        parent = nodes.get(placement.parent_id) if placement.parent_id else None
        if placement.unit_id in tops or parent is None:
            roots.append(nodes[placement.unit_id])
        else:
            parent.children.append(nodes[placement.unit_id])
    if counted:
        day = counts_at or at
        then = branch
        if day != at:
            then = then.union(*(branch_ids(top, at=day) for top in tops))
        for unit_id, counts in counts_in(then, at=day, on=at).items():
            if unit_id in nodes:
                nodes[unit_id].counts = counts
    key = search_key(words)
    return [kept for root in roots if (kept := _matching(root, key))] if key else roots


def names_at(unit_ids: Iterable[uuid.UUID], *, at: date) -> dict[uuid.UUID, UnitName]:
    """Give what units are called on a day, in one query; one that is not there then is left out."""
    return {
        p.unit_id: UnitName(p.unit_id, p.name, p.short_name or p.name, Kind(p.kind))
        for p in Placement.objects.at(at).filter(unit__in=set(unit_ids))
    }


def choices(root_id: uuid.UUID, *, at: date) -> list[Choice]:
    """Give the units of a tree for a select box, each under its parent."""

    def walk(nodes: Sequence[Node], depth: int) -> list[Choice]:
        listed = []
        for node in nodes:
            listed.append(Choice(node.id, f"{'    ' * depth}{node.name}", node.kind))
            listed += walk(node.children, depth + 1)
        return listed

    return walk(tree(root_id, at=at, with_people=False), 0)


def kind_choices() -> list[tuple[str, str]]:
    """Give the kinds a unit beneath another can be of; the past's and the tops' are left out."""
    tops = {Kind.COMMUNE, Kind.WARD, Kind.SPECIAL_ZONE, Kind.PROVINCE, Kind.DISTRICT}
    return [(str(kind), str(kind.label)) for kind in Kind if kind not in tops]


def kind_called(written: str) -> Kind:
    """Give the kind a program named.

    Raises:
        Invalid: There is no such kind for a unit beneath another.
    """
    if written not in {key for key, _ in kind_choices()}:
        raise Invalid("organisations.unknown-kind", "Không có loại đơn vị này.", field="kind")
    return Kind(written)


def role_choices() -> list[tuple[str, str]]:
    """Give the roles a post can be of."""
    return [(str(role), str(role.label)) for role in Role]


def find_units(root_id: uuid.UUID, *, words: str, at: date, limit: int = 12) -> list[UnitName]:
    """Find units by a few words, with or without diacritics."""
    found = Placement.objects.at(at).filter(unit__in=branch_ids(root_id, at=at))
    for word in search_key(words).split():
        found = found.filter(search_key__contains=word)
    return [
        UnitName(p.unit_id, p.name, p.short_name or p.name, Kind(p.kind)) for p in found[:limit]
    ]


def meanings(names: Iterable[str], *, scope_id: uuid.UUID | str, at: date) -> dict[str, Meaning]:
    """Say what written names mean in a commune: as remembered, else as they most likely mean.

    A fixed number of queries, however many names; two more where a name is not known for certain.
    """
    wanted = list(dict.fromkeys(names))
    root = root_of(_uuid(scope_id), at=at)
    remembered = remembered_names(wanted, scope_id=root.unit_id)
    placements = list(Placement.objects.at(at).filter(unit__in=branch_ids(root.unit_id, at=at)))
    place = next((p.name for p in placements if p.unit_id == root.unit_id), root.name)
    bodies = [
        Named(str(p.unit_id), p.name, p.short_name or p.name, p.kind)
        for p in placements
        if p.unit_id != root.unit_id
    ]
    own_name = _without_kind(place)
    answers = {}
    for name in wanted:
        if name in remembered:
            units, is_group = remembered[name]
            answers[name] = Meaning(name, units, is_group, "remembered")
            continue
        likely: Guess | None = guess(name, bodies, place=own_name)
        if likely is None:
            answers[name] = Meaning(name, (), is_group=False, how="unknown")
        else:
            ids = tuple(uuid.UUID(i) for i in likely.ids)
            how = "exact" if likely.sure else "alike"
            answers[name] = Meaning(name, ids, likely.is_group, how)
    unsure = [name for name in wanted if not answers[name].is_sure]
    return answers | _said_elsewhere(
        unsure, placements, root_id=root.unit_id, place=own_name, at=at
    )


def _said_elsewhere(
    names: Sequence[str],
    placements: Sequence[Placement],
    *,
    root_id: uuid.UUID,
    place: str,
    at: date,
) -> dict[str, Meaning]:
    """Say what names mean by what reviewers of other offices of the same sort said they mean.

    Only how many offices said so is told, never which: the unit is this office's own, of the same
    sort and, but for the place, of the same name as theirs.
    """
    by_key = defaultdict(list)
    for name in names:
        by_key[mapping_key(name)].append(name)
    said = list(
        NameMapping.units.through.objects.filter(
            namemapping__key__in=by_key, namemapping__is_group=False
        )
        .exclude(namemapping__scope_id=root_id)
        .values_list("namemapping__key", "namemapping__scope_id", "unit_id")
    )
    if not said:
        return {}
    placed = {
        unit_id: (kind, name)
        for unit_id, kind, name in Placement.objects.at(at)
        .filter(unit_id__in={one for _, scope, unit in said for one in (scope, unit)})
        .values_list("unit_id", "kind", "name")
    }
    own_kind = next((one.kind for one in placements if one.unit_id == root_id), "")
    ours = {
        (one.kind, telling_words(one.name, place=place)): one.unit_id
        for one in placements
        if one.unit_id != root_id
    }
    votes: dict[str, dict[uuid.UUID, set[uuid.UUID]]] = defaultdict(lambda: defaultdict(set))
    for key, scope, unit in said:
        if unit not in placed or placed.get(scope, ("",))[0] != own_kind:
            continue
        kind, called = placed[unit]
        there = _without_kind(placed[scope][1])
        mine = ours.get((kind, telling_words(called, place=there)))
        if mine is not None:
            votes[key][mine].add(scope)
    found = {}
    for key, counted in votes.items():
        first, *others = sorted(counted.items(), key=lambda one: -len(one[1]))
        if not others or len(others[0][1]) < len(first[1]):
            for name in by_key[key]:
                found[name] = Meaning(name, (first[0],), False, "elsewhere", len(first[1]))
    return found


def suggest_units(scope_id: uuid.UUID | str, name: str, *, at: date) -> Meaning:
    """Say what one written name means in a commune."""
    return meanings([name], scope_id=scope_id, at=at)[name]


def remembered_names(
    names: Iterable[str], *, scope_id: uuid.UUID | str
) -> dict[str, tuple[tuple[uuid.UUID, ...], bool]]:
    """Give what people have said names mean: name → (units, is it a group)."""
    by_key = defaultdict(list)
    for name in names:
        by_key[mapping_key(name)].append(name)
    known = NameMapping.objects.filter(scope_id=_uuid(scope_id), key__in=by_key).prefetch_related(
        "units"
    )
    return {
        name: (tuple(unit.pk for unit in mapping.units.all()), mapping.is_group)
        for mapping in known
        for name in by_key[mapping.key]
    }


def names_remembered(root_id: uuid.UUID, *, at: date) -> list[NameShown]:
    """Give every name remembered in a commune, with what its units are called on a day."""
    mappings = list(NameMapping.objects.filter(scope_id=root_id).prefetch_related("units"))
    called = names_at((unit.pk for m in mappings for unit in m.units.all()), at=at)
    return [
        NameShown(
            mapping.label,
            _counted([called[u.pk].name for u in mapping.units.all() if u.pk in called]),
            mapping.is_group,
        )
        for mapping in mappings
    ]


def roots() -> list[Unit]:
    """Give the top of every tree there is."""
    return list(Unit.objects.filter(placements__parent__isnull=True).distinct())


def names_ever(unit_id: uuid.UUID) -> list[str]:
    """Give what a unit was called, the oldest name first."""
    placed = Placement.objects.filter(unit_id=unit_id).order_by("valid_from")
    return list(placed.values_list("name", flat=True))


def root_named(*, code: str, name: str) -> Placement | None:
    """Find a place by its code, or the top of a tree by its name where it has none."""
    now = Placement.objects.filter(valid_to__isnull=True)
    if code:
        return now.filter(code=code).first()
    return now.filter(parent__isnull=True, name__iexact=name).first()


def _matching(node: Node, key: str) -> Node | None:
    children = [kept for child in node.children if (kept := _matching(child, key))]
    own = search_key(f"{node.name} {node.short_name} {node.code}")
    people = search_key(" ".join(f"{post.title} {post.person}" for post in node.posts))
    is_hit = all(word in own or word in people for word in key.split())
    if not (children or is_hit):
        return None
    node.children = node.children if is_hit and not children else children
    node.is_hit = is_hit
    return node


def _counted(names: Sequence[str]) -> str:
    shown = ", ".join(sorted(names)[:3])
    return f"{shown} và {len(names) - 3} đơn vị khác" if len(names) > 3 else shown


def _without_kind(name: str) -> str:
    if name.lower().startswith("đặc khu "):
        return name[len("đặc khu ") :]
    first, _, rest = name.partition(" ")
    return rest if first.lower() in {"xã", "phường", "tỉnh"} else name


def _uuid(value: uuid.UUID | str) -> uuid.UUID:
    return value if isinstance(value, uuid.UUID) else uuid.UUID(value)
