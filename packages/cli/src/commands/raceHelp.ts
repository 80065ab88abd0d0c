import { formatSettings } from "../format.ts";
import { contestants } from "../race/contestants.ts";

const field = contestants
  .map(({ key, settings, options }) => {
    const others = Object.keys(options).filter((option) => option !== "lr");
    return `  ${key.padEnd(11)}${formatSettings(settings).padEnd(50)}${others.join(" ")}`;
  })
  .join("\n");

/** What `downhill race --help` says after the list of options. */
export const raceHelp = `
The optimizers, the settings they run with, and what else --set can change:
${field}

  These settings are published ones (the report says where) that do well on small networks. Two run differently:
  sparseadam takes sparse gradients only, so it trains an embedding instead of the network and is not ranked;
  lbfgs needs exact gradients, so it makes one step per epoch, on all training rows at once.

How a table is read:
  Numbers are standardized; a missing one becomes the mean, and an input is added that says it was missing.
  Texts are categories, one input each. Missing is an empty cell, NA, NaN, null, none, ? or -, or what --missing names.
  Numbers may be written as 1,234.5, 1.234,5, $5 or 12 %; 1,234 alone wants --decimal.
  A column of numbers with a few texts in it is taken for a mistake and the first is reported; so are dates.
  What separates cells, comments (#) and UTF-8 or UTF-16 are found out; other encodings want --encoding.
  A fifth of the rows is kept for validation: it decides the ranking. The target is classified if it holds texts or at
  most ten different whole numbers, else it is a regression; --task overrides that.

Reading the result:
  final loss   after the last epoch          R², accuracy   1 or 100 % is perfect
  best loss    the lowest after any epoch    epochs to L    epochs until the loss was at most L, the best of the slowest

Examples:
  downhill race                                              the tutorial: 1000 points, a 1-20-1 network
  downhill race penguins.csv --target species                which species is it?
  downhill race penguins.csv -t body_mass_g --hidden 64,64   how heavy is it? with a larger network
  downhill race -o sgd,adam --lr sgd=0.1 --set sgd.nesterov=true --epochs 30
  downhill race data.csv -t price --json > race.json         for programs; progress goes to the terminal

Ctrl-C stops a race; what there is by then is ranked and reported all the same.
`;
