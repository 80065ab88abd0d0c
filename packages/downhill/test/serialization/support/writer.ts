/** Saves one state after another to the file given, until somebody ends the process. */
import { full } from "downhill";
import { save } from "downhill/node";

const [path, elements] = process.argv.slice(2);
for (let i = 1; ; i++) {
  // Every element tells which save it belongs to, so that a torn file would show.
  await save({ i, parts: Array.from({ length: 5 }, () => full([Number(elements)], i)) }, path);
  process.send?.(i);
}
