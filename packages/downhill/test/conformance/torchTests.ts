import { suite } from "../optim/torchSuite/optimizerBench.ts";

/**
 * PyTorch's tests of its optimizers, and where ours are. A test of ours that covers one of PyTorch's has its name, with
 * more after a comma or a colon where it runs for several things; or else an entry here says what it is called.
 */

/** Our tests: a file, and the titles in it that count (without those of the `describe`s around). */
export interface Ours {
  readonly file: string;
  readonly title: RegExp;
}

/** One function of PyTorch's tests. */
export interface TorchTest {
  readonly name: string;
  /** How often PyTorch runs it on a CPU. */
  readonly instances: number;
  readonly ours: Ours | null;
  /** Of the instances, those that can't be run here, and why. */
  readonly without: number;
  readonly reason: string | null;
  /** Instances that PyTorch itself skips, with its reason. */
  readonly skipped: readonly string[];
}

export interface TorchClass {
  readonly name: string;
  readonly about: string;
  readonly tests: readonly TorchTest[];
}

const TESTS = "packages/downhill/test";
const byName = (name: string) => new RegExp(`^${name}(?![a-zA-Z0-9_])`);

const COMPLEX = "complex tensors are loaded, saved and converted, but not computed with";

/** Instances that can't be run here: how many of each optimizer's, and why. */
const RENEWED_WITHOUT: Readonly<Record<string, readonly [perOptimizer: number, reason: string]>> = {
  test_complex: [1, COMPLEX],
  test_complex_2d: [1, COMPLEX],
  test_fused_matches_forloop: [2, "float16 and bfloat16 are loaded, saved and converted, but not computed with"],
  test_fused_error_on_params_on_meta: [1, "there are no tensors without elements (`meta`)"],
  test_fused_large_tensor: [1, "their tensors take 64 GB"],
};

/** In which of our files a function of `TestOptimRenewed` is; the others are with the steps. */
const RENEWED_FILES: readonly [RegExp, string][] = [
  [/^test_errors$/, "optimizerErrors"],
  [/state_dict|hook|weights_only|nontensor|printed|deepcopy|serialization/, "optimizerState"],
];

function renewed(): TorchTest[] {
  return suite.tests.map(({ name, optimizers, variants, skipped }) => {
    const [per, reason] = RENEWED_WITHOUT[name] ?? [0, null];
    const file = RENEWED_FILES.find(([pattern]) => pattern.test(name))?.[1] ?? "optimizerSteps";
    return {
      name,
      instances: optimizers.length * variants,
      ours: per === variants ? null : { file: `${TESTS}/optim/torchSuite/${file}.test.ts`, title: byName(name) },
      without: per * optimizers.length,
      reason,
      skipped: Object.entries(skipped).map(([optimizer, why]) => `${optimizer} (${why})`),
    };
  });
}

/** Tests by their names, separated by spaces; `name×3` has three instances. */
function named(file: string, names: string): TorchTest[] {
  return names
    .trim()
    .split(/\s+/)
    .map((entry) => {
      const [name, instances = "1"] = entry.split("×");
      const ours = { file: `${TESTS}/optim/${file}.test.ts`, title: byName(name) };
      return { name, instances: Number(instances), ours, without: 0, reason: null, skipped: [] };
    });
}

function notThere(reason: string, names: string): TorchTest[] {
  return named("", names).map((test) => ({ ...test, ours: null, without: test.instances, reason }));
}

const SCHEDULERS = [
  ...named(
    "torchSuite/schedulerState",
    `test_error_when_getlr_has_epoch test_old_pattern_warning test_old_pattern_warning_with_arg
    test_old_pattern_warning_resuming test_old_pattern_warning_resuming_with_arg
    test_old_pattern_warning_with_overridden_optim_step test_new_pattern_no_warning test_new_pattern_no_warning_with_arg
    test_new_pattern_no_warning_with_overridden_optim_step`,
  ),
  ...named(
    "torchSuite/schedulerRates",
    `test_step_lr_is_constant_for_constant_epoch test_exponential_lr_is_constant_for_constant_epoch
    test_constantlr_is_constant_for_constant_epoch test_linear_linearlr_is_constant_for_constant_epoch
    test_polynomial_lr_is_constant_for_constant_epoch test_step_lr test_get_last_lr_step_lr test_get_last_lr_multi_step_lr
    test_multi_step_lr test_multi_step_lr_with_epoch test_get_last_lr_constantlr test_get_last_lr_linearlr test_constantlr
    test_linearlr test_linearlr_start_factor_limits1 test_linearlr_start_factor_limits2 test_constantlr_with_epoch
    test_linearlr_with_epoch test_exp_lr test_poly_lr test_cos_anneal_lr test_closed_form_step_lr
    test_closed_form_linearlr test_closed_form_constantlr test_closed_form_multi_step_lr test_closed_form_exp_lr
    test_closed_form_poly_lr test_closed_form_cos_anneal_lr test_cos_anneal_lr_continue test_lambda_lr
    test_multiplicative_lr test_multiplicative_lr_with_lr_lambda test_sequentiallr1 test_sequentiallr2 test_sequentiallr3
    test_sequentiallr4 test_sequentiallr5 test_sequentiallr_no_warnings test_get_last_lr_sequentiallr
    test_sequentiallr_does_not_alias_lr_and_initial_lr test_chained_lr2_get_last_lr_before_step test_chained_lr1
    test_chained_lr2 test_chained_lr3 test_chained_lr4 test_chained_lr5 test_compound_step_and_multistep_lr
    test_compound_step_and_exp_lr test_compound_exp_and_multistep_lr test_compound_exp_and_linearlr
    test_compound_step_and_constantlr test_compound_linearlr_and_multistep_lr test_compound_cosanneal_and_step_lr
    test_compound_cosanneal_and_multistep_lr test_compound_cosanneal_and_linearlr test_compound_cosanneal_and_exp_lr`,
  ),
  ...named(
    "torchSuite/schedulerPlateau",
    `test_reduce_lr_on_plateau1 test_reduce_lr_on_plateau2 test_reduce_lr_on_plateau3 test_reduce_lr_on_plateau4
    test_reduce_lr_on_plateau5 test_reduce_lr_on_plateau6 test_reduce_lr_on_plateau7 test_reduce_lr_on_plateau8
    test_reduce_lr_on_plateau_get_last_lr_before_step test_reduce_lr_on_plateau_preserves_lr_type
    test_compound_reduce_lr_on_plateau1 test_compound_reduce_lr_on_plateau2 test_compound_reduce_lr_on_plateau3
    test_compound_reduce_lr_on_plateau4 test_compound_reduce_lr_on_plateau5 test_reduce_lr_on_plateau_state_dict
    test_add_param_group_does_not_break_reduce_lr_on_plateau×2 test_add_param_group_errors_reduce_lr_on_plateau
    test_lr_scheduler_checkpoint_on_plateau`,
  ),
  ...named(
    "torchSuite/schedulerCycles",
    `test_cycle_lr_invalid_mode test_cycle_lr_triangular_mode_one_lr test_cycle_lr_triangular_mode_one_lr_no_momentum
    test_cycle_lr_triangular2_mode_one_lr test_cycle_lr_exp_range_mode_one_lr test_cycle_lr_triangular_mode
    test_cycle_lr_triangular2_mode test_cycle_lr_exp_range_mode test_cycle_lr_triangular_mode_step_size_up_down
    test_cycle_lr_triangular2_mode_step_size_up_down test_cycle_lr_exp_range_mode_step_size_up_down
    test_cycle_lr_with_momentumless_optimizer test_cycle_lr_cycle_momentum_fail_with_momentumless_optimizer
    test_cycle_lr_cycle_momentum_with_beta1_optimizer test_onecycle_lr_invalid_anneal_strategy
    test_onecycle_lr_invalid_pct_start test_onecycle_lr_cannot_calculate_total_steps test_onecycle_lr_linear_annealing
    test_onecycle_lr_linear_annealing_three_phases test_onecycle_lr_cosine_annealing test_onecycle_lr_legacy_state_dict
    test_cycle_lr_with_adam test_CosineAnnealingWarmRestarts_lr1×3 test_CosineAnnealingWarmRestarts_lr2
    test_CosineAnnealingWarmRestarts_lr3 test_CosineAnnealingWarmRestarts_T_cur_reset test_swalr_no_anneal
    test_swalr_cosine_anneal_after_multiplicative test_swalr_linear_anneal_after_multiplicative test_swalr_hypers
    test_cosine_then_cyclic`,
  ),
  ...named(
    "torchSuite/schedulerState",
    `test_raise_error_when_last_epoch_is_greater_than_0_and_initial_lr_is_not_specified test_step_lr_state_dict
    test_multi_step_lr_state_dict test_exp_step_lr_state_dict test_cosine_lr_state_dict test_lambda_lr_state_dict_fn
    test_lambda_lr_state_dict_obj test_CosineAnnealingWarmRestarts_lr_state_dict test_swa_lr_state_dict
    test_cycle_lr_state_dict_picklable test_cycle_lr_scale_fn_restored_from_state_dict
    test_lr_scheduler_state_dict_load×32 test_constant_initial_lr×10 test_constant_initial_params_cyclelr
    test_constant_initial_params_onecyclelr test_constant_initial_params_swalr test_lr_scheduler_checkpoint×13`,
  ),
  ...notThere(
    "they count the references that CPython keeps; a JavaScript engine collects cycles like anything else",
    "test_no_cyclic_references test_no_cyclic_references_in_step test_cycle_lr_removed_after_out_of_scope",
  ),
];

/** Gradients through recorded steps: by what else than parameters and gradients, in our tests' words. */
function recorded(name: string, optimizer: string, by = ""): TorchTest {
  const title = new RegExp(`^${optimizer} .*: the gradients of PyTorch${by === "" ? "" : ` by ${by}`}$`);
  const ours = { file: `${TESTS}/optim/differentiable.test.ts`, title };
  return { name, instances: 1, ours, without: 0, reason: null, skipped: [] };
}

const LEARNED = [
  ["lr", "lr"],
  ["weight_decay", "weightDecay"],
  ["betas", "betas"],
  ["all_hyperparams", "lr,weightDecay,betas"],
] as const;
const DIFFERENTIABLE = [
  ...["SGD", "Adam", "RMSprop", "Adadelta", "Adagrad", "Adamax", "ASGD", "Rprop", "AdamW", "NAdam", "RAdam"].map(
    (name) => recorded(`test_${name.toLowerCase()}`, name),
  ),
  ...["Adam", "AdamW"].flatMap((name) =>
    LEARNED.map(([option, by]) => recorded(`test_${name.toLowerCase()}_differentiable_${option}`, name, by)),
  ),
  recorded("test_differentiable_lr", "SGD", "lr"),
  recorded("test_differentiable_weight_decay", "SGD", "weightDecay"),
  recorded("test_differentiable_weight_decay_and_lr", "SGD", "lr,weightDecay"),
];

export const TORCH_CLASSES: readonly TorchClass[] = [
  {
    name: "TestOptimRenewed",
    about: "every optimizer: steps, implementations, groups, state dicts, hooks, errors; what runs on a CPU",
    tests: renewed(),
  },
  { name: "TestLRScheduler", about: "learning-rate schedulers", tests: SCHEDULERS },
  {
    name: "TestSWAUtils",
    about: "averaged models",
    tests: named(
      "swaSuite",
      `test_averaged_model_all_devices×2 test_averaged_model_state_dict test_averaged_model_default_avg_fn_picklable
      test_averaged_model_exponential×4 test_update_bn_dnn test_update_bn_cnn test_bn_update_eval_momentum`,
    ),
  },
  {
    name: "TestDifferentiableOptimizer",
    about: "gradients through steps, by parameters, gradients and options, up to rounding errors",
    tests: DIFFERENTIABLE,
  },
  {
    name: "TestMuon",
    about: "Muon beside the implementation of its authors",
    tests: [
      {
        name: "equivalence with Moonshot's implementation",
        instances: 1,
        ours: { file: `${TESTS}/optim/muon.test.ts`, title: /^optim_db: default, / },
        without: 0,
        reason: null,
        skipped: [],
      },
    ],
  },
  {
    name: "TestSwapInOptimizerParamsAndState",
    about: "lending an optimizer other parameters",
    tests: [
      ...named(
        "torchSuite/optimizerSwapIn",
        `test_swap_in_optimizer_params_and_state_rejects_invalid_inputs
        test_swap_in_optimizer_params_and_state_handles_missing_param_state
        test_swap_in_optimizer_params_and_state_supports_named_parameters_init
        test_swap_in_optimizer_params_and_state_restores_after_exception
        test_swap_in_optimizer_params_and_state_reflects_state_mutations`,
      ),
      ...notThere(
        "nothing here traces a step with `make_fx`",
        "test_make_fx_swap_in_optimizer_params_and_state_tensor_reassignment_stays_local",
      ),
    ],
  },
];

/** The files that our tests of all these are in. */
export const OUR_FILES: readonly string[] = [
  ...new Set(TORCH_CLASSES.flatMap(({ tests }) => tests.flatMap(({ ours }) => (ours === null ? [] : [ours.file])))),
];
