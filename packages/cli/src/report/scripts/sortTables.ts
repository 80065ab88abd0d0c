/**
 * Sorts the result by the column whose head is clicked, once more the other way round; run by the page itself: its source is
 * embedded there, so it may use nothing from outside its own body.
 */
export function sortTables(): void {
  for (const table of document.querySelectorAll<HTMLTableElement>("table.result")) {
    const heads = [...table.tHead!.rows[0]!.cells];
    const body = table.tBodies[0]!;
    for (const [column, head] of heads.entries()) {
      head.querySelector("button")!.addEventListener("click", () => {
        const direction = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
        for (const one of heads) one.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", direction > 0 ? "ascending" : "descending");
        const textOf = (row: HTMLTableRowElement) => row.cells[column]!.dataset.order!;
        const isNumeric = [...body.rows].every((row) => Number.isFinite(Number(textOf(row))));
        const sorted = [...body.rows].sort((a, b) => {
          const [left, right] = [textOf(a), textOf(b)];
          // What has no value is last, whichever way.
          if (left === "" || right === "") return Number(left === "") - Number(right === "");
          return direction * (isNumeric ? Number(left) - Number(right) : left.localeCompare(right));
        });
        body.append(...sorted);
      });
    }
  }
}
