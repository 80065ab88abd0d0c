import { formatChoiceSettings } from "../../format.ts";
import type { Outcome } from "../../race/outcome.ts";
import { describeTerms } from "../../race/terms.ts";
import { networkShape } from "../../training/problem.ts";
import { escapeText } from "../escape.ts";

/** How the race was run, so that it can be run again. */
export function terms({ job, standings, environment, tunings }: Outcome): string {
  const { problem } = job;
  const facts: [string, string][] = [
    ...(problem.kind === "function" ? [] : dataFacts(job, problem)),
    ["Budget", describeTerms(job)],
    [
      "Seeds",
      `${job.seeds.join(", ")}: each sets the first weights and the order of the rows, the same for all, and ${problem.kind === "function" ? "the starting point" : "the split"}`,
    ],
    ["Downhill", environment.downhill],
    [
      "Machine",
      `${environment.processor}, ${environment.platform}, Node ${environment.node}, ${environment.workers} trainings side by side on ${environment.cores} cores`,
    ],
    ["Date", environment.date],
  ];
  const runs = [...standings.lines, ...standings.embeddings].map(({ run }) => run.entry);
  const entries = runs.length > 0 ? runs : tunings.map(({ entry }) => entry);
  const sources = entries
    .map(
      ({ name, choice, source }) =>
        `<tr><th scope="row">${escapeText(name)}</th><td class="settings">${escapeText(formatChoiceSettings(choice))}</td><td>${escapeText(source)}</td></tr>`,
    )
    .join("\n");
  const remarks = problem.notes.map((note) => `<li>${escapeText(note)}</li>`).join("");
  return `<dl>${facts.map(([name, value]) => `<dt>${escapeText(name)}</dt><dd>${escapeText(value)}</dd>`).join("\n")}</dl>
${remarks && `<h3>About the data</h3><ul class="notes">${remarks}</ul>`}
<h3>Settings, and where they are from</h3>
<div class="scroll"><table class="sources"><tbody>
${sources}
</tbody></table></div>`;
}

function dataFacts(
  job: Outcome["job"],
  problem: Extract<Outcome["job"]["problem"], { kind: "data" }>,
): [string, string][] {
  const { training, validation, test } = problem;
  const parts = [
    `${training.rows} to train`,
    `${validation.rows} to choose the best pass by`,
    ...(test === null ? [] : [`${test.rows} to measure on: ${problem.heldOut}`]),
  ];
  return [
    ["Task", `${problem.task} of ${problem.target}`],
    ...(problem.classes.length > 0 ? [["Classes", problem.classes.join(", ")] as [string, string]] : []),
    ["Rows", parts.join(", ")],
    [`Inputs (${problem.features.length})`, problem.features.join(", ")],
    ["Network", `${networkShape(problem, job.hidden)} with ReLU`],
    ["Mini-batches", `${Math.min(job.batch, training.rows)} rows, in the same order for all`],
  ];
}
