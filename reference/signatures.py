"""Makes fixtures/signatures.json: the parameters of PyTorch's functions, methods and classes, as its own sources and
stubs declare them. Run: python reference/signatures.py

Each signature is a line such as "(input, dim, keepdim=False, *, dtype=None)"; a name that is called in several ways has
several. Parameters that begin with an underscore are left out.
"""

import ast
import inspect
import json
import typing
from pathlib import Path

import torch
import torch.distributions
import torch.utils.data
from torch.utils.tensorboard import SummaryWriter
from torch.optim import lr_scheduler, swa_utils

HERE = Path(__file__).resolve().parent
TORCH = Path(torch.__file__).parent


def line(parameters):
    """A signature's text from (name, kind, default) triples, in which a default is its text."""
    parts, keyword_only = [], False
    for name, kind, default in parameters:
        if name.startswith("_"):
            continue
        if kind == "keyword" and not keyword_only:
            parts.append("*")
        keyword_only = keyword_only or kind in ("keyword", "varargs")
        name = {"varargs": "*", "kwargs": "**"}.get(kind, "") + name
        parts.append(name if default is None else f"{name}={default}")
    return f"({', '.join(parts)})"


def of_object(function):
    """The signature of something written in Python."""
    kinds = {
        inspect.Parameter.VAR_POSITIONAL: "varargs",
        inspect.Parameter.VAR_KEYWORD: "kwargs",
        inspect.Parameter.KEYWORD_ONLY: "keyword",
    }
    parameters = []
    for parameter in inspect.signature(function).parameters.values():
        default = None if parameter.default is inspect.Parameter.empty else show(parameter.default)
        parameters.append((parameter.name, kinds.get(parameter.kind, "positional"), default))
    if parameters and parameters[0][0] == "self":
        parameters.pop(0)
    return line(parameters)


def show(value):
    text = repr(value)
    return text if len(text) < 40 and "<" not in text else "..."


def of_stub(node):
    """The signature of a function in a stub."""
    arguments = node.args
    positional = [*arguments.posonlyargs, *arguments.args]
    defaults = [None] * (len(positional) - len(arguments.defaults)) + [ast.unparse(d) for d in arguments.defaults]
    parameters = [(a.arg, "positional", d) for a, d in zip(positional, defaults)]
    if arguments.vararg:
        parameters.append((arguments.vararg.arg, "varargs", None))
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults):
        parameters.append((argument.arg, "keyword", None if default is None else ast.unparse(default)))
    if arguments.kwarg:
        parameters.append((arguments.kwarg.arg, "kwargs", None))
    if parameters and parameters[0][0] == "self":
        parameters.pop(0)
    return line(parameters)


def of_schema(name):
    """The signatures of an operator by its schemas, without those that write into given tensors."""
    lines = []
    for schema in torch._C._jit_get_schemas_for_operator(f"aten::{name}"):
        if any(argument.is_out for argument in schema.arguments):
            continue
        lines.append(
            line(
                (
                    "input" if argument.name == "self" else argument.name,
                    "keyword" if argument.kwarg_only else "positional",
                    show(argument.default_value) if argument.has_default_value() else None,
                )
                for argument in schema.arguments
            )
        )
    return lines


def stubs(body):
    found = {}
    for node in body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            lines = found.setdefault(node.name, [])
            if of_stub(node) not in lines:
                lines.append(of_stub(node))
    return found


def stub_file(path):
    return ast.parse((TORCH / path).read_text()).body


def stub_class(path, name):
    return next(node.body for node in stub_file(path) if isinstance(node, ast.ClassDef) and node.name == name)


def members(owner, names, declared):
    """Signatures by name: of what is written in Python its own, else what the stubs declare."""
    table = {}
    for name in sorted(names):
        value = inspect.getattr_static(owner, name, None) if inspect.isclass(owner) else getattr(owner, name, None)
        if isinstance(value, (classmethod, staticmethod)):
            value = value.__func__
        if not callable(value) or inspect.isclass(value):
            continue
        if inspect.isfunction(value) and name not in declared:
            table[name] = [of_object(value)]
        elif name in declared:
            table[name] = declared[name]
    return table


def public(owner):
    return [name for name in dir(owner) if not name.startswith("_")]


def own(cls, base=object):
    """The public methods of a class and of its bases up to one."""
    classes = cls.__mro__[: cls.__mro__.index(base)]
    names = {name for c in classes for name in vars(c) if not name.startswith("_")}
    return members(cls, names, {})


def constructors(module, base=object):
    found = {}
    for name in sorted(public(module)):
        value = getattr(module, name)
        if inspect.isclass(value) and issubclass(value, base) and not name.startswith("_"):
            try:
                found[name] = [of_object(value.__init__)]
            except (TypeError, ValueError):
                continue
    return found


functions = stubs(stub_file("_C/_VariableFunctions.pyi")) | {
    name: lines for name, lines in stubs(stub_file("_C/__init__.pyi")).items() if name in ("set_num_threads", "get_num_threads")
}
# What is written by hand in the stubs differs from what the functions take.
functions["tensor"] = ["(data, *, dtype=None, device=None, requires_grad=False, pin_memory=False)"]
tensor_methods = stubs(stub_class("_C/__init__.pyi", "TensorBase"))
functional = stubs(stub_file("nn/functional.pyi"))
functional |= {name: of_schema(name) for name in stubs(stub_file("_C/_nn.pyi")) if hasattr(torch.nn.functional, name)}
functional |= {name: functions[name] for name in public(torch.nn.functional) if name in functions and name not in functional}
# Defaults are there, not in the stub; what wraps several functions shows them all.
for name in list(functional):
    value = getattr(torch.nn.functional, name, None)
    try:
        if inspect.isfunction(value):
            # What chooses between two functions passes everything on to one that is written out.
            value = getattr(torch.nn.functional, f"{name}_with_indices", value)
            functional[name] = [of_object(value)]
    except (TypeError, ValueError):
        pass

python_functions = {name: [of_object(getattr(torch, name))] for name in public(torch) if inspect.isfunction(getattr(torch, name))}
python_methods = {
    name: [of_object(value)] for name, value in vars(torch.Tensor).items() if inspect.isfunction(value) and not name.startswith("_")
}

result = {
    "torch": torch.__version__.split("+")[0],
    "functions": dict(sorted({**functions, **python_functions}.items())),
    "methods": dict(sorted({**tensor_methods, **python_methods}.items())),
    "generator": stubs(stub_class("_C/__init__.pyi", "Generator")),
    "autograd": members(torch.autograd, ["backward", "grad"], {}),
    "autograd_functional": members(
        torch.autograd.functional, ["jacobian", "hessian", "vjp", "jvp", "vhp", "hvp"], {}
    ),
    "functional": dict(sorted(functional.items())),
    "linalg": {name: lines for name in public(torch.linalg) if (lines := of_schema(f"linalg_{name}"))},
    "init": members(torch.nn.init, public(torch.nn.init), {}),
    "utils": members(torch.nn.utils, public(torch.nn.utils), {}),
    "rnn": members(torch.nn.utils.rnn, public(torch.nn.utils.rnn), {})
    | {"PackedSequence": [of_object(torch.nn.utils.rnn.PackedSequence.__new__).replace("(cls, ", "(")]},
    "modules": constructors(torch.nn, torch.nn.Module),
    "parameters": {name: [of_object(getattr(torch.nn, name).__new__)] for name in ("Parameter", "Buffer")},
    "module": own(torch.nn.Module),
    "containers": {name: own(getattr(torch.nn, name), torch.nn.Module) for name in ("Sequential", "ModuleList")},
    "embedding": own(torch.nn.Embedding, torch.nn.Module),
    "transformer": own(torch.nn.Transformer, torch.nn.Module),
    "optimizers": constructors(torch.optim, torch.optim.Optimizer),
    "optimizer": own(torch.optim.Optimizer),
    "schedulers": constructors(lr_scheduler, lr_scheduler.LRScheduler),
    "scheduler": own(lr_scheduler.LRScheduler) | {"plateau_step": [of_object(lr_scheduler.ReduceLROnPlateau.step)]},
    "averages": constructors(swa_utils) | members(swa_utils, public(swa_utils), {}),
    "averaged_model": own(swa_utils.AveragedModel, torch.nn.Module),
    "data": {
        name: [of_object(getattr(torch.utils.data, name))]
        for name in ("default_collate", "default_convert", "get_worker_info", "random_split")
    },
    "datasets": constructors(torch.utils.data),
    "distributions": constructors(torch.distributions, torch.distributions.Distribution),
    "distribution": own(torch.distributions.Distribution),
    "tensorboard": {"SummaryWriter": [of_object(SummaryWriter.__init__)]},
    "summary_writer": own(SummaryWriter),
    "divergences": {"kl_divergence": [of_object(torch.distributions.kl_divergence)]},
    "serialization": {name: [of_object(getattr(torch, name))] for name in ("save", "load")},
}
# What passes everything on says in an overload what that is.
for name in ("RNN", "LSTM", "GRU"):
    result["modules"][name] = [of_object(typing.get_overloads(getattr(torch.nn, name).__init__)[0])]
for name in ("functions", "methods"):
    # Wrappers in Python that only pass everything on tell nothing.
    declared = functions if name == "functions" else tensor_methods
    for key, lines in result[name].items():
        if lines == ["(*args, **kwargs)"] and key in declared:
            result[name][key] = declared[key]

text = json.dumps(result, indent=1)
(HERE / "fixtures" / "signatures.json").write_text(text + "\n")
print(len(text), "bytes,", sum(len(v) for v in result.values() if isinstance(v, dict)), "names")
