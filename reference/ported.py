"""Makes fixtures/ported.json: the losses that the Python scripts in examples/ported find, step by step.

Run on a processor with AVX-512: python reference/ported.py

    printed    what each script prints: the same in all builds
    losses     by script and build: "AVX512" and "AVX2" are what people have, "portable" is that of portable.py

Prints how far PyTorch's builds are from one another.
"""

import contextlib
import io
import json
import os
import runpy
import subprocess
import sys
from itertools import combinations
from pathlib import Path

HERE = Path(__file__).resolve().parent
TARGET = HERE / "fixtures" / "ported.json"
SCRIPTS = ["spirals", "digits", "ratings", "characters", "sentences", "reversal"]
# What PyTorch's kernels and its convolutions may use.
BUILDS = {
    "AVX512": {"ATEN_CPU_CAPABILITY": "avx512"},
    "AVX2": {"ATEN_CPU_CAPABILITY": "avx2", "ONEDNN_MAX_CPU_ISA": "AVX2"},
    "portable": {},
}


def run(build):
    """Runs the scripts in this process."""
    if build == "portable":
        import portable  # noqa: F401
    import torch

    assert build == "portable" or torch.backends.cpu.get_cpu_capability() == build, f"this processor has no {build}"
    torch.set_num_threads(1)
    result = {"torch": torch.__version__.split("+")[0], "printed": {}, "losses": {}}
    for name in SCRIPTS:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            variables = runpy.run_path(str(HERE.parent / "examples" / "ported" / f"{name}.py"))
        result["printed"][name] = printed.getvalue().splitlines()
        # Nine digits tell a float32 from its neighbours.
        result["losses"][name] = [float(f"{loss:.9g}") for loss in variables["losses"]]
    return result


def main():
    results = {}
    for build, settings in BUILDS.items():
        command = [sys.executable, __file__, build]
        results[build] = json.loads(subprocess.check_output(command, env={**os.environ, **settings}))
    first = results["AVX512"]
    for name in SCRIPTS:
        for one, other in combinations(BUILDS, 2):
            pairs = zip(results[one]["losses"][name], results[other]["losses"][name], strict=True)
            print(f"{name}: {one} and {other} differ by {max(abs(a / b - 1) for a, b in pairs):.1e}")
            assert results[one]["printed"][name] == results[other]["printed"][name], f"{name} prints otherwise"
    losses = {name: {build: results[build]["losses"][name] for build in BUILDS} for name in SCRIPTS}
    fixture = {"torch": first["torch"], "printed": first["printed"], "losses": losses}
    TARGET.write_text(json.dumps(fixture, indent=1).replace(",\n    ", ", ") + "\n")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        json.dump(run(sys.argv[1]), sys.stdout)
    else:
        main()
