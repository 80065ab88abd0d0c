import type { Command } from "commander";
import type { PredictFlags } from "./predict.ts";
import { addFormatOptions } from "./tableOptions.ts";

/** Adds `downhill predict` to the program. */
export function addPredictCommand(program: Command): void {
  const command = program
    .command("predict")
    .summary("predict from the rows of a table by a model")
    .description(
      "Predicts from every row of a table by a model of downhill train. Writes the table's columns with the prediction\n" +
        "beside them and, for classes, how probable each is.",
    )
    .argument("<model.pt>", "what downhill train has written")
    .argument("<data.csv>", "a table with the columns that the model predicts from, in any order");
  addFormatOptions(command)
    .option("-o, --output <file>", "the CSV file to write (default: standard output)")
    .option("--json", "JSON instead: a value for each row, with its probabilities")
    .option("-q, --quiet", "no remarks")
    .addHelpText(
      "after",
      `
Columns that are missing, or hold something else than in training, are errors that name them; others are not used. A missing
cell is treated as training treated missing ones, a category that training didn't have as one of which nothing is known.
What a missing cell and a decimal comma are is as it was in training, unless these options say otherwise.

Example: downhill predict downhill-model/model.pt new.csv -o predictions.csv`,
    )
    .action(async (model: string, file: string, flags: PredictFlags) => {
      const { predict } = await import("./predict.ts");
      process.exitCode = await predict(model, file, flags);
    });
}
