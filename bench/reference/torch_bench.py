"""PyTorch's side of the benchmarks: a process that is told what to run on stdin, so that the two sides take turns.

One JSON object a line in, one a line out. Times are taken here, around the work alone, in seconds.

    {"do": "optimizer", "name": "adam-fused", "class": "Adam", "options": {...}, "shapes": [[64, 3, 7, 7], ...]}
    {"do": "network", "name": "tutorial", "sizes": [1, 20, 1], "batch": 32, "options": {...}}
    {"do": "work", "name": "mlp"}                         one of works.py
    {"do": "steps", "name": "adam-fused", "count": 3}     answers {"seconds": ...}
    {"do": "drop", "name": "adam-fused"}
    {"do": "memory"}                                      answers {"bytes": ...}, the most the process ever had
    {"do": "load", "path": "checkpoint.pt"}               answers {"seconds": ...}
    {"do": "save", "path": "checkpoint.pt"}               saves what was loaded last; answers {"seconds": ...}
    {"do": "replace", "path": "checkpoint.pt"}            the same, by way of a new file that takes the old one's name
"""

import gc
import json
import os
import resource
import sys
import time

import torch

import works


def optimizer_run(message):
    generator = torch.Generator().manual_seed(0)
    parameters = []
    for shape in message["shapes"]:
        parameter = torch.nn.Parameter(torch.randn(shape, generator=generator))
        parameter.grad = torch.randn(shape, generator=generator)
        parameters.append(parameter)
    optimizer = getattr(torch.optim, message["class"])(parameters, **message["options"])

    def run(count):
        for _ in range(count):
            optimizer.step()

    return run


def network_run(message):
    torch.manual_seed(0)
    sizes, batch = message["sizes"], message["batch"]
    layers = []
    for i, (inputs, outputs) in enumerate(zip(sizes, sizes[1:])):
        if i > 0:
            layers.append(torch.nn.ReLU())
        layers.append(torch.nn.Linear(inputs, outputs))
    model = torch.nn.Sequential(*layers)
    if sizes[-1] == 1:
        criterion = torch.nn.MSELoss()
        x = torch.linspace(-1, 1, 1000).unsqueeze(1)
        y = x**2 + 0.1 * torch.randn(x.shape)
    else:
        criterion = torch.nn.CrossEntropyLoss()
        x = torch.randn(8 * batch, sizes[0])
        y = torch.randint(0, sizes[-1], (8 * batch,))
    whole = len(x) // batch * batch
    batches = list(zip(x[:whole].split(batch), y[:whole].split(batch)))
    optimizer = torch.optim.Adam(model.parameters(), **message["options"])

    def run(count):
        for i in range(count):
            inputs, targets = batches[i % len(batches)]
            optimizer.zero_grad()
            criterion(model(inputs), targets).backward()
            optimizer.step()

    return run


RUNS = {}


def load(path):
    start = time.perf_counter()
    loaded = torch.load(path)
    seconds = time.perf_counter() - start
    RUNS["loaded"] = loaded
    return seconds


def save(path):
    start = time.perf_counter()
    torch.save(RUNS["loaded"], path)
    with open(path, "rb+") as file:
        os.fsync(file.fileno())
    return time.perf_counter() - start


def replace(path):
    start = time.perf_counter()
    temporary = path + ".tmp"
    save(temporary)
    os.rename(temporary, path)
    folder = os.open(os.path.dirname(path), os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)
    return time.perf_counter() - start


FILES = {"load": load, "save": save, "replace": replace}


def answer(message):
    what = message["do"]
    if what == "about":
        return {"version": torch.__version__, "threads": torch.get_num_threads()}
    if what == "optimizer":
        RUNS[message["name"]] = optimizer_run(message)
        return {}
    if what == "network":
        RUNS[message["name"]] = network_run(message)
        return {}
    if what == "work":
        RUNS[message["name"]] = works.run(message["name"])
        return {}
    if what == "steps":
        run = RUNS[message["name"]]
        start = time.perf_counter()
        run(message["count"])
        return {"seconds": time.perf_counter() - start}
    if what in FILES:
        return {"seconds": FILES[what](message["path"])}
    if what == "memory":
        return {"bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}
    if what == "drop":
        del RUNS[message["name"]]
        gc.collect()
        return {}
    raise ValueError(f"unknown request {what!r}")


for line in sys.stdin:
    try:
        reply = answer(json.loads(line))
    except Exception as error:  # reported to the other side, which decides
        reply = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(reply), flush=True)
