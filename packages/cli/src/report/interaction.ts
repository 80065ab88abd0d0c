/**
 * What moves in the report, run by the page itself: its source is embedded there, so it may use nothing from outside its
 * own body. Without it the page still shows everything.
 */
export function interact(): void {
  const all = <E extends Element>(selector: string, root: ParentNode = document) => [
    ...root.querySelectorAll<E>(selector),
  ];
  const hidden = new Set<string>();

  for (const button of all<HTMLButtonElement>("button[data-key]")) {
    const key = button.dataset.key!;
    const glow = (on: boolean) => {
      document.body.classList.toggle("focus", on);
      for (const series of all(`.series[data-key="${key}"]`)) series.classList.toggle("on", on);
    };
    button.addEventListener("click", () => {
      if (!hidden.delete(key)) hidden.add(key);
      button.setAttribute("aria-pressed", String(!hidden.has(key)));
      for (const series of all<SVGElement>(`.series[data-key="${key}"]`))
        series.style.display = hidden.has(key) ? "none" : "";
    });
    button.addEventListener("pointerenter", () => glow(true));
    button.addEventListener("pointerleave", () => glow(false));
    button.addEventListener("focus", () => glow(button.matches(":focus-visible")));
    button.addEventListener("blur", () => glow(false));
  }

  const names = new Map(
    all<HTMLElement>("button[data-key]").map((button) => [button.dataset.key!, button.textContent ?? ""]),
  );
  // Values are read off the drawing, which knows no more than three digits.
  const show = (value: number) => String(Number(value.toPrecision(3)));

  for (const svg of all<SVGSVGElement>("svg.chart[data-domain]:not([data-path])")) {
    const [x0, x1, y0, y1] = svg.dataset.domain!.split(" ").map(Number) as [number, number, number, number];
    const [left, right, bottom, top] = svg.dataset.range!.split(" ").map(Number) as [number, number, number, number];
    const log = svg.dataset.scale === "log";
    const xOf = (px: number) => {
      const part = (px - left) / (right - left);
      return svg.dataset.xScale === "log" ? x0 * (x1 / x0) ** part : x0 + part * (x1 - x0);
    };
    const yOf = (py: number) => {
      const part = (py - bottom) / (top - bottom);
      return log ? y0 * (y1 / y0) ** part : y0 + part * (y1 - y0);
    };
    const lines = all<SVGPathElement>("path.line", svg).map((path) => ({
      key: path.parentElement!.dataset.key!,
      points: (path.getAttribute("d") ?? "")
        .split(/[ML]/)
        .slice(1)
        .map((pair) => pair.split(",").map(Number) as [number, number]),
    }));
    const rule = svg.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "line"));
    rule.setAttribute("class", "rule");
    rule.setAttribute("y1", String(top));
    rule.setAttribute("y2", String(bottom));
    const tip = svg.parentElement!.appendChild(document.createElement("div"));
    tip.className = "tip";
    tip.hidden = true;

    svg.addEventListener("pointermove", (event) => {
      const box = svg.getBoundingClientRect();
      const unit = svg.viewBox.baseVal.width / box.width;
      const at = (event.clientX - box.left) * unit;
      const outside = at < left - 5 || at > right + 5;
      tip.hidden = outside;
      rule.style.display = outside ? "none" : "inline";
      if (outside) return;
      const nearest = lines
        .filter(({ key, points }) => !hidden.has(key) && points.length > 0)
        .map(({ key, points }) => ({
          key,
          point: points.reduce((a, b) => (Math.abs(b[0] - at) < Math.abs(a[0] - at) ? b : a)),
        }));
      if (nearest.length === 0) return;
      const px = nearest.map(({ point }) => point[0]).reduce((a, b) => (Math.abs(b - at) < Math.abs(a - at) ? b : a));
      rule.setAttribute("x1", String(px));
      rule.setAttribute("x2", String(px));
      const rows = nearest.filter(({ point }) => Math.abs(point[0] - px) < 30).sort((a, b) => a.point[1] - b.point[1]);
      tip.replaceChildren();
      const head = tip.appendChild(document.createElement("b"));
      head.textContent = show(xOf(px));
      for (const { key, point } of rows) {
        const row = tip.appendChild(document.createElement("div"));
        row.append(names.get(key)!, document.createElement("span"));
        row.lastElementChild!.textContent = show(yOf(point[1]));
      }
      tip.style.left = `${px / unit + (px > (left + right) / 2 ? -tip.offsetWidth - 14 : 14)}px`;
    });
    svg.addEventListener("pointerleave", () => {
      tip.hidden = true;
      rule.style.display = "none";
    });
  }
}
