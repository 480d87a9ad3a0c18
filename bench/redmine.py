"""Redmine 5 from Debian beside us, holding the same tasks as issues. Used by the benchmark only.

Needs root, PostgreSQL and the packages named in ``PACKAGES``; where one is missing, ``why_not`` says
so and how to get it. Redmine runs as Debian ships it: production mode, Puma with two processes,
its data in PostgreSQL, its pages asked for by members who have signed in.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import subprocess
from pathlib import Path
from typing import Any

PACKAGES = "redmine redmine-pgsql puma wrk"
CODE = Path("/usr/share/redmine")
INSTANCE = "namro-bench"
PASSWORD = "mat-khau-mo-phong"  # noqa: S105
STATES = {
    "not-started": 1,
    "in-progress": 2,
    "submitted": 3,
    "paused": 4,
    "done": 5,
    "cancelled": 6,
}


def why_not() -> str:
    """Say why Redmine cannot be measured here; empty when it can."""
    missing = [
        name
        for name, there in (
            ("redmine", (CODE / "config.ru").exists()),
            ("puma", shutil.which("puma")),
            ("bundle", shutil.which("bundle")),
            ("wrk", shutil.which("wrk")),
        )
        if not there
    ]
    if missing:
        return (
            f"chưa cài {', '.join(missing)}; trên Debian 12: "
            "echo redmine redmine/instances/default/dbconfig-install boolean false "
            f"| debconf-set-selections; apt-get install --no-install-recommends {PACKAGES}"
        )
    return "" if os.geteuid() == 0 else "cần quyền root để đặt một Redmine riêng cho phép đo"


def environment() -> dict[str, str]:
    """Give what Redmine's programs are started with."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    return kept | {
        "REDMINE_INSTANCE": INSTANCE,
        "RAILS_ENV": "production",
        "REDMINE_LANG": "en",
        "RAILS_SERVE_STATIC_FILES": "",
    }


def prepare(home: Path, server: dict[str, Any], ours: Any) -> None:
    """Set Redmine up in an empty database and give it our tasks.

    Args:
        home: Where its settings and logs may lie.
        server: Host, port, user and dbname of its PostgreSQL database.
        ours: An open connection to the database that holds our tasks.
    """
    for part in ("config", "files", "log", "tmp/cache", "tmp/pids", "public"):
        (home / part).mkdir(parents=True, exist_ok=True)
    (home / "config" / "database.yml").write_text(
        "production:\n  adapter: postgresql\n  encoding: utf8\n  pool: 16\n"
        f"  host: {server['host']}\n  port: {server['port']}\n"
        f"  username: {server['user']}\n  database: {server['dbname']}\n",
        encoding="ascii",
    )
    (home / "config" / "secret_key.txt").write_text(secrets.token_hex(32), encoding="ascii")
    place = CODE / "instances" / INSTANCE
    place.unlink(missing_ok=True)
    place.symlink_to(home.resolve())
    for job in ("db:migrate", "redmine:load_default_data"):
        subprocess.run(
            ["bundle", "exec", "rake", job],
            check=True, capture_output=True, cwd=CODE,
            env=environment() | {"SCHEMA": str(home / "schema.rb")},
        )  # fmt: skip
    import psycopg

    with psycopg.connect(**server) as theirs:
        _copy(ours, theirs)
    with psycopg.connect(**server, autocommit=True) as theirs:
        theirs.execute("VACUUM (ANALYZE)")


def _copy(ours: Any, theirs: Any) -> None:
    """Write communes as projects, people as members, tasks as issues, in Redmine's own tables."""
    salt = "0" * 32
    inner = hashlib.sha1(PASSWORD.encode()).hexdigest()  # noqa: S324
    hashed = hashlib.sha1((salt + inner).encode()).hexdigest()  # noqa: S324
    communes = ours.execute(
        "SELECT DISTINCT p.owner_id, n.name, n.code FROM plans_plan p"
        " JOIN organisations_placement n ON n.unit_id = p.owner_id ORDER BY n.code"
    ).fetchall()
    project = {owner: number for number, (owner, _, _) in enumerate(communes, start=1)}
    people = ours.execute(
        "SELECT u.id, u.username, u.full_name, o.unit_id FROM accounts_user u"
        " JOIN organisations_post o ON o.user_id = u.id WHERE u.username < %s ORDER BY u.id",
        [f"mp{len(communes) + 1:04d}"],
    ).fetchall()
    sits = {unit: 100 + person for person, _, _, unit in people}
    with theirs.cursor() as to:
        with to.copy(
            "COPY projects (id, name, identifier, is_public, status, lft, rgt, created_on, updated_on)"
            " FROM STDIN"
        ) as rows:
            for owner, name, code in communes:
                number = project[owner]
                rows.write_row((number, name, f"xa-{code}", False, 1, 2 * number - 1, 2 * number,
                                "2026-01-01", "2026-01-01"))  # fmt: skip
        to.execute(
            "INSERT INTO enabled_modules (project_id, name) SELECT id, 'issue_tracking' FROM projects"
        )
        to.execute(
            "INSERT INTO projects_trackers (project_id, tracker_id) SELECT p.id, t.id FROM projects p, trackers t"
        )
        with to.copy(
            "COPY users (id, login, hashed_password, salt, firstname, lastname, status, type, language,"
            " mail_notification, created_on, updated_on) FROM STDIN"
        ) as rows:
            for person, login, name, _ in people:
                given, _, rest = name.rpartition(" ")
                rows.write_row((100 + person, login, hashed, salt, rest, given or "-", 1, "User",
                                "en", "none", "2026-01-01", "2026-01-01"))  # fmt: skip
        to.execute(
            "INSERT INTO members (user_id, project_id, created_on) SELECT id,"
            " substr(login, 3, 4)::int, created_on FROM users WHERE login LIKE 'mp%'"
        )
        to.execute("INSERT INTO member_roles (member_id, role_id) SELECT id, 4 FROM members")
        found = ours.execute(
            "SELECT t.id, p.owner_id, t.text, t.deliverable, t.due_day, t.state, t.percent,"
            " t.followed_since, a.unit_id FROM tasks_task t JOIN plans_plan p ON p.id = t.plan_id"
            " LEFT JOIN tasks_assignment a ON a.task_id = t.id AND a.role = 'lead' ORDER BY t.id"
        )
        with to.copy(
            "COPY issues (id, tracker_id, project_id, subject, description, due_date, status_id,"
            " assigned_to_id, priority_id, author_id, created_on, updated_on, start_date, done_ratio,"
            " root_id, lft, rgt) FROM STDIN"
        ) as rows:
            for number, owner, text, result, due, state, percent, since, unit in found:
                # Redmine takes percents in steps of ten.
                rows.write_row((number, 1, project[owner], text[:255], result, due, STATES[state],
                                sits.get(unit), 2, 1, "2026-01-01", "2026-11-01", since,
                                percent // 10 * 10, number, 1, 2))  # fmt: skip
        for table in ("projects", "users", "members", "issues"):
            to.execute(f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))")  # noqa: S608
        # What is measured is the list, not the writing of each request into a file.
        to.execute(
            "INSERT INTO settings (name, value) VALUES ('session_timeout', '0'), ('per_page_options', '50,100')"
        )


def start(home: Path, port: int, processes: int) -> subprocess.Popen[bytes]:
    """Start Puma with as many processes as we have."""
    log = (home / "puma.log").open("wb")
    return subprocess.Popen(
        ["puma", "-e", "production", "-b", f"tcp://127.0.0.1:{port}", "-w", str(processes),
         "-t", "5:5", "--preload"],
        cwd=CODE, env=environment(), stdout=log, stderr=log, start_new_session=True,
    )  # fmt: skip


def list_path(commune: int, page: int = 1) -> str:
    """Give the address of a project's table of issues with our columns, our order, our page size."""
    columns = "&".join(
        f"c[]={name}"
        for name in ("tracker", "status", "subject", "assigned_to", "due_date", "done_ratio")
    )
    return f"/projects/xa-{90000 + commune:06d}/issues?set_filter=1&f[]=&{columns}&sort=id&per_page=50&page={page}"
