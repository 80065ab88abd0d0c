import { Command, CommanderError } from "commander";
import manifest from "../package.json" with { type: "json" };
import { addFileCommands } from "./commands/fileCommands.ts";
import { addOptimizersCommand } from "./commands/optimizersCommand.ts";
import { addPredictCommand } from "./commands/predictCommand.ts";
import { addRaceCommand } from "./commands/raceCommand.ts";
import { addTrainCommand } from "./commands/trainCommand.ts";
import { UserError } from "./errors.ts";
import { print } from "./terminal/output.ts";
import { oneLine } from "./terminal/text.ts";

/** @param writeHelp gets the helps and the version that are asked for */
function createProgram(writeHelp: (text: string) => void): Command {
  const program = new Command("downhill")
    .description("PyTorch's optimizers in TypeScript, at the command line.")
    .version(manifest.version, "-V, --version")
    .helpCommand(false)
    // Errors are written below, on one line each, and the process ends by itself.
    .exitOverride()
    .configureOutput({ writeOut: writeHelp, outputError() {} })
    .configureHelp({ helpWidth: 120 });
  addRaceCommand(program);
  addTrainCommand(program);
  addPredictCommand(program);
  addOptimizersCommand(program);
  addFileCommands(program);
  for (const command of program.commands) command.copyInheritedSettings(program);
  program.addHelpText("after", "\nEach command explains itself: downhill race --help");
  return program;
}

/**
 * Runs the command line and sets the exit code: 0 if all went well, 1 if something is wrong with the data or the system,
 * 2 for a mistake in the command line, 128 + the signal's number if a signal stopped it.
 */
export async function run(args: readonly string[]): Promise<void> {
  let help = "";
  try {
    const program = createProgram((text) => {
      help += text;
    });
    try {
      if (args.length === 0) program.outputHelp();
      else await program.parseAsync(args, { from: "user" });
    } finally {
      if (help !== "") await print(help);
    }
  } catch (error) {
    process.exitCode = report(error);
  }
}

function report(error: unknown): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    complain(error.message.replace(/^error: /, ""));
    return 2;
  }
  complain(error instanceof Error ? error.message || error.name : String(error));
  return error instanceof UserError ? error.exitCode : 1;
}

function complain(message: string): void {
  process.stderr.write(`downhill: ${oneLine(message)}\n`);
}
