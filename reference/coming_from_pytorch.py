"""What the Python of docs/coming-from-pytorch.md prints, block by block: the TypeScript beside it must print the same.

Run: python reference/coming_from_pytorch.py > reference/fixtures/coming-from-pytorch.json
"""

import contextlib
import io
import json
import os
import re
import tempfile
from pathlib import Path

import torch

PAGE = Path(__file__).parent.parent / "docs" / "coming-from-pytorch.md"

torch.set_num_threads(1)
blocks = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL)
printed = []
namespace = {"__name__": "page"}
with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)  # some blocks save files
    for block in blocks:
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            exec(compile(block, str(PAGE), "exec"), namespace)
        printed.append(output.getvalue().splitlines())
    os.chdir("/")
print(json.dumps({"torch": torch.__version__, "printed": printed}, indent=1))
