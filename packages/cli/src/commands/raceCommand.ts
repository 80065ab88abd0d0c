import type { Command } from "commander";
import { raceHelp } from "./raceHelp.ts";
import type { RaceFlags } from "./raceOptions.ts";
import { addTableOptions, collect } from "./tableOptions.ts";

/** Adds `downhill race` to the program. */
export function addRaceCommand(program: Command): void {
  const command = program
    .command("race")
    .summary("race the optimizers on a curve, another problem or your own table")
    .description(
      "Trains the same small network with each of PyTorch's optimizers, from the same weights, on the same batches and\n" +
        "with the same budget, on five seeds, and ranks them: in a table here, and in a report with plots.",
    )
    .argument("[data.csv]", "a table with a header; without it, the tutorial's curve y = x² + noise")
    .option("--problem <name>", "another problem than a table: parabola, spirals, digits, rosenbrock or quadratic");
  addTableOptions(command)
    .option("-o, --optimizers <names>", 'who takes part: adam,sgd or "sgd(lr=0.1, momentum=0.9)" or all', collect)
    .option("--lr <rate>", "learning rate for all (0.01) or by name (adam=0.01,sgd=0.1); may be repeated", collect)
    .option("--set <option>", "any other option, such as sgd.momentum=0.8; may be repeated", collect)
    .option("--defaults <whose>", "settings where none are given: published, or pytorch for PyTorch's own", "published")
    .option("--tune [what]", "first find each one's best learning rate; with all, a second option too")
    .option("--trials <n>", "settings that --tune tries for each (default: 12)")
    .option("-p, --passes <n>", "the budget of each training, in passes over the training rows (default: 50)")
    .option("-e, --epochs <n>", "another name for --passes")
    .option("--seeds <n>", "how many seeds: weights, batches and split are other ones with each", "5")
    .option("-s, --seed <n>", "the first seed", "0")
    .option("--hidden <sizes>", "the network's hidden layers, such as 64,64 (default: 20)")
    .option("-b, --batch <n>", "rows per step", "32")
    .option("--patience <n>", "stop a training whose validation loss has not improved for n passes")
    .option("--class-weights <how>", "balanced: each class counts the same, however many rows it has")
    .option("--workers <n>", "threads that train side by side (default: one for each core)")
    .option("--out <folder>", "where the report goes", "downhill-race")
    .option("--code", "write the winner's training as programs there: winner.mts, and winner.py for PyTorch")
    .option("--save <folder>", "save each contestant there when all have finished: adam.pt, for PyTorch too")
    .option("--resume <folder>", "go on from what --save has saved, for as many passes more")
    .option("--json", "print the result as JSON instead of a table")
    .option("-q, --quiet", "no progress and no remarks, only the result")
    .addHelpText("after", raceHelp)
    .action(async (file: string | undefined, flags: RaceFlags) => {
      // Only now is the library needed: help and mistyped options are answered without it.
      const { race } = await import("./race.ts");
      process.exitCode = await race(...fileAndFlags(file, flags));
    });
}

/** In `--tune data.csv` the parser takes the table for what is to be tuned. */
function fileAndFlags(file: string | undefined, flags: RaceFlags): [string | null, RaceFlags] {
  const { tune } = flags;
  if (file === undefined && typeof tune === "string" && tune !== "all" && tune !== "rate") {
    return [tune, { ...flags, tune: true }];
  }
  return [file ?? null, flags];
}
