/** Colours of contestants: told apart by most people, and from the page, in both schemes. */
const COLOURS = [
  "#d1344b",
  "#e08a00",
  "#1f9a55",
  "#8b4fd1",
  "#0a8ea0",
  "#d6409f",
  "#8a5a3c",
  "#5b6b7a",
  "#8c9a00",
  "#2f6fd6",
];

export const colourOf = (index: number): string => COLOURS[index % COLOURS.length];
