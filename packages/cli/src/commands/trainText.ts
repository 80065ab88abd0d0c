import { formatChoice, formatLoss, formatNumber, formatPercent } from "../format.ts";
import { type coloursFor, oneLine, visible } from "../terminal/text.ts";
import { baselineOf, type Measures } from "../training/assessment.ts";
import type { Measured, TrainResult } from "./trainResult.ts";

/** What came of a training, for people. */
export function trainingText(result: TrainResult, colours: ReturnType<typeof coloursFor>): string {
  const { job, entry, chosen, model, interrupted } = result;
  const again = `${interrupted ? "Stopped. " : ""}The same command with --resume goes on.`;
  if (model === null) return `${again} The trials so far are noted, there is no model yet.\n`;
  const lines: string[] = [];
  if (job.tune !== null)
    lines.push(`learning rate   ${entry.choice.settings.lr}, the best of ${job.tune.trials} trials`);
  if (chosen !== null) {
    lines.push(
      `epochs          ${formatNumber(chosen.passes)}, the best of ${formatNumber(chosen.tried)} for ${job.roles.validation.length} validation rows`,
    );
  }
  const of = model.passes < model.planned ? ` of ${formatNumber(model.planned)}` : "";
  lines.push(
    `trained         on ${model.rows} of ${job.dataset.rows.length} rows, ${formatNumber(model.passes)}${of} epoch${model.passes === 1 && of === "" ? "" : "s"} of ${formatChoice(entry.choice)}, training loss ${formatLoss(model.loss)}`,
  );
  lines.push(
    `measured        ${model.measured === null ? notMeasured(result) : measuredText(model.measured, job.problem.target)}`,
  );
  if (model.loss > baselineOf(job.problem).loss) {
    lines.push("beware          its loss is above that of always predicting the same: try a lower --lr, or --lr auto");
  }
  lines.push(`model           ${colours.bold(model.path)}`);
  if (interrupted) lines.push(again);
  return `${lines.map(oneLine).join("\n")}\n`;
}

/** Where the model itself was not measured. */
function notMeasured({ job: { race, problem }, chosen }: TrainResult): string {
  if (race === null || chosen !== null || race.quality === null) {
    return "not: it was trained on all rows (--epochs auto measures before, --hold-out after)";
  }
  const { quality } = race;
  const what = problem.task === "regression" ? `R² ${quality.toFixed(3)}` : `accuracy ${formatPercent(quality)}`;
  return `${what} in the race in ${race.folder}, on rows that were held out there`;
}

function measuredText({ on, rows, measures, baseline }: Measured, target: string): string {
  const what =
    on === "test" ? `${rows} rows that were held out` : `${rows} validation rows, before they were trained on`;
  return `${figures(measures, baseline.measures, target)}, on ${what}`;
}

function figures(measures: Measures, line: Measures, target: string): string {
  if (measures.kind === "regression" && line.kind === "regression") {
    return (
      `R² ${measures.rSquared.toFixed(3)}, typically off by ${formatNumber(measures.meanAbsoluteError)} of ${target} ` +
      `(always predicting the mean: ${formatNumber(line.meanAbsoluteError)})`
    );
  }
  if (measures.kind === "classification" && line.kind === "classification") {
    return (
      `accuracy ${formatPercent(measures.accuracy)}, log loss ${formatLoss(measures.logLoss)} ` +
      `(the commonest class, always: ${formatPercent(line.accuracy)}, ${formatLoss(line.logLoss)})`
    );
  }
  return "";
}

/** The same for programs. */
export function trainingJson({ job, entry, chosen, model, interrupted }: TrainResult): string {
  const { problem, hidden, batch, seed, dataset, roles, race } = job;
  const result = {
    model: model?.path ?? null,
    interrupted,
    table: dataset.name,
    task: problem.task,
    target: problem.target,
    classes: problem.classes,
    optimizer: entry.choice.name,
    settings: entry.choice.settings,
    scheduler: entry.choice.scheduler,
    race: race?.folder ?? null,
    hidden,
    batch,
    seed,
    epochs: model?.passes ?? 0,
    plannedEpochs: model?.planned ?? null,
    chosen: chosen && { epochs: chosen.passes, tried: chosen.tried, validationLoss: chosen.loss },
    rows: {
      used: model?.rows ?? 0,
      training: roles.training.length,
      validation: roles.validation.length,
      test: roles.test?.length ?? 0,
    },
    trainingLoss: model?.loss ?? null,
    measured: model?.measured ?? null,
    notes: problem.notes,
  };
  return `${visible(JSON.stringify(result))}\n`;
}
