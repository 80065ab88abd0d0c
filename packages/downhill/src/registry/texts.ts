/** What the doc comments of the classes say. Written by `npm run docs`: don't edit it by hand. */
import type { ClassTexts } from "./registry.ts";

export const optimizerTexts: Readonly<Record<string, ClassTexts>> = {
  ASGD: {
    summary: "ASGD: stochastic gradient descent with a falling rate, and an average of the parameters along the way.",
    description:
      "ASGD: stochastic gradient descent with a falling rate, and an average of the parameters along the way.",
    formula: "θ ← θ(1 − ληₜ) − ηₜg; a ← a + μₜ(θ − a); ηₜ₊₁ = γ/(1 + λγt)^α; μₜ₊₁ = 1/max(1, t − t₀)",
    source: "Polyak and Juditsky, Acceleration of stochastic approximation by averaging (1992)",
    url: "https://docs.pytorch.org/docs/stable/generated/torch.optim.ASGD.html",
    options: {
      lr: "Learning rate, at least 0.",
      lambd: "Decay of the weights and, over time, of the learning rate.",
      alpha: "Power of the learning rate's decay.",
      t0: "The step at which averaging starts.",
      weightDecay: "L2 penalty, at least 0.",
      maximize: "Climb instead of descend.",
    },
  },
  Adadelta: {
    summary: "Adadelta: steps scaled by the ratio of the recent steps' size to the recent gradients'.",
    description: "Adadelta: steps scaled by the ratio of the recent steps' size to the recent gradients'.",
    formula: "g ← ∇f + λθ; v ← ρv + (1 − ρ)g²; Δ ← √(u + ε)/√(v + ε) · g; u ← ρu + (1 − ρ)Δ²; θ ← θ − γΔ",
    source: "Zeiler, ADADELTA: An Adaptive Learning Rate Method (2012)",
    url: "https://docs.pytorch.org/docs/stable/generated/torch.optim.Adadelta.html",
    options: {
      lr: "Scale of the computed step, at least 0.",
      rho: "Decay rate of both running averages, in [0, 1].",
      eps: "Added under the roots, at least 0.",
      weightDecay: "L2 penalty, at least 0.",
      maximize: "Climb instead of descend.",
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
      lr: "Bound of the relative step, at least 0.",
      beta2Decay: "Power of the step in the averages' decay, at most 0.",
      eps: "Floor of the variance (null: the dtype's epsilon) and of the parameters' size, at least 0.",
      d: "Bound of the update's root mean square, at least 1.",
      weightDecay: "Weight decay, at least 0; the weights shrink by themselves.",
      maximize: "Climb instead of descend.",
    },
  },
  Adagrad: {
    summary: "Adagrad: each element's learning rate falls with the squares of its gradients so far.",
    description: "Adagrad: each element's learning rate falls with the squares of its gradients so far.",
    formula: "g ← ∇f + λθ; s ← s + g²; θ ← θ − γ/(1 + (t − 1)η) · g/(√s + ε)",
    source: "Duchi et al., Adaptive Subgradient Methods for Online Learning and Stochastic Optimization (2011)",
    url: "https://docs.pytorch.org/docs/stable/generated/torch.optim.Adagrad.html",
    options: {
      lr: "Learning rate, at least 0.",
      lrDecay: "Decay of the learning rate, at least 0.",
      weightDecay: "L2 penalty, at least 0.",
      initialAccumulatorValue: "What the sums of squares begin with, at least 0.",
      eps: "Added to the denominator, at least 0.",
      maximize: "Climb instead of descend.",
    },
  },
  Adam: {
    summary: "Adam: running averages of the gradient and of its square, corrected for their start at zero.",
    description: "Adam: running averages of the gradient and of its square, corrected for their start at zero.",
    formula: "g ← ∇f + λθ; m ← β₁m + (1 − β₁)g; v ← β₂v + (1 − β₂)g²; θ ← θ − γ · m/(1 − β₁ᵗ) / (√(v/(1 − β₂ᵗ)) + ε)",
    source:
      "Kingma and Ba, Adam: A Method for Stochastic Optimization (2014); Reddi et al., On the Convergence of Adam and Beyond (2018) for `amsgrad`",
    url: "https://docs.pytorch.org/docs/stable/generated/torch.optim.Adam.html",
    options: {
      decoupledWeightDecay: "Shrink the weights by themselves, as AdamW does, instead of through the gradient.",
      lr: "Learning rate, at least 0.",
      betas: "Decay rates of the running averages of the gradient and of its square, each in [0, 1).",
      eps: "Added to the denominator, at least 0.",
      weightDecay: "Weight decay, at least 0.",
      amsgrad: "Divide by the largest average of squares so far (AMSGrad).",
      maximize: "Climb instead of descend.",
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
      lr: "Learning rate, at least 0.",
      betas: "Decay rates of the running averages of the gradient and of its square, each in [0, 1).",
      eps: "Added to the denominator, at least 0.",
      weightDecay: "Weight decay, at least 0.",
      amsgrad: "Divide by the largest average of squares so far (AMSGrad).",
      maximize: "Climb instead of descend.",
    },
  },
  Adamax: {
    summary: "Adamax: Adam with the infinity norm.",
    description: "Adamax: Adam with the infinity norm.",
    formula: "g ← ∇f + λθ; m ← β₁m + (1 − β₁)g; u ← max(β₂u, |g| + ε); θ ← θ − γ/(1 − β₁ᵗ) · m/u",
    source: "Kingma and Ba, Adam: A Method for Stochastic Optimization (2014)",
    url: "https://docs.pytorch.org/docs/stable/generated/torch.optim.Adamax.html",
    options: {
      lr: "Learning rate, at least 0.",
      betas: "Decay rates of the running average and of the running maximum, each in [0, 1).",
      eps: "Added to the gradient's size, at least 0.",
      weightDecay: "L2 penalty, at least 0.",
      maximize: "Climb instead of descend.",
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
      lr: "Length of the steps, or with a line search of the first try, at least 0.",
      maxIter: "Iterations per step.",
      maxEval: "Evaluations of the closure per step; null means `maxIter` · 5/4.",
      toleranceGrad: "Stop when no element of the gradient is larger.",
      toleranceChange: "Stop when neither the loss nor a parameter changes by more.",
      historySize: "How many past steps the curvature is estimated from.",
      lineSearchFn: '`"strong_wolfe"`, or null for steps of length `lr`.',
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
      lr: "Learning rate, at least 0.",
      weightDecay: "Weight decay, at least 0; the weights shrink by themselves.",
      momentum: "Decay rate of the gradient's running average, at least 0.",
      nesterov: "Look ahead along the average (Nesterov).",
      nsCoefficients: "The coefficients a, b and c of the orthogonalization.",
      eps: "The least norm that the update is divided by.",
      nsSteps: "Iterations of the orthogonalization, below 100.",
      adjustLrFn:
        'How the learning rate depends on the parameter\'s shape, A by B: `"original"`, times √max(1, A/B), or `"match_rms_adamw"`, times 0.2·√max(A, B); null means `"original"`.',
    },
  },
  NAdam: {
    summary: "NAdam: Adam with Nesterov momentum.",
    description: "NAdam: Adam with Nesterov momentum.",
    formula:
      "μₜ = β₁(1 − ½ · 0.96^(tψ)); θ ← θ − γ((1 − μₜ)/(1 − Πμ) · g + μₜ₊₁/(1 − μₜ₊₁Πμ) · m) / (√(v/(1 − β₂ᵗ)) + ε)",
    source: "Dozat, Incorporating Nesterov Momentum into Adam (2016)",
    url: "https://docs.pytorch.org/docs/stable/generated/torch.optim.NAdam.html",
    options: {
      lr: "Learning rate, at least 0.",
      betas: "Decay rates of the running averages of the gradient and of its square, each in [0, 1).",
      eps: "Added to the denominator, at least 0.",
      weightDecay: "Weight decay, at least 0.",
      momentumDecay: "Decay of the momentum, at least 0.",
      decoupledWeightDecay: "Shrink the weights by themselves, as AdamW does, instead of through the gradient.",
      maximize: "Climb instead of descend.",
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
      lr: "Learning rate, at least 0.",
      betas: "Decay rates of the running averages of the gradient and of its square, each in [0, 1).",
      eps: "Added to the denominator, at least 0.",
      weightDecay: "Weight decay, at least 0.",
      decoupledWeightDecay: "Shrink the weights by themselves, as AdamW does, instead of through the gradient.",
      maximize: "Climb instead of descend.",
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
      lr: "Learning rate, at least 0.",
      alpha: "Smoothing constant, at least 0.",
      eps: "Added to the denominator, at least 0.",
      weightDecay: "L2 penalty, at least 0.",
      momentum: "Momentum factor, at least 0.",
      centered: "Divide by an estimate of the gradient's variance instead of its square.",
      maximize: "Climb instead of descend.",
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
      lr: "The first step size, at least 0.",
      etas: "Factors by which a step shrinks, in (0, 1), and grows, above 1.",
      stepSizes: "The smallest and the largest step size.",
      maximize: "Climb instead of descend.",
    },
  },
  SGD: {
    summary: "SGD: stochastic gradient descent, optionally with (Nesterov) momentum.",
    description: "SGD: stochastic gradient descent, optionally with (Nesterov) momentum.",
    formula: "g ← ∇f + λθ; b ← μb + (1 − τ)g (at first b = g); θ ← θ − γb, with Nesterov θ ← θ − γ(g + μb)",
    source: "Sutskever et al., On the importance of initialization and momentum in deep learning (2013)",
    url: "https://docs.pytorch.org/docs/stable/generated/torch.optim.SGD.html",
    options: {
      lr: "Learning rate, at least 0.",
      momentum: "Momentum factor, at least 0.",
      dampening: "Dampening of the momentum.",
      weightDecay: "L2 penalty, at least 0.",
      nesterov: "Nesterov momentum; needs a momentum and no dampening.",
      maximize: "Climb instead of descend.",
    },
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
      lr: "Learning rate, above 0.",
      betas: "Decay rates of the running averages of the gradient and of its square, each in [0, 1).",
      eps: "Added to the denominator, above 0.",
      maximize: "Climb instead of descend.",
    },
  },
};
