/**
 * What options and classes do, in Chinese, by the library's own English sentence: so a sentence that changes there loses its
 * translation here, which a test finds (test/translations.test.ts).
 */
export const CHINESE: Readonly<Record<string, string>> = {
  "Scale of the computed step, at least 0.": "对计算出的步长的缩放，不小于 0。",
  "Decay rate of both running averages, in [0, 1].": "两个滑动平均的衰减率，取值 [0, 1]。",
  "Added under the roots, at least 0.": "加在根号下的小量，不小于 0。",
  "L2 penalty, at least 0.": "L2 惩罚系数，不小于 0。",
  "Climb instead of descend.": "最大化而不是最小化。",
  "Bound of the relative step, at least 0.": "相对步长的上限，不小于 0。",
  "Power of the step in the averages' decay, at most 0.": "滑动平均衰减率中步数的指数，不大于 0。",
  "Floor of the variance (null: the dtype's epsilon) and of the parameters' size, at least 0.":
    "方差的下限（null 表示该 dtype 的 epsilon）和参数大小的下限，不小于 0。",
  "Bound of the update's root mean square, at least 1.": "更新量均方根的上限，不小于 1。",
  "Weight decay, at least 0; the weights shrink by themselves.": "权重衰减，不小于 0；直接作用于权重。",
  "Learning rate, at least 0.": "学习率，不小于 0。",
  "Decay of the learning rate, at least 0.": "学习率的衰减，不小于 0。",
  "What the sums of squares begin with, at least 0.": "梯度平方累加的初始值，不小于 0。",
  "Added to the denominator, at least 0.": "加在分母上的小量，不小于 0。",
  "Shrink the weights by themselves, as AdamW does, instead of through the gradient.":
    "像 AdamW 那样让权重直接衰减，而不通过梯度。",
  "Decay rates of the running averages of the gradient and of its square, each in [0, 1).":
    "梯度及其平方的滑动平均的衰减率，各取值 [0, 1)。",
  "Weight decay, at least 0.": "权重衰减，不小于 0。",
  "Divide by the largest average of squares so far (AMSGrad).": "除以到目前为止最大的平方平均（AMSGrad）。",
  "Learning rate, above 0.": "学习率，大于 0。",
  "Added to the denominator, above 0.": "加在分母上的小量，大于 0。",
  "Decay rates of the running average and of the running maximum, each in [0, 1).":
    "滑动平均和滑动最大值的衰减率，各取值 [0, 1)。",
  "Added to the gradient's size, at least 0.": "加在梯度大小上的小量，不小于 0。",
  "Decay of the weights and, over time, of the learning rate.": "权重的衰减，也是学习率随时间的衰减。",
  "Power of the learning rate's decay.": "学习率衰减的指数。",
  "The step at which averaging starts.": "从哪一步开始求平均。",
  "Length of the steps, or with a line search of the first try, at least 0.":
    "步长；使用线搜索时是第一次尝试的步长，不小于 0。",
  "Iterations per step.": "每一步内的迭代次数。",
  "Evaluations of the closure per step; null means `maxIter` · 5/4.":
    "每一步最多调用闭包的次数；null 表示 maxIter · 5/4。",
  "Stop when no element of the gradient is larger.": "梯度的每个元素都不超过它时停止。",
  "Stop when neither the loss nor a parameter changes by more.": "损失和参数的变化都不超过它时停止。",
  "How many past steps the curvature is estimated from.": "用最近多少步来估计曲率。",
  '`"strong_wolfe"`, or null for steps of length `lr`.': '"strong_wolfe"；null 表示步长就是 lr。',
  "Decay rate of the gradient's running average, at least 0.": "梯度滑动平均的衰减率，不小于 0。",
  "Look ahead along the average (Nesterov).": "沿平均方向向前看一步（Nesterov）。",
  "The coefficients a, b and c of the orthogonalization.": "正交化的系数 a、b、c。",
  "The least norm that the update is divided by.": "更新量所除的范数的下限。",
  "Iterations of the orthogonalization, below 100.": "正交化的迭代次数，小于 100。",
  'How the learning rate depends on the parameter\'s shape, A by B: `"original"`, times √max(1, A/B), or `"match_rms_adamw"`, times 0.2·√max(A, B); null means `"original"`.':
    '学习率如何随参数形状 A×B 调整："original" 乘以 √max(1, A/B)；"match_rms_adamw" 乘以 0.2·√max(A, B)；null 表示 "original"。',
  "Decay of the momentum, at least 0.": "动量的衰减，不小于 0。",
  "Smoothing constant, at least 0.": "平滑常数，不小于 0。",
  "Momentum factor, at least 0.": "动量系数，不小于 0。",
  "Divide by an estimate of the gradient's variance instead of its square.":
    "除以梯度方差的估计，而不是梯度平方的平均。",
  "The first step size, at least 0.": "最初的步长，不小于 0。",
  "Factors by which a step shrinks, in (0, 1), and grows, above 1.":
    "步长缩小的倍数（在 (0, 1) 内）和增大的倍数（大于 1）。",
  "The smallest and the largest step size.": "步长的最小值和最大值。",
  "Dampening of the momentum.": "动量的阻尼。",
  "Nesterov momentum; needs a momentum and no dampening.": "Nesterov 动量；需要有动量，且没有阻尼。",
  "Epochs between two decays.": "两次衰减之间的轮数。",
  "Factor of the decay.": "每次衰减的倍数。",
  "The epochs after which the rate decays; one that is listed twice counts twice.":
    "在这些轮次之后衰减；同一轮写两次就衰减两次。",
  "Factor until `totalIters`, between 0 and 1.": "到 totalIters 为止的倍数，在 0 和 1 之间。",
  "Epochs until the rate is the full one.": "经过多少轮恢复到完整的学习率。",
  "Factor at the start, in (0, 1].": "开始时的倍数，取值 (0, 1]。",
  "Factor at the end, in [0, 1].": "结束时的倍数，取值 [0, 1]。",
  "Epochs from start to end.": "从开始到结束的轮数。",
  "Factor of the decay per epoch.": "每一轮的衰减倍数。",
  "Epochs until the rate is 0.": "经过多少轮学习率降到 0。",
  "The polynomial's power.": "多项式的幂次。",
  "Epochs of half a period: from the initial rate to the least.": "半个周期的轮数：从初始学习率降到最小值。",
  "The least rate.": "最小学习率。",
  "The epochs at which the next one takes over: one fewer than schedulers.":
    "在哪些轮次换成下一个调度器：比调度器少一个。",
  "Whether the metric should fall or rise.": "指标应当下降还是上升。",
  "Factor of the reduction, below 1.": "降低的倍数，小于 1。",
  "Epochs without improvement that are let pass.": "容忍多少轮没有改进。",
  "What counts as an improvement.": "多大的变化才算改进。",
  "Whether `threshold` is a share of the best value or a difference to it.":
    "threshold 是相对于最佳值的比例，还是与它的差。",
  "Epochs after a reduction in which nothing is counted.": "降低之后有多少轮不计数。",
  "The least rate, for all groups or for each.": "最小学习率，可以对所有参数组相同或分别给出。",
  "A reduction by less is not made.": "降低量比它还小时就不降低。",
  "The lowest rate, for all groups or for each.": "最低学习率，可以对所有参数组相同或分别给出。",
  "The highest rate, for all groups or for each.": "最高学习率，可以对所有参数组相同或分别给出。",
  "Steps from the lowest rate to the highest.": "从最低升到最高的步数。",
  "Steps back; null means `stepSizeUp`.": "回落的步数；null 表示与 stepSizeUp 相同。",
  "Whether cycles stay as high, halve in height, or decay by `gamma` per step.":
    "各周期高度不变、逐次减半，还是每步乘以 gamma 衰减。",
  'Decay of `"exp_range"`.': '"exp_range" 的衰减。',
  "What `scaleFn` is given: the cycle, from 1, or the step.": "scaleFn 的参数：第几个周期（从 1 开始）还是第几步。",
  "Whether the momentum cycles against the rate.": "动量是否与学习率反向循环。",
  "The lowest momentum.": "最小动量。",
  "The highest momentum.": "最大动量。",
  "Steps of the whole cycle; null means `epochs` times `stepsPerEpoch`.":
    "整个周期的步数；null 表示 epochs 乘以 stepsPerEpoch。",
  "Epochs of the whole cycle, where `totalSteps` isn't given.": "没有给出 totalSteps 时，整个周期的轮数。",
  "Steps of an epoch, where `totalSteps` isn't given.": "没有给出 totalSteps 时，每一轮的步数。",
  "The share of the steps in which the rate rises, between 0 and 1.": "学习率上升的步数所占的比例，在 0 和 1 之间。",
  "The form of rise and fall.": "上升和下降的形状。",
  "The first rate is `maxLr / divFactor`.": "最初的学习率是 maxLr / divFactor。",
  "The last rate is the first one divided by this.": "最后的学习率是最初的除以这个数。",
  "Fall back to the first rate as fast as it rose, and then on to the last.":
    "以上升时的速度回到最初的学习率，再继续降到最后的学习率。",
  "Epochs until the first restart.": "到第一次重启的轮数。",
  "Factor of the epochs between restarts, a whole number.": "每次重启间隔的倍数，整数。",
  "The rate to go to and stay at, for all groups or for each.":
    "最终到达并保持的学习率，可以对所有参数组相同或分别给出。",
  "Epochs until it is reached.": "到达它所需的轮数。",
  "The form of the way there.": "到达过程的形状。",

  "Adadelta: steps scaled by the ratio of the recent steps' size to the recent gradients'.":
    "Adadelta：按最近的步长与最近的梯度大小之比来缩放每一步。",
  "Adafactor: keeps the squared gradient's row and column means instead of all of it, and bounds the update's size relative to the parameters'.":
    "Adafactor：只保存梯度平方的行均值和列均值，并限制更新量相对参数的大小。",
  "Adagrad: each element's learning rate falls with the squares of its gradients so far.":
    "Adagrad：每个元素的学习率随它历来梯度平方之和下降。",
  "Adam: running averages of the gradient and of its square, corrected for their start at zero.":
    "Adam：梯度及其平方的滑动平均，并修正它们从零开始的偏差。",
  "AdamW: Adam whose weights decay by themselves instead of through the gradient.":
    "AdamW：权重直接衰减、而不通过梯度衰减的 Adam。",
  "SparseAdam: Adam for sparse gradients.": "SparseAdam：用于稀疏梯度的 Adam。",
  "Adamax: Adam with the infinity norm.": "Adamax：使用无穷范数的 Adam。",
  "ASGD: stochastic gradient descent with a falling rate, and an average of the parameters along the way.":
    "ASGD：学习率逐渐下降的随机梯度下降，并对途中的参数求平均。",
  "L-BFGS: a quasi-Newton method that estimates the curvature from the last steps.":
    "L-BFGS：一种拟牛顿法，用最近的若干步估计曲率。",
  "Muon: the running average of a matrix's gradient, orthogonalized, so that all its directions count alike.":
    "Muon：把矩阵梯度的滑动平均正交化，使各个方向同等重要。",
  "NAdam: Adam with Nesterov momentum.": "NAdam：带 Nesterov 动量的 Adam。",
  "RAdam: Adam that steps by momentum alone until its average of squares can be trusted.":
    "RAdam：在梯度平方的平均还不可信时只按动量走的 Adam。",
  "RMSprop: gradients divided by a running average of their size.": "RMSprop：梯度除以它自身大小的滑动平均。",
  "Rprop: only the gradient's sign counts; each element's step grows while it stays and shrinks when it changes.":
    "Rprop：只看梯度的符号；符号不变时步长增大，改变时步长缩小。",
  "SGD: stochastic gradient descent, optionally with (Nesterov) momentum.":
    "SGD：随机梯度下降，可以带（Nesterov）动量。",
  "The initial rate times a function of the epoch.": "初始学习率乘以一个关于轮次的函数。",
  "The present rate times a function of the epoch.": "当前学习率乘以一个关于轮次的函数。",
  "The rate times `gamma` every `stepSize` epochs.": "每 stepSize 轮把学习率乘以 gamma。",
  "The rate times `gamma` at each milestone.": "在每个里程碑把学习率乘以 gamma。",
  "The rate times a factor, until it is the full one.": "学习率先乘以一个倍数，之后恢复完整。",
  "The rate times a factor that changes linearly: warm-up, or decay.": "学习率乘以线性变化的倍数：预热或衰减。",
  "The rate times `gamma` every epoch.": "每一轮把学习率乘以 gamma。",
  "The rate falls to 0 as a power of the epochs that are left.": "学习率按剩余轮数的幂降到 0。",
  "The rate follows a cosine, down and up again.": "学习率沿余弦曲线下降，再上升。",
  "Several schedulers at once, each changing the rate that the one before has left.":
    "同时使用多个调度器，每个都在前一个的结果上修改学习率。",
  "One scheduler after the other: warm-up, then decay.": "一个接一个地使用调度器：先预热，再衰减。",
  "Reduces the rate when a metric has stopped improving.": "指标不再改进时降低学习率。",
  "The rate goes up and down between two bounds; call `step` after each batch.":
    "学习率在两个界之间上下循环；每个批次之后调用 step。",
  "One cycle: the rate rises to `maxLr` and falls far below where it began; call `step` after each batch.":
    "一个周期：学习率升到 maxLr，再降到远低于起点；每个批次之后调用 step。",
  "The rate falls along a cosine and starts again, each time after `tMult` times as many epochs.":
    "学习率沿余弦下降后重新开始，每次的轮数是上一次的 tMult 倍。",
  "Leads the rate to a fixed one, with which weights are then averaged: see `AveragedModel`.":
    "把学习率引到一个固定值，之后在这个值下对权重求平均：见 AveragedModel。",

  "Steps made so far.": "已经走过的步数。",
  "Running average of the squared gradient.": "梯度平方的滑动平均。",
  "Running average of the squared step.": "步长平方的滑动平均。",
  "Average of the squared gradient's rows, [..., R, 1]; for parameters with two dimensions or more.":
    "梯度平方的行平均，形状 [..., R, 1]；用于两维以上的参数。",
  "Average of its columns, [..., 1, C].": "梯度平方的列平均，形状 [..., 1, C]。",
  "Average of the squared gradient; for vectors and single numbers.": "梯度平方的平均；用于向量和单个数。",
  "Sum of the squared gradients; there from the start.": "梯度平方之和；一开始就有。",
  "Running average of the gradient.": "梯度的滑动平均。",
  "The largest of those averages so far; with `amsgrad`.": "到目前为止最大的平方平均；使用 amsgrad 时才有。",
  "Decaying maximum of the gradient's size.": "梯度大小的衰减最大值。",
  "The learning rate of the next step.": "下一步的学习率。",
  "The weight of the next parameters in the average; 1 means that the average is the parameters.":
    "下一次的参数在平均中的权重；1 表示平均就是参数本身。",
  "The average of the parameters.": "参数的平均。",
  "Evaluations of the closure so far.": "到目前为止调用闭包的次数。",
  "Iterations so far.": "到目前为止的迭代次数。",
  "The last direction.": "上一次的方向。",
  "The last step's length.": "上一次的步长。",
  "Changes of the gradient.": "梯度的变化。",
  "Changes of the parameters.": "参数的变化。",
  "The inverses of their products.": "它们乘积的倒数。",
  "The scale of the first estimate of the inverse Hessian.": "逆海森矩阵最初估计的尺度。",
  "The gradient at the last step.": "上一步的梯度。",
  "The loss there.": "上一步的损失。",
  "Room for the coefficients of the two loops over the last steps.": "两次循环所用系数的空间。",
  "Product of the momenta so far.": "到目前为止各步动量的乘积。",
  "With `momentum`.": "使用 momentum 时才有。",
  "Running average of the gradient; with `centered`.": "梯度的滑动平均；使用 centered 时才有。",
  "The gradient of the step before; 0 where its sign changed.": "上一步的梯度；符号改变处为 0。",
  "Each element's step size.": "每个元素的步长。",
  "The running sum of gradients; there once a step was made with momentum.": "梯度的累加；用动量走过一步之后才有。",
};

/** What an option or a class does, in the page's language, as plain text; in English where there is no translation. */
export function describeOption(english: string, lang: string): string {
  return (lang.startsWith("zh") ? (CHINESE[english] ?? english) : english).replaceAll("`", "");
}
