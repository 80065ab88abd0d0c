import type { DefaultTheme } from "vitepress";

/** The longest part of a Chinese text that a search finds as a whole. */
const longestTerm = 6;
const SEPARATORS = /[\n\r\p{Z}\p{P}]+/u;
const CHINESE = /\p{Script=Han}+/gu;

/**
 * The terms of a text. Chinese has no spaces, so a run of it gives a term for each place in which one can begin: pages look
 * for terms by their beginnings.
 */
export function searchTerms(text: string): string[] {
  return text.split(SEPARATORS).flatMap((word) => {
    const runs = word.match(CHINESE);
    if (runs === null) return [word];
    const rest = word.split(CHINESE).filter((part) => part !== "");
    return [...rest, ...runs.flatMap((run) => [...run].map((_, i) => [...run].slice(i, i + longestTerm).join("")))];
  });
}

/** The search that needs no service. Its index is made with `searchTerms`; on pages, what is typed is taken as it is. */
export function localSearch(): { provider: "local"; options: DefaultTheme.LocalSearchOptions } {
  const options: DefaultTheme.LocalSearchOptions = {
    detailedView: false,
    locales: {
      zh: {
        translations: {
          button: { buttonText: "搜索", buttonAriaLabel: "搜索" },
          modal: {
            displayDetails: "显示详细列表",
            resetButtonTitle: "清除",
            backButtonTitle: "关闭",
            noResultsText: "没有找到",
            footer: { selectText: "选择", navigateText: "移动", closeText: "关闭" },
          },
        },
      },
    },
  };
  // VitePress hands every enumerable function to pages as text, which they would have to evaluate.
  Object.defineProperty(options, "miniSearch", { value: { options: { tokenize: searchTerms } }, enumerable: false });
  return { provider: "local", options };
}
