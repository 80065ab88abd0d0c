import { readCounted } from "../functions/counted.ts";
import { different } from "../functions/different.ts";
import { wanted } from "../functions/fixture.ts";
import type { Counted } from "../functions/outcome.ts";
import { code, count, table } from "./markdown.ts";

/** The functions of PyTorch's own table of them, `op_db`, that training uses: what the last run over all samples counted. */

const counted = readCounted();

interface Row {
  readonly name: string;
  readonly isThere: boolean;
  readonly samples: number;
  readonly equal: number;
  readonly refused: number;
  readonly refusedToo: number;
  readonly remark: string;
}

/** A function's variants together. */
function rowOf(name: string): Row {
  const variants = counted.filter((one) => one.name === name);
  const sum = (value: (one: Counted) => number) => variants.reduce((total, one) => total + value(one), 0);
  const isThere = variants.length > 0 && variants.every((one) => one.isThere);
  const remarks = variants.map((one) => different(one)?.reason ?? one.difference).filter((text) => text !== null);
  return {
    name,
    isThere,
    samples: sum((one) => one.samples),
    equal: sum((one) => one.equal),
    refused: sum((one) => one.refused),
    refusedToo: sum((one) => one.refusedToo),
    remark: isThere ? [...new Set(remarks)].join("; ") : "not there",
  };
}

const rows = wanted.map(rowOf);

const ofAll = (some: number, all: number) =>
  all === 0 ? "" : some === all ? count(all) : `${count(some)} of ${count(all)}`;

/** A sentence of the whole. */
export function functionsSummary(): string {
  const there = rows.filter(({ isThere }) => isThere);
  const equal = there.filter((row) => row.equal === row.samples && row.refusedToo === row.refused);
  const tried = there.reduce((sum, { samples }) => sum + samples, 0);
  return (
    `**Functions.** Of the ${rows.length} functions that training uses of PyTorch's own table of them (\`op_db\`) ` +
    `${there.length} are there; ${equal.length} give PyTorch's results, first and second gradients on all of its samples, and ` +
    `refuse what PyTorch refuses (${count(tried)} samples tried; [functions](#functions)).`
  );
}

export function functionsSection(): string {
  const header = ["function", "samples equal:", "refusals alike:", "remark"];
  const cells = rows.map((row) => [
    code(row.name),
    row.isThere ? ofAll(row.equal, row.samples) : "",
    row.isThere ? ofAll(row.refusedToo, row.refused) : "",
    row.remark.length > 160 ? `${row.remark.slice(0, 160)}...` : row.remark,
  ]);
  return [
    "## Functions",
    "Every sample that PyTorch's table has, in float32, float64 and int64 where PyTorch's function takes it (functions of " +
      "`nn.functional` in floats): the result of the function, of the method and of the in-place form, first and second " +
      "gradients; float32 within 1e-5 relative (or twice what PyTorch's own rounding moves it), float64 within 1e-10, " +
      "everything else exactly. `python reference/functions.py --all FOLDER` writes them, " +
      "`npm run conformance:functions -- FOLDER --write` compares; a test holds a few of each.",
    table(header, cells),
  ].join("\n\n");
}
