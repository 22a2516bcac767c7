"""One door for writes, one clock at the edge, one place for states, no reactions out of sight."""

import ast
from pathlib import Path

from tests.architecture.source import ROOT, calls, is_one_of, modules, nodes, place

# They *are* the door: history and moves of every room, and the outbox's set-based steps (docs/decisions/0003).
WRITERS = {
    Path("workflow/history.py"),
    Path("workflow/moves.py"),
    Path("mailing/delivery.py"),
    Path("accounts/querysets.py"),  # Django asks a manager for `create_user`
}
# Where a state may be set: the moves; the outbox, whose rows move by sets; the demo, which lays mails into its past.
MOVERS = {"workflow", "mailing"}
DEMO = Path("twinning/demo/actions.py")
ALWAYS_WRITES = {"create", "bulk_create", "get_or_create", "update_or_create", "bulk_update"}
CLOCKS = {
    ("timezone", "now"),
    ("timezone", "localdate"),
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("date", "today"),
    ("time", "time"),
}
FORBIDDEN = {
    "utils",
    "helpers",
    "misc",
    "common",
    "core",
    "manager",
    "managers",
    "process",
    "handle",
    "data",
    "dashboard",
}


def is_query(node: ast.AST) -> bool:
    """Whether an expression reads like a queryset: `Model.objects...` or a chain through `.filter(...)`."""
    return any(
        isinstance(part, ast.Attribute) and part.attr in {"objects", "filter", "exclude", "all", "visible_to"}
        for part in ast.walk(node)
    )


def writes(call: ast.Call, method: ast.Attribute) -> bool:
    """A heuristic: files, pictures and dictionaries have `save` and `update` too, but with an argument or on a name."""
    if method.attr in ALWAYS_WRITES:
        return True
    if method.attr == "save":
        return not call.args and not (
            isinstance(method.value, ast.Call) and getattr(method.value.func, "id", "") == "super"
        )
    if method.attr in {"update", "delete"}:
        return is_query(method.value) or (method.attr == "delete" and not call.args and not call.keywords)
    return False


def test_only_actions_write() -> None:
    elsewhere = [
        f"{place(path, call)} .{method.attr}()"
        for path in modules()
        if not is_one_of(path, "actions") and path not in WRITERS
        for call, method in calls(path)
        if writes(call, method)
    ]
    assert elsewhere == []


def test_a_state_changes_only_through_a_move() -> None:
    assigned = [
        place(path, node)
        for path in modules()
        if path.parts[0] not in MOVERS and path != DEMO
        for node in nodes(path)
        if isinstance(node, ast.Assign | ast.AugAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Attribute) and target.attr == "state"
    ]
    updated = [
        place(path, call)
        for path in modules()
        if path.parts[0] not in MOVERS and path != DEMO
        for call, method in calls(path)
        if method.attr == "update" and is_query(method.value) and "state" in [keyword.arg for keyword in call.keywords]
    ]
    assert assigned + updated == []


def test_only_the_edge_reads_the_clock() -> None:
    """Views, tasks, commands and the pages; everybody else is told `now` or `today`."""
    readers = [
        f"{place(path, node)} {node.value.id}.{node.attr}"
        for path in modules()
        if not is_one_of(path, "views", "tasks", "management", "pages", "health", "context", "middleware", "adapter")
        for node in nodes(path)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and (node.value.id, node.attr) in CLOCKS
    ]
    assert readers == []


def test_nothing_below_the_views_knows_the_request() -> None:
    knowing = [
        place(path, node)
        for path in modules()
        if is_one_of(path, "actions", "querysets", "models", "rules", "states", "emails", "tasks")
        for node in nodes(path)
        if (isinstance(node, ast.arg) and node.arg == "request")
        or (isinstance(node, ast.Name) and node.id == "request")
    ]
    assert knowing == []


def test_there_are_no_signals() -> None:
    listening = [
        place(path, node)
        for path in modules()
        for node in nodes(path)
        if isinstance(node, ast.ImportFrom)
        and node.module
        and (
            node.module == "django.dispatch" or (node.module.startswith("django.") and node.module.endswith("signals"))
        )
    ]
    assert listening == []


def test_states_do_not_import_models() -> None:
    importing = [
        place(path, node)
        for path in modules()
        if path.name == "states.py"
        for node in nodes(path)
        if isinstance(node, ast.ImportFrom)
        and node.module
        and "models" in node.module.split(".")
        and not node.module.startswith("django.")
    ]
    assert importing == []


def test_names_say_what_a_thing_is() -> None:
    """No `utils`, `helpers`, `misc`, `common` ...: neither as a module nor in the name of a class or a function."""
    modules_named = [
        str(path)
        for path in modules()
        if FORBIDDEN & {path.stem, path.parent.name if (ROOT / path).with_name("__init__.py").exists() else ""}
    ]
    named = [
        f"{place(path, node)} {node.name}"
        for path in modules()
        for node in nodes(path)
        if isinstance(node, ast.ClassDef)
        and node.name != "UserManager"
        and node.name.lower().endswith(("manager", "helper", "utils", "mixins", "handler", "processor"))
    ]
    assert modules_named + named == []
