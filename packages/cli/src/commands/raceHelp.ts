import { optimizers } from "downhill/registry";
import { published } from "../entries/published.ts";
import { schedulerNames } from "../entries/settings.ts";
import { formatSettings } from "../format.ts";
import { builtIns } from "../problems/catalog.ts";

const field = [...optimizers]
  .map(({ name, options }) => {
    const settings = published[name]?.settings ?? { lr: options.lr!.default as number };
    return `  ${name.toLowerCase().padEnd(12)}${formatSettings(settings)}`;
  })
  .join("\n");

/** Names in lines of a width that fits the rest. */
function wrapped(names: readonly string[]): string {
  const lines = [""];
  for (const [i, name] of names.entries()) {
    const word = i < names.length - 1 ? `${name},` : name;
    if (lines[lines.length - 1]!.length + word.length > 110) lines.push("");
    lines[lines.length - 1] += ` ${word}`;
  }
  return lines.map((line) => `   ${line}`).join("\n");
}

const problems = Object.entries(builtIns)
  .map(([name, { about, passes, hidden }]) => {
    const network = hidden.length > 0 ? `, hidden layers ${hidden.join(",")}` : "";
    return `  ${name.padEnd(12)}${about}\n${" ".repeat(14)}${passes} passes${network}`;
  })
  .join("\n");

/** What `downhill race --help` says after the list of options. */
export const raceHelp = `
The optimizers and the settings they run with, published ones or defaults (the report says whose; downhill optimizers
explains them):
${field}

  In parentheses stand settings that count as they are; what isn't among them is PyTorch's default:
    -o "sgd(lr=0.1, momentum=0.9)" -o "sgd(lr=0.01)" -o "adam(scheduler=cosine)"
  A scheduler alone leaves the other settings. Its options stand behind it, as in scheduler=step(stepSize=10); where
  none are given they fit the budget. A scheduler steps after each pass, or each batch where that is what it counts:
${wrapped(schedulerNames())}

The problems that need no table (--problem):
${problems}

The budget is counted in passes: how often the loss and its gradient are computed for every training row. All take
mini-batches, but two need the gradient of all rows and take one step per pass or less: rprop looks at the gradient's
sign alone, which on mini-batches changes by chance; lbfgs compares gradients of successive steps, which must be of the
same function. sparseadam takes sparse gradients only, so it trains an embedding and has a section of its own. muon
takes matrices; an adamw beside it with the same rate trains the biases.

How a table is read:
  Numbers are standardized; a missing one becomes the mean, and an input is added that says it was missing.
  Texts are categories, one input each. Missing is an empty cell, NA, NaN, null, none, ? or -, or what --missing names.
  Numbers may be written as 1,234.5, 1.234,5, $5 or 12 %; 1,234 alone wants --decimal.
  A column of numbers with a few texts in it is taken for a mistake and the first is reported; so are dates.
  What separates cells, comments (#) and UTF-8 or UTF-16 are found out; other encodings want --encoding.
  A fifth of the rows is held out for validation, anew for each seed, and decides the ranking. With --tune another fifth
  is for the test: settings are chosen by validation rows, the ranking by the test rows and seeds that no trial has seen.
  The target is classified if it holds texts or at most ten different whole numbers, else it is a regression; --task
  overrides that.

Reading the result:
  #              the rank; entries share it (=) if their distance may be chance (paired t-tests, 5 % together)
  score          the mean loss over the last tenth of the budget on what is held out, ± the standard deviation over seeds
  settings       what it ran with; whatever isn't named has PyTorch's default
  best (pass)    the loss after the pass with the lowest validation loss, and which pass that was (median)
  of a number, by the best pass's weights:
    R²           the share of the variance that is explained: 1 is perfect, 0 as good as the mean
    RMSE, MAE    the root of the mean squared error, and the mean absolute error, in the target's unit
  of a class, by the best pass's weights:
    accuracy     the share of rows whose class is right
    balanced     the same for each class, and the mean of those
    F1           the mean of the classes' F1, the harmonic mean of precision and recall: 1 is perfect
    AUC          how probably a row of a class is given a higher probability of it than another row: ½ is guessing
    log loss     minus the mean logarithm of the true class's probability
  time/pass      what a pass took, while trainings ran side by side

Examples:
  downhill race                                              the tutorial: 1000 points, a 1-20-1 network
  downhill race penguins.csv --target species --tune         which species is it? each at its best learning rate
  downhill race penguins.csv -t body_mass_g --hidden 64,64   how heavy is it? with a larger network
  downhill race -o "sgd(lr=0.1, scheduler=cosine)" -o "sgd(lr=0.1)" --seeds 10
  downhill race data.csv -t price --code                     the winner's training as programs, for PyTorch too
  downhill race data.csv -t price --json > race.json         for programs; progress goes to the terminal

Ctrl-C stops a race; what there is by then is ranked and reported all the same. Trials of --tune are noted in the report's
folder: the same command goes on where it was stopped.
`;
