"""Makes fixtures/torch-suite.json: what PyTorch's own tests of optimizers run over.

Run: python reference/torch_suite.py

    optimizers   PyTorch's table (`optim_db`), for the CPU: which implementations and gradients each optimizer has, its
                 option sets, the schedulers it is tested with, its run with sparse gradients, and the error inputs: parameters (by a name, see
                 PARAMS), options, the error's type and a pattern for its message, and when it is raised
    tests        the functions of TestOptimRenewed that run on the CPU: how many instances each has, and those that
                 PyTorch itself skips, with its reason

The tests' code is not part of PyTorch's packages. What decides how often each is instantiated (for every optimizer, or
for those with a property, times its own parameters) is written down here; the properties are the table's.
"""

import inspect
import json
from pathlib import Path

import portable  # noqa: F401
import torch

from optimizer_cases import INFOS
from optimizers import pack_options
from torch.testing._internal.common_optimizers import _get_optim_inputs_including_global_cliquey_kwargs

TARGET = Path(__file__).resolve().parent / "fixtures" / "torch-suite.json"
CPU = torch.device("cpu")

everyone = lambda info: True  # noqa: E731
foreach = lambda info: "foreach" in info.supported_impls  # noqa: E731
fused = lambda info: "fused" in info.supported_impls  # noqa: E731
real = lambda info: not info.only_supports_sparse_grads  # noqa: E731
takes_complex = lambda info: info.supports_complex  # noqa: E731
takes_sparse = lambda info: info.supports_sparse or info.only_supports_sparse_grads  # noqa: E731

#: name -> for which optimizers, and in how many variants of its own (dtypes, layouts, flags)
TESTS = {
    "test_optim_infos_do_not_specify_global_cliquey_kwargs": (everyone, 1),
    "test_errors": (lambda info: info.optim_error_inputs_func is not None, 1),
    "test_forloop_goes_right_direction": (everyone, 4),
    "test_param_group_with_lrscheduler_goes_right_direction": (everyone, 1),
    "test_tensor_lr": (everyone, 3),
    "test_rosenbrock_sparse": (takes_sparse, 2),
    "test_complex": (takes_complex, 1),
    "test_complex_2d": (takes_complex, 1),
    "test_adamw_serialization": (lambda info: info.name == "AdamW", 1),
    "test_foreach_matches_forloop": (foreach, 1),
    "test_fused_matches_forloop": (fused, 4),
    "test_fused_error_on_params_on_meta": (fused, 1),
    "test_fused_large_tensor": (fused, 1),
    "test_param_groups_weight_decay": (everyone, 1),
    "test_param_groups_lr": (everyone, 1),
    "test_step_is_noop_when_params_have_no_grad": (everyone, 1),
    "test_step_is_noop_for_zero_grads": (everyone, 1),
    "test_optimizer_can_be_printed": (everyone, 1),
    "test_state_dict_deterministic": (everyone, 4),
    "test_can_load_older_state_dict": (everyone, 1),
    "test_can_load_from_to_named_state_dict": (real, 4),
    "test_save_load_equality_with_weights_only": (everyone, 2),
    "test_load_nontensor_step": (everyone, 1),
    "test_state_dict_pre_hook": (everyone, 1),
    "test_state_dict_post_hook": (everyone, 1),
    "test_state_dict_pre_post_hook": (everyone, 1),
    "test_load_state_dict_pre_hook_and_prepend": (everyone, 1),
    "test_load_state_dict_post_hook": (everyone, 1),
    "test_load_state_dict_pre_post_hook": (everyone, 1),
    "test_step_post_hook": (everyone, 1),
    "test_step_pre_hook": (everyone, 1),
    "test_step_all_hooks": (everyone, 1),
    "test_deepcopy_copies_all_public_attrs": (everyone, 1),
    "test_second_order_optims_return_consistent_types": (lambda info: info.step_requires_closure, 1),
    "test_non_empty_state": (everyone, 1),
}

#: The error inputs that every optimizer has, in their order, and what their parameters are.
COMMON = ["tensor", "duplicate", "duplicate across groups", "one", "partly named", "named after unnamed"]
PARAMS = {
    "dense params required": "sparse",
    "dense params required in param_groups": "sparse in a group",
    "only support 2D parameters": "three dimensions",
    "only support `original` and `match_rms_adamw`": "one",
}


def params_of(index, error):
    if index < len(COMMON):
        return COMMON[index]
    if error.params is None:
        return "one"
    return "complex" if "complex" in error.desc else PARAMS[error.desc]


def schedulers(info):
    """The schedulers as {name, options}: the arguments are private to functions, but the schedulers keep them."""
    for makers in info.scheduler_inputs:
        made = [make(torch.optim.SGD([torch.ones(1, requires_grad=True)], lr=1.0)) for make in makers]
        yield [{"name": type(one).__name__, "options": arguments(one)} for one in made]


def rosenbrock(info):
    """The options and schedulers of its run with sparse gradients, where it takes them."""
    options, makers = info.metadata_for_sparse
    if not takes_sparse(info):
        return None
    made = [make(torch.optim.SGD([torch.ones(1, requires_grad=True)], lr=1.0)) for make in makers]
    return {"options": options, "schedulers": [{"name": type(one).__name__, "options": arguments(one)} for one in made]}


def arguments(scheduler):
    known = inspect.signature(type(scheduler).__init__).parameters
    own = [key for key in known if key not in ("self", "optimizer", "last_epoch") and hasattr(scheduler, key)]
    return {key: getattr(scheduler, key) for key in own if getattr(scheduler, key) != known[key].default}


def optimizer(info):
    errors = info.optim_error_inputs_func(CPU, torch.float32)
    return {
        "name": info.name,
        "impls": list(info.supported_impls),
        "sparse": info.supports_sparse or info.only_supports_sparse_grads,
        "onlySparse": info.only_supports_sparse_grads,
        "complex": info.supports_complex,
        "inputs": [{"desc": i.desc, "options": pack_options(i.kwargs)} for i in info.optim_inputs_func(CPU)],
        "variants": len(_get_optim_inputs_including_global_cliquey_kwargs("cpu", torch.float32, info)),
        "schedulers": list(schedulers(info)),
        "rosenbrock": rosenbrock(info),
        "errors": [
            {
                "desc": error.optimizer_error_input.desc,
                "params": params_of(index, error.optimizer_error_input),
                "options": pack_options(error.optimizer_error_input.kwargs),
                "type": error.error_type.__name__,
                "pattern": error.error_regex,
                "on": "construct" if error.error_on.name == "CONSTRUCTION_ERROR" else "step",
            }
            for index, error in enumerate(errors)
        ],
    }


def skips(test, info):
    """Why PyTorch skips a test for an optimizer on the CPU, or None."""
    for decorated in info.decorators or []:
        here = decorated.cls_name == "TestOptimRenewed" and decorated.test_name == test
        if not here or decorated.device_type not in (None, "cpu"):
            continue
        for decorator in decorated.decorators:
            made = decorator(lambda self: None)
            if getattr(made, "__unittest_skip__", False):
                return made.__unittest_skip_why__
    return None


def tests():
    for name, (has, variants) in TESTS.items():
        infos = [info for info in INFOS.values() if has(info)]
        skipped = {info.name: skips(name, info) for info in infos}
        yield {
            "name": name,
            "optimizers": [info.name for info in infos],
            "variants": variants,
            "skipped": {key: why for key, why in skipped.items() if why is not None},
        }


def main():
    fixture = {
        "torch": torch.__version__,
        "optimizers": [optimizer(info) for info in INFOS.values()],
        "tests": list(tests()),
    }
    TARGET.write_text(json.dumps(fixture, indent=1) + "\n")
    instances = sum(len(test["optimizers"]) * test["variants"] for test in fixture["tests"])
    errors = sum(len(one["errors"]) for one in fixture["optimizers"])
    print(len(fixture["tests"]), "functions,", instances, "instances,", errors, "errors")


if __name__ == "__main__":
    main()
