/** What the doc comments of the classes say. Written by `npm run docs`: don't edit it by hand. */
import type { ClassTexts } from "./registry.ts";

export const optimizerTexts: Readonly<Record<string, ClassTexts>> = {
  Adadelta: {
    summary: "Adadelta: steps scaled by the ratio of the recent steps' size to the recent gradients'.",
    description: "Adadelta: steps scaled by the ratio of the recent steps' size to the recent gradients'.",
    formula: "g ← ∇f + λθ; v ← ρv + (1 − ρ)g²; Δ ← √(u + ε)/√(v + ε) · g; u ← ρu + (1 − ρ)Δ²; θ ← θ − γΔ",
    source: "Zeiler, ADADELTA: An Adaptive Learning Rate Method (2012)",
    url: "https://docs.pytorch.org/docs/stable/generated/torch.optim.Adadelta.html",
    options: {
      lr: { description: "Scale of the computed step, at least 0.", type: "Tensor | number", default: 1 },
      rho: { description: "Decay rate of both running averages, in [0, 1].", type: "number", default: 0.9 },
      eps: { description: "Added under the roots, at least 0.", type: "number", default: 0.000001 },
      weightDecay: { description: "L2 penalty, at least 0.", type: "number", default: 0 },
      maximize: { description: "Climb instead of descend.", type: "boolean", default: false },
    },
    state: {
      step: "Steps made so far.",
      squareAvg: "Running average of the squared gradient.",
      accDelta: "Running average of the squared step.",
    },
  },
  Adafactor: {
    summary:
      "Adafactor: keeps the squared gradient's row and column means instead of all of it, and bounds the update's size relative to the parameters'.",
    description:
      "Adafactor: keeps the squared gradient's row and column means instead of all of it, and bounds the update's size relative to the parameters'.",
    formula:
      "R ← R + w(mean of G² by rows − R), C likewise by columns, w = t^β; V = RC/mean(R); U = G/√max(V, ε₁²); θ ← θ(1 − γλ) − max(ε₂, RMS(θ)) · min(γ, 1/√t) · U/max(1, RMS(U)/d)",
    source: "Shazeer and Stern, Adafactor: Adaptive Learning Rates with Sublinear Memory Cost (2018)",
    url: "https://docs.pytorch.org/docs/stable/generated/torch.optim.Adafactor.html",
    options: {
      lr: { description: "Bound of the relative step, at least 0.", type: "Tensor | number", default: 0.01 },
      beta2Decay: {
        description: "Power of the step in the averages' decay, at most 0.",
        type: "number",
        default: -0.8,
      },
      eps: {
        description: "Floor of the variance (null: the dtype's epsilon) and of the parameters' size, at least 0.",
        type: "readonly [number | null, number]",
        default: [null, 0.001],
      },
      d: { description: "Bound of the update's root mean square, at least 1.", type: "number", default: 1 },
      weightDecay: {
        description: "Weight decay, at least 0; the weights shrink by themselves.",
        type: "number",
        default: 0,
      },
      maximize: { description: "Climb instead of descend.", type: "boolean", default: false },
    },
    state: {
      step: "Steps made so far.",
      rowVar: "Average of the squared gradient's rows, [..., R, 1]; for parameters with two dimensions or more.",
      colVar: "Average of its columns, [..., 1, C].",
      variance: "Average of the squared gradient; for vectors and single numbers.",
    },
  },
  Adagrad: {
    summary: "Adagrad: each element's learning rate falls with the squares of its gradients so far.",
    description: "Adagrad: each element's learning rate falls with the squares of its gradients so far.",
    formula: "g ← ∇f + λθ; s ← s + g²; θ ← θ − γ/(1 + (t − 1)η) · g/(√s + ε)",
    source: "Duchi et al., Adaptive Subgradient Methods for Online Learning and Stochastic Optimization (2011)",
    url: "https://docs.pytorch.org/docs/stable/generated/torch.optim.Adagrad.html",
    options: {
      lr: { description: "Learning rate, at least 0.", type: "Tensor | number", default: 0.01 },
      lrDecay: { description: "Decay of the learning rate, at least 0.", type: "number", default: 0 },
      weightDecay: { description: "L2 penalty, at least 0.", type: "number", default: 0 },
      initialAccumulatorValue: {
        description: "What the sums of squares begin with, at least 0.",
        type: "number",
        default: 0,
      },
      eps: { description: "Added to the denominator, at least 0.", type: "number", default: 1e-10 },
      maximize: { description: "Climb instead of descend.", type: "boolean", default: false },
    },
    state: { step: "Steps made so far.", sum: "Sum of the squared gradients; there from the start." },
  },
  Adam: {
    summary: "Adam: running averages of the gradient and of its square, corrected for their start at zero.",
    description: "Adam: running averages of the gradient and of its square, corrected for their start at zero.",
    formula: "g ← ∇f + λθ; m ← β₁m + (1 − β₁)g; v ← β₂v + (1 − β₂)g²; θ ← θ − γ · m/(1 − β₁ᵗ) / (√(v/(1 − β₂ᵗ)) + ε)",
    source:
      "Kingma and Ba, Adam: A Method for Stochastic Optimization (2014); Reddi et al., On the Convergence of Adam and Beyond (2018) for `amsgrad`",
    url: "https://docs.pytorch.org/docs/stable/generated/torch.optim.Adam.html",
    options: {
      decoupledWeightDecay: {
        description: "Shrink the weights by themselves, as AdamW does, instead of through the gradient.",
        type: "boolean",
        default: false,
      },
      lr: { description: "Learning rate, at least 0.", type: "Tensor | number", default: 0.001 },
      betas: {
        description: "Decay rates of the running averages of the gradient and of its square, each in [0, 1).",
        type: "readonly [Tensor, Tensor] | readonly [number, number]",
        default: [0.9, 0.999],
      },
      eps: { description: "Added to the denominator, at least 0.", type: "number", default: 1e-8 },
      weightDecay: { description: "Weight decay, at least 0.", type: "Tensor | number" },
      amsgrad: {
        description: "Divide by the largest average of squares so far (AMSGrad).",
        type: "boolean",
        default: false,
      },
      maximize: { description: "Climb instead of descend.", type: "boolean", default: false },
    },
    state: {
      step: "Steps made so far.",
      expAvg: "Running average of the gradient.",
      expAvgSq: "Running average of the squared gradient.",
      maxExpAvgSq: "The largest of those averages so far; with `amsgrad`.",
    },
  },
  AdamW: {
    summary: "AdamW: Adam whose weights decay by themselves instead of through the gradient.",
    description: "AdamW: Adam whose weights decay by themselves instead of through the gradient.",
    formula:
      "θ ← θ(1 − γλ); m ← β₁m + (1 − β₁)∇f; v ← β₂v + (1 − β₂)(∇f)²; θ ← θ − γ · m/(1 − β₁ᵗ) / (√(v/(1 − β₂ᵗ)) + ε)",
    source: "Loshchilov and Hutter, Decoupled Weight Decay Regularization (2017)",
    url: "https://docs.pytorch.org/docs/stable/generated/torch.optim.AdamW.html",
    options: {
      lr: { description: "Learning rate, at least 0.", type: "Tensor | number", default: 0.001 },
      betas: {
        description: "Decay rates of the running averages of the gradient and of its square, each in [0, 1).",
        type: "readonly [Tensor, Tensor] | readonly [number, number]",
        default: [0.9, 0.999],
      },
      eps: { description: "Added to the denominator, at least 0.", type: "number", default: 1e-8 },
      weightDecay: { description: "Weight decay, at least 0.", type: "Tensor | number" },
      amsgrad: {
        description: "Divide by the largest average of squares so far (AMSGrad).",
        type: "boolean",
        default: false,
      },
      maximize: { description: "Climb instead of descend.", type: "boolean", default: false },
    },
    state: {
      step: "Steps made so far.",
      expAvg: "Running average of the gradient.",
      expAvgSq: "Running average of the squared gradient.",
      maxExpAvgSq: "The largest of those averages so far; with `amsgrad`.",
    },
  },
  Adamax: {
    summary: "Adamax: Adam with the infinity norm.",
    description: "Adamax: Adam with the infinity norm.",
    formula: "g ← ∇f + λθ; m ← β₁m + (1 − β₁)g; u ← max(β₂u, |g| + ε); θ ← θ − γ/(1 − β₁ᵗ) · m/u",
    source: "Kingma and Ba, Adam: A Method for Stochastic Optimization (2014)",
    url: "https://docs.pytorch.org/docs/stable/generated/torch.optim.Adamax.html",
    options: {
      lr: { description: "Learning rate, at least 0.", type: "Tensor | number", default: 0.002 },
      betas: {
        description: "Decay rates of the running average and of the running maximum, each in [0, 1).",
        type: "readonly [number, number]",
        default: [0.9, 0.999],
      },
      eps: { description: "Added to the gradient's size, at least 0.", type: "number", default: 1e-8 },
      weightDecay: { description: "L2 penalty, at least 0.", type: "number", default: 0 },
      maximize: { description: "Climb instead of descend.", type: "boolean", default: false },
    },
    state: {
      step: "Steps made so far.",
      expAvg: "Running average of the gradient.",
      expInf: "Decaying maximum of the gradient's size.",
    },
  },
  ASGD: {
    summary: "ASGD: stochastic gradient descent with a falling rate, and an average of the parameters along the way.",
    description:
      "ASGD: stochastic gradient descent with a falling rate, and an average of the parameters along the way.",
    formula: "θ ← θ(1 − ληₜ) − ηₜg; a ← a + μₜ(θ − a); ηₜ₊₁ = γ/(1 + λγt)^α; μₜ₊₁ = 1/max(1, t − t₀)",
    source: "Polyak and Juditsky, Acceleration of stochastic approximation by averaging (1992)",
    url: "https://docs.pytorch.org/docs/stable/generated/torch.optim.ASGD.html",
    options: {
      lr: { description: "Learning rate, at least 0.", type: "Tensor | number", default: 0.01 },
      lambd: {
        description: "Decay of the weights and, over time, of the learning rate.",
        type: "number",
        default: 0.0001,
      },
      alpha: { description: "Power of the learning rate's decay.", type: "number", default: 0.75 },
      t0: { description: "The step at which averaging starts.", type: "number", default: 1000000 },
      weightDecay: { description: "L2 penalty, at least 0.", type: "number", default: 0 },
      maximize: { description: "Climb instead of descend.", type: "boolean", default: false },
    },
    state: {
      step: "Steps made so far.",
      eta: "The learning rate of the next step.",
      mu: "The weight of the next parameters in the average; 1 means that the average is the parameters.",
      ax: "The average of the parameters.",
    },
  },
  LBFGS: {
    summary: "L-BFGS: a quasi-Newton method that estimates the curvature from the last steps.",
    description:
      "L-BFGS: a quasi-Newton method that estimates the curvature from the last steps. For full batches: `step` evaluates the closure many times.",
    formula:
      "For the last steps s and changes y of the gradient H ← (I − ρsyᵀ)H(I − ρysᵀ) + ρssᵀ, ρ = 1/yᵀs; θ ← θ − γH∇f",
    source: "Liu and Nocedal, On the limited memory BFGS method for large scale optimization (1989); Schmidt's minFunc",
    url: "https://docs.pytorch.org/docs/stable/generated/torch.optim.LBFGS.html",
    options: {
      lr: {
        description: "Length of the steps, or with a line search of the first try, at least 0.",
        type: "Tensor | number",
        default: 1,
      },
      maxIter: { description: "Iterations per step.", type: "number", default: 20 },
      maxEval: {
        description: "Evaluations of the closure per step; null means `maxIter` · 5/4.",
        type: "number | null",
        default: null,
      },
      toleranceGrad: { description: "Stop when no element of the gradient is larger.", type: "number", default: 1e-7 },
      toleranceChange: {
        description: "Stop when neither the loss nor a parameter changes by more.",
        type: "number",
        default: 1e-9,
      },
      historySize: {
        description: "How many past steps the curvature is estimated from.",
        type: "number",
        default: 100,
      },
      lineSearchFn: {
        description: '`"strong_wolfe"`, or null for steps of length `lr`.',
        type: '"strong_wolfe" | null',
        default: null,
      },
    },
    state: {
      funcEvals: "Evaluations of the closure so far.",
      nIter: "Iterations so far.",
      d: "The last direction.",
      t: "The last step's length.",
      oldDirs: "Changes of the gradient.",
      oldStps: "Changes of the parameters.",
      ro: "The inverses of their products.",
      hDiag: "The scale of the first estimate of the inverse Hessian.",
      prevFlatGrad: "The gradient at the last step.",
      prevLoss: "The loss there.",
      al: "Room for the coefficients of the two loops over the last steps.",
    },
  },
  Muon: {
    summary:
      "Muon: the running average of a matrix's gradient, orthogonalized, so that all its directions count alike.",
    description:
      "Muon: the running average of a matrix's gradient, orthogonalized, so that all its directions count alike. For the matrices within a network; biases, embeddings and the last layer go to another optimizer, such as AdamW.",
    formula: "B ← μB + (1 − μ)∇f; O = NS((1 − μ)∇f + μB), or NS(B) without `nesterov`; θ ← θ(1 − γλ) − γ·r(A, B)·O",
    source:
      'Jordan et al., Muon: An optimizer for hidden layers in neural networks (2024); Liu et al., Muon is Scalable for LLM Training (2025) for `"match_rms_adamw"`',
    url: "https://docs.pytorch.org/docs/stable/generated/torch.optim.Muon.html",
    options: {
      lr: { description: "Learning rate, at least 0.", type: "Tensor | number", default: 0.001 },
      weightDecay: {
        description: "Weight decay, at least 0; the weights shrink by themselves.",
        type: "number",
        default: 0.1,
      },
      momentum: {
        description: "Decay rate of the gradient's running average, at least 0.",
        type: "number",
        default: 0.95,
      },
      nesterov: { description: "Look ahead along the average (Nesterov).", type: "boolean", default: true },
      nsCoefficients: {
        description: "The coefficients a, b and c of the orthogonalization.",
        type: "readonly [number, number, number]",
        default: [3.4445, -4.775, 2.0315],
      },
      eps: { description: "The least norm that the update is divided by.", type: "number", default: 1e-7 },
      nsSteps: { description: "Iterations of the orthogonalization, below 100.", type: "number", default: 5 },
      adjustLrFn: {
        description:
          'How the learning rate depends on the parameter\'s shape, A by B: `"original"`, times √max(1, A/B), or `"match_rms_adamw"`, times 0.2·√max(A, B); null means `"original"`.',
        type: '"match_rms_adamw" | "original" | null',
        default: null,
      },
    },
    state: { momentumBuffer: "Running average of the gradient." },
  },
  NAdam: {
    summary: "NAdam: Adam with Nesterov momentum.",
    description: "NAdam: Adam with Nesterov momentum.",
    formula:
      "μₜ = β₁(1 − ½ · 0.96^(tψ)); θ ← θ − γ((1 − μₜ)/(1 − Πμ) · g + μₜ₊₁/(1 − μₜ₊₁Πμ) · m) / (√(v/(1 − β₂ᵗ)) + ε)",
    source: "Dozat, Incorporating Nesterov Momentum into Adam (2016)",
    url: "https://docs.pytorch.org/docs/stable/generated/torch.optim.NAdam.html",
    options: {
      lr: { description: "Learning rate, at least 0.", type: "Tensor | number", default: 0.002 },
      betas: {
        description: "Decay rates of the running averages of the gradient and of its square, each in [0, 1).",
        type: "readonly [number, number]",
        default: [0.9, 0.999],
      },
      eps: { description: "Added to the denominator, at least 0.", type: "number", default: 1e-8 },
      weightDecay: { description: "Weight decay, at least 0.", type: "number", default: 0 },
      momentumDecay: { description: "Decay of the momentum, at least 0.", type: "number", default: 0.004 },
      decoupledWeightDecay: {
        description: "Shrink the weights by themselves, as AdamW does, instead of through the gradient.",
        type: "boolean",
        default: false,
      },
      maximize: { description: "Climb instead of descend.", type: "boolean", default: false },
    },
    state: {
      step: "Steps made so far.",
      muProduct: "Product of the momenta so far.",
      expAvg: "Running average of the gradient.",
      expAvgSq: "Running average of the squared gradient.",
    },
  },
  RAdam: {
    summary: "RAdam: Adam that steps by momentum alone until its average of squares can be trusted.",
    description: "RAdam: Adam that steps by momentum alone until its average of squares can be trusted.",
    formula:
      "m and v are Adam's; θ ← θ − γr · m/(1 − β₁ᵗ) · √(1 − β₂ᵗ)/(√v + ε) with r = √((l − 4)(l − 2)L / ((L − 4)(L − 2)l)), L = 2/(1 − β₂) − 1 and l = L − 2tβ₂ᵗ/(1 − β₂ᵗ), once l > 5; until then θ ← θ − γ · m/(1 − β₁ᵗ)",
    source: "Liu et al., On the variance of the adaptive learning rate and beyond (2019)",
    url: "https://docs.pytorch.org/docs/stable/generated/torch.optim.RAdam.html",
    options: {
      lr: { description: "Learning rate, at least 0.", type: "Tensor | number", default: 0.001 },
      betas: {
        description: "Decay rates of the running averages of the gradient and of its square, each in [0, 1).",
        type: "readonly [number, number]",
        default: [0.9, 0.999],
      },
      eps: { description: "Added to the denominator, at least 0.", type: "number", default: 1e-8 },
      weightDecay: { description: "Weight decay, at least 0.", type: "number", default: 0 },
      decoupledWeightDecay: {
        description: "Shrink the weights by themselves, as AdamW does, instead of through the gradient.",
        type: "boolean",
        default: false,
      },
      maximize: { description: "Climb instead of descend.", type: "boolean", default: false },
    },
    state: {
      step: "Steps made so far.",
      expAvg: "Running average of the gradient.",
      expAvgSq: "Running average of the squared gradient.",
    },
  },
  RMSprop: {
    summary: "RMSprop: gradients divided by a running average of their size.",
    description: "RMSprop: gradients divided by a running average of their size.",
    formula: "g ← ∇f + λθ; v ← αv + (1 − α)g²; centered: a ← αa + (1 − α)g, v̂ = v − a²; θ ← θ − γ g/(√v̂ + ε)",
    source:
      "Hinton, Neural Networks for Machine Learning, lecture 6 (2012); Graves, Generating Sequences With Recurrent Neural Networks (2013) for `centered`",
    url: "https://docs.pytorch.org/docs/stable/generated/torch.optim.RMSprop.html",
    options: {
      lr: { description: "Learning rate, at least 0.", type: "Tensor | number", default: 0.01 },
      alpha: { description: "Smoothing constant, at least 0.", type: "number", default: 0.99 },
      eps: { description: "Added to the denominator, at least 0.", type: "number", default: 1e-8 },
      weightDecay: { description: "L2 penalty, at least 0.", type: "number", default: 0 },
      momentum: { description: "Momentum factor, at least 0.", type: "number", default: 0 },
      centered: {
        description: "Divide by an estimate of the gradient's variance instead of its square.",
        type: "boolean",
        default: false,
      },
      maximize: { description: "Climb instead of descend.", type: "boolean", default: false },
    },
    state: {
      step: "Steps made so far.",
      squareAvg: "Running average of the squared gradient.",
      momentumBuffer: "With `momentum`.",
      gradAvg: "Running average of the gradient; with `centered`.",
    },
  },
  Rprop: {
    summary:
      "Rprop: only the gradient's sign counts; each element's step grows while it stays and shrinks when it changes.",
    description:
      "Rprop: only the gradient's sign counts; each element's step grows while it stays and shrinks when it changes. For full batches.",
    formula:
      "Where g keeps its sign s ← η₊s, where it changes s ← η₋s and g ← 0; s within its bounds; θ ← θ − s · sign(g)",
    source: "Riedmiller and Braun, A direct adaptive method for faster backpropagation learning (1993)",
    url: "https://docs.pytorch.org/docs/stable/generated/torch.optim.Rprop.html",
    options: {
      lr: { description: "The first step size, at least 0.", type: "Tensor | number", default: 0.01 },
      etas: {
        description: "Factors by which a step shrinks, in (0, 1), and grows, above 1.",
        type: "readonly [number, number]",
        default: [0.5, 1.2],
      },
      stepSizes: {
        description: "The smallest and the largest step size.",
        type: "readonly [number, number]",
        default: [0.000001, 50],
      },
      maximize: { description: "Climb instead of descend.", type: "boolean", default: false },
    },
    state: {
      step: "Steps made so far.",
      prev: "The gradient of the step before; 0 where its sign changed.",
      stepSize: "Each element's step size.",
    },
  },
  SGD: {
    summary: "SGD: stochastic gradient descent, optionally with (Nesterov) momentum.",
    description: "SGD: stochastic gradient descent, optionally with (Nesterov) momentum.",
    formula: "g ← ∇f + λθ; b ← μb + (1 − τ)g (at first b = g); θ ← θ − γb, with Nesterov θ ← θ − γ(g + μb)",
    source: "Sutskever et al., On the importance of initialization and momentum in deep learning (2013)",
    url: "https://docs.pytorch.org/docs/stable/generated/torch.optim.SGD.html",
    options: {
      lr: { description: "Learning rate, at least 0.", type: "Tensor | number", default: 0.001 },
      momentum: { description: "Momentum factor, at least 0.", type: "number", default: 0 },
      dampening: { description: "Dampening of the momentum.", type: "number", default: 0 },
      weightDecay: { description: "L2 penalty, at least 0.", type: "Tensor | number", default: 0 },
      nesterov: {
        description: "Nesterov momentum; needs a momentum and no dampening.",
        type: "boolean",
        default: false,
      },
      maximize: { description: "Climb instead of descend.", type: "boolean", default: false },
    },
    state: { momentumBuffer: "The running sum of gradients; there once a step was made with momentum." },
  },
  SparseAdam: {
    summary: "SparseAdam: Adam for sparse gradients.",
    description:
      "SparseAdam: Adam for sparse gradients. Only the rows that the gradient names are updated, averages and all. For embeddings.",
    formula:
      "In those rows m ← m + (1 − β₁)(g − m); v ← v + (1 − β₂)(g² − v); θ ← θ − γ√(1 − β₂ᵗ)/(1 − β₁ᵗ) · m/(√v + ε)",
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.optim.SparseAdam.html",
    options: {
      lr: { description: "Learning rate, above 0.", type: "Tensor | number", default: 0.001 },
      betas: {
        description: "Decay rates of the running averages of the gradient and of its square, each in [0, 1).",
        type: "readonly [number, number]",
        default: [0.9, 0.999],
      },
      eps: { description: "Added to the denominator, above 0.", type: "number", default: 1e-8 },
      maximize: { description: "Climb instead of descend.", type: "boolean", default: false },
    },
    state: {
      step: "Steps made so far.",
      expAvg: "Running average of the gradient.",
      expAvgSq: "Running average of the squared gradient.",
    },
  },
};

export const schedulerTexts: Readonly<Record<string, ClassTexts>> = {
  ChainedScheduler: {
    summary: "Several schedulers at once, each changing the rate that the one before has left.",
    description: "Several schedulers at once, each changing the rate that the one before has left.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ChainedScheduler.html",
    options: {},
  },
  SequentialLR: {
    summary: "One scheduler after the other: warm-up, then decay.",
    description: "One scheduler after the other: warm-up, then decay.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.SequentialLR.html",
    options: {
      schedulers: {
        description: "The schedulers, in the order in which they take over.",
        type: "readonly LRScheduler[]",
      },
      milestones: {
        description: "The epochs at which the next one takes over: one fewer than schedulers.",
        type: "readonly number[]",
      },
    },
  },
  CosineAnnealingLR: {
    summary: "The rate follows a cosine, down and up again.",
    description: "The rate follows a cosine, down and up again.",
    formula: null,
    source: "Loshchilov and Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts (2016), without the restarts",
    url: "https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.CosineAnnealingLR.html",
    options: {
      tMax: { description: "Epochs of half a period: from the initial rate to the least.", type: "number" },
      etaMin: { description: "The least rate.", type: "number", default: 0 },
    },
  },
  CosineAnnealingWarmRestarts: {
    summary: "The rate falls along a cosine and starts again, each time after `tMult` times as many epochs.",
    description: "The rate falls along a cosine and starts again, each time after `tMult` times as many epochs.",
    formula: null,
    source: "Loshchilov and Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts (2016)",
    url: "https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.CosineAnnealingWarmRestarts.html",
    options: {
      t0: { description: "Epochs until the first restart.", type: "number" },
      tMult: { description: "Factor of the epochs between restarts, a whole number.", type: "number", default: 1 },
      etaMin: { description: "The least rate.", type: "number", default: 0 },
    },
  },
  CyclicLR: {
    summary: "The rate goes up and down between two bounds; call `step` after each batch.",
    description: "The rate goes up and down between two bounds; call `step` after each batch.",
    formula: null,
    source: "Smith, Cyclical Learning Rates for Training Neural Networks (2015)",
    url: "https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.CyclicLR.html",
    options: {
      baseLr: {
        description: "The lowest rate, for all groups or for each.",
        type: "Tensor | number | readonly (number | Tensor)[]",
      },
      maxLr: {
        description: "The highest rate, for all groups or for each.",
        type: "Tensor | number | readonly (number | Tensor)[]",
      },
      stepSizeUp: { description: "Steps from the lowest rate to the highest.", type: "number", default: 2000 },
      stepSizeDown: { description: "Steps back; null means `stepSizeUp`.", type: "number | null", default: null },
      mode: {
        description: "Whether cycles stay as high, halve in height, or decay by `gamma` per step.",
        type: '"exp_range" | "triangular" | "triangular2"',
        default: "triangular",
      },
      gamma: { description: 'Decay of `"exp_range"`.', type: "number", default: 1 },
      scaleFn: {
        description: "Scales the height by a function of one's own, instead of `mode`.",
        type: "(x: number) => number | null",
        default: null,
      },
      scaleMode: {
        description: "What `scaleFn` is given: the cycle, from 1, or the step.",
        type: '"cycle" | "iterations"',
        default: "cycle",
      },
      cycleMomentum: { description: "Whether the momentum cycles against the rate.", type: "boolean", default: true },
      baseMomentum: {
        description: "The lowest momentum.",
        type: "Tensor | number | readonly (number | Tensor)[]",
        default: 0.8,
      },
      maxMomentum: {
        description: "The highest momentum.",
        type: "Tensor | number | readonly (number | Tensor)[]",
        default: 0.9,
      },
    },
  },
  LambdaLR: {
    summary: "The initial rate times a function of the epoch.",
    description: "The initial rate times a function of the epoch.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.LambdaLR.html",
    options: {
      lrLambda: {
        description: "The factor by epoch, for all groups or one for each.",
        type: "LrLambda | readonly LrLambda[]",
      },
    },
  },
  MultiplicativeLR: {
    summary: "The present rate times a function of the epoch.",
    description: "The present rate times a function of the epoch.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.MultiplicativeLR.html",
    options: {
      lrLambda: {
        description: "The factor by epoch, for all groups or one for each.",
        type: "LrLambda | readonly LrLambda[]",
      },
    },
  },
  OneCycleLR: {
    summary: "One cycle: the rate rises to `maxLr` and falls far below where it began; call `step` after each batch.",
    description:
      "One cycle: the rate rises to `maxLr` and falls far below where it began; call `step` after each batch.",
    formula: null,
    source: "Smith and Topin, Super-Convergence (2017)",
    url: "https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.OneCycleLR.html",
    options: {
      maxLr: {
        description: "The highest rate, for all groups or for each.",
        type: "Tensor | number | readonly (number | Tensor)[]",
      },
      totalSteps: {
        description: "Steps of the whole cycle; null means `epochs` times `stepsPerEpoch`.",
        type: "number | null",
        default: null,
      },
      epochs: {
        description: "Epochs of the whole cycle, where `totalSteps` isn't given.",
        type: "number | null",
        default: null,
      },
      stepsPerEpoch: {
        description: "Steps of an epoch, where `totalSteps` isn't given.",
        type: "number | null",
        default: null,
      },
      pctStart: {
        description: "The share of the steps in which the rate rises, between 0 and 1.",
        type: "number",
        default: 0.3,
      },
      annealStrategy: { description: "The form of rise and fall.", type: '"cos" | "linear"', default: "cos" },
      cycleMomentum: { description: "Whether the momentum cycles against the rate.", type: "boolean", default: true },
      baseMomentum: {
        description: "The lowest momentum.",
        type: "Tensor | number | readonly (number | Tensor)[]",
        default: 0.85,
      },
      maxMomentum: {
        description: "The highest momentum.",
        type: "Tensor | number | readonly (number | Tensor)[]",
        default: 0.95,
      },
      divFactor: { description: "The first rate is `maxLr / divFactor`.", type: "number", default: 25 },
      finalDivFactor: {
        description: "The last rate is the first one divided by this.",
        type: "number",
        default: 10000,
      },
      threePhase: {
        description: "Fall back to the first rate as fast as it rose, and then on to the last.",
        type: "boolean",
        default: false,
      },
    },
  },
  ReduceLROnPlateau: {
    summary: "Reduces the rate when a metric has stopped improving.",
    description: "Reduces the rate when a metric has stopped improving.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ReduceLROnPlateau.html",
    options: {
      mode: { description: "Whether the metric should fall or rise.", type: '"max" | "min"', default: "min" },
      factor: { description: "Factor of the reduction, below 1.", type: "number", default: 0.1 },
      patience: { description: "Epochs without improvement that are let pass.", type: "number", default: 10 },
      threshold: { description: "What counts as an improvement.", type: "number", default: 0.0001 },
      thresholdMode: {
        description: "Whether `threshold` is a share of the best value or a difference to it.",
        type: '"abs" | "rel"',
        default: "rel",
      },
      cooldown: { description: "Epochs after a reduction in which nothing is counted.", type: "number", default: 0 },
      minLr: {
        description: "The least rate, for all groups or for each.",
        type: "number | readonly number[]",
        default: 0,
      },
      eps: { description: "A reduction by less is not made.", type: "number", default: 1e-8 },
    },
  },
  ConstantLR: {
    summary: "The rate times a factor, until it is the full one.",
    description: "The rate times a factor, until it is the full one.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ConstantLR.html",
    options: {
      factor: {
        description: "Factor until `totalIters`, between 0 and 1.",
        type: "number",
        default: 0.3333333333333333,
      },
      totalIters: { description: "Epochs until the rate is the full one.", type: "number", default: 5 },
    },
  },
  ExponentialLR: {
    summary: "The rate times `gamma` every epoch.",
    description: "The rate times `gamma` every epoch.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ExponentialLR.html",
    options: { gamma: { description: "Factor of the decay per epoch.", type: "number" } },
  },
  LinearLR: {
    summary: "The rate times a factor that changes linearly: warm-up, or decay.",
    description: "The rate times a factor that changes linearly: warm-up, or decay.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.LinearLR.html",
    options: {
      startFactor: { description: "Factor at the start, in (0, 1].", type: "number", default: 0.3333333333333333 },
      endFactor: { description: "Factor at the end, in [0, 1].", type: "number", default: 1 },
      totalIters: { description: "Epochs from start to end.", type: "number", default: 5 },
    },
  },
  PolynomialLR: {
    summary: "The rate falls to 0 as a power of the epochs that are left.",
    description: "The rate falls to 0 as a power of the epochs that are left.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.PolynomialLR.html",
    options: {
      totalIters: { description: "Epochs until the rate is 0.", type: "number", default: 5 },
      power: { description: "The polynomial's power.", type: "number", default: 1 },
    },
  },
  MultiStepLR: {
    summary: "The rate times `gamma` at each milestone.",
    description: "The rate times `gamma` at each milestone.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.MultiStepLR.html",
    options: {
      milestones: {
        description: "The epochs after which the rate decays; one that is listed twice counts twice.",
        type: "Iterable<number>",
      },
      gamma: { description: "Factor of the decay.", type: "number", default: 0.1 },
    },
  },
  StepLR: {
    summary: "The rate times `gamma` every `stepSize` epochs.",
    description: "The rate times `gamma` every `stepSize` epochs.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.StepLR.html",
    options: {
      stepSize: { description: "Epochs between two decays.", type: "number" },
      gamma: { description: "Factor of the decay.", type: "number", default: 0.1 },
    },
  },
  SWALR: {
    summary: "Leads the rate to a fixed one, with which weights are then averaged: see `AveragedModel`.",
    description: "Leads the rate to a fixed one, with which weights are then averaged: see `AveragedModel`.",
    formula: null,
    source: "Izmailov et al., Averaging Weights Leads to Wider Optima and Better Generalization (2018)",
    url: "https://docs.pytorch.org/docs/stable/generated/torch.optim.swa_utils.SWALR.html",
    options: {
      swaLr: {
        description: "The rate to go to and stay at, for all groups or for each.",
        type: "Tensor | number | readonly (number | Tensor)[]",
      },
      annealEpochs: { description: "Epochs until it is reached.", type: "number", default: 10 },
      annealStrategy: { description: "The form of the way there.", type: '"cos" | "linear"', default: "cos" },
    },
  },
};

export const layerTexts: Readonly<Record<string, ClassTexts>> = {
  GELU: {
    summary: "x·Φ(x), with Φ the normal distribution's cumulative function.",
    description: "x·Φ(x), with Φ the normal distribution's cumulative function.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.GELU.html",
    options: {
      approximate: {
        description: '"none" (the default) for Φ itself, "tanh" for the approximation by a tanh.',
        type: '"none" | "tanh"',
      },
    },
  },
  LogSoftmax: {
    summary: "The logarithm of `Softmax`, without its overflow.",
    description: "The logarithm of `Softmax`, without its overflow.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.LogSoftmax.html",
    options: {
      dim: {
        description: "The dimension; null leaves the choice to PyTorch's old rule: 0 for 0, 1 or 3 dimensions, else 1.",
        type: "number | null",
      },
    },
  },
  ReLU: {
    summary: "max(0, x).",
    description: "max(0, x).",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.ReLU.html",
    options: {
      inplace: { description: "Whether to write the result over the input.", type: "boolean", default: false },
    },
  },
  Sigmoid: {
    summary: "1 / (1 + exp(-x)).",
    description: "1 / (1 + exp(-x)).",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.Sigmoid.html",
    options: {},
  },
  Softmax: {
    summary: "exp(x) divided by its sum along a dimension.",
    description: "exp(x) divided by its sum along a dimension.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.Softmax.html",
    options: {
      dim: {
        description: "The dimension; null leaves the choice to PyTorch's old rule: 0 for 0, 1 or 3 dimensions, else 1.",
        type: "number | null",
      },
    },
  },
  Tanh: {
    summary: "The hyperbolic tangent.",
    description: "The hyperbolic tangent.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.Tanh.html",
    options: {},
  },
  AdaptiveLogSoftmaxWithLoss: {
    summary:
      "A softmax over many classes, ordered by how frequent they are: the head scores the most frequent ones and clusters of the others, a small layer for each cluster those in it.",
    description:
      "A softmax over many classes, ordered by how frequent they are: the head scores the most frequent ones and clusters of the others, a small layer for each cluster those in it.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveLogSoftmaxWithLoss.html",
    options: {
      inFeatures: { description: "Numbers in each row of the input.", type: "number" },
      nClasses: { description: "How many classes there are.", type: "number" },
      cutoffs: {
        description: "The first class of each cluster, rising, in [1, nClasses - 1].",
        type: "readonly number[]",
      },
      divValue: {
        description: "By how much the features of each cluster are fewer than those of the one before.",
        type: "number",
        default: 4,
      },
      headBias: { description: "Whether the head adds a bias.", type: "boolean", default: false },
    },
  },
  AdaptiveAvgPool1d: {
    summary: "Averages of [batch, channels, length] over as many windows as are wanted, which cover it.",
    description: "Averages of [batch, channels, length] over as many windows as are wanted, which cover it.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool1d.html",
    options: {
      outputSize: {
        description: "One number for all dimensions, or one for each; null keeps the input's size.",
        type: "number | readonly (number | null)[] | null",
      },
    },
  },
  AdaptiveAvgPool2d: {
    summary: "Averages of [batch, channels, height, width] over as many windows as are wanted, which cover it.",
    description: "Averages of [batch, channels, height, width] over as many windows as are wanted, which cover it.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool2d.html",
    options: {
      outputSize: {
        description: "One number for all dimensions, or one for each; null keeps the input's size.",
        type: "number | readonly (number | null)[] | null",
      },
    },
  },
  AdaptiveAvgPool3d: {
    summary: "Averages of [batch, channels, depth, height, width] over as many windows as are wanted, which cover it.",
    description:
      "Averages of [batch, channels, depth, height, width] over as many windows as are wanted, which cover it.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool3d.html",
    options: {
      outputSize: {
        description: "One number for all dimensions, or one for each; null keeps the input's size.",
        type: "number | readonly (number | null)[] | null",
      },
    },
  },
  AvgPool1d: {
    summary: "The average of each window: input [batch, channels, length], or without the batch.",
    description: "The average of each window: input [batch, channels, length], or without the batch.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.AvgPool1d.html",
    options: {
      kernelSize: { description: "The window's size.", type: "number | readonly [length: number]" },
      stride: { description: "How far the window moves at a time.", type: "number | readonly [length: number] | null" },
      padding: {
        description: "Zeros added on every side, at most half of the window.",
        type: "number | readonly [length: number]",
        default: 0,
      },
      ceilMode: { description: "Whether windows that reach over the end count too.", type: "boolean", default: false },
      countIncludePad: {
        description: "Whether the zeros count in what is divided by.",
        type: "boolean",
        default: true,
      },
    },
  },
  AvgPool2d: {
    summary: "The average of each window: input [batch, channels, height, width], or without the batch.",
    description: "The average of each window: input [batch, channels, height, width], or without the batch.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.AvgPool2d.html",
    options: {
      kernelSize: { description: "The window's size.", type: "number | readonly [height: number, width: number]" },
      stride: {
        description: "How far the window moves at a time.",
        type: "number | readonly [height: number, width: number] | null",
      },
      padding: {
        description: "Zeros added on every side, at most half of the window.",
        type: "number | readonly [height: number, width: number]",
        default: 0,
      },
      ceilMode: { description: "Whether windows that reach over the end count too.", type: "boolean", default: false },
      countIncludePad: {
        description: "Whether the zeros count in what is divided by.",
        type: "boolean",
        default: true,
      },
      divisorOverride: {
        description: "What is divided by in place of the window's size; not for one dimension.",
        type: "number | null",
        default: null,
      },
    },
  },
  AvgPool3d: {
    summary: "The average of each window: input [batch, channels, depth, height, width], or without the batch.",
    description: "The average of each window: input [batch, channels, depth, height, width], or without the batch.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.AvgPool3d.html",
    options: {
      kernelSize: {
        description: "The window's size.",
        type: "number | readonly [depth: number, height: number, width: number]",
      },
      stride: {
        description: "How far the window moves at a time.",
        type: "number | readonly [depth: number, height: number, width: number] | null",
      },
      padding: {
        description: "Zeros added on every side, at most half of the window.",
        type: "number | readonly [depth: number, height: number, width: number]",
        default: 0,
      },
      ceilMode: { description: "Whether windows that reach over the end count too.", type: "boolean", default: false },
      countIncludePad: {
        description: "Whether the zeros count in what is divided by.",
        type: "boolean",
        default: true,
      },
      divisorOverride: {
        description: "What is divided by in place of the window's size; not for one dimension.",
        type: "number | null",
        default: null,
      },
    },
  },
  BatchNorm1d: {
    summary: "Normalizes each of the channels of [batch, channels] or [batch, channels, length] over the batch.",
    description: "Normalizes each of the channels of [batch, channels] or [batch, channels, length] over the batch.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm1d.html",
    options: {
      numFeatures: { description: "Channels of the input.", type: "number" },
      eps: { description: "Added to the variance.", type: "number", default: 0.00001 },
      momentum: {
        description: "How much of a batch's statistics the running ones take on; null averages over all batches.",
        type: "number | null",
        default: 0.1,
      },
      affine: {
        description: "Whether it has a weight, and unless `bias` is false a bias.",
        type: "boolean",
        default: true,
      },
      bias: { description: "Whether it has a bias, if it has a weight.", type: "boolean", default: true },
      trackRunningStats: {
        description: "Whether it keeps running statistics, to use while evaluating.",
        type: "boolean",
        default: true,
      },
    },
  },
  BatchNorm2d: {
    summary: "Normalizes each of the channels of [batch, channels, height, width] over the batch.",
    description: "Normalizes each of the channels of [batch, channels, height, width] over the batch.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm2d.html",
    options: {
      numFeatures: { description: "Channels of the input.", type: "number" },
      eps: { description: "Added to the variance.", type: "number", default: 0.00001 },
      momentum: {
        description: "How much of a batch's statistics the running ones take on; null averages over all batches.",
        type: "number | null",
        default: 0.1,
      },
      affine: {
        description: "Whether it has a weight, and unless `bias` is false a bias.",
        type: "boolean",
        default: true,
      },
      bias: { description: "Whether it has a bias, if it has a weight.", type: "boolean", default: true },
      trackRunningStats: {
        description: "Whether it keeps running statistics, to use while evaluating.",
        type: "boolean",
        default: true,
      },
    },
  },
  BatchNorm3d: {
    summary: "Normalizes each of the channels of [batch, channels, depth, height, width] over the batch.",
    description: "Normalizes each of the channels of [batch, channels, depth, height, width] over the batch.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm3d.html",
    options: {
      numFeatures: { description: "Channels of the input.", type: "number" },
      eps: { description: "Added to the variance.", type: "number", default: 0.00001 },
      momentum: {
        description: "How much of a batch's statistics the running ones take on; null averages over all batches.",
        type: "number | null",
        default: 0.1,
      },
      affine: {
        description: "Whether it has a weight, and unless `bias` is false a bias.",
        type: "boolean",
        default: true,
      },
      bias: { description: "Whether it has a bias, if it has a weight.", type: "boolean", default: true },
      trackRunningStats: {
        description: "Whether it keeps running statistics, to use while evaluating.",
        type: "boolean",
        default: true,
      },
    },
  },
  Bilinear: {
    summary: "`y = x1ᵀ A x2 + b` over the last dimensions, with a matrix A for each element of the output.",
    description: "`y = x1ᵀ A x2 + b` over the last dimensions, with a matrix A for each element of the output.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.Bilinear.html",
    options: {
      in1Features: { description: "Numbers in each row of the first input, at least 1.", type: "number" },
      in2Features: { description: "Numbers in each row of the second input.", type: "number" },
      outFeatures: { description: "Numbers in each row of the output.", type: "number" },
      bias: { description: "Whether it adds a bias.", type: "boolean", default: true },
    },
  },
  ModuleList: {
    summary: "A list of modules that a module of your own holds and calls as it likes.",
    description: "A list of modules that a module of your own holds and calls as it likes.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.ModuleList.html",
    options: { modules: { description: "What it holds at first.", type: "Iterable<M> | null" } },
  },
  Sequential: {
    summary: "Modules called one after the other, each with what the one before gave.",
    description: "Modules called one after the other, each with what the one before gave.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.Sequential.html",
    options: {
      modules: {
        description:
          "The modules or an array of them, named by their index; or one map or plain object of modules by name.",
        type: "Layer[] | [modules: readonly Layer[]] | [named: ReadonlyMap<string, Layer> | { readonly [name: string]: Layer; }]",
      },
    },
  },
  Conv1d: {
    summary:
      "The cross-correlation of signals with kernels: input [batch, inChannels, length] (or without the batch), output [batch, outChannels, ...].",
    description:
      "The cross-correlation of signals with kernels: input [batch, inChannels, length] (or without the batch), output [batch, outChannels, ...].",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv1d.html",
    options: {
      inChannels: { description: "Channels of the input.", type: "number" },
      outChannels: { description: "Channels of the output, each with a kernel of its own.", type: "number" },
      kernelSize: {
        description: "The kernels' size along each dimension, or along all of them.",
        type: "number | readonly [length: number]",
      },
      bias: { description: "Whether it adds a bias.", type: "boolean", default: true },
      paddingMode: {
        description:
          "What the padding is filled with: zeros, the input mirrored at its border, its outermost elements again, or what is at its other end.",
        type: '"circular" | "reflect" | "replicate" | "zeros"',
        default: "zeros",
      },
      stride: {
        description: "How far the kernel moves at a time.",
        type: "number | readonly [length: number]",
        default: 1,
      },
      padding: {
        description: 'Zeros added on every side; "same" keeps the sizes of the input, "valid" adds none.',
        type: '"same" | "valid" | number | readonly [length: number]',
        default: 0,
      },
      dilation: {
        description: "How far the kernel's elements lie apart.",
        type: "number | readonly [length: number]",
        default: 1,
      },
      groups: {
        description: "Into how many groups the channels are divided; each output sees its group's inputs only.",
        type: "number",
        default: 1,
      },
    },
  },
  Conv2d: {
    summary:
      "The cross-correlation of images with kernels: input [batch, inChannels, height, width] (or without the batch), output [batch, outChannels, ...].",
    description:
      "The cross-correlation of images with kernels: input [batch, inChannels, height, width] (or without the batch), output [batch, outChannels, ...].",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv2d.html",
    options: {
      inChannels: { description: "Channels of the input.", type: "number" },
      outChannels: { description: "Channels of the output, each with a kernel of its own.", type: "number" },
      kernelSize: {
        description: "The kernels' size along each dimension, or along all of them.",
        type: "number | readonly [height: number, width: number]",
      },
      bias: { description: "Whether it adds a bias.", type: "boolean", default: true },
      paddingMode: {
        description:
          "What the padding is filled with: zeros, the input mirrored at its border, its outermost elements again, or what is at its other end.",
        type: '"circular" | "reflect" | "replicate" | "zeros"',
        default: "zeros",
      },
      stride: {
        description: "How far the kernel moves at a time.",
        type: "number | readonly [height: number, width: number]",
        default: 1,
      },
      padding: {
        description: 'Zeros added on every side; "same" keeps the sizes of the input, "valid" adds none.',
        type: '"same" | "valid" | number | readonly [height: number, width: number]',
        default: 0,
      },
      dilation: {
        description: "How far the kernel's elements lie apart.",
        type: "number | readonly [height: number, width: number]",
        default: 1,
      },
      groups: {
        description: "Into how many groups the channels are divided; each output sees its group's inputs only.",
        type: "number",
        default: 1,
      },
    },
  },
  Conv3d: {
    summary:
      "The cross-correlation of volumes with kernels: input [batch, inChannels, depth, height, width] (or without the batch), output [batch, outChannels, ...].",
    description:
      "The cross-correlation of volumes with kernels: input [batch, inChannels, depth, height, width] (or without the batch), output [batch, outChannels, ...].",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv3d.html",
    options: {
      inChannels: { description: "Channels of the input.", type: "number" },
      outChannels: { description: "Channels of the output, each with a kernel of its own.", type: "number" },
      kernelSize: {
        description: "The kernels' size along each dimension, or along all of them.",
        type: "number | readonly [depth: number, height: number, width: number]",
      },
      bias: { description: "Whether it adds a bias.", type: "boolean", default: true },
      paddingMode: {
        description:
          "What the padding is filled with: zeros, the input mirrored at its border, its outermost elements again, or what is at its other end.",
        type: '"circular" | "reflect" | "replicate" | "zeros"',
        default: "zeros",
      },
      stride: {
        description: "How far the kernel moves at a time.",
        type: "number | readonly [depth: number, height: number, width: number]",
        default: 1,
      },
      padding: {
        description: 'Zeros added on every side; "same" keeps the sizes of the input, "valid" adds none.',
        type: '"same" | "valid" | number | readonly [depth: number, height: number, width: number]',
        default: 0,
      },
      dilation: {
        description: "How far the kernel's elements lie apart.",
        type: "number | readonly [depth: number, height: number, width: number]",
        default: 1,
      },
      groups: {
        description: "Into how many groups the channels are divided; each output sees its group's inputs only.",
        type: "number",
        default: 1,
      },
    },
  },
  CTCLoss: {
    summary:
      "Connectionist temporal classification: the negative log-likelihood of labels along a sequence, however they are aligned with it.",
    description:
      "Connectionist temporal classification: the negative log-likelihood of labels along a sequence, however they are aligned with it.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.CTCLoss.html",
    options: {
      blank: { description: "The class that stands for nothing.", type: "number", default: 0 },
      zeroInfinity: {
        description: "Whether infinite losses, of targets that are too long, count as zero.",
        type: "boolean",
        default: false,
      },
      reduction: {
        description: '"none" gives the loss of every element, "mean" (the default) and "sum" one number.',
        type: '"mean" | "none" | "sum"',
      },
    },
  },
  CosineSimilarity: {
    summary: "The cosine of the angle between vectors: x · y / (|x| |y|).",
    description: "The cosine of the angle between vectors: x · y / (|x| |y|).",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.CosineSimilarity.html",
    options: {
      dim: { description: "Along which dimension the vectors lie.", type: "number", default: 1 },
      eps: { description: "What lengths are at least taken for.", type: "number", default: 1e-8 },
    },
  },
  PairwiseDistance: {
    summary: "The p-norm of the differences along the last dimension.",
    description: "The p-norm of the differences along the last dimension.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.PairwiseDistance.html",
    options: {
      p: { description: "Of the norm.", type: "number", default: 2 },
      eps: { description: "Added to each difference, so that none is zero.", type: "number", default: 0.000001 },
      keepdim: { description: "Whether the last dimension stays, of size 1.", type: "boolean", default: false },
    },
  },
  AlphaDropout: {
    summary:
      "While training, sets each element to SELU's least value with probability p, and scales all so that mean and variance stay what they are.",
    description:
      "While training, sets each element to SELU's least value with probability p, and scales all so that mean and variance stay what they are.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.AlphaDropout.html",
    options: {
      p: { description: "The probability with which something is dropped, in [0, 1].", type: "number", default: 0.5 },
      inplace: { description: "Whether to write the result over the input.", type: "boolean", default: false },
    },
  },
  Dropout: {
    summary:
      "While training, sets each element to zero with probability p and divides the others by 1 - p; while evaluating, gives back its input.",
    description:
      "While training, sets each element to zero with probability p and divides the others by 1 - p; while evaluating, gives back its input.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.Dropout.html",
    options: {
      p: { description: "The probability with which something is dropped, in [0, 1].", type: "number", default: 0.5 },
      inplace: { description: "Whether to write the result over the input.", type: "boolean", default: false },
    },
  },
  Dropout1d: {
    summary:
      "While training, sets whole channels of [batch, channels, length], or without the batch, to zero with probability p and divides the others by 1 - p.",
    description:
      "While training, sets whole channels of [batch, channels, length], or without the batch, to zero with probability p and divides the others by 1 - p.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.Dropout1d.html",
    options: {
      p: { description: "The probability with which something is dropped, in [0, 1].", type: "number", default: 0.5 },
      inplace: { description: "Whether to write the result over the input.", type: "boolean", default: false },
    },
  },
  Dropout2d: {
    summary:
      "While training, sets whole channels of [batch, channels, height, width] to zero with probability p and divides the others by 1 - p.",
    description:
      "While training, sets whole channels of [batch, channels, height, width] to zero with probability p and divides the others by 1 - p.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.Dropout2d.html",
    options: {
      p: { description: "The probability with which something is dropped, in [0, 1].", type: "number", default: 0.5 },
      inplace: { description: "Whether to write the result over the input.", type: "boolean", default: false },
    },
  },
  Dropout3d: {
    summary:
      "While training, sets whole channels of [batch, channels, depth, height, width], or without the batch, to zero with probability p and divides the others by 1 - p.",
    description:
      "While training, sets whole channels of [batch, channels, depth, height, width], or without the batch, to zero with probability p and divides the others by 1 - p.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.Dropout3d.html",
    options: {
      p: { description: "The probability with which something is dropped, in [0, 1].", type: "number", default: 0.5 },
      inplace: { description: "Whether to write the result over the input.", type: "boolean", default: false },
    },
  },
  FeatureAlphaDropout: {
    summary:
      "While training, sets whole channels to SELU's least value with probability p, and scales all so that mean and variance stay what they are.",
    description:
      "While training, sets whole channels to SELU's least value with probability p, and scales all so that mean and variance stay what they are.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.FeatureAlphaDropout.html",
    options: {
      p: { description: "The probability with which something is dropped, in [0, 1].", type: "number", default: 0.5 },
      inplace: { description: "Whether to write the result over the input.", type: "boolean", default: false },
    },
  },
  Embedding: {
    summary: "A table of rows looked up by integers: input int64 of any shape, output [...input.shape, embeddingDim].",
    description:
      "A table of rows looked up by integers: input int64 of any shape, output [...input.shape, embeddingDim].",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.Embedding.html",
    options: {
      numEmbeddings: { description: "Rows of the table.", type: "number" },
      embeddingDim: { description: "Numbers in each row.", type: "number" },
      weight: { description: "A table to share instead of a new one.", type: "Tensor" },
      paddingIdx: { description: "A row that gets no gradient; negative counts from the end.", type: "number | null" },
      maxNorm: {
        description: "Rows that are looked up and longer than this are shortened to it, in place.",
        type: "number | null",
      },
      normType: { description: "The p of the norm for `maxNorm`.", type: "number", default: 2 },
      scaleGradByFreq: {
        description: "Whether to divide a row's gradient by how often the row was looked up.",
        type: "boolean",
        default: false,
      },
      sparse: {
        description: "Whether the weight's gradient is a sparse tensor of the rows that were looked up.",
        type: "boolean",
        default: false,
      },
    },
  },
  EmbeddingBag: {
    summary:
      "A table whose rows are looked up, and summed, averaged or their maxima taken by bags: input [bags, rows of each], or one dimension with the offsets at which bags begin; output [bags, embeddingDim].",
    description:
      "A table whose rows are looked up, and summed, averaged or their maxima taken by bags: input [bags, rows of each], or one dimension with the offsets at which bags begin; output [bags, embeddingDim].",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.EmbeddingBag.html",
    options: {
      numEmbeddings: { description: "Rows of the table.", type: "number" },
      embeddingDim: { description: "Columns of the table.", type: "number" },
      weight: { description: "The table, [numEmbeddings, embeddingDim]; drawn if it isn't given.", type: "Tensor" },
      mode: {
        description: "Whether a bag is the sum of its rows, their mean, or the largest of each column.",
        type: '"max" | "mean" | "sum"',
        default: "mean",
      },
      includeLastOffset: {
        description: "Whether the last offset is where the last bag ends.",
        type: "boolean",
        default: false,
      },
      paddingIdx: { description: "A row that gets no gradient; negative counts from the end.", type: "number | null" },
      maxNorm: {
        description: "Rows that are looked up and longer than this are shortened to it, in place.",
        type: "number | null",
      },
      normType: { description: "The p of the norm for `maxNorm`.", type: "number", default: 2 },
      scaleGradByFreq: {
        description: "Whether to divide a row's gradient by how often the row was looked up.",
        type: "boolean",
        default: false,
      },
      sparse: {
        description: "Whether the weight's gradient is a sparse tensor of the rows that were looked up.",
        type: "boolean",
        default: false,
      },
    },
  },
  Flatten: {
    summary: "Makes one dimension of several, by default of all but the first.",
    description: "Makes one dimension of several, by default of all but the first.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.Flatten.html",
    options: {
      startDim: { description: "The first dimension of those that become one.", type: "number", default: 1 },
      endDim: { description: "The last one.", type: "number", default: -1 },
    },
  },
  Unflatten: {
    summary: "Makes several dimensions of one: undoes `Flatten`.",
    description: "Makes several dimensions of one: undoes `Flatten`.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.Unflatten.html",
    options: {
      dim: { description: "The dimension that becomes several.", type: "number" },
      unflattenedSize: { description: "Their sizes, of which one may be -1: what is left.", type: "Shape" },
    },
  },
  FractionalMaxPool2d: {
    summary:
      "The greatest elements of windows at random places, about equally spaced: input [batch, channels, height, width], or without the batch.",
    description:
      "The greatest elements of windows at random places, about equally spaced: input [batch, channels, height, width], or without the batch. The places are PyTorch's for the same seed.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.FractionalMaxPool2d.html",
    options: {
      kernelSize: { description: "The window's size.", type: "number | readonly [height: number, width: number]" },
      outputSize: {
        description: "How many windows there are along each dimension.",
        type: "number | readonly [height: number, width: number] | null",
      },
      outputRatio: {
        description: "The same as a part of the input's sizes, each in (0, 1).",
        type: "number | readonly [height: number, width: number] | null",
      },
      returnIndices: {
        description: "Whether to return also where in its plane each element was found.",
        type: "ReturnIndices",
        default: false,
      },
      randomSamples: {
        description: "Numbers in [0, 1) that decide where windows are, [batch, channels, dimensions].",
        type: "Tensor | null",
      },
    },
  },
  FractionalMaxPool3d: {
    summary: "The same of volumes: input [batch, channels, depth, height, width], or without the batch.",
    description: "The same of volumes: input [batch, channels, depth, height, width], or without the batch.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.FractionalMaxPool3d.html",
    options: {
      kernelSize: {
        description: "The window's size.",
        type: "number | readonly [depth: number, height: number, width: number]",
      },
      outputSize: {
        description: "How many windows there are along each dimension.",
        type: "number | readonly [depth: number, height: number, width: number] | null",
      },
      outputRatio: {
        description: "The same as a part of the input's sizes, each in (0, 1).",
        type: "number | readonly [depth: number, height: number, width: number] | null",
      },
      returnIndices: {
        description: "Whether to return also where in its plane each element was found.",
        type: "ReturnIndices",
        default: false,
      },
      randomSamples: {
        description: "Numbers in [0, 1) that decide where windows are, [batch, channels, dimensions].",
        type: "Tensor | null",
      },
    },
  },
  GroupNorm: {
    summary:
      "Shifts and scales the channels of each sample of [batch, channels, ...], by groups of neighbours, to mean 0 and variance 1, then multiplies each channel by a weight and adds a bias.",
    description:
      "Shifts and scales the channels of each sample of [batch, channels, ...], by groups of neighbours, to mean 0 and variance 1, then multiplies each channel by a weight and adds a bias.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.GroupNorm.html",
    options: {
      numGroups: { description: "Groups of channels.", type: "number" },
      numChannels: { description: "Channels of the input, which the groups divide.", type: "number" },
      eps: { description: "Added to the variance.", type: "number", default: 0.00001 },
      affine: {
        description: "Whether it has a weight, and unless `bias` is false a bias.",
        type: "boolean",
        default: true,
      },
      bias: { description: "Whether it has a bias, if it has a weight.", type: "boolean", default: true },
    },
  },
  LocalResponseNorm: {
    summary:
      "Divides each element of [batch, channels, ...] by (k + alpha · the mean of the squares of neighbouring channels)^beta.",
    description:
      "Divides each element of [batch, channels, ...] by (k + alpha · the mean of the squares of neighbouring channels)^beta.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.LocalResponseNorm.html",
    options: {
      size: { description: "How many channels are neighbours, the own included.", type: "number" },
      alpha: { description: "The factor of the mean of the squares.", type: "number", default: 0.0001 },
      beta: { description: "The power that the sum is taken to.", type: "number", default: 0.75 },
      k: { description: "Added to the mean of the squares.", type: "number", default: 1 },
    },
  },
  RMSNorm: {
    summary: "Divides the last dimensions by the root of the mean of their squares, then multiplies by a weight.",
    description: "Divides the last dimensions by the root of the mean of their squares, then multiplies by a weight.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.RMSNorm.html",
    options: {
      normalizedShape: {
        description: "The sizes of the last dimensions, or the size of the last one.",
        type: "Shape | number",
      },
      eps: { description: "Added to the mean of the squares.", type: "number | null" },
      elementwiseAffine: { description: "Whether it has a weight.", type: "boolean", default: true },
    },
  },
  InstanceNorm1d: {
    summary: "Normalizes each channel of each sample of [batch, channels, length] (or without the batch) by itself.",
    description:
      "Normalizes each channel of each sample of [batch, channels, length] (or without the batch) by itself.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.InstanceNorm1d.html",
    options: {
      numFeatures: { description: "Channels of the input.", type: "number" },
      eps: { description: "Added to the variance.", type: "number", default: 0.00001 },
      momentum: {
        description: "How much of an input's statistics the running ones take on.",
        type: "number | null",
        default: 0.1,
      },
      affine: {
        description: "Whether it has a weight, and unless `bias` is false a bias.",
        type: "boolean",
        default: false,
      },
      bias: { description: "Whether it has a bias, if it has a weight.", type: "boolean", default: true },
      trackRunningStats: {
        description: "Whether it keeps running statistics, to use while evaluating.",
        type: "boolean",
        default: false,
      },
    },
  },
  InstanceNorm2d: {
    summary:
      "Normalizes each channel of each sample of [batch, channels, height, width] (or without the batch) by itself.",
    description:
      "Normalizes each channel of each sample of [batch, channels, height, width] (or without the batch) by itself.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.InstanceNorm2d.html",
    options: {
      numFeatures: { description: "Channels of the input.", type: "number" },
      eps: { description: "Added to the variance.", type: "number", default: 0.00001 },
      momentum: {
        description: "How much of an input's statistics the running ones take on.",
        type: "number | null",
        default: 0.1,
      },
      affine: {
        description: "Whether it has a weight, and unless `bias` is false a bias.",
        type: "boolean",
        default: false,
      },
      bias: { description: "Whether it has a bias, if it has a weight.", type: "boolean", default: true },
      trackRunningStats: {
        description: "Whether it keeps running statistics, to use while evaluating.",
        type: "boolean",
        default: false,
      },
    },
  },
  InstanceNorm3d: {
    summary:
      "Normalizes each channel of each sample of [batch, channels, depth, height, width] (or without the batch) by itself.",
    description:
      "Normalizes each channel of each sample of [batch, channels, depth, height, width] (or without the batch) by itself.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.InstanceNorm3d.html",
    options: {
      numFeatures: { description: "Channels of the input.", type: "number" },
      eps: { description: "Added to the variance.", type: "number", default: 0.00001 },
      momentum: {
        description: "How much of an input's statistics the running ones take on.",
        type: "number | null",
        default: 0.1,
      },
      affine: {
        description: "Whether it has a weight, and unless `bias` is false a bias.",
        type: "boolean",
        default: false,
      },
      bias: { description: "Whether it has a bias, if it has a weight.", type: "boolean", default: true },
      trackRunningStats: {
        description: "Whether it keeps running statistics, to use while evaluating.",
        type: "boolean",
        default: false,
      },
    },
  },
  LazyConv1d: {
    summary: "A `Conv1d` that infers `inChannels` from its first input, which also draws the parameters.",
    description: "A `Conv1d` that infers `inChannels` from its first input, which also draws the parameters.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.LazyConv1d.html",
    options: {
      outChannels: { description: "Channels of the output.", type: "number" },
      kernelSize: {
        description: "The kernels' size along each dimension, or along all of them.",
        type: "number | readonly [length: number]",
      },
      bias: { description: "Whether it adds a bias.", type: "boolean", default: true },
      paddingMode: {
        description:
          "What the padding is filled with: zeros, the input mirrored at its border, its outermost elements again, or what is at its other end.",
        type: '"circular" | "reflect" | "replicate" | "zeros"',
        default: "zeros",
      },
      stride: {
        description: "How far the kernel moves at a time.",
        type: "number | readonly [length: number]",
        default: 1,
      },
      padding: {
        description: 'Zeros added on every side; "same" keeps the sizes of the input, "valid" adds none.',
        type: '"same" | "valid" | number | readonly [length: number]',
        default: 0,
      },
      dilation: {
        description: "How far the kernel's elements lie apart.",
        type: "number | readonly [length: number]",
        default: 1,
      },
      groups: {
        description: "Into how many groups the channels are divided; each output sees its group's inputs only.",
        type: "number",
        default: 1,
      },
    },
  },
  LazyConv2d: {
    summary: "A `Conv2d` that infers `inChannels` from its first input, which also draws the parameters.",
    description: "A `Conv2d` that infers `inChannels` from its first input, which also draws the parameters.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.LazyConv2d.html",
    options: {
      outChannels: { description: "Channels of the output.", type: "number" },
      kernelSize: {
        description: "The kernels' size along each dimension, or along all of them.",
        type: "number | readonly [height: number, width: number]",
      },
      bias: { description: "Whether it adds a bias.", type: "boolean", default: true },
      paddingMode: {
        description:
          "What the padding is filled with: zeros, the input mirrored at its border, its outermost elements again, or what is at its other end.",
        type: '"circular" | "reflect" | "replicate" | "zeros"',
        default: "zeros",
      },
      stride: {
        description: "How far the kernel moves at a time.",
        type: "number | readonly [height: number, width: number]",
        default: 1,
      },
      padding: {
        description: 'Zeros added on every side; "same" keeps the sizes of the input, "valid" adds none.',
        type: '"same" | "valid" | number | readonly [height: number, width: number]',
        default: 0,
      },
      dilation: {
        description: "How far the kernel's elements lie apart.",
        type: "number | readonly [height: number, width: number]",
        default: 1,
      },
      groups: {
        description: "Into how many groups the channels are divided; each output sees its group's inputs only.",
        type: "number",
        default: 1,
      },
    },
  },
  LazyConv3d: {
    summary: "A `Conv3d` that infers `inChannels` from its first input, which also draws the parameters.",
    description: "A `Conv3d` that infers `inChannels` from its first input, which also draws the parameters.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.LazyConv3d.html",
    options: {
      outChannels: { description: "Channels of the output.", type: "number" },
      kernelSize: {
        description: "The kernels' size along each dimension, or along all of them.",
        type: "number | readonly [depth: number, height: number, width: number]",
      },
      bias: { description: "Whether it adds a bias.", type: "boolean", default: true },
      paddingMode: {
        description:
          "What the padding is filled with: zeros, the input mirrored at its border, its outermost elements again, or what is at its other end.",
        type: '"circular" | "reflect" | "replicate" | "zeros"',
        default: "zeros",
      },
      stride: {
        description: "How far the kernel moves at a time.",
        type: "number | readonly [depth: number, height: number, width: number]",
        default: 1,
      },
      padding: {
        description: 'Zeros added on every side; "same" keeps the sizes of the input, "valid" adds none.',
        type: '"same" | "valid" | number | readonly [depth: number, height: number, width: number]',
        default: 0,
      },
      dilation: {
        description: "How far the kernel's elements lie apart.",
        type: "number | readonly [depth: number, height: number, width: number]",
        default: 1,
      },
      groups: {
        description: "Into how many groups the channels are divided; each output sees its group's inputs only.",
        type: "number",
        default: 1,
      },
    },
  },
  LazyLinear: {
    summary: "A `Linear` that infers `inFeatures` from its first input, which also draws the parameters.",
    description: "A `Linear` that infers `inFeatures` from its first input, which also draws the parameters.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.LazyLinear.html",
    options: {
      outFeatures: { description: "Numbers in each row of the output.", type: "number" },
      bias: { description: "Whether it adds a bias.", type: "boolean", default: true },
    },
  },
  LazyBatchNorm1d: {
    summary: "A `BatchNorm1d` that infers `numFeatures` from its first input.",
    description: "A `BatchNorm1d` that infers `numFeatures` from its first input.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.LazyBatchNorm1d.html",
    options: {
      eps: { description: "Added to the variance.", type: "number", default: 0.00001 },
      momentum: {
        description: "How much of a batch's statistics the running ones take on; null averages over all batches.",
        type: "number | null",
        default: 0.1,
      },
      affine: {
        description: "Whether it has a weight, and unless `bias` is false a bias.",
        type: "boolean",
        default: true,
      },
      bias: { description: "Whether it has a bias, if it has a weight.", type: "boolean", default: true },
      trackRunningStats: {
        description: "Whether it keeps running statistics, to use while evaluating.",
        type: "boolean",
        default: true,
      },
    },
  },
  LazyBatchNorm2d: {
    summary: "A `BatchNorm2d` that infers `numFeatures` from its first input.",
    description: "A `BatchNorm2d` that infers `numFeatures` from its first input.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.LazyBatchNorm2d.html",
    options: {
      eps: { description: "Added to the variance.", type: "number", default: 0.00001 },
      momentum: {
        description: "How much of a batch's statistics the running ones take on; null averages over all batches.",
        type: "number | null",
        default: 0.1,
      },
      affine: {
        description: "Whether it has a weight, and unless `bias` is false a bias.",
        type: "boolean",
        default: true,
      },
      bias: { description: "Whether it has a bias, if it has a weight.", type: "boolean", default: true },
      trackRunningStats: {
        description: "Whether it keeps running statistics, to use while evaluating.",
        type: "boolean",
        default: true,
      },
    },
  },
  LazyBatchNorm3d: {
    summary: "A `BatchNorm3d` that infers `numFeatures` from its first input.",
    description: "A `BatchNorm3d` that infers `numFeatures` from its first input.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.LazyBatchNorm3d.html",
    options: {
      eps: { description: "Added to the variance.", type: "number", default: 0.00001 },
      momentum: {
        description: "How much of a batch's statistics the running ones take on; null averages over all batches.",
        type: "number | null",
        default: 0.1,
      },
      affine: {
        description: "Whether it has a weight, and unless `bias` is false a bias.",
        type: "boolean",
        default: true,
      },
      bias: { description: "Whether it has a bias, if it has a weight.", type: "boolean", default: true },
      trackRunningStats: {
        description: "Whether it keeps running statistics, to use while evaluating.",
        type: "boolean",
        default: true,
      },
    },
  },
  LazyInstanceNorm1d: {
    summary: "An `InstanceNorm1d` that infers `numFeatures` from its first input.",
    description:
      "An `InstanceNorm1d` that infers `numFeatures` from its first input. Unlike that, it scales and keeps running statistics unless told otherwise.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.LazyInstanceNorm1d.html",
    options: {
      eps: { description: "Added to the variance.", type: "number", default: 0.00001 },
      momentum: {
        description: "How much of a batch's statistics the running ones take on; null averages over all batches.",
        type: "number | null",
        default: 0.1,
      },
      affine: {
        description: "Whether it has a weight, and unless `bias` is false a bias.",
        type: "boolean",
        default: true,
      },
      bias: { description: "Whether it has a bias, if it has a weight.", type: "boolean", default: true },
      trackRunningStats: {
        description: "Whether it keeps running statistics, to use while evaluating.",
        type: "boolean",
        default: true,
      },
    },
  },
  LazyInstanceNorm2d: {
    summary: "An `InstanceNorm2d` that infers `numFeatures` from its first input.",
    description:
      "An `InstanceNorm2d` that infers `numFeatures` from its first input. Unlike that, it scales and keeps running statistics unless told otherwise.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.LazyInstanceNorm2d.html",
    options: {
      eps: { description: "Added to the variance.", type: "number", default: 0.00001 },
      momentum: {
        description: "How much of a batch's statistics the running ones take on; null averages over all batches.",
        type: "number | null",
        default: 0.1,
      },
      affine: {
        description: "Whether it has a weight, and unless `bias` is false a bias.",
        type: "boolean",
        default: true,
      },
      bias: { description: "Whether it has a bias, if it has a weight.", type: "boolean", default: true },
      trackRunningStats: {
        description: "Whether it keeps running statistics, to use while evaluating.",
        type: "boolean",
        default: true,
      },
    },
  },
  LazyInstanceNorm3d: {
    summary: "An `InstanceNorm3d` that infers `numFeatures` from its first input.",
    description:
      "An `InstanceNorm3d` that infers `numFeatures` from its first input. Unlike that, it scales and keeps running statistics unless told otherwise.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.LazyInstanceNorm3d.html",
    options: {
      eps: { description: "Added to the variance.", type: "number", default: 0.00001 },
      momentum: {
        description: "How much of a batch's statistics the running ones take on; null averages over all batches.",
        type: "number | null",
        default: 0.1,
      },
      affine: {
        description: "Whether it has a weight, and unless `bias` is false a bias.",
        type: "boolean",
        default: true,
      },
      bias: { description: "Whether it has a bias, if it has a weight.", type: "boolean", default: true },
      trackRunningStats: {
        description: "Whether it keeps running statistics, to use while evaluating.",
        type: "boolean",
        default: true,
      },
    },
  },
  LazyConvTranspose1d: {
    summary: "A `ConvTranspose1d` that infers `inChannels` from its first input, which also draws the parameters.",
    description: "A `ConvTranspose1d` that infers `inChannels` from its first input, which also draws the parameters.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.LazyConvTranspose1d.html",
    options: {
      outChannels: { description: "Channels of the output.", type: "number" },
      kernelSize: {
        description: "The kernels' size along each dimension, or along all of them.",
        type: "number | readonly [length: number]",
      },
      bias: { description: "Whether it adds a bias.", type: "boolean", default: true },
      paddingMode: { description: "There is only one.", type: '"zeros"', default: "zeros" },
      stride: {
        description: "How far the kernel moves at a time in the output.",
        type: "number | readonly [length: number]",
        default: 1,
      },
      padding: {
        description: "How much is cut off on every side of the output.",
        type: "number | readonly [length: number]",
        default: 0,
      },
      outputPadding: {
        description: "How much larger the output is at the end: convolutions with a stride make one size of several.",
        type: "number | readonly [length: number]",
        default: 0,
      },
      groups: {
        description: "Into how many groups the channels are divided; each output sees its group's inputs only.",
        type: "number",
        default: 1,
      },
      dilation: {
        description: "How far the kernel's elements lie apart.",
        type: "number | readonly [length: number]",
        default: 1,
      },
    },
  },
  LazyConvTranspose2d: {
    summary: "A `ConvTranspose2d` that infers `inChannels` from its first input, which also draws the parameters.",
    description: "A `ConvTranspose2d` that infers `inChannels` from its first input, which also draws the parameters.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.LazyConvTranspose2d.html",
    options: {
      outChannels: { description: "Channels of the output.", type: "number" },
      kernelSize: {
        description: "The kernels' size along each dimension, or along all of them.",
        type: "number | readonly [height: number, width: number]",
      },
      bias: { description: "Whether it adds a bias.", type: "boolean", default: true },
      paddingMode: { description: "There is only one.", type: '"zeros"', default: "zeros" },
      stride: {
        description: "How far the kernel moves at a time in the output.",
        type: "number | readonly [height: number, width: number]",
        default: 1,
      },
      padding: {
        description: "How much is cut off on every side of the output.",
        type: "number | readonly [height: number, width: number]",
        default: 0,
      },
      outputPadding: {
        description: "How much larger the output is at the end: convolutions with a stride make one size of several.",
        type: "number | readonly [height: number, width: number]",
        default: 0,
      },
      groups: {
        description: "Into how many groups the channels are divided; each output sees its group's inputs only.",
        type: "number",
        default: 1,
      },
      dilation: {
        description: "How far the kernel's elements lie apart.",
        type: "number | readonly [height: number, width: number]",
        default: 1,
      },
    },
  },
  LazyConvTranspose3d: {
    summary: "A `ConvTranspose3d` that infers `inChannels` from its first input, which also draws the parameters.",
    description: "A `ConvTranspose3d` that infers `inChannels` from its first input, which also draws the parameters.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.LazyConvTranspose3d.html",
    options: {
      outChannels: { description: "Channels of the output.", type: "number" },
      kernelSize: {
        description: "The kernels' size along each dimension, or along all of them.",
        type: "number | readonly [depth: number, height: number, width: number]",
      },
      bias: { description: "Whether it adds a bias.", type: "boolean", default: true },
      paddingMode: { description: "There is only one.", type: '"zeros"', default: "zeros" },
      stride: {
        description: "How far the kernel moves at a time in the output.",
        type: "number | readonly [depth: number, height: number, width: number]",
        default: 1,
      },
      padding: {
        description: "How much is cut off on every side of the output.",
        type: "number | readonly [depth: number, height: number, width: number]",
        default: 0,
      },
      outputPadding: {
        description: "How much larger the output is at the end: convolutions with a stride make one size of several.",
        type: "number | readonly [depth: number, height: number, width: number]",
        default: 0,
      },
      groups: {
        description: "Into how many groups the channels are divided; each output sees its group's inputs only.",
        type: "number",
        default: 1,
      },
      dilation: {
        description: "How far the kernel's elements lie apart.",
        type: "number | readonly [depth: number, height: number, width: number]",
        default: 1,
      },
    },
  },
  GaussianNLLLoss: {
    summary:
      "The negative log-likelihood of a target under normal distributions, of which the input has the means and a third tensor the variances: (log v + (x - t)² / v) / 2.",
    description:
      "The negative log-likelihood of a target under normal distributions, of which the input has the means and a third tensor the variances: (log v + (x - t)² / v) / 2.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.GaussianNLLLoss.html",
    options: {
      full: { description: "Whether to add the constant log(2π) / 2.", type: "boolean", default: false },
      eps: { description: "What variances are at least taken for.", type: "number", default: 0.000001 },
      reduction: {
        description: '"none" gives the loss of every element, "mean" (the default) and "sum" one number.',
        type: '"mean" | "none" | "sum"',
      },
    },
  },
  KLDivLoss: {
    summary:
      "The Kullback-Leibler divergence of a target, probabilities, from the input, logarithms of such: t (log t - x).",
    description:
      "The Kullback-Leibler divergence of a target, probabilities, from the input, logarithms of such: t (log t - x).",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.KLDivLoss.html",
    options: {
      reduction: {
        description: 'As of other losses, or "batchmean": the sum divided by the size of the first dimension.',
        type: '"batchmean" | "mean" | "none" | "sum"',
        default: "mean",
      },
      logTarget: { description: "Whether the target is given as logarithms too.", type: "boolean", default: false },
    },
  },
  PoissonNLLLoss: {
    summary: "The negative log-likelihood of counts under Poisson distributions: exp(x) - t x, or x - t log(x + eps).",
    description:
      "The negative log-likelihood of counts under Poisson distributions: exp(x) - t x, or x - t log(x + eps).",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.PoissonNLLLoss.html",
    options: {
      logInput: {
        description: "Whether the input is the logarithm of the expected count.",
        type: "boolean",
        default: true,
      },
      full: {
        description: "Whether to add Stirling's approximation of log t!, for targets above 1.",
        type: "boolean",
        default: false,
      },
      eps: {
        description: "Added to an input that is no logarithm, whose logarithm is taken.",
        type: "number",
        default: 1e-8,
      },
      reduction: {
        description: '"none" gives the loss of every element, "mean" (the default) and "sum" one number.',
        type: '"mean" | "none" | "sum"',
      },
    },
  },
  Identity: {
    summary: "Gives back its input.",
    description: "Gives back its input.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.Identity.html",
    options: {},
  },
  Linear: {
    summary: "`y = x Aᵀ + b` over the last dimension: input [..., inFeatures], output [..., outFeatures].",
    description: "`y = x Aᵀ + b` over the last dimension: input [..., inFeatures], output [..., outFeatures].",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.Linear.html",
    options: {
      inFeatures: { description: "Numbers in each row of the input.", type: "number" },
      outFeatures: { description: "Numbers in each row of the output.", type: "number" },
      bias: { description: "Whether it adds a bias.", type: "boolean", default: true },
    },
  },
  LinearCrossEntropyLoss: {
    summary: "A linear layer to the scores of classes, and the cross entropy of these.",
    description: "A linear layer to the scores of classes, and the cross entropy of these.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.LinearCrossEntropyLoss.html",
    options: {
      inFeatures: { description: "Numbers in each row of the input.", type: "number" },
      numClasses: { description: "How many classes there are.", type: "number" },
      outFeatures: { description: "Further dimensions of the target, behind the batch.", type: "Shape" },
      bias: { description: "Whether the linear layer adds a bias.", type: "boolean", default: false },
      weight: { description: "A factor for each class.", type: "Tensor | null" },
      ignoreIndex: { description: "A target that counts for nothing.", type: "number | null" },
      labelSmoothing: {
        description: "In [0, 1]: how much of the target is spread evenly over all classes.",
        type: "number",
        default: 0,
      },
      options: { description: "PyTorch's way to work in chunks, which there is no need for.", type: "null" },
      reduction: {
        description: '"none" gives the loss of every element, "mean" (the default) and "sum" one number.',
        type: '"mean" | "none" | "sum"',
      },
    },
  },
  BCELoss: {
    summary: "The cross entropy of a probability with a target in [0, 1].",
    description: "The cross entropy of a probability with a target in [0, 1].",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.BCELoss.html",
    options: {
      reduction: {
        description: '"none" gives the loss of every element, "mean" (the default) and "sum" one number.',
        type: '"mean" | "none" | "sum"',
      },
      weight: { description: "A factor for each element, broadcasts.", type: "Tensor | null" },
    },
  },
  BCEWithLogitsLoss: {
    summary: "`BCELoss` of sigmoid(input), exact also where the sigmoid would round to 0 or 1.",
    description: "`BCELoss` of sigmoid(input), exact also where the sigmoid would round to 0 or 1.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.BCEWithLogitsLoss.html",
    options: {
      reduction: {
        description: '"none" gives the loss of every element, "mean" (the default) and "sum" one number.',
        type: '"mean" | "none" | "sum"',
      },
      weight: { description: "A factor for each element, broadcasts.", type: "Tensor | null" },
      posWeight: { description: "A factor for the positive part of each element, broadcasts.", type: "Tensor | null" },
    },
  },
  CrossEntropyLoss: {
    summary: "The cross entropy of softmax(input) with the right class (int64), or with probabilities of all classes.",
    description:
      "The cross entropy of softmax(input) with the right class (int64), or with probabilities of all classes.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html",
    options: {
      weight: {
        description:
          "A factor for each class. The mean then divides by the sum of the factors of the classes asked for.",
        type: "Tensor | null",
      },
      ignoreIndex: { description: "Positions with this target count for nothing.", type: "number", default: -100 },
      reduction: {
        description: '"none" gives the loss of every element, "mean" (the default) and "sum" one number.',
        type: '"mean" | "none" | "sum"',
      },
      labelSmoothing: {
        description: "In [0, 1]: how much of the target is spread evenly over all classes.",
        type: "number",
        default: 0,
      },
    },
  },
  HuberLoss: {
    summary: "Half the squared error up to delta, from there on linear: delta (|x - t| - delta / 2).",
    description: "Half the squared error up to delta, from there on linear: delta (|x - t| - delta / 2).",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.HuberLoss.html",
    options: {
      reduction: {
        description: '"none" gives the loss of every element, "mean" (the default) and "sum" one number.',
        type: '"mean" | "none" | "sum"',
      },
      delta: { description: "From where on the loss is linear, positive.", type: "number", default: 1 },
    },
  },
  L1Loss: {
    summary: "The absolute error |x - t|.",
    description: "The absolute error |x - t|.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.L1Loss.html",
    options: {
      reduction: {
        description: '"none" gives the loss of every element, "mean" (the default) and "sum" one number.',
        type: '"mean" | "none" | "sum"',
      },
    },
  },
  MSELoss: {
    summary: "The squared error (x - t)².",
    description: "The squared error (x - t)².",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.MSELoss.html",
    options: {
      reduction: {
        description: '"none" gives the loss of every element, "mean" (the default) and "sum" one number.',
        type: '"mean" | "none" | "sum"',
      },
    },
  },
  NLLLoss: {
    summary:
      "The negative of the log-probability of the right class: `CrossEntropyLoss` for input that is log-probabilities.",
    description:
      "The negative of the log-probability of the right class: `CrossEntropyLoss` for input that is log-probabilities.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.NLLLoss.html",
    options: {
      weight: {
        description:
          "A factor for each class. The mean then divides by the sum of the factors of the classes asked for.",
        type: "Tensor | null",
      },
      ignoreIndex: { description: "Positions with this target count for nothing.", type: "number", default: -100 },
      reduction: {
        description: '"none" gives the loss of every element, "mean" (the default) and "sum" one number.',
        type: '"mean" | "none" | "sum"',
      },
    },
  },
  SmoothL1Loss: {
    summary: "The absolute error, squared where it is below beta: (x - t)² / (2 beta), else |x - t| - beta / 2.",
    description: "The absolute error, squared where it is below beta: (x - t)² / (2 beta), else |x - t| - beta / 2.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.SmoothL1Loss.html",
    options: {
      reduction: {
        description: '"none" gives the loss of every element, "mean" (the default) and "sum" one number.',
        type: '"mean" | "none" | "sum"',
      },
      beta: { description: "Up to where the error is squared, not negative.", type: "number", default: 1 },
    },
  },
  CosineEmbeddingLoss: {
    summary: "1 - cos(x1, x2) where the target is 1, max(0, cos(x1, x2) - margin) where it is -1.",
    description: "1 - cos(x1, x2) where the target is 1, max(0, cos(x1, x2) - margin) where it is -1.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.CosineEmbeddingLoss.html",
    options: {
      reduction: {
        description: '"none" gives the loss of every element, "mean" (the default) and "sum" one number.',
        type: '"mean" | "none" | "sum"',
      },
      margin: {
        description: "Up to which cosine vectors are far enough apart, in [-1, 1].",
        type: "number",
        default: 0,
      },
    },
  },
  HingeEmbeddingLoss: {
    summary: "x where the target is 1, max(0, margin - x) where it is -1: for distances of what is alike or isn't.",
    description: "x where the target is 1, max(0, margin - x) where it is -1: for distances of what is alike or isn't.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.HingeEmbeddingLoss.html",
    options: {
      reduction: {
        description: '"none" gives the loss of every element, "mean" (the default) and "sum" one number.',
        type: '"mean" | "none" | "sum"',
      },
      margin: { description: "How far apart is far enough.", type: "number", default: 1 },
    },
  },
  MarginRankingLoss: {
    summary:
      "max(0, -t (x1 - x2) + margin): the first is to be larger where the target is 1, the second where it is -1.",
    description:
      "max(0, -t (x1 - x2) + margin): the first is to be larger where the target is 1, the second where it is -1.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.MarginRankingLoss.html",
    options: {
      reduction: {
        description: '"none" gives the loss of every element, "mean" (the default) and "sum" one number.',
        type: '"mean" | "none" | "sum"',
      },
      margin: { description: "How much larger is asked for.", type: "number", default: 0 },
    },
  },
  MultiLabelMarginLoss: {
    summary: "By how much the scores of several right classes don't exceed the others' by 1.",
    description:
      "By how much the scores of several right classes don't exceed the others' by 1. Target: of the input's shape, the right classes, then -1.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.MultiLabelMarginLoss.html",
    options: {
      reduction: {
        description: '"none" gives the loss of every element, "mean" (the default) and "sum" one number.',
        type: '"mean" | "none" | "sum"',
      },
    },
  },
  MultiLabelSoftMarginLoss: {
    summary: "The mean over the classes of -(t log σ(x) + (1 - t) log σ(-x)): each class by itself is right or not.",
    description:
      "The mean over the classes of -(t log σ(x) + (1 - t) log σ(-x)): each class by itself is right or not.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.MultiLabelSoftMarginLoss.html",
    options: {
      reduction: {
        description: '"none" gives the loss of every element, "mean" (the default) and "sum" one number.',
        type: '"mean" | "none" | "sum"',
      },
      weight: { description: "A factor for each element, broadcasts.", type: "Tensor | null" },
    },
  },
  MultiMarginLoss: {
    summary: "By how much the right class's score doesn't exceed the others' by a margin, averaged over all classes.",
    description:
      "By how much the right class's score doesn't exceed the others' by a margin, averaged over all classes.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.MultiMarginLoss.html",
    options: {
      p: { description: "The power of what is below the margin, 1 or 2.", type: "number", default: 1 },
      weight: { description: "A factor for each class.", type: "Tensor | null" },
      margin: { description: "How much further than just right is asked for.", type: "number" },
      reduction: {
        description: '"none" gives the loss of every element, "mean" (the default) and "sum" one number.',
        type: '"mean" | "none" | "sum"',
      },
    },
  },
  SoftMarginLoss: {
    summary: "log(1 + exp(-t x)), for targets of 1 and -1.",
    description: "log(1 + exp(-t x)), for targets of 1 and -1.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.SoftMarginLoss.html",
    options: {
      reduction: {
        description: '"none" gives the loss of every element, "mean" (the default) and "sum" one number.',
        type: '"mean" | "none" | "sum"',
      },
    },
  },
  TripletMarginLoss: {
    summary: "max(0, |anchor - positive| - |anchor - negative| + margin).",
    description: "max(0, |anchor - positive| - |anchor - negative| + margin).",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.TripletMarginLoss.html",
    options: {
      p: { description: "Of the norm.", type: "number", default: 2 },
      eps: { description: "Added to each difference, so that none is zero.", type: "number", default: 0.000001 },
      swap: {
        description: "Whether the positive stands for the anchor where it is nearer to the negative.",
        type: "boolean",
        default: false,
      },
      margin: { description: "How much further than just right is asked for.", type: "number" },
      reduction: {
        description: '"none" gives the loss of every element, "mean" (the default) and "sum" one number.',
        type: '"mean" | "none" | "sum"',
      },
    },
  },
  ModuleDict: {
    summary: "Modules by name, that a module of your own holds and calls as it likes.",
    description:
      "Modules by name, that a module of your own holds and calls as it likes. The names are properties, so that none can be that of a method, and those that are numbers come first.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.ModuleDict.html",
    options: {
      modules: {
        description: "What it holds at first: a map, a plain object, or pairs.",
        type: "Iterable<readonly [name: string, module: M]> | ReadonlyMap<string, M> | { readonly [name: string]: M; } | null",
      },
    },
  },
  MultiheadAttention: {
    summary:
      "Attention of several heads: queries, keys and values are multiplied by weights and cut into heads, each of which attends by itself; what they find is joined and multiplied by a weight.",
    description:
      "Attention of several heads: queries, keys and values are multiplied by weights and cut into heads, each of which attends by itself; what they find is joined and multiplied by a weight.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.MultiheadAttention.html",
    options: {
      embedDim: { description: "Numbers in a query, and in what it finds.", type: "number" },
      numHeads: { description: "Heads, which divide `embedDim`.", type: "number" },
      dropout: { description: "The probability of dropping a weight, while training.", type: "number", default: 0 },
      bias: { description: "Whether the projections add biases.", type: "boolean", default: true },
      addBiasKv: { description: "Whether to add a key and a value that are learned.", type: "boolean", default: false },
      addZeroAttn: { description: "Whether to add a key and a value of zeros.", type: "boolean", default: false },
      kdim: { description: "Numbers in a key; null for as many as in a query.", type: "number | null", default: null },
      vdim: {
        description: "Numbers in a value; null for as many as in a query.",
        type: "number | null",
        default: null,
      },
      batchFirst: {
        description: "Whether inputs and outputs are [batch, length, size] instead of [length, batch, size].",
        type: "boolean",
        default: false,
      },
    },
  },
  GLU: {
    summary: "The first half along a dimension times the sigmoid of the second one.",
    description: "The first half along a dimension times the sigmoid of the second one.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.GLU.html",
    options: { dim: { description: "The dimension that is halved.", type: "number", default: -1 } },
  },
  Hardsigmoid: {
    summary: "0 up to -3, 1 from 3 on, x / 6 + 1 / 2 between them.",
    description: "0 up to -3, 1 from 3 on, x / 6 + 1 / 2 between them.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.Hardsigmoid.html",
    options: {
      inplace: { description: "Whether to write the result over the input.", type: "boolean", default: false },
    },
  },
  Hardswish: {
    summary: "0 up to -3, x from 3 on, x · (x + 3) / 6 between them.",
    description: "0 up to -3, x from 3 on, x · (x + 3) / 6 between them.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.Hardswish.html",
    options: {
      inplace: { description: "Whether to write the result over the input.", type: "boolean", default: false },
    },
  },
  LogSigmoid: {
    summary: "log(1 / (1 + exp(-x))).",
    description: "log(1 / (1 + exp(-x))).",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.LogSigmoid.html",
    options: {},
  },
  Mish: {
    summary: "x · tanh(log(1 + exp(x))).",
    description: "x · tanh(log(1 + exp(x))).",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.Mish.html",
    options: {
      inplace: { description: "Whether to write the result over the input.", type: "boolean", default: false },
    },
  },
  ReLU6: {
    summary: "x kept between 0 and 6.",
    description: "x kept between 0 and 6.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.ReLU6.html",
    options: {
      inplace: { description: "Whether to write the result over the input.", type: "boolean", default: false },
    },
  },
  SELU: {
    summary: "1.0507 · (x where it is positive, else 1.6733 · (exp(x) - 1)).",
    description: "1.0507 · (x where it is positive, else 1.6733 · (exp(x) - 1)).",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.SELU.html",
    options: {
      inplace: { description: "Whether to write the result over the input.", type: "boolean", default: false },
    },
  },
  SiLU: {
    summary: "x / (1 + exp(-x)).",
    description: "x / (1 + exp(-x)).",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.SiLU.html",
    options: {
      inplace: { description: "Whether to write the result over the input.", type: "boolean", default: false },
    },
  },
  Softmax2d: {
    summary: "`Softmax` over the channels of [batch, channels, height, width] or [channels, height, width].",
    description: "`Softmax` over the channels of [batch, channels, height, width] or [channels, height, width].",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.Softmax2d.html",
    options: {},
  },
  Softmin: {
    summary: "exp(-x) divided by its sum along a dimension.",
    description: "exp(-x) divided by its sum along a dimension.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.Softmin.html",
    options: {
      dim: {
        description: "The dimension; null leaves the choice to PyTorch's old rule: 0 for 0, 1 or 3 dimensions, else 1.",
        type: "number | null",
      },
    },
  },
  Softsign: {
    summary: "x / (1 + |x|).",
    description: "x / (1 + |x|).",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.Softsign.html",
    options: {},
  },
  Tanhshrink: {
    summary: "x - tanh(x).",
    description: "x - tanh(x).",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.Tanhshrink.html",
    options: {},
  },
  LayerNorm: {
    summary:
      "Shifts and scales the last dimensions to mean 0 and variance 1, then multiplies by a weight and adds a bias.",
    description:
      "Shifts and scales the last dimensions to mean 0 and variance 1, then multiplies by a weight and adds a bias.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.LayerNorm.html",
    options: {
      normalizedShape: {
        description: "The sizes of the last dimensions, or the size of the last one.",
        type: "Shape | number",
      },
      eps: { description: "Added to the variance.", type: "number", default: 0.00001 },
      elementwiseAffine: {
        description: "Whether it has a weight, and unless `bias` is false a bias.",
        type: "boolean",
        default: true,
      },
      bias: { description: "Whether it has a bias, if it has a weight.", type: "boolean", default: true },
    },
  },
  CircularPad1d: {
    summary:
      "Continues signals beyond their ends with what is at the other end: input [batch, channels, length], or without the batch.",
    description:
      "Continues signals beyond their ends with what is at the other end: input [batch, channels, length], or without the batch.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.CircularPad1d.html",
    options: {
      padding: {
        description:
          "What is added before and after each dimension, from the last one on, or on every side; negative amounts are cut off.",
        type: "number | readonly [left: number, right: number]",
      },
    },
  },
  CircularPad2d: {
    summary:
      "Continues images beyond their ends with what is at the other end: input [batch, channels, height, width], or without the batch.",
    description:
      "Continues images beyond their ends with what is at the other end: input [batch, channels, height, width], or without the batch.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.CircularPad2d.html",
    options: {
      padding: {
        description:
          "What is added before and after each dimension, from the last one on, or on every side; negative amounts are cut off.",
        type: "number | readonly [left: number, right: number, top: number, bottom: number]",
      },
    },
  },
  CircularPad3d: {
    summary:
      "Continues volumes beyond their ends with what is at the other end: input [batch, channels, depth, height, width], or without the batch.",
    description:
      "Continues volumes beyond their ends with what is at the other end: input [batch, channels, depth, height, width], or without the batch.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.CircularPad3d.html",
    options: {
      padding: {
        description:
          "What is added before and after each dimension, from the last one on, or on every side; negative amounts are cut off.",
        type: "number | readonly [left: number, right: number, top: number, bottom: number, front: number, back: number]",
      },
    },
  },
  ConstantPad1d: {
    summary: "Adds a value around signals: input [batch, channels, length], or without the batch.",
    description: "Adds a value around signals: input [batch, channels, length], or without the batch.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.ConstantPad1d.html",
    options: {
      padding: {
        description:
          "What is added before and after each dimension, from the last one on, or on every side; negative amounts are cut off.",
        type: "number | readonly [left: number, right: number]",
      },
      value: { description: "The value that is added.", type: "number" },
    },
  },
  ConstantPad2d: {
    summary: "Adds a value around images: input [batch, channels, height, width], or without the batch.",
    description: "Adds a value around images: input [batch, channels, height, width], or without the batch.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.ConstantPad2d.html",
    options: {
      padding: {
        description:
          "What is added before and after each dimension, from the last one on, or on every side; negative amounts are cut off.",
        type: "number | readonly [left: number, right: number, top: number, bottom: number]",
      },
      value: { description: "The value that is added.", type: "number" },
    },
  },
  ConstantPad3d: {
    summary: "Adds a value around volumes: input [batch, channels, depth, height, width], or without the batch.",
    description: "Adds a value around volumes: input [batch, channels, depth, height, width], or without the batch.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.ConstantPad3d.html",
    options: {
      padding: {
        description:
          "What is added before and after each dimension, from the last one on, or on every side; negative amounts are cut off.",
        type: "number | readonly [left: number, right: number, top: number, bottom: number, front: number, back: number]",
      },
      value: { description: "The value that is added.", type: "number" },
    },
  },
  ReflectionPad1d: {
    summary: "Adds the mirror images of signals around them: input [batch, channels, length], or without the batch.",
    description:
      "Adds the mirror images of signals around them: input [batch, channels, length], or without the batch.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.ReflectionPad1d.html",
    options: {
      padding: {
        description:
          "What is added before and after each dimension, from the last one on, or on every side; negative amounts are cut off.",
        type: "number | readonly [left: number, right: number]",
      },
    },
  },
  ReflectionPad2d: {
    summary:
      "Adds the mirror images of images around them: input [batch, channels, height, width], or without the batch.",
    description:
      "Adds the mirror images of images around them: input [batch, channels, height, width], or without the batch.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.ReflectionPad2d.html",
    options: {
      padding: {
        description:
          "What is added before and after each dimension, from the last one on, or on every side; negative amounts are cut off.",
        type: "number | readonly [left: number, right: number, top: number, bottom: number]",
      },
    },
  },
  ReflectionPad3d: {
    summary:
      "Adds the mirror images of volumes around them: input [batch, channels, depth, height, width], or without the batch.",
    description:
      "Adds the mirror images of volumes around them: input [batch, channels, depth, height, width], or without the batch.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.ReflectionPad3d.html",
    options: {
      padding: {
        description:
          "What is added before and after each dimension, from the last one on, or on every side; negative amounts are cut off.",
        type: "number | readonly [left: number, right: number, top: number, bottom: number, front: number, back: number]",
      },
    },
  },
  ReplicationPad1d: {
    summary:
      "Adds the outermost elements of signals around them: input [batch, channels, length], or without the batch.",
    description:
      "Adds the outermost elements of signals around them: input [batch, channels, length], or without the batch.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.ReplicationPad1d.html",
    options: {
      padding: {
        description:
          "What is added before and after each dimension, from the last one on, or on every side; negative amounts are cut off.",
        type: "number | readonly [left: number, right: number]",
      },
    },
  },
  ReplicationPad2d: {
    summary:
      "Adds the outermost elements of images around them: input [batch, channels, height, width], or without the batch.",
    description:
      "Adds the outermost elements of images around them: input [batch, channels, height, width], or without the batch.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.ReplicationPad2d.html",
    options: {
      padding: {
        description:
          "What is added before and after each dimension, from the last one on, or on every side; negative amounts are cut off.",
        type: "number | readonly [left: number, right: number, top: number, bottom: number]",
      },
    },
  },
  ReplicationPad3d: {
    summary:
      "Adds the outermost elements of volumes around them: input [batch, channels, depth, height, width], or without the batch.",
    description:
      "Adds the outermost elements of volumes around them: input [batch, channels, depth, height, width], or without the batch.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.ReplicationPad3d.html",
    options: {
      padding: {
        description:
          "What is added before and after each dimension, from the last one on, or on every side; negative amounts are cut off.",
        type: "number | readonly [left: number, right: number, top: number, bottom: number, front: number, back: number]",
      },
    },
  },
  ZeroPad1d: {
    summary: "Adds zeros around signals: input [batch, channels, length], or without the batch.",
    description: "Adds zeros around signals: input [batch, channels, length], or without the batch.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.ZeroPad1d.html",
    options: {
      padding: {
        description:
          "What is added before and after each dimension, from the last one on, or on every side; negative amounts are cut off.",
        type: "number | readonly [left: number, right: number]",
      },
    },
  },
  ZeroPad2d: {
    summary: "Adds zeros around images: input [batch, channels, height, width], or without the batch.",
    description: "Adds zeros around images: input [batch, channels, height, width], or without the batch.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.ZeroPad2d.html",
    options: {
      padding: {
        description:
          "What is added before and after each dimension, from the last one on, or on every side; negative amounts are cut off.",
        type: "number | readonly [left: number, right: number, top: number, bottom: number]",
      },
    },
  },
  ZeroPad3d: {
    summary: "Adds zeros around volumes: input [batch, channels, depth, height, width], or without the batch.",
    description: "Adds zeros around volumes: input [batch, channels, depth, height, width], or without the batch.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.ZeroPad3d.html",
    options: {
      padding: {
        description:
          "What is added before and after each dimension, from the last one on, or on every side; negative amounts are cut off.",
        type: "number | readonly [left: number, right: number, top: number, bottom: number, front: number, back: number]",
      },
    },
  },
  ParameterDict: {
    summary:
      "Parameters by name, that a module of your own holds: tensors become parameters, other values stay what they are.",
    description:
      "Parameters by name, that a module of your own holds: tensors become parameters, other values stay what they are. The names are properties, so that none can be that of a method, and those that are numbers come first.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.ParameterDict.html",
    options: {
      parameters: {
        description:
          "What it holds at first: a map, pairs, or a plain object, which is taken in the order of its names.",
        type: "Iterable<readonly [name: string, value: Tensor | Item]> | ReadonlyMap<string, Tensor | Item> | { readonly [name: string]: Tensor | Item; } | null",
      },
    },
  },
  ParameterList: {
    summary:
      "A list of parameters that a module of your own holds: tensors become parameters, other values stay what they are.",
    description:
      "A list of parameters that a module of your own holds: tensors become parameters, other values stay what they are.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.ParameterList.html",
    options: { values: { description: "What it holds at first.", type: "Iterable<Tensor | Item> | null" } },
  },
  CELU: {
    summary: "x where it is positive, else alpha · (exp(x / alpha) - 1).",
    description: "x where it is positive, else alpha · (exp(x / alpha) - 1).",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.CELU.html",
    options: {
      alpha: { description: "Not zero.", type: "number", default: 1 },
      inplace: { description: "Whether to write the result over the input.", type: "boolean", default: false },
    },
  },
  ELU: {
    summary: "x where it is positive, else alpha · (exp(x) - 1).",
    description: "x where it is positive, else alpha · (exp(x) - 1).",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.ELU.html",
    options: {
      alpha: { description: "The size of what far negative elements become.", type: "number", default: 1 },
      inplace: { description: "Whether to write the result over the input.", type: "boolean", default: false },
    },
  },
  Hardshrink: {
    summary: "0 where x lies between -lambd and lambd, else x.",
    description: "0 where x lies between -lambd and lambd, else x.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.Hardshrink.html",
    options: { lambd: { description: "How far from zero elements become 0.", type: "number", default: 0.5 } },
  },
  Hardtanh: {
    summary: "x kept between two bounds.",
    description: "x kept between two bounds.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.Hardtanh.html",
    options: {
      minVal: { description: "The lower bound.", type: "number", default: -1 },
      maxVal: { description: "The upper bound, above minVal.", type: "number", default: 1 },
      inplace: { description: "Whether to write the result over the input.", type: "boolean", default: false },
    },
  },
  LeakyReLU: {
    summary: "x where it is positive, else negativeSlope · x.",
    description: "x where it is positive, else negativeSlope · x.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.LeakyReLU.html",
    options: {
      negativeSlope: { description: "The slope below zero.", type: "number", default: 0.01 },
      inplace: { description: "Whether to write the result over the input.", type: "boolean", default: false },
    },
  },
  PReLU: {
    summary: "x where it is positive, else weight · x, with a weight that is learnt.",
    description: "x where it is positive, else weight · x, with a weight that is learnt.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.PReLU.html",
    options: {
      numParameters: { description: "1, or as many as there are channels.", type: "number", default: 1 },
      init: { description: "What the weights start with.", type: "number", default: 0.25 },
    },
  },
  RReLU: {
    summary:
      "x where it is positive, else a slope times x: one that is drawn for each element while training, else the middle one.",
    description:
      "x where it is positive, else a slope times x: one that is drawn for each element while training, else the middle one.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.RReLU.html",
    options: {
      lower: { description: "The least slope.", type: "number" },
      upper: { description: "The greatest slope.", type: "number" },
      inplace: { description: "Whether to write the result over the input.", type: "boolean", default: false },
    },
  },
  Softplus: {
    summary: "log(1 + exp(beta · x)) / beta, a smooth `ReLU`.",
    description: "log(1 + exp(beta · x)) / beta, a smooth `ReLU`.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.Softplus.html",
    options: {
      beta: { description: "The larger, the nearer to ReLU.", type: "number", default: 1 },
      threshold: { description: "x itself where beta · x is above it.", type: "number", default: 20 },
    },
  },
  Softshrink: {
    summary: "x brought nearer to zero by lambd; 0 where it is nearer than that.",
    description: "x brought nearer to zero by lambd; 0 where it is nearer than that.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.Softshrink.html",
    options: {
      lambd: { description: "How far elements are brought nearer, not negative.", type: "number", default: 0.5 },
    },
  },
  Threshold: {
    summary: "x where it is above a threshold, else a value.",
    description: "x where it is above a threshold, else a value.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.Threshold.html",
    options: {
      threshold: { description: "The threshold.", type: "number" },
      value: { description: "What stands for what is not above it.", type: "number" },
      inplace: { description: "Whether to write the result over the input.", type: "boolean", default: false },
    },
  },
  AdaptiveMaxPool1d: {
    summary: "The greatest elements of as many windows as are wanted, which cover [batch, channels, length].",
    description: "The greatest elements of as many windows as are wanted, which cover [batch, channels, length].",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveMaxPool1d.html",
    options: {
      outputSize: {
        description: "One number for all dimensions, or one for each; null keeps the input's size.",
        type: "number | readonly (number | null)[] | null",
      },
      returnIndices: {
        description: "Whether to return also where in its plane each element was found.",
        type: "ReturnIndices",
        default: false,
      },
    },
  },
  AdaptiveMaxPool2d: {
    summary: "The greatest elements of as many windows as are wanted, which cover [batch, channels, height, width].",
    description:
      "The greatest elements of as many windows as are wanted, which cover [batch, channels, height, width].",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveMaxPool2d.html",
    options: {
      outputSize: {
        description: "One number for all dimensions, or one for each; null keeps the input's size.",
        type: "number | readonly (number | null)[] | null",
      },
      returnIndices: {
        description: "Whether to return also where in its plane each element was found.",
        type: "ReturnIndices",
        default: false,
      },
    },
  },
  AdaptiveMaxPool3d: {
    summary:
      "The greatest elements of as many windows as are wanted, which cover [batch, channels, depth, height, width].",
    description:
      "The greatest elements of as many windows as are wanted, which cover [batch, channels, depth, height, width].",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveMaxPool3d.html",
    options: {
      outputSize: {
        description: "One number for all dimensions, or one for each; null keeps the input's size.",
        type: "number | readonly (number | null)[] | null",
      },
      returnIndices: {
        description: "Whether to return also where in its plane each element was found.",
        type: "ReturnIndices",
        default: false,
      },
    },
  },
  MaxPool1d: {
    summary: "The greatest element of each window: input [batch, channels, length], or without the batch.",
    description:
      "The greatest element of each window: input [batch, channels, length], or without the batch. With `returnIndices` it gives beside them where in its row each was found.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxPool1d.html",
    options: {
      kernelSize: { description: "The window's size.", type: "number | readonly [length: number]" },
      stride: { description: "How far the window moves at a time.", type: "number | readonly [length: number] | null" },
      padding: {
        description: "What is added on every side, never the greatest. At most half the window.",
        type: "number | readonly [length: number]",
        default: 0,
      },
      dilation: {
        description: "How far the window's elements lie apart.",
        type: "number | readonly [length: number]",
        default: 1,
      },
      ceilMode: { description: "Whether a window may reach beyond the end.", type: "boolean", default: false },
      returnIndices: {
        description: "Whether to return also where in its plane each element was found.",
        type: "ReturnIndices",
        default: false,
      },
    },
  },
  MaxPool2d: {
    summary: "The greatest element of each window: input [batch, channels, height, width], or without the batch.",
    description:
      "The greatest element of each window: input [batch, channels, height, width], or without the batch. With `returnIndices` it gives beside them where in its plane each was found.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxPool2d.html",
    options: {
      kernelSize: { description: "The window's size.", type: "number | readonly [height: number, width: number]" },
      stride: {
        description: "How far the window moves at a time.",
        type: "number | readonly [height: number, width: number] | null",
      },
      padding: {
        description: "What is added on every side, never the greatest. At most half the window.",
        type: "number | readonly [height: number, width: number]",
        default: 0,
      },
      dilation: {
        description: "How far the window's elements lie apart.",
        type: "number | readonly [height: number, width: number]",
        default: 1,
      },
      ceilMode: { description: "Whether a window may reach beyond the end.", type: "boolean", default: false },
      returnIndices: {
        description: "Whether to return also where in its plane each element was found.",
        type: "ReturnIndices",
        default: false,
      },
    },
  },
  MaxPool3d: {
    summary:
      "The greatest element of each window: input [batch, channels, depth, height, width], or without the batch.",
    description:
      "The greatest element of each window: input [batch, channels, depth, height, width], or without the batch. With `returnIndices` it gives beside them where in its volume each was found.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxPool3d.html",
    options: {
      kernelSize: {
        description: "The window's size.",
        type: "number | readonly [depth: number, height: number, width: number]",
      },
      stride: {
        description: "How far the window moves at a time.",
        type: "number | readonly [depth: number, height: number, width: number] | null",
      },
      padding: {
        description: "What is added on every side, never the greatest. At most half the window.",
        type: "number | readonly [depth: number, height: number, width: number]",
        default: 0,
      },
      dilation: {
        description: "How far the window's elements lie apart.",
        type: "number | readonly [depth: number, height: number, width: number]",
        default: 1,
      },
      ceilMode: { description: "Whether a window may reach beyond the end.", type: "boolean", default: false },
      returnIndices: {
        description: "Whether to return also where in its plane each element was found.",
        type: "ReturnIndices",
        default: false,
      },
    },
  },
  LPPool1d: {
    summary: "The root of the sum of each window's powers: input [batch, channels, length], or without the batch.",
    description: "The root of the sum of each window's powers: input [batch, channels, length], or without the batch.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.LPPool1d.html",
    options: {
      normType: { description: "The power.", type: "number" },
      kernelSize: { description: "The window's size.", type: "number | readonly [length: number]" },
      stride: { description: "How far the window moves at a time.", type: "number | readonly [length: number] | null" },
      ceilMode: { description: "Whether a window may reach beyond the end.", type: "boolean", default: false },
    },
  },
  LPPool2d: {
    summary:
      "The root of the sum of each window's powers: input [batch, channels, height, width], or without the batch.",
    description:
      "The root of the sum of each window's powers: input [batch, channels, height, width], or without the batch.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.LPPool2d.html",
    options: {
      normType: { description: "The power.", type: "number" },
      kernelSize: { description: "The window's size.", type: "number | readonly [height: number, width: number]" },
      stride: {
        description: "How far the window moves at a time.",
        type: "number | readonly [height: number, width: number] | null",
      },
      ceilMode: { description: "Whether a window may reach beyond the end.", type: "boolean", default: false },
    },
  },
  LPPool3d: {
    summary:
      "The root of the sum of each window's powers: input [batch, channels, depth, height, width], or without the batch.",
    description:
      "The root of the sum of each window's powers: input [batch, channels, depth, height, width], or without the batch.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.LPPool3d.html",
    options: {
      normType: { description: "The power.", type: "number" },
      kernelSize: {
        description: "The window's size.",
        type: "number | readonly [depth: number, height: number, width: number]",
      },
      stride: {
        description: "How far the window moves at a time.",
        type: "number | readonly [depth: number, height: number, width: number] | null",
      },
      ceilMode: { description: "Whether a window may reach beyond the end.", type: "boolean", default: false },
    },
  },
  GRU: {
    summary:
      "Layers of gated recurrent units: r, z = σ(W x + b + V h + c), n = tanh(W x + b + r · (V h + c)), h' = (1 - z) · n + z · h.",
    description:
      "Layers of gated recurrent units: r, z = σ(W x + b + V h + c), n = tanh(W x + b + r · (V h + c)), h' = (1 - z) · n + z · h.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.GRU.html",
    options: {
      inputSize: { description: "Numbers in each element of a sequence.", type: "number" },
      hiddenSize: { description: "Numbers in a hidden state.", type: "number" },
      numLayers: {
        description: "How many layers there are, each of which reads the outputs of the one below.",
        type: "number",
        default: 1,
      },
      bias: { description: "Whether it adds biases.", type: "boolean", default: true },
      batchFirst: {
        description: "Whether sequences are [batch, time, ...] instead of [time, batch, ...].",
        type: "boolean",
        default: false,
      },
      dropout: {
        description: "The probability of dropping an output of each layer but the last, while training.",
        type: "number",
        default: 0,
      },
      bidirectional: {
        description: "Whether sequences are read from their ends too, by weights of their own.",
        type: "boolean",
        default: false,
      },
    },
  },
  LSTM: {
    summary:
      "Layers of long short-term memory: i, f, o = σ(W x + b + V h + c), g = tanh(W x + b + V h + c), c' = f · c + i · g, h' = o · tanh(c').",
    description:
      "Layers of long short-term memory: i, f, o = σ(W x + b + V h + c), g = tanh(W x + b + V h + c), c' = f · c + i · g, h' = o · tanh(c').",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.LSTM.html",
    options: {
      inputSize: { description: "Numbers in each element of a sequence.", type: "number" },
      hiddenSize: { description: "Numbers in a hidden state.", type: "number" },
      projSize: {
        description:
          "How long an output is, by a product with weights of its own; 0 for outputs that are the hidden states.",
        type: "number",
        default: 0,
      },
      numLayers: {
        description: "How many layers there are, each of which reads the outputs of the one below.",
        type: "number",
        default: 1,
      },
      bias: { description: "Whether it adds biases.", type: "boolean", default: true },
      batchFirst: {
        description: "Whether sequences are [batch, time, ...] instead of [time, batch, ...].",
        type: "boolean",
        default: false,
      },
      dropout: {
        description: "The probability of dropping an output of each layer but the last, while training.",
        type: "number",
        default: 0,
      },
      bidirectional: {
        description: "Whether sequences are read from their ends too, by weights of their own.",
        type: "boolean",
        default: false,
      },
    },
  },
  RNN: {
    summary: "Layers of h' = tanh(W x + b + V h + c), or with max(0, ·) in the place of the tanh.",
    description: "Layers of h' = tanh(W x + b + V h + c), or with max(0, ·) in the place of the tanh.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.RNN.html",
    options: {
      inputSize: { description: "Numbers in each element of a sequence.", type: "number" },
      hiddenSize: { description: "Numbers in a hidden state.", type: "number" },
      nonlinearity: {
        description: "What is applied to the sum: a tanh, or max(0, x).",
        type: '"relu" | "tanh"',
        default: "tanh",
      },
      numLayers: {
        description: "How many layers there are, each of which reads the outputs of the one below.",
        type: "number",
        default: 1,
      },
      bias: { description: "Whether it adds biases.", type: "boolean", default: true },
      batchFirst: {
        description: "Whether sequences are [batch, time, ...] instead of [time, batch, ...].",
        type: "boolean",
        default: false,
      },
      dropout: {
        description: "The probability of dropping an output of each layer but the last, while training.",
        type: "number",
        default: 0,
      },
      bidirectional: {
        description: "Whether sequences are read from their ends too, by weights of their own.",
        type: "boolean",
        default: false,
      },
    },
  },
  GRUCell: {
    summary: "One step of a `GRU`.",
    description: "One step of a `GRU`.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.GRUCell.html",
    options: {
      inputSize: { description: "Numbers in each input.", type: "number" },
      hiddenSize: { description: "Numbers in a hidden state.", type: "number" },
      bias: { description: "Whether it adds biases.", type: "boolean", default: true },
    },
  },
  LSTMCell: {
    summary: "One step of an `LSTM`.",
    description: "One step of an `LSTM`.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.LSTMCell.html",
    options: {
      inputSize: { description: "Numbers in each input.", type: "number" },
      hiddenSize: { description: "Numbers in a hidden state.", type: "number" },
      bias: { description: "Whether it adds biases.", type: "boolean", default: true },
    },
  },
  RNNCell: {
    summary: "One step of an `RNN`: h' = tanh(W x + b + V h + c), or with max(0, ·) in the place of the tanh.",
    description: "One step of an `RNN`: h' = tanh(W x + b + V h + c), or with max(0, ·) in the place of the tanh.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.RNNCell.html",
    options: {
      inputSize: { description: "Numbers in each input.", type: "number" },
      hiddenSize: { description: "Numbers in a hidden state.", type: "number" },
      nonlinearity: {
        description: "What is applied to the sum: a tanh, or max(0, x).",
        type: '"relu" | "tanh"',
        default: "tanh",
      },
      bias: { description: "Whether it adds biases.", type: "boolean", default: true },
    },
  },
  ChannelShuffle: {
    summary: "Deals the channels anew: those of each group come to lie one in each of the new groups.",
    description: "Deals the channels anew: those of each group come to lie one in each of the new groups.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.ChannelShuffle.html",
    options: { groups: { description: "How many groups the channels are in.", type: "number" } },
  },
  PixelShuffle: {
    summary:
      "Makes larger images of fewer channels: [..., channels * r^2, height, width] becomes [..., channels, height * r, width * r].",
    description:
      "Makes larger images of fewer channels: [..., channels * r^2, height, width] becomes [..., channels, height * r, width * r].",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.PixelShuffle.html",
    options: { upscaleFactor: { description: "How much higher and wider images get.", type: "number" } },
  },
  PixelUnshuffle: {
    summary:
      "Undoes `PixelShuffle`: [..., channels, height * r, width * r] becomes [..., channels * r^2, height, width].",
    description:
      "Undoes `PixelShuffle`: [..., channels, height * r, width * r] becomes [..., channels * r^2, height, width].",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.PixelUnshuffle.html",
    options: { downscaleFactor: { description: "How much lower and narrower images get.", type: "number" } },
  },
  SyncBatchNorm: {
    summary:
      "Batch normalization over all processes, of which there is one here: that of `BatchNorm1d` and its kin, for inputs [batch, channels, ...] of any dimensions.",
    description:
      "Batch normalization over all processes, of which there is one here: that of `BatchNorm1d` and its kin, for inputs [batch, channels, ...] of any dimensions.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.SyncBatchNorm.html",
    options: {
      numFeatures: { description: "Channels of the input.", type: "number" },
      processGroup: { description: "There is one process only.", type: "null" },
      eps: { description: "Added to the variance.", type: "number", default: 0.00001 },
      momentum: {
        description: "How much of a batch's statistics the running ones take on; null averages over all batches.",
        type: "number | null",
        default: 0.1,
      },
      affine: {
        description: "Whether it has a weight, and unless `bias` is false a bias.",
        type: "boolean",
        default: true,
      },
      bias: { description: "Whether it has a bias, if it has a weight.", type: "boolean", default: true },
      trackRunningStats: {
        description: "Whether it keeps running statistics, to use while evaluating.",
        type: "boolean",
        default: true,
      },
    },
  },
  Transformer: {
    summary: "An encoder of a source, and a decoder that looks at what it gives: sequence to sequence.",
    description: "An encoder of a source, and a decoder that looks at what it gives: sequence to sequence.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.Transformer.html",
    options: {
      dModel: { description: "Numbers in each element of a sequence.", type: "number", default: 512 },
      nhead: { description: "Heads of attention, which divide `dModel`.", type: "number", default: 8 },
      bias: { description: "Whether linear layers and layer norms have biases.", type: "boolean", default: true },
      numEncoderLayers: { description: "Layers of the encoder.", type: "number", default: 6 },
      numDecoderLayers: { description: "Layers of the decoder.", type: "number", default: 6 },
      customEncoder: {
        description: "An encoder of one's own, called like a `TransformerEncoder`.",
        type: "Module<[src: Tensor, masks?: EncoderMasks | undefined], Tensor> | null",
        default: null,
      },
      customDecoder: {
        description: "A decoder of one's own, called like a `TransformerDecoder`.",
        type: "Module<[tgt: Tensor, memory: Tensor, masks?: DecoderStackMasks | undefined], Tensor> | null",
        default: null,
      },
      dimFeedforward: { description: "Numbers between the two linear layers.", type: "number", default: 2048 },
      dropout: { description: "The probability of dropping an element, while training.", type: "number", default: 0.1 },
      activation: {
        description: 'What lies between the two linear layers: "relu", "gelu", a function or a module.',
        type: '"gelu" | "relu" | (input: Tensor) => Tensor | Layer',
        default: "relu",
      },
      layerNormEps: { description: "Added to the variances of the layer norms.", type: "number", default: 0.00001 },
      batchFirst: {
        description: "Whether inputs and outputs are [batch, length, size] instead of [length, batch, size].",
        type: "boolean",
        default: false,
      },
      normFirst: {
        description: "Whether the layer norms come before attention and linear layers, instead of after.",
        type: "boolean",
        default: false,
      },
    },
  },
  TransformerDecoder: {
    summary: "Copies of a `TransformerDecoderLayer`, one after the other.",
    description: "Copies of a `TransformerDecoderLayer`, one after the other.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.TransformerDecoder.html",
    options: {
      decoderLayer: { description: "What is copied.", type: "DecoderLayer" },
      numLayers: { description: "How often.", type: "number" },
      norm: {
        description: "A last layer, such as a layer norm.",
        type: "Module<[Tensor], Tensor> | null",
        default: null,
      },
    },
  },
  TransformerEncoder: {
    summary: "Copies of a `TransformerEncoderLayer`, one after the other.",
    description: "Copies of a `TransformerEncoderLayer`, one after the other.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.TransformerEncoder.html",
    options: {
      encoderLayer: { description: "What is copied.", type: "EncoderLayer" },
      numLayers: { description: "How often.", type: "number" },
      norm: {
        description: "A last layer, such as a layer norm.",
        type: "Module<[Tensor], Tensor> | null",
        default: null,
      },
      enableNestedTensor: {
        description: "Taken as PyTorch does, where it chooses a faster way; it changes nothing here.",
        type: "boolean",
        default: true,
      },
      maskCheck: { description: "Taken likewise.", type: "boolean", default: true },
    },
  },
  TransformerDecoderLayer: {
    summary:
      "Attention of a sequence to itself, attention to a memory and two linear layers, each added to its input and normalized.",
    description:
      "Attention of a sequence to itself, attention to a memory and two linear layers, each added to its input and normalized.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.TransformerDecoderLayer.html",
    options: {
      dModel: { description: "Numbers in each element of a sequence.", type: "number" },
      nhead: { description: "Heads of attention, which divide `dModel`.", type: "number" },
      dimFeedforward: { description: "Numbers between the two linear layers.", type: "number", default: 2048 },
      dropout: { description: "The probability of dropping an element, while training.", type: "number", default: 0.1 },
      activation: {
        description: 'What lies between the two linear layers: "relu", "gelu", a function or a module.',
        type: '"gelu" | "relu" | (input: Tensor) => Tensor | Layer',
        default: "relu",
      },
      layerNormEps: { description: "Added to the variances of the layer norms.", type: "number", default: 0.00001 },
      batchFirst: {
        description: "Whether inputs and outputs are [batch, length, size] instead of [length, batch, size].",
        type: "boolean",
        default: false,
      },
      normFirst: {
        description: "Whether the layer norms come before attention and linear layers, instead of after.",
        type: "boolean",
        default: false,
      },
      bias: { description: "Whether linear layers and layer norms have biases.", type: "boolean", default: true },
    },
  },
  TransformerEncoderLayer: {
    summary: "Attention of a sequence to itself and two linear layers, each added to its input and normalized.",
    description: "Attention of a sequence to itself and two linear layers, each added to its input and normalized.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.TransformerEncoderLayer.html",
    options: {
      dModel: { description: "Numbers in each element of a sequence.", type: "number" },
      nhead: { description: "Heads of attention, which divide `dModel`.", type: "number" },
      dimFeedforward: { description: "Numbers between the two linear layers.", type: "number", default: 2048 },
      dropout: { description: "The probability of dropping an element, while training.", type: "number", default: 0.1 },
      activation: {
        description: 'What lies between the two linear layers: "relu", "gelu", a function or a module.',
        type: '"gelu" | "relu" | (input: Tensor) => Tensor | Layer',
        default: "relu",
      },
      layerNormEps: { description: "Added to the variances of the layer norms.", type: "number", default: 0.00001 },
      batchFirst: {
        description: "Whether inputs and outputs are [batch, length, size] instead of [length, batch, size].",
        type: "boolean",
        default: false,
      },
      normFirst: {
        description: "Whether the layer norms come before attention and linear layers, instead of after.",
        type: "boolean",
        default: false,
      },
      bias: { description: "Whether linear layers and layer norms have biases.", type: "boolean", default: true },
    },
  },
  ConvTranspose1d: {
    summary:
      "The transpose of a `Conv1d`, which makes signals longer: input [batch, inChannels, length] (or without the batch), output [batch, outChannels, ...].",
    description:
      "The transpose of a `Conv1d`, which makes signals longer: input [batch, inChannels, length] (or without the batch), output [batch, outChannels, ...].",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.ConvTranspose1d.html",
    options: {
      inChannels: { description: "Channels of the input.", type: "number" },
      outChannels: { description: "Channels of the output.", type: "number" },
      kernelSize: {
        description: "The kernels' size along each dimension, or along all of them.",
        type: "number | readonly [length: number]",
      },
      bias: { description: "Whether it adds a bias.", type: "boolean", default: true },
      paddingMode: { description: "There is only one.", type: '"zeros"', default: "zeros" },
      stride: {
        description: "How far the kernel moves at a time in the output.",
        type: "number | readonly [length: number]",
        default: 1,
      },
      padding: {
        description: "How much is cut off on every side of the output.",
        type: "number | readonly [length: number]",
        default: 0,
      },
      outputPadding: {
        description: "How much larger the output is at the end: convolutions with a stride make one size of several.",
        type: "number | readonly [length: number]",
        default: 0,
      },
      groups: {
        description: "Into how many groups the channels are divided; each output sees its group's inputs only.",
        type: "number",
        default: 1,
      },
      dilation: {
        description: "How far the kernel's elements lie apart.",
        type: "number | readonly [length: number]",
        default: 1,
      },
    },
  },
  ConvTranspose2d: {
    summary:
      "The transpose of a `Conv2d`, which makes images larger: input [batch, inChannels, height, width] (or without the batch), output [batch, outChannels, ...].",
    description:
      "The transpose of a `Conv2d`, which makes images larger: input [batch, inChannels, height, width] (or without the batch), output [batch, outChannels, ...].",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.ConvTranspose2d.html",
    options: {
      inChannels: { description: "Channels of the input.", type: "number" },
      outChannels: { description: "Channels of the output.", type: "number" },
      kernelSize: {
        description: "The kernels' size along each dimension, or along all of them.",
        type: "number | readonly [height: number, width: number]",
      },
      bias: { description: "Whether it adds a bias.", type: "boolean", default: true },
      paddingMode: { description: "There is only one.", type: '"zeros"', default: "zeros" },
      stride: {
        description: "How far the kernel moves at a time in the output.",
        type: "number | readonly [height: number, width: number]",
        default: 1,
      },
      padding: {
        description: "How much is cut off on every side of the output.",
        type: "number | readonly [height: number, width: number]",
        default: 0,
      },
      outputPadding: {
        description: "How much larger the output is at the end: convolutions with a stride make one size of several.",
        type: "number | readonly [height: number, width: number]",
        default: 0,
      },
      groups: {
        description: "Into how many groups the channels are divided; each output sees its group's inputs only.",
        type: "number",
        default: 1,
      },
      dilation: {
        description: "How far the kernel's elements lie apart.",
        type: "number | readonly [height: number, width: number]",
        default: 1,
      },
    },
  },
  ConvTranspose3d: {
    summary:
      "The transpose of a `Conv3d`, which makes volumes larger: input [batch, inChannels, depth, height, width] (or without the batch), output [batch, outChannels, ...].",
    description:
      "The transpose of a `Conv3d`, which makes volumes larger: input [batch, inChannels, depth, height, width] (or without the batch), output [batch, outChannels, ...].",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.ConvTranspose3d.html",
    options: {
      inChannels: { description: "Channels of the input.", type: "number" },
      outChannels: { description: "Channels of the output.", type: "number" },
      kernelSize: {
        description: "The kernels' size along each dimension, or along all of them.",
        type: "number | readonly [depth: number, height: number, width: number]",
      },
      bias: { description: "Whether it adds a bias.", type: "boolean", default: true },
      paddingMode: { description: "There is only one.", type: '"zeros"', default: "zeros" },
      stride: {
        description: "How far the kernel moves at a time in the output.",
        type: "number | readonly [depth: number, height: number, width: number]",
        default: 1,
      },
      padding: {
        description: "How much is cut off on every side of the output.",
        type: "number | readonly [depth: number, height: number, width: number]",
        default: 0,
      },
      outputPadding: {
        description: "How much larger the output is at the end: convolutions with a stride make one size of several.",
        type: "number | readonly [depth: number, height: number, width: number]",
        default: 0,
      },
      groups: {
        description: "Into how many groups the channels are divided; each output sees its group's inputs only.",
        type: "number",
        default: 1,
      },
      dilation: {
        description: "How far the kernel's elements lie apart.",
        type: "number | readonly [depth: number, height: number, width: number]",
        default: 1,
      },
    },
  },
  TripletMarginWithDistanceLoss: {
    summary: "`TripletMarginLoss` by a distance of one's own.",
    description: "`TripletMarginLoss` by a distance of one's own.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.TripletMarginWithDistanceLoss.html",
    options: {
      reduction: {
        description: '"none" gives the loss of every element, "mean" (the default) and "sum" one number.',
        type: '"mean" | "none" | "sum"',
      },
      distanceFunction: {
        description: "How far two tensors are apart, a function or a module.",
        type: "DistanceFunction | DistanceModule | null",
      },
      margin: {
        description: "How much nearer than the negative the positive is to be, above 0.",
        type: "number",
        default: 1,
      },
      swap: {
        description: "Whether the positive stands for the anchor where it is nearer to the negative.",
        type: "boolean",
        default: false,
      },
    },
  },
  Fold: {
    summary:
      "Images from the columns of their windows, summed where these overlap: [batch, channels * window, places] becomes [batch, channels, height, width].",
    description:
      "Images from the columns of their windows, summed where these overlap: [batch, channels * window, places] becomes [batch, channels, height, width].",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.Fold.html",
    options: {
      outputSize: {
        description: "The images' height and width, or both at once.",
        type: "number | readonly [height: number, width: number]",
      },
      kernelSize: {
        description: "The window's height and width, or both at once.",
        type: "number | readonly [height: number, width: number]",
      },
      dilation: {
        description: "How far a window's elements lie apart.",
        type: "number | readonly [height: number, width: number]",
        default: 1,
      },
      padding: {
        description: "Zeros added on every side.",
        type: "number | readonly [height: number, width: number]",
        default: 0,
      },
      stride: {
        description: "How far the window moves at a time.",
        type: "number | readonly [height: number, width: number]",
        default: 1,
      },
    },
  },
  Unfold: {
    summary:
      "The windows of images as columns: [batch, channels, height, width] becomes [batch, channels * window, places].",
    description:
      "The windows of images as columns: [batch, channels, height, width] becomes [batch, channels * window, places].",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.Unfold.html",
    options: {
      kernelSize: {
        description: "The window's height and width, or both at once.",
        type: "number | readonly [height: number, width: number]",
      },
      dilation: {
        description: "How far a window's elements lie apart.",
        type: "number | readonly [height: number, width: number]",
        default: 1,
      },
      padding: {
        description: "Zeros added on every side.",
        type: "number | readonly [height: number, width: number]",
        default: 0,
      },
      stride: {
        description: "How far the window moves at a time.",
        type: "number | readonly [height: number, width: number]",
        default: 1,
      },
    },
  },
  MaxUnpool1d: {
    summary: "Undoes a max pooling as far as that goes: puts elements where they were found, and zeros elsewhere.",
    description:
      "Undoes a max pooling as far as that goes: puts elements where they were found, and zeros elsewhere. Input [batch, channels, length], or without the batch.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxUnpool1d.html",
    options: {
      kernelSize: {
        description: "The window's size, of the pooling that is undone.",
        type: "number | readonly [length: number]",
      },
      stride: { description: "How far the window moved at a time.", type: "number | readonly [length: number] | null" },
      padding: { description: "What was added on every side.", type: "number | readonly [length: number]", default: 0 },
    },
  },
  MaxUnpool2d: {
    summary: "Undoes a max pooling as far as that goes: puts elements where they were found, and zeros elsewhere.",
    description:
      "Undoes a max pooling as far as that goes: puts elements where they were found, and zeros elsewhere. Input [batch, channels, height, width], or without the batch.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxUnpool2d.html",
    options: {
      kernelSize: {
        description: "The window's size, of the pooling that is undone.",
        type: "number | readonly [height: number, width: number]",
      },
      stride: {
        description: "How far the window moved at a time.",
        type: "number | readonly [height: number, width: number] | null",
      },
      padding: {
        description: "What was added on every side.",
        type: "number | readonly [height: number, width: number]",
        default: 0,
      },
    },
  },
  MaxUnpool3d: {
    summary: "Undoes a max pooling as far as that goes: puts elements where they were found, and zeros elsewhere.",
    description:
      "Undoes a max pooling as far as that goes: puts elements where they were found, and zeros elsewhere. Input [batch, channels, depth, height, width], or without the batch.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxUnpool3d.html",
    options: {
      kernelSize: {
        description: "The window's size, of the pooling that is undone.",
        type: "number | readonly [depth: number, height: number, width: number]",
      },
      stride: {
        description: "How far the window moved at a time.",
        type: "number | readonly [depth: number, height: number, width: number] | null",
      },
      padding: {
        description: "What was added on every side.",
        type: "number | readonly [depth: number, height: number, width: number]",
        default: 0,
      },
    },
  },
  Upsample: {
    summary:
      "The input with other sizes of its last dimensions, by values between its elements: see {@link functional.interpolate}.",
    description:
      "The input with other sizes of its last dimensions, by values between its elements: see {@link functional.interpolate}.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.Upsample.html",
    options: {
      size: {
        description: "The sizes of the last dimensions, one for all of them or one for each.",
        type: "number | readonly number[] | null",
      },
      scaleFactor: {
        description: "How much larger these get, one factor for all of them or one for each.",
        type: "number | readonly number[] | null",
      },
      mode: {
        description:
          'How values are found: "nearest" and "nearest-exact" take an element, "area" averages, "linear", "bilinear" and "trilinear" are for one, two and three dimensions, "bicubic" and, with `antialias`, "lanczos" for two.',
        type: '"area" | "bicubic" | "bilinear" | "lanczos" | "linear" | "nearest" | "nearest-exact" | "trilinear"',
        default: "nearest",
      },
      alignCorners: {
        description: "Whether the corners' elements stay in the corners; for linear and cubic modes.",
        type: "boolean | null",
      },
      recomputeScaleFactor: {
        description: "Whether the factors are found anew from the sizes that they give.",
        type: "boolean | null",
      },
    },
  },
  UpsamplingBilinear2d: {
    summary: "Larger images by bilinear interpolation, the corners' elements in the corners.",
    description: "Larger images by bilinear interpolation, the corners' elements in the corners.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.UpsamplingBilinear2d.html",
    options: {
      size: {
        description: "The sizes of the last dimensions, one for all of them or one for each.",
        type: "number | readonly number[] | null",
      },
      scaleFactor: {
        description: "How much larger these get, one factor for all of them or one for each.",
        type: "number | readonly number[] | null",
      },
    },
  },
  UpsamplingNearest2d: {
    summary: "Larger images whose elements repeat.",
    description: "Larger images whose elements repeat.",
    formula: null,
    source: null,
    url: "https://docs.pytorch.org/docs/stable/generated/torch.nn.UpsamplingNearest2d.html",
    options: {
      size: {
        description: "The sizes of the last dimensions, one for all of them or one for each.",
        type: "number | readonly number[] | null",
      },
      scaleFactor: {
        description: "How much larger these get, one factor for all of them or one for each.",
        type: "number | readonly number[] | null",
      },
    },
  },
};
