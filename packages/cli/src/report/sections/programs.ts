import { programOf } from "../../code/program.ts";
import { pythonProgram } from "../../code/python.ts";
import { typescriptProgram } from "../../code/typescript.ts";
import type { Outcome } from "../../race/outcome.ts";
import { escapeText } from "../escape.ts";

/** The winner's training as programs, folded. */
export function programs(outcome: Outcome): string {
  const program = programOf(outcome);
  if (program === null) return "";
  const where =
    program.data.kind === "table"
      ? " They read the table from where it was, seen from this page's folder: <code>--code</code> writes them there."
      : "";
  return `<p class="about">The training with the first seed, for Downhill and for PyTorch: run as they are, both reach the race's losses.${where}</p>
${folded("TypeScript, winner.mts", typescriptProgram(program))}
${folded("Python, winner.py", pythonProgram(program))}`;
}

function folded(title: string, text: string): string {
  return `<details class="program"><summary>${title}</summary>
<pre tabindex="0"><code>${escapeText(text)}</code></pre></details>`;
}
