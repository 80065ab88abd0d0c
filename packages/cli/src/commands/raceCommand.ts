import type { Command } from "commander";
import { raceHelp } from "./raceHelp.ts";
import type { RaceFlags } from "./raceOptions.ts";
import { addTableOptions, collect } from "./tableOptions.ts";

/** Adds `downhill race` to the program. */
export function addRaceCommand(program: Command): void {
  const command = program
    .command("race")
    .summary("race the optimizers on the tutorial's curve or on your own table")
    .description(
      "Trains the same small network with each of PyTorch's optimizers, from the same weights and on the same batches,\n" +
        "and ranks them: in a table here, and in a report with plots.",
    )
    .argument("[data.csv]", "a table with a header; without it, the tutorial's curve y = x² + noise");
  addTableOptions(command)
    .option("--hidden <sizes>", "the network's hidden layers, such as 64,64", "20")
    .option("-e, --epochs <n>", "how often to go through the training rows", "12")
    .option("-b, --batch <n>", "rows per step", "32")
    .option("-o, --optimizers <names>", "who takes part, such as adam,sgd (default: all eleven)")
    .option("--lr <rate>", "learning rate for all (0.01) or by name (adam=0.01,sgd=0.1); may be repeated", collect)
    .option("--set <option>", "any other option, such as sgd.momentum=0.8; may be repeated", collect)
    .option("-s, --seed <n>", "the seed of weights, noise, split and batches", "0")
    .option("--out <folder>", "where the report goes", "downhill-race")
    .option("--save <folder>", "save each contestant there when it has finished: adam.pt, a checkpoint for PyTorch too")
    .option("--resume <folder>", "go on from what --save has saved, for as many epochs more")
    .option("--json", "print the result as JSON instead of a table")
    .option("-q, --quiet", "no progress and no remarks, only the result")
    .addHelpText("after", raceHelp)
    .action(async (file: string | undefined, flags: RaceFlags) => {
      // Only now is the library needed: help and mistyped options are answered without it.
      const { race } = await import("./race.ts");
      process.exitCode = await race(file ?? null, flags);
    });
}
