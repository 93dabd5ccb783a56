"""What the house rules say about the code's shape, read from its syntax trees."""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted(path for room in ("copilot", "api", "evals") for path in (ROOT / room).rglob("*.py"))

ORDER = (
    ("copilot.errors", "copilot.scope", "copilot.progress", "copilot.display", "copilot.orders", "copilot.language"),
    ("copilot.records", "copilot.feedback_item", "copilot.evidence", "copilot.settings"),
    ("copilot.ledger",),
    ("copilot.money", "copilot.standards", "copilot.prompting"),
    ("copilot.snapshot", "copilot.standing"),
    ("copilot.sources", "copilot.llm"),
    ("copilot.store",),
    ("copilot.databases",),
    ("copilot.index",),
    ("copilot.loading",),
    ("copilot.metrics",),
    ("copilot.standings", "copilot.hindsight"),
    ("copilot.charts",),
    ("copilot.retrieval",),
    ("copilot.feedback",),
    ("copilot.grounding",),
    ("copilot.naming",),
    ("copilot.documents",),
    ("copilot.tools",),
    ("copilot.agent",),
    ("copilot.overview", "copilot.jobs", "copilot.checking"),
    ("copilot.portfolio", "copilot.pictures", "copilot.theme_pictures"),
    ("copilot.publishing",),
    ("copilot.wiring",),
    ("copilot.health",),
    ("api", "evals"),
    ("copilot.commands", "copilot.cli"),
)
"""The rooms from the lowest up; a room imports from itself and from those in rows above it in this list."""

FENCES = {
    "sqlalchemy": ("copilot.store",),
    "alembic": ("copilot.store",),
    "chromadb": ("copilot.index",),
    "langchain": ("copilot.llm", "copilot.tools", "copilot.agent", "copilot.wiring"),
    "langgraph": ("copilot.llm", "copilot.tools", "copilot.agent"),
    "openai": ("copilot.llm", "copilot.tools", "copilot.agent", "copilot.index.openai_embeddings"),
    "fastapi": ("api",),
    "starlette": ("api",),
    "uvicorn": ("api", "copilot.commands.serving"),
    "dbos": ("copilot.jobs",),
    "altair": ("copilot.charts",),
    "vl_convert": ("copilot.charts",),
    "docx": ("copilot.documents",),
    "pptx": ("copilot.documents",),
    "typst": ("copilot.documents",),
    "click": ("copilot.commands", "copilot.cli"),
}
"""Which parts may know a library; evals may know them all."""

FAMILIES = ("langchain", "langgraph")
"""Libraries that come in several packages."""

LONGEST_MODULE, LONGEST_FUNCTION, LONGEST_ENDPOINT = 400, 60, 15


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        assert node.level == 0, "imports are absolute"
        yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_within(name: str, part: str) -> bool:
    return name == part or name.startswith(f"{part}.")


def row_of(name: str) -> int | None:
    rows = [row for row, parts in enumerate(ORDER) if any(is_within(name, part) for part in parts)]
    return rows[0] if rows else None


def is_ours(name: str) -> bool:
    return name.split(".", maxsplit=1)[0] in ("copilot", "api", "evals")


def type_checked(tree: ast.Module) -> set[ast.AST]:
    """The nodes below `if TYPE_CHECKING:`, which never run."""
    blocks = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
    ]
    return {node for block in blocks for node in ast.walk(block)}


def functions_of(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def imports() -> Iterator[tuple[str, str]]:
    """Every module with everything that it imports."""
    for path in MODULES:
        for node in ast.walk(tree_of(path)):
            for target in imported(node):
                yield module_name(path), target


def test_every_module_has_its_room() -> None:
    assert [name for name in map(module_name, MODULES) if name != "copilot" and row_of(name) is None] == []


def test_imports_run_one_way() -> None:
    wrong = []
    for name, target in imports():
        own, other = row_of(name), row_of(target)
        if is_ours(target) and own is not None and (other is None or other > own):
            wrong.append(f"{name} imports {target}")
    assert wrong == []


def test_libraries_stay_behind_their_fences() -> None:
    wrong = []
    for name, target in imports():
        library = target.split(".", 1)[0]
        for fenced, parts in FENCES.items():
            is_fenced = library == fenced or (fenced in FAMILIES and library.startswith(f"{fenced}_"))
            if is_fenced and not any(is_within(name, part) for part in (*parts, "evals")):
                wrong.append(f"{name} imports {target}")
    assert wrong == []


def test_only_the_settings_read_the_environment() -> None:
    wrong = [f"{name} imports {target}" for name, target in imports() if target in ("os.environ", "os.getenv")]
    for path in MODULES:
        attributes = [node.attr for node in ast.walk(tree_of(path)) if isinstance(node, ast.Attribute)]
        if module_name(path) != "copilot.settings" and {"environ", "getenv", "putenv"} & set(attributes):
            wrong.append(module_name(path))
    assert wrong == []


def test_no_first_party_import_hides_in_a_function() -> None:
    wrong = [
        f"{module_name(path)}.{function.name} imports {target}"
        for path in MODULES
        if not is_within(module_name(path), "copilot.commands")
        for function in functions_of(tree_of(path))
        for node in ast.walk(function)
        for target in imported(node)
        if is_ours(target)
    ]
    assert wrong == []


def test_commands_import_nothing_heavy_before_they_run() -> None:
    wrong = []
    for path in MODULES:
        if not is_within(module_name(path), "copilot.commands") and module_name(path) != "copilot.cli":
            continue
        tree = tree_of(path)
        later = type_checked(tree) | {node for function in functions_of(tree) for node in ast.walk(function)}
        wrong += [
            f"{module_name(path)} imports {target}"
            for node in ast.walk(tree)
            if node not in later
            for target in imported(node)
            if is_ours(target) and not is_within(target, "copilot.commands")
        ]
    assert wrong == []


def test_modules_and_functions_are_small() -> None:
    wrong = []
    for path in MODULES:
        if "versions" in path.parts:  # a migration is a record of what was, and is never changed
            continue
        length = len(path.read_text(encoding="utf-8").splitlines())
        if length > LONGEST_MODULE:
            wrong.append(f"{module_name(path)} has {length} lines")
        for function in functions_of(tree_of(path)):
            length = (function.end_lineno or function.lineno) - function.lineno + 1
            if length > LONGEST_FUNCTION:
                wrong.append(f"{module_name(path)}.{function.name} has {length} lines")
    assert wrong == []


def test_endpoints_are_short() -> None:
    wrong = []
    for path in (ROOT / "api" / "routes").glob("*.py"):
        for function in functions_of(tree_of(path)):
            body = function.body[1:] if ast.get_docstring(function) else function.body
            length = (body[-1].end_lineno or 0) - body[0].lineno + 1
            if function.decorator_list and length > LONGEST_ENDPOINT:
                wrong.append(f"{path.name}: {function.name} has {length} lines")
    assert wrong == []


def test_every_test_folder_is_a_package() -> None:
    folders = {path.parent for path in (ROOT / "tests").rglob("*.py")}
    assert [str(folder) for folder in folders if not (folder / "__init__.py").is_file()] == []


def test_no_tracked_file_names_a_registry_or_a_machine() -> None:
    # Spelled in pieces, so that this file does not hold them itself.
    forbidden = [
        "pypi" + ".org",
        "python" + "hosted",
        "registry" + ".npmjs",
        "/wo" + "rk/",
        "index" + "-url =",
        "/tm" + "p/",
    ]
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("this is no git checkout")
    for name in listed.stdout.splitlines():
        path = ROOT / name
        if path.is_file():
            text = path.read_bytes().decode("utf-8", "ignore")
            assert [word for word in forbidden if word in text] == [], name
