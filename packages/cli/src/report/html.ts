import { createHash } from "node:crypto";
import type { Outcome } from "../race/outcome.ts";
import { escapeText } from "./escape.ts";
import { chartStyle, colours } from "./palette.ts";
import { figure, type Plot } from "./plot.ts";
import type { Plots } from "./plots.ts";
import { readCurves } from "./scripts/readCurves.ts";
import { showCurves } from "./scripts/showCurves.ts";
import { sortTables } from "./scripts/sortTables.ts";
import { algorithms } from "./sections/algorithms.ts";
import { curveControls } from "./sections/controls.ts";
import { programs } from "./sections/programs.ts";
import { embeddingResult, lead, result } from "./sections/result.ts";
import { terms } from "./sections/terms.ts";
import { confusion } from "./sections/winner.ts";
import { pageStyle } from "./style.ts";
import { winnerOf } from "./winner.ts";

/** The report: one page with everything in it, that loads nothing. */
export function renderReport(outcome: Outcome, plots: Plots): string {
  const { problem, entries, tune } = outcome.job;
  const title = `Optimizer race: ${problem.title}`;
  const hasRaced = outcome.standings.lines.length + outcome.standings.embeddings.length > 0;
  const best = winnerOf(outcome)?.run.entry.name ?? "the result";
  const figures = (some: readonly Plot[]) => some.map(figure).join("\n");
  const sections = [
    section("result", "Result", hasRaced ? result(outcome) : ""),
    section("plots", "How they got there", hasRaced ? curveControls(outcome) + figures(plots.curves) : ""),
    section(
      "winner",
      `A closer look at ${best}`,
      figures(plots.winner.slice(0, 1)) + confusion(outcome) + figures(plots.winner.slice(1)),
    ),
    section("tuning", "How sensitive they are", tune === null ? "" : figures(plots.tuning)),
    section("embedding", "An embedding instead of a network", embeddingResult(outcome) + figures(plots.embedding)),
    section("programs", "The winner as a program", programs(outcome)),
    section("algorithms", "The algorithms", algorithms(entries)),
    section("terms", "How it was run", terms(outcome)),
  ];
  const script = [showCurves, readCurves, sortTables].map((run) => `(${run.toString()})();`).join("\n");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src '${hashOf(script)}'; img-src data:">
<title>${escapeText(title)}</title>
<link rel="icon" href="data:,">
<style>
${colours(entries)}
${chartStyle(entries)}
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
${sections.filter((text) => text !== "").join("\n")}
</main>
<script>${script}</script>
</body>
</html>
`;
}

/** By which a page's policy knows its own script: nothing else runs in it, whatever stands in a table. */
function hashOf(script: string): string {
  return `sha256-${createHash("sha256").update(script).digest("base64")}`;
}

/** A section of the page, if there is anything in it. */
function section(id: string, heading: string, content: string): string {
  if (content.trim() === "") return "";
  return `<section aria-labelledby="${id}">
<h2 id="${id}">${escapeText(heading)}</h2>
${content}
</section>`;
}
