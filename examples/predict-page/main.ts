import { loadPredictor, type Prediction } from "downhill/predict";
import { createField } from "./form.ts";

const element = (id: string) => document.getElementById(id) as HTMLElement;
const [form, answer, list, problem] = ["form", "answer", "probabilities", "problem"].map(element);

const model = await loadPredictor(new URL("model.pt", document.baseURI));
const fields = new Map(model.columns.map((column) => [column.name, createField(column)]));
form.append(...[...fields.values()].map((field) => field.element));

form.addEventListener("input", update);
form.addEventListener("submit", (event) => event.preventDefault());
update();

function update(): void {
  try {
    const row = Object.fromEntries([...fields].map(([name, field]) => [name, field.value()]));
    show(model.predict(row));
    problem.hidden = true;
  } catch (error) {
    // The message names the column and what it takes.
    answer.textContent = "?";
    list.replaceChildren();
    problem.textContent = (error as Error).message;
    problem.hidden = false;
  }
}

function show({ value, probabilities }: Prediction): void {
  answer.textContent = `${value}${model.target.unit}`;
  const items = Object.entries(probabilities ?? {}).map(([name, probability]) => {
    const item = document.createElement("li");
    const meter = document.createElement("div");
    meter.role = "meter";
    meter.ariaLabel = name;
    meter.ariaValueMax = "1";
    meter.ariaValueNow = String(probability);
    meter.style.setProperty("--share", String(probability));
    const share = document.createElement("span");
    share.textContent = `${(100 * probability).toFixed(1)} %`;
    item.append(name, share, meter);
    return item;
  });
  list.replaceChildren(...items);
}
