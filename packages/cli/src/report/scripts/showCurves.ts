/**
 * Which curves are shown, run by the page itself: its source is embedded there, so it may use nothing from outside its own
 * body. Without it the page shows all.
 */
export function showCurves(): void {
  const all = <E extends Element>(selector: string) => [...document.querySelectorAll<E>(selector)];
  document.documentElement.classList.add("scripted-page");
  const chips = all<HTMLButtonElement>("button[data-key]");
  const solo = document.querySelector<HTMLInputElement>("#solo");

  const show = (chip: HTMLButtonElement, on: boolean) => {
    chip.setAttribute("aria-pressed", String(on));
    for (const series of all<SVGElement>(`.series[data-key="${chip.dataset.key}"]`)) {
      series.style.display = on ? "" : "none";
    }
  };
  const isOn = (chip: HTMLButtonElement) => chip.getAttribute("aria-pressed") === "true";
  const glow = (chip: HTMLButtonElement, on: boolean) => {
    document.body.classList.toggle("focus", on && isOn(chip));
    for (const series of all(`.series[data-key="${chip.dataset.key}"]`)) series.classList.toggle("on", on);
  };

  for (const chip of chips) {
    chip.addEventListener("click", () => {
      if (solo?.checked) for (const other of chips) show(other, other === chip);
      else show(chip, !isOn(chip));
      glow(chip, false);
    });
    chip.addEventListener("pointerenter", ({ pointerType }) => glow(chip, pointerType === "mouse"));
    chip.addEventListener("pointerleave", () => glow(chip, false));
    chip.addEventListener("focus", () => glow(chip, chip.matches(":focus-visible")));
    chip.addEventListener("blur", () => glow(chip, false));
  }
  for (const button of all<HTMLButtonElement>("button[data-show]")) {
    button.addEventListener("click", () => {
      if (solo) solo.checked = false;
      for (const chip of chips) show(chip, button.dataset.show === "all");
    });
  }
  solo?.addEventListener("change", () => {
    const first = chips.find(isOn) ?? chips[0];
    for (const chip of chips) show(chip, !solo.checked || chip === first);
  });
  // What is folded in has no place on paper to unfold.
  const folded: HTMLDetailsElement[] = [];
  addEventListener("beforeprint", () => {
    for (const details of all<HTMLDetailsElement>("details:not([open])")) folded.push(details);
    for (const details of folded) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of folded.splice(0)) details.open = false;
  });
}
