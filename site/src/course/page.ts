import type { OptimizerInfo } from "downhill/registry";
import { describeOption } from "../options/chinese.ts";
import { PORTRAITS } from "./notes.ts";

const WORDS = {
  en: {
    ...{ see: "See it beside its neighbours", formula: "The rule", options: "Options", state: "What it remembers" },
    ...{
      option: "option",
      default: "default",
      what: "what it does",
      use: "The idea, and when to use it",
      source: "Source",
    },
    legend: "θ are the parameters, ∇f or g their gradient, γ the learning rate, λ the weight decay, t the step.",
    none: "Nothing.",
    twin: "in PyTorch",
  },
  zh: {
    ...{ see: "和相近的优化器一起看", formula: "规则", options: "选项", state: "它记住什么" },
    ...{ option: "选项", default: "默认值", what: "作用", use: "想法与适用场合", source: "出处" },
    legend: "θ 是参数，∇f 或 g 是梯度，γ 是学习率，λ 是权重衰减，t 是步数。",
    none: "什么也不记。",
    twin: "的 PyTorch 文档",
  },
} as const;

/** An optimizer's page as Markdown: what the registry knows of it, and its portrait. */
export function optimizerPage(info: OptimizerInfo, lang: "en" | "zh"): string {
  const words = WORDS[lang];
  const portrait = PORTRAITS[info.name];
  const { history, use } = portrait[lang];
  const summary = describeOption(info.summary, lang).replace(/^[^:：]*[:：]\s*/, "");
  const rows = Object.entries(info.options).map(
    ([name, { description, default: value }]) =>
      `| \`${name}\` | \`${JSON.stringify(value)}\` | ${describeOption(description, lang)} |`,
  );
  const state = Object.entries(info.state).map(([name, text]) => `- \`${name}\`: ${describeOption(text, lang)}`);
  const prefix = lang === "zh" ? "/zh" : "";
  return [
    `# ${info.name}`,
    summary.charAt(0).toUpperCase() + summary.slice(1),
    `[${words.see}](${prefix}/surfaces#${encodeURI(portrait.scene)})`,
    history,
    ...(info.formula === null
      ? []
      : [`## ${words.formula}`, `\`\`\`text\n${info.formula.replaceAll("; ", "\n")}\n\`\`\``, words.legend]),
    `## ${words.use}`,
    use,
    `## ${words.options}`,
    [`| ${words.option} | ${words.default} | ${words.what} |`, "| --- | --- | --- |", ...rows].join("\n"),
    `## ${words.state}`,
    state.length === 0 ? words.none : state.join("\n"),
    ...(info.source === null ? [] : [`${words.source}: ${info.source}.`]),
    ...(info.url === null ? [] : [`[${info.name} ${words.twin}](${info.url})`]),
  ].join("\n\n");
}
