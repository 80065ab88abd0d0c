import type { Command } from "commander";
import { endings, or, readable, targets } from "../files/formats.ts";
import type { ConvertFlags } from "./convert.ts";
import type { DiffFlags } from "./diff.ts";
import type { InspectFlags } from "./inspect.ts";

/** Adds `downhill inspect`, `convert` and `diff` to the program. */
export function addFileCommands(program: Command): void {
  program
    .command("inspect")
    .summary("show what is in a checkpoint")
    .description(
      "Shows what a file holds: its tree, and for each tensor shape, type, bytes, minimum, mean, maximum and NaNs; and\n" +
        "which optimizer a state seems to belong to. Objects that only Python can make are shown as the file describes them.\n" +
        "Nothing in the file is executed.",
    )
    .argument("<file>", readable)
    .option("--no-statistics", "don't read the tensors' elements")
    .option("--json", "print JSON for other programs")
    .option("-q, --quiet", "no progress")
    .addHelpText("after", "\nExample: downhill inspect checkpoint.pt")
    .action(async (file: string, flags: InspectFlags) => {
      const { inspect } = await import("./inspect.ts");
      process.exitCode = await inspect(file, flags);
    });
  program
    .command("convert")
    .summary("turn a checkpoint into another format")
    .description(
      `Writes what a file holds in the format that the other's name says: ${or(endings)}. Values, types and\n` +
        "order survive; what safetensors has no place for goes into its metadata. The target appears at once, complete.",
    )
    .argument("<from>", readable)
    .argument("<to>", "the file to write")
    .option("--to <format>", `${or(targets)}, whatever the name says`)
    .option("--expand", "write tensors that share elements one by one, however large the file becomes")
    .option("-q, --quiet", "no progress, no words")
    .addHelpText("after", "\nExample: downhill convert model.pt model.safetensors")
    .action(async (from: string, to: string, flags: ConvertFlags) => {
      const { convert } = await import("./convert.ts");
      process.exitCode = await convert(from, to, flags);
    });
  program
    .command("diff")
    .summary("tell where two checkpoints differ")
    .description(
      "Tells where two files differ, of whatever formats: first how many tensors are equal and how far the others are\n" +
        "apart, then values, types, tensors that only one has, and elements. Exit code: 0 for equal files, 1 for others,\n" +
        "2 for trouble.",
    )
    .argument("<first>", readable)
    .argument("<second>", "the file to compare with it")
    .option("--rtol <number>", "let numbers differ by so much of the second one, as torch.allclose does (there 1e-5)")
    .option("--atol <number>", "let numbers differ by so much, as torch.allclose does (there 1e-8)")
    .option("--json", "print JSON for other programs")
    .option("-q, --quiet", "only the exit code")
    .addHelpText(
      "after",
      "\nExamples:\n  downhill diff before.pt after.pt\n  downhill diff --rtol 1e-3 --atol 0 before.pt after.pt",
    )
    .action(async (first: string, second: string, flags: DiffFlags) => {
      const { diff } = await import("./diff.ts");
      process.exitCode = await diff(first, second, flags);
    });
}
