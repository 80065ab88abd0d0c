import type { Command } from "commander";
import { addTableOptions } from "./tableOptions.ts";
import { trainHelp } from "./trainHelp.ts";
import type { TrainFlags } from "./trainOptions.ts";

/** Adds `downhill train` to the program. */
export function addTrainCommand(program: Command): void {
  const command = program
    .command("train")
    .summary("train a model on a table, for predictions")
    .description(
      "Trains a network on all rows of a table and writes it to one file, with all that predictions need: for\n" +
        "downhill predict, for pages and programs (downhill/predict), and for PyTorch.",
    )
    .argument("<data.csv>", "a table with a header");
  addTableOptions(command)
    .option("--from <folder>", "take the winner of a race, its settings and its best pass, from the race's --out")
    .option("-o, --optimizer <name>", 'who trains: adam or "sgd(lr=0.1, momentum=0.9)" (default: the winner, or adam)')
    .option("--lr <rate>", "the learning rate; auto finds it by trials on validation rows")
    .option("--trials <n>", "how many rates --lr auto tries (default: 12)")
    .option("-e, --epochs <n>", "passes over the rows; auto: as many as are best for validation rows", "auto")
    .option("--patience <n>", "the search for that ends after n passes without a better one (default: 20)")
    .option("--hidden <sizes>", "the network's hidden layers, such as 64,64 (default: the race's, or 20)")
    .option("-b, --batch <n>", "rows per step (default: the race's, or 32)")
    .option("--class-weights <how>", "balanced: each class counts the same, however many rows it has")
    .option("--hold-out", "keep a fifth of the rows out of everything, and measure the model on them")
    .option("-s, --seed <n>", "of weights, batches and split", "0")
    .option("--workers <n>", "threads that try learning rates side by side (default: one for each core)")
    .option("--out <folder>", "where model.pt goes", "downhill-model")
    .option("--tensorboard <folder>", "write the losses of each pass there, for TensorBoard")
    .option("--resume", "go on with the training that was stopped in that folder")
    .option("--json", "print the result as JSON")
    .option("-q, --quiet", "no progress and no remarks, only the result")
    .addHelpText("after", trainHelp)
    .action(async (file: string, flags: TrainFlags) => {
      const { train } = await import("./train.ts");
      process.exitCode = await train(file, flags);
    });
}
