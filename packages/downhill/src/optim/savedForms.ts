/** What state dicts of each optimizer consist of. Written by `npm run docs`: don't edit it by hand. */

/** What is saved of an optimizer, in PyTorch's spelling. */
export interface SavedForm {
  readonly options: readonly string[];
  /** Further options, which state dicts of older versions lack. */
  readonly later: readonly string[];
  /** The values of options that nobody can set otherwise. */
  readonly fixed: Readonly<Record<string, unknown>>;
  /** The names of what it remembers for each parameter. */
  readonly state: readonly string[];
}

export const savedForms: Readonly<Record<string, SavedForm>> = {
  Adadelta: {
    options: ["lr", "rho", "eps", "weight_decay"],
    later: ["maximize", "capturable", "foreach", "differentiable"],
    fixed: {},
    state: ["step", "square_avg", "acc_delta"],
  },
  Adafactor: {
    options: ["lr", "beta2_decay", "eps", "d", "weight_decay"],
    later: ["foreach", "maximize"],
    fixed: {},
    state: ["step", "row_var", "col_var", "variance"],
  },
  Adagrad: {
    options: ["lr", "lr_decay", "eps", "weight_decay", "initial_accumulator_value"],
    later: ["foreach", "maximize", "differentiable", "fused"],
    fixed: {},
    state: ["step", "sum"],
  },
  Adam: {
    options: ["lr", "betas", "eps", "weight_decay"],
    later: ["amsgrad", "maximize", "foreach", "capturable", "differentiable", "fused", "decoupled_weight_decay"],
    fixed: {},
    state: ["step", "exp_avg", "exp_avg_sq", "max_exp_avg_sq"],
  },
  AdamW: {
    options: ["lr", "betas", "eps", "weight_decay"],
    later: ["amsgrad", "maximize", "foreach", "capturable", "differentiable", "fused", "decoupled_weight_decay"],
    fixed: { decoupled_weight_decay: true },
    state: ["step", "exp_avg", "exp_avg_sq", "max_exp_avg_sq"],
  },
  SparseAdam: {
    options: ["lr", "betas", "eps"],
    later: ["maximize"],
    fixed: {},
    state: ["step", "exp_avg", "exp_avg_sq"],
  },
  Adamax: {
    options: ["lr", "betas", "eps", "weight_decay"],
    later: ["foreach", "maximize", "differentiable", "capturable"],
    fixed: {},
    state: ["step", "exp_avg", "exp_inf"],
  },
  ASGD: {
    options: ["lr", "lambd", "alpha", "t0", "weight_decay"],
    later: ["foreach", "maximize", "differentiable", "capturable"],
    fixed: {},
    state: ["step", "eta", "mu", "ax"],
  },
  LBFGS: {
    options: ["lr", "max_iter", "max_eval", "tolerance_grad", "tolerance_change", "history_size", "line_search_fn"],
    later: [],
    fixed: {},
    state: [
      "func_evals",
      "n_iter",
      "d",
      "t",
      "old_dirs",
      "old_stps",
      "ro",
      "H_diag",
      "prev_flat_grad",
      "prev_loss",
      "al",
    ],
  },
  Muon: {
    options: ["lr", "weight_decay", "momentum", "nesterov", "ns_coefficients", "eps", "ns_steps", "adjust_lr_fn"],
    later: [],
    fixed: {},
    state: ["momentum_buffer"],
  },
  NAdam: {
    options: ["lr", "betas", "eps", "weight_decay", "momentum_decay"],
    later: ["decoupled_weight_decay", "maximize", "foreach", "capturable", "differentiable"],
    fixed: {},
    state: ["step", "mu_product", "exp_avg", "exp_avg_sq"],
  },
  RAdam: {
    options: ["lr", "betas", "eps", "weight_decay"],
    later: ["maximize", "foreach", "capturable", "decoupled_weight_decay", "differentiable"],
    fixed: {},
    state: ["step", "exp_avg", "exp_avg_sq"],
  },
  RMSprop: {
    options: ["lr", "alpha", "eps", "weight_decay"],
    later: ["momentum", "centered", "capturable", "foreach", "maximize", "differentiable"],
    fixed: {},
    state: ["step", "square_avg", "momentum_buffer", "grad_avg"],
  },
  Rprop: {
    options: ["lr", "etas", "step_sizes"],
    later: ["foreach", "maximize", "differentiable", "capturable"],
    fixed: {},
    state: ["step", "prev", "step_size"],
  },
  SGD: {
    options: ["lr", "momentum", "dampening", "weight_decay"],
    later: ["nesterov", "maximize", "foreach", "differentiable", "fused"],
    fixed: {},
    state: ["momentum_buffer"],
  },
};
