import type { PredictorColumn, Row } from "downhill/predict";

/** A field of the form, and what it says of its column; null where that isn't known. */
export interface Field {
  readonly element: HTMLElement;
  value(): Row[string];
}

/** A field for a column of the model: what there is to choose, or what training has seen, is in the model itself. */
export function createField(column: PredictorColumn): Field {
  const control = column.kind === "category" ? choices(column.categories) : document.createElement("input");
  control.name = column.name;
  const label = document.createElement("label");
  label.append(column.name.replaceAll("_", " "), control);
  if (column.kind === "category") return { element: label, value: () => control.value || null };
  const input = control as HTMLInputElement;
  input.inputMode = "decimal";
  input.value = String(Number(column.mean.toPrecision(3)));
  const hint = document.createElement("small");
  hint.textContent = `${column.minimum} to ${column.maximum}${column.unit} in training; empty if not known`;
  label.append(hint);
  return { element: label, value: () => parseNumber(input.value) };
}

function choices(categories: readonly string[]): HTMLSelectElement {
  const select = document.createElement("select");
  for (const category of categories) select.add(new Option(category));
  select.add(new Option("not known", ""));
  return select;
}

/** What was typed: a number, or the text itself, which the model refuses in words. */
function parseNumber(text: string): Row[string] {
  const plain = text.trim().replace(",", ".");
  if (plain === "") return null;
  const value = Number(plain);
  return Number.isNaN(value) ? text : value;
}
