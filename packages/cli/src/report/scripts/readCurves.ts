/**
 * Reads values off the curves, by the pointer and by the arrow keys; run by the page itself: its source is embedded there, so
 * it may use nothing from outside its own body.
 */
export function readCurves(): void {
  const chips = new Map(
    [...document.querySelectorAll<HTMLButtonElement>("button[data-key]")].map((chip) => [chip.dataset.key!, chip]),
  );
  // Values are read off the drawing, which knows no more than three digits.
  const written = (value: number) => String(Number(value.toPrecision(3)));

  for (const svg of document.querySelectorAll<SVGSVGElement>("svg.chart[data-domain]:not([data-path])")) {
    const [x0, x1, y0, y1] = svg.dataset.domain!.split(" ").map(Number) as [number, number, number, number];
    const [left, right, bottom, top] = svg.dataset.range!.split(" ").map(Number) as [number, number, number, number];
    const between = (from: number, to: number, part: number, scale: string | undefined) =>
      scale === "log" ? from * (to / from) ** part : from + part * (to - from);
    const xOf = (px: number) => between(x0, x1, (px - left) / (right - left), svg.dataset.xScale);
    const yOf = (py: number) => between(y0, y1, (py - bottom) / (top - bottom), svg.dataset.scale);
    const lines = [...svg.querySelectorAll<SVGPathElement>("path.line")].map((path) => ({
      key: path.parentElement!.dataset.key!,
      points: (path.getAttribute("d") ?? "")
        .replace("Z", "")
        .split(/[ML]/)
        .slice(1)
        .map((pair) => pair.split(",").map(Number) as [number, number]),
    }));
    const shown = () =>
      lines.filter(({ key, points }) => points.length > 0 && chips.get(key)?.getAttribute("aria-pressed") !== "false");
    const nearestTo = (points: readonly [number, number][], px: number) =>
      points.reduce((a, b) => (Math.abs(b[0] - px) < Math.abs(a[0] - px) ? b : a));

    const rule = svg.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "line"));
    rule.setAttribute("class", "rule");
    rule.setAttribute("y1", String(top));
    rule.setAttribute("y2", String(bottom));
    const tip = svg.parentElement!.appendChild(document.createElement("div"));
    tip.className = "tip";
    tip.setAttribute("role", "status");
    tip.hidden = true;
    /** The place that is read, as far as there is one. */
    let place: number | null = null;

    const hide = () => {
      place = null;
      tip.hidden = true;
      rule.style.display = "none";
    };
    const read = (px: number) => {
      const nearest = shown().map(({ key, points }) => ({ key, point: nearestTo(points, px) }));
      if (nearest.length === 0) return hide();
      const at = nearestTo(
        nearest.map(({ point }) => point),
        px,
      )[0];
      // A line that has no point near here says nothing about it.
      const reach = (right - left) / 25;
      const rows = nearest
        .filter(({ point }) => Math.abs(point[0] - at) < reach)
        .sort((a, b) => a.point[1] - b.point[1]);
      place = at;
      rule.setAttribute("x1", String(at));
      rule.setAttribute("x2", String(at));
      rule.style.display = "inline";
      tip.hidden = false;
      tip.replaceChildren();
      const head = tip.appendChild(document.createElement("b"));
      head.textContent = `${svg.dataset.xLabel!.replace(/[,;(].*/, "").trim()}: ${written(xOf(at))}`;
      for (const { key, point } of rows.reverse()) {
        const row = tip.appendChild(document.createElement("div"));
        const value = document.createElement("span");
        value.textContent = written(yOf(point[1]));
        row.append(...[...(chips.get(key)?.childNodes ?? [])].map((node) => node.cloneNode(true)), value);
      }
      const unit = svg.viewBox.baseVal.width / svg.getBoundingClientRect().width;
      tip.style.left = `${at / unit + (at > (left + right) / 2 ? -tip.offsetWidth - 14 : 14)}px`;
    };

    const follow = (event: PointerEvent) => {
      const box = svg.getBoundingClientRect();
      const px = ((event.clientX - box.left) * svg.viewBox.baseVal.width) / box.width;
      if (px < left - 5 || px > right + 5) hide();
      else read(px);
    };
    svg.addEventListener("pointermove", follow);
    svg.addEventListener("pointerdown", follow);
    svg.addEventListener("pointerleave", ({ pointerType }) => {
      // A finger that is lifted leaves too, and wants to read.
      if (pointerType === "mouse") hide();
    });

    svg.tabIndex = 0;
    svg.addEventListener("focus", () => {
      if (svg.matches(":focus-visible")) read(right);
    });
    svg.addEventListener("blur", hide);
    svg.addEventListener("keydown", (event) => {
      const places = [...new Set(shown().flatMap(({ points }) => points.map(([px]) => px)))].sort((a, b) => a - b);
      const from = place ?? right;
      const targets = new Map([
        ["ArrowLeft", places.findLast((px) => px < from) ?? places[0]],
        ["ArrowRight", places.find((px) => px > from) ?? places.at(-1)],
        ["Home", places[0]],
        ["End", places.at(-1)],
      ]);
      const target = targets.get(event.key);
      if (event.key === "Escape") hide();
      else if (typeof target === "number") {
        event.preventDefault();
        read(target);
      }
    });
  }
}
