"""Execute the notebooks of this folder and write each as a page of the documentation (NAME.md, NAME-1.svg …).

    .venv/bin/python docs/notebooks/make.py

The notebooks are the source: edit the cells in Jupyter, run this, and commit what it writes.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).resolve().parent
SAMPLE = HERE.parents[1] / "data" / "sample"
NAMES = ("first-look", "a-question-over-time", "publishers-compared")


def executed(notebook: Any, folder: Path) -> Any:
    """Return *notebook* with its outputs, executed in *folder* beside a copy of data/sample."""
    shutil.copytree(SAMPLE, folder / "data" / "sample", ignore=shutil.ignore_patterns("search.sqlite*", ".search*"))
    # The kernel of this environment, whatever kernels are installed for the user.
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"
    os.environ["IPYTHONDIR"] = str(folder / "ipython")
    with chdir(folder):
        NotebookClient(notebook, timeout=100, resources={"metadata": {"path": str(folder)}}).execute()
    for number, cell in enumerate(notebook.cells, start=1):
        cell["id"] = f"cell-{number}"
        cell["metadata"] = {}
        # On a slow machine, the progress of reading.
        if "outputs" in cell:
            cell["outputs"] = [one for one in cell.outputs if one.get("name") != "stderr"]
    notebook["metadata"] = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return notebook


def page(notebook: Any, name: str) -> tuple[str, dict[str, str]]:
    """Return the Markdown of an executed notebook and its pictures by file name."""
    pictures: dict[str, str] = {}
    parts: list[str] = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            parts.append(cell.source)
            continue
        parts.append(f"```python\n{cell.source}\n```")
        for output in cell.outputs:
            parts += _shown(output, name, pictures)
    source = f"[The notebook]({name}.ipynb) runs in the folder that contains `data/sample`."
    return "\n\n".join([parts[0], source, *parts[1:]]) + "\n", pictures


def _shown(output: Any, name: str, pictures: dict[str, str]) -> Iterator[str]:
    if output.output_type == "stream":
        yield f"```text\n{output.text.rstrip()}\n```"
        return
    if "image/svg+xml" in output.data:
        file = f"{name}-{len(pictures) + 1}.svg"
        pictures[file] = output.data["image/svg+xml"]
        yield f"![The figure of this cell]({file})"
    else:
        yield f"```text\n{output.data['text/plain'].rstrip()}\n```"


def main() -> None:
    """Execute every notebook and write it with its page."""
    for name in sys.argv[1:] or NAMES:
        path = HERE / f"{name}.ipynb"
        with tempfile.TemporaryDirectory() as temporary:
            notebook = executed(nbformat.read(path, as_version=4), Path(temporary))
        nbformat.write(notebook, path)
        text, pictures = page(notebook, name)
        path.with_suffix(".md").write_text(text, "utf-8")
        for file, content in pictures.items():
            path.with_name(file).write_text(content, "utf-8")


if __name__ == "__main__":
    main()
