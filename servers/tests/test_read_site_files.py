import os
import subprocess
import sys
from pathlib import Path

import read_site_files


def test_environments_are_told_from_other_directories() -> None:
    site = "/app/runfiles/_main/a/_b.venv/lib/python3.11/site-packages"
    others = ["/app/runfiles", "/app/runfiles/pip_numpy/site-packages", "/app/.venv/lib"]
    assert read_site_files.environments(os.pathsep.join([*others, site])) == [site]


def test_site_files_are_read_and_another_module_follows(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    site = tmp_path / "_a.venv/lib/python3/site-packages"
    for folder in (first, second, site / "more"):
        folder.mkdir(parents=True)
    (first / "sitecustomize.py").write_text(Path(read_site_files.__file__).read_text())
    (second / "sitecustomize.py").write_text("import os; os.environ['NEXT'] = 'ran'\n")
    (site / "a.pth").write_text("more\nimport os; os.environ['LINE'] = 'ran'\n")
    (site / "more/found.py").write_text("NAME = 'found'\n")
    program = "import found, os; print(found.NAME, os.environ['LINE'], os.environ['NEXT'])"
    path = os.pathsep.join(map(str, (first, second, site)))
    said = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": path},
        capture_output=True,
        check=True,
        text=True,
    )
    assert said.stdout == "found ran ran\n"
