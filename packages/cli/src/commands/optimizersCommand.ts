import type { Command } from "commander";

/** Adds `downhill optimizers` to the program. */
export function addOptimizersCommand(program: Command): void {
  program
    .command("optimizers")
    .summary("explain the optimizers: a sentence, the formula, the options")
    .description(
      "Says what each optimizer does, in a sentence and a formula, and who published it; of those that are named, what\n" +
        "each option does, too.",
    )
    .argument("[names...]", "adam sgd; without any, all are listed")
    .addHelpText("after", "\nExample: downhill optimizers adam adamw")
    .action(async (names: string[]) => {
      // Only now is the library needed: help is answered without it.
      const { explain } = await import("./optimizers.ts");
      await explain(names);
    });
}
