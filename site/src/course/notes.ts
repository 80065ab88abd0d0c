import type { Texts } from "../shared/texts.ts";

/** What is told of an optimizer beside what the registry knows. */
export interface Note {
  /** Where it comes from, in two sentences. */
  readonly history: string;
  /** What idea it adds, and when to use it. */
  readonly use: string;
}

/** An optimizer's page: its notes, and the surface with the neighbours beside which it is to be seen. */
export interface Portrait extends Texts<Note> {
  /** The state of the page of surfaces. */
  readonly scene: string;
}

const ravine = "f=ravine&s=-9,2&n=200";

/** By the optimizers' names. */
export const PORTRAITS: Readonly<Record<string, Portrait>> = {
  SGD: {
    en: {
      history:
        "Descent along the gradient is Cauchy's (1847), by random samples Robbins and Monro's (1951). Polyak added momentum in 1964, Nesterov the look ahead in 1983.",
      use: "One step size for everything, times the gradient. With momentum it adds up what successive gradients have in common, which carries it along ravines. Still the choice for many vision models, where a tuned rate and a schedule beat adaptive steps.",
    },
    zh: {
      history:
        "沿梯度下降是柯西在 1847 年提出的，用随机样本来做是 Robbins 和 Monro（1951）。Polyak 在 1964 年加入动量，Nesterov 在 1983 年加入向前看一步。",
      use: "所有参数用同一个步长乘以梯度。有了动量，它会累加相邻梯度中相同的部分，于是能沿峡谷前进。许多视觉模型仍然选它：学习率调好、再配上调度，往往胜过自适应步长。",
    },
    scene: `${ravine}&o=SGD;lr=0.5&o=SGD;lr=0.1;momentum=0.9&o=SGD;lr=0.1;momentum=0.9;nesterov=true`,
  },
  Adagrad: {
    en: {
      history:
        "Duchi, Hazan and Singer published it in 2011, for problems in which most features are rare. It began the family of optimizers with a step for each parameter.",
      use: "Each element's step is divided by the root of all its squared gradients so far, so that rare ones keep large steps. The sum never falls, and so every step dies in the end: good for sparse, convex problems, too soon tired for networks.",
    },
    zh: {
      history:
        "Duchi、Hazan 和 Singer 在 2011 年发表，针对大多数特征很少出现的问题。“每个参数有自己的步长”的优化器家族由此开始。",
      use: "每个元素的步长除以它历来梯度平方和的平方根，因此少见的特征保持大步。这个和只增不减，所以步子最终都会消失：适合稀疏的凸问题，对网络来说疲惫得太早。",
    },
    scene: `${ravine}&o=Adagrad;lr=1&o=RMSprop;lr=0.1&o=SGD;lr=0.5`,
  },
  RMSprop: {
    en: {
      history:
        "Tieleman and Hinton taught it in a lecture of 2012; there is no paper. Graves described the centred form a year later.",
      use: "Adagrad with a short memory: it divides by a running average of the squared gradients, so that steps recover. It does well where the loss changes under way, as in recurrent networks and reinforcement learning.",
    },
    zh: {
      history: "Tieleman 和 Hinton 在 2012 年的一次课上讲授，没有论文。Graves 在一年后描述了中心化的形式。",
      use: "记忆短的 Adagrad：除以梯度平方的滑动平均，步子能够恢复。适合损失在途中变化的情形，例如循环网络和强化学习。",
    },
    scene: `${ravine}&o=RMSprop;lr=0.1&o=Adagrad;lr=1&o=Adam;lr=0.3`,
  },
  Adadelta: {
    en: {
      history:
        "Zeiler published it in 2012, at about the time of RMSprop and without knowing of it. It was to need no learning rate.",
      use: "It divides by the average size of recent gradients and multiplies by that of recent steps, so that units cancel out. It begins slowly, since its first steps are tiny; patience or a rate above 1 helps.",
    },
    zh: {
      history: "Zeiler 在 2012 年发表，与 RMSprop 几乎同时，彼此独立。它的目标是不需要学习率。",
      use: "除以最近梯度的平均大小，再乘以最近步长的平均大小，单位正好消去。最初的步子很小，所以起步慢；可以耐心等待，或把学习率调到 1 以上。",
    },
    scene: `${ravine}&o=Adadelta&o=Adadelta;lr=10&o=RMSprop;lr=0.1`,
  },
  Adam: {
    en: {
      history:
        "Kingma and Ba published it in 2014 as RMSprop with momentum, with averages that are corrected for their start at zero. It became the most used optimizer there is.",
      use: "Momentum gives the direction, the squares' average each element's scale, so the step is about the learning rate whatever the gradient's size. A good first choice almost everywhere; with weight decay take AdamW.",
    },
    zh: {
      history: "Kingma 和 Ba 在 2014 年发表：带动量的 RMSprop，并修正滑动平均从零开始的偏差。它成了使用最广的优化器。",
      use: "动量给出方向，平方的平均给出每个元素的尺度，所以不管梯度多大，步长大约就是学习率。几乎处处都是好的首选；需要权重衰减时用 AdamW。",
    },
    scene: `${ravine}&v=ellipses,vectors&o=Adam;lr=0.3&o=RMSprop;lr=0.1&o=SGD;lr=0.1;momentum=0.9`,
  },
  AdamW: {
    en: {
      history:
        "Loshchilov and Hutter saw in 2017 that Adam's L2 penalty is divided away with the gradient. They let weights decay by themselves.",
      use: "Adam, whose weight decay does what one expects: every weight shrinks by the same share. The usual choice for Transformers.",
    },
    zh: {
      history: "Loshchilov 和 Hutter 在 2017 年发现，Adam 里的 L2 惩罚会随梯度一起被除掉。他们让权重直接衰减。",
      use: "权重衰减符合预期的 Adam：每个权重按相同比例缩小。训练 Transformer 的通常选择。",
    },
    scene: "f=bowl&n=200&o=AdamW;lr=0.1;weightDecay=0.5&o=Adam;lr=0.1;weightDecay=0.5&o=Adam;lr=0.1",
  },
  Adamax: {
    en: {
      history: "It stands in Adam's paper of 2014. There Adam's average of squares becomes a maximum.",
      use: "The scale is the largest recent gradient, so one outlier makes steps small for a while and none makes them large. Seldom needed; it is steady where gradients are sparse or spiky.",
    },
    zh: {
      history: "它就在 2014 年 Adam 的论文里：把平方的平均换成了最大值。",
      use: "尺度取最近最大的梯度，所以一个异常值会让步子变小一阵，却不会让它变大。很少必须用它；在梯度稀疏或有尖峰时比较稳。",
    },
    scene: `${ravine}&z=1&o=Adamax;lr=0.3&o=Adam;lr=0.3`,
  },
  NAdam: {
    en: {
      history: "Dozat joined Nesterov's look ahead to Adam in 2016. PyTorch has it with his schedule of the momentum.",
      use: "Adam that already counts the coming momentum into this step. Often a little quicker than Adam with the same settings.",
    },
    zh: {
      history: "Dozat 在 2016 年把 Nesterov 的向前看一步加进 Adam。PyTorch 的实现包含他的动量调度。",
      use: "在这一步里就计入下一步动量的 Adam。同样的设置下常比 Adam 快一点。",
    },
    scene: `${ravine}&o=NAdam;lr=0.3&o=Adam;lr=0.3`,
  },
  RAdam: {
    en: {
      history:
        "Liu and others asked in 2019 why Adam needs a warm-up, and found its first averages of squares too uncertain. They wrote a correction.",
      use: "It steps by momentum alone until the average can be trusted. Takes the place of a warm-up.",
    },
    zh: {
      history: "Liu 等人在 2019 年追问 Adam 为什么需要预热，发现最初的平方平均太不可靠，并给出了修正。",
      use: "在平方平均可信之前只按动量走。可以代替预热。",
    },
    scene: `${ravine}&o=RAdam;lr=0.3&o=Adam;lr=0.3`,
  },
  ASGD: {
    en: {
      history:
        "Polyak and Juditsky showed in 1992 that the average of SGD's way is as good as a second-order method's end. Bottou's form of it is in PyTorch.",
      use: "Plain SGD with a falling rate, which keeps the average of the parameters beside them. For convex problems with noise.",
    },
    zh: {
      history:
        "Polyak 和 Juditsky 在 1992 年证明，SGD 路径的平均可以与二阶方法的终点一样好。PyTorch 里是 Bottou 的形式。",
      use: "学习率逐渐下降的普通 SGD，同时保存参数的平均。适合有噪声的凸问题。",
    },
    scene: "f=noisy&z=2&n=300&o=ASGD;lr=0.1;t0=50&o=SGD;lr=0.1",
  },
  Rprop: {
    en: {
      history:
        "Riedmiller and Braun published it in 1993. It was the quickest way to train small networks on all the data.",
      use: "Only the gradient's sign counts. Steps grow while it stays and shrink when it changes. Excellent with full batches, useless with mini-batches, whose signs change by chance.",
    },
    zh: {
      history: "Riedmiller 和 Braun 在 1993 年发表。它曾是用全部数据训练小网络的最快方法。",
      use: "只看梯度的符号：符号不变步长增大，改变则缩小。全批量时非常好；小批量时没有用，因为符号会随机改变。",
    },
    scene: `${ravine}&o=Rprop;lr=0.1&o=SGD;lr=0.5&o=Adam;lr=0.3`,
  },
  LBFGS: {
    en: {
      history:
        "Liu and Nocedal's form of the method of Broyden, Fletcher, Goldfarb and Shanno is from 1989. It keeps the last steps instead of a matrix.",
      use: "It estimates the curvature from how the gradient changed, and steps almost like Newton. Superb on smooth functions with exact gradients, such as fits and physics; not for mini-batches. It needs a closure, since it looks several times in one step.",
    },
    zh: {
      history:
        "Broyden、Fletcher、Goldfarb 和 Shanno 的方法，Liu 和 Nocedal 在 1989 年给出了这个形式：只保存最近的若干步，而不是一个矩阵。",
      use: "由梯度的变化估计曲率，步子接近牛顿法。对梯度精确的光滑函数（拟合、物理）极好；不适合小批量。它在一步里要看好几次，所以需要闭包。",
    },
    scene: "f=rosenbrock&n=60&o=LBFGS;lr=0.5;maxIter=1&o=Adam;lr=0.1&o=SGD;lr=0.001;momentum=0.9",
  },
  SparseAdam: {
    en: {
      history: "PyTorch made it for embeddings, of which a batch sees few rows. The rule is Adam's.",
      use: "Only rows that have a gradient are stepped, and only their averages change. For large embeddings with `sparse: true`.",
    },
    zh: {
      history: "PyTorch 为嵌入层设计：一个批次只看到其中几行。规则就是 Adam 的。",
      use: "只更新有梯度的行，也只改变它们的滑动平均。用于 `sparse: true` 的大型嵌入层。",
    },
    scene: `${ravine}&o=SparseAdam;lr=0.3&o=Adam;lr=0.3`,
  },
  Adafactor: {
    en: {
      history:
        "Shazeer and Stern published it in 2018, when Adam's state no longer fitted into memory beside large Transformers. T5 was trained with it.",
      use: "Of a matrix's squares it keeps the means of rows and columns only, and it bounds the update by the parameters' size. For very large matrices.",
    },
    zh: {
      history: "Shazeer 和 Stern 在 2018 年发表，当时大型 Transformer 旁边已经放不下 Adam 的状态。T5 就是用它训练的。",
      use: "矩阵的平方只保存行均值和列均值，并按参数的大小限制更新量。用于非常大的矩阵。",
    },
    scene: `${ravine}&o=Adafactor;lr=0.3&o=Adam;lr=0.3`,
  },
  Muon: {
    en: {
      history:
        "Jordan published it in 2024 as a record in training a small GPT. It treats a layer's weights as the matrix that they are.",
      use: "The momentum of a matrix is orthogonalized, so that all its directions are stepped alike, also those that seldom get a gradient. For hidden matrices; other parameters go to AdamW.",
    },
    zh: {
      history: "Jordan 在 2024 年发表，创造了训练小型 GPT 的纪录。它把一层的权重当作矩阵来对待。",
      use: "把矩阵的动量正交化，使各个方向同样前进，包括很少得到梯度的方向。用于隐藏层的矩阵；其余参数交给 AdamW。",
    },
    scene: `${ravine}&o=Muon;lr=0.1&o=SGD;lr=0.1;momentum=0.9`,
  },
};
