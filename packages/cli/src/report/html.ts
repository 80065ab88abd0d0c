import { formatLoss, formatScore, formatSeconds, formatSettings } from "../format.ts";
import { networkShape } from "../race/problem.ts";
import { footnotes, markOf, scoreName } from "../race/remarks.ts";
import { escapeText } from "./escape.ts";
import { interact } from "./interaction.ts";
import { chartStyle, colours } from "./palette.ts";
import type { Plot } from "./plots.ts";
import type { Outcome } from "./results.ts";
import { pageStyle } from "./style.ts";

/** The report: one page with everything in it, that loads nothing. */
export function renderReport(outcome: Outcome, plots: readonly Plot[]): string {
  const { problem } = outcome.job;
  const title = `Optimizer race: ${problem.title}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<title>${escapeText(title)}</title>
<link rel="icon" href="data:,">
<style>
${colours}
${chartStyle}
${pageStyle}
</style>
</head>
<body>
<header>
<p class="kicker">downhill race</p>
<h1>${escapeText(problem.title)}</h1>
<p class="lead">${lead(outcome)}</p>
</header>
<main>
<section aria-labelledby="result">
<h2 id="result">Result</h2>
${table(outcome)}
${notes(outcome)}
</section>
<section aria-labelledby="plots">
<h2 id="plots">Plots</h2>
${controls(outcome)}
${plots.map((plot) => `<figure class="${plot.scale ? `scale-${plot.scale}` : ""}">${plot.svg}</figure>`).join("\n")}
</section>
<section aria-labelledby="settings">
<h2 id="settings">How it was run</h2>
${settings(outcome)}
</section>
</main>
<script>(${interact.toString()})()</script>
</body>
</html>
`;
}

function lead({ job, standings, interrupted, seconds }: Outcome): string {
  const first = standings.lines.find((line) => line.rank === 1);
  const winner = first
    ? `<strong>${first.run.entry.contestant.name}</strong> came first with a loss of ${formatLoss(first.finalLoss)}. `
    : "";
  const stopped = interrupted ? "The race was stopped before its end; this is what there is. " : "";
  const rows = job.problem.validation
    ? `${job.problem.training.rows} training rows, ${job.problem.validation.rows} for validation`
    : `${job.problem.training.rows} rows`;
  return `${stopped}${winner}A ${job.problem.task} on ${rows}, ${job.epochs} epoch${job.epochs === 1 ? "" : "s"}, ${formatSeconds(seconds)}. Loss: ${escapeText(job.problem.lossName)}.`;
}

function table({ job, standings }: Outcome): string {
  const threshold = standings.threshold === null ? "the slowest's best" : formatLoss(standings.threshold);
  const rows = standings.lines.map((line) => {
    const { contestant, settings } = line.run.entry;
    const cells = [
      line.run.state === "diverged" ? "diverged" : formatLoss(line.finalLoss),
      formatLoss(line.bestLoss),
      formatScore(line.score, job.problem.task),
      line.epochsToReach === null ? "–" : String(line.epochsToReach),
      formatSeconds(line.secondsPerStep),
    ];
    return `<tr${line.rank === 1 ? ' class="first"' : ""}><td class="rank">${line.rank ?? "–"}</td><th scope="row">${swatch(contestant.key)}${contestant.name} ${markOf(line.run)}</th><td class="settings">${escapeText(formatSettings(settings))}</td>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`;
  });
  return `<div class="scroll"><table>
<thead><tr><th scope="col" class="rank">#</th><th scope="col">optimizer</th><th scope="col">settings</th><th scope="col">final loss</th><th scope="col">best loss</th><th scope="col">${scoreName(job.problem.task)}</th><th scope="col">epochs to ${threshold}</th><th scope="col">time per step</th></tr></thead>
<tbody>
${rows.join("\n")}
</tbody></table></div>`;
}

function swatch(key: string): string {
  return `<svg class="swatch s-${key}" viewBox="0 0 26 10" aria-hidden="true"><path d="M1,5H25"/></svg>`;
}

function notes({ standings }: Outcome): string {
  return `<ul class="notes">${footnotes(standings)
    .map(({ mark, text }) => `<li>${mark.trim() && `<b>${mark}</b> `}${escapeText(text)}</li>`)
    .join("")}</ul>`;
}

function controls({ job }: Outcome): string {
  const chips = job.entries
    .map(
      ({ contestant: { key, name } }) =>
        `<button type="button" data-key="${key}" aria-pressed="true">${swatch(key)}${name}</button>`,
    )
    .join("");
  return `<div class="controls"><label class="switch"><input type="checkbox" id="log" checked> log scale</label><div class="chips" role="group" aria-label="Show or hide an optimizer">${chips}</div></div>`;
}

function settings({ job, environment }: Outcome): string {
  const { problem } = job;
  const facts: [string, string][] = [
    ["Task", `${problem.task} of ${problem.target}`],
    ...(problem.classes.length > 0 ? [["Classes", problem.classes.join(", ")] as [string, string]] : []),
    [`Inputs (${problem.features.length})`, problem.features.join(", ")],
    ["Network", `${networkShape(problem, job.hidden)} with ReLU`],
    ["Mini-batches", `${Math.min(job.batch, problem.training.rows)} rows, in the same order for all`],
    ["Epochs", String(job.epochs)],
    ["Seed", `${job.seed}, which sets the initial weights, the same for all, and the order of the rows`],
    ["Downhill", environment.downhill],
    [
      "Machine",
      `${environment.processor}, ${environment.platform}, Node ${environment.node}, ${environment.threads} thread${environment.threads === 1 ? "" : "s"}`,
    ],
    ["Date", environment.date],
  ];
  const sources = job.entries
    .map(
      ({ contestant, settings }) =>
        `<tr><th scope="row">${contestant.name}</th><td class="settings">${escapeText(formatSettings(settings))}</td><td>${escapeText(contestant.source)}</td></tr>`,
    )
    .join("\n");
  const remarks = problem.notes.map((note) => `<li>${escapeText(note)}</li>`).join("");
  return `<dl>${facts.map(([name, value]) => `<dt>${escapeText(name)}</dt><dd>${escapeText(value)}</dd>`).join("\n")}</dl>
${remarks && `<h3>About the data</h3><ul class="notes">${remarks}</ul>`}
<h3>Settings and where the race's own are from</h3>
<div class="scroll"><table class="sources"><tbody>
${sources}
</tbody></table></div>`;
}
