import type { DefaultTheme, LocaleSpecificConfig } from "vitepress";
import { PORTRAITS } from "../src/course/notes.ts";

type Locale = LocaleSpecificConfig<DefaultTheme.Config>;

const PAGES = {
  en: {
    ...{ start: "Getting started", course: "Course", play: "Playground", surfaces: "Surfaces", networks: "Networks" },
    ...{ own: "Your own optimizer", schedules: "Schedules", checkpoints: "Checkpoints" },
    ...{ what: "What an optimizer is", loop: "The loop", algorithms: "The algorithms", around: "Around the rule" },
    each: "Each optimizer",
  },
  zh: {
    ...{ start: "快速上手", course: "课程", play: "演示", surfaces: "曲面", networks: "网络" },
    ...{ own: "自己写优化器", schedules: "学习率调度", checkpoints: "检查点" },
    ...{ what: "什么是优化器", loop: "训练循环", algorithms: "各种算法", around: "规则之外" },
    each: "各优化器",
  },
} as const;

function menus(lang: "en" | "zh"): Pick<DefaultTheme.Config, "nav" | "sidebar"> {
  const words = PAGES[lang];
  const root = lang === "zh" ? "/zh" : "";
  const course: DefaultTheme.SidebarItem[] = [
    { text: words.start, link: `${root}/guide/` },
    {
      text: words.course,
      items: [
        { text: words.what, link: `${root}/course/` },
        { text: words.loop, link: `${root}/course/loop` },
        { text: words.algorithms, link: `${root}/course/algorithms` },
        { text: words.around, link: `${root}/course/around` },
      ],
    },
    {
      text: words.each,
      items: Object.keys(PORTRAITS).map((name) => ({ text: name, link: `${root}/optimizers/${name.toLowerCase()}` })),
    },
  ];
  return {
    nav: [
      { text: words.start, link: `${root}/guide/` },
      { text: words.course, link: `${root}/course/` },
      {
        text: words.play,
        items: [
          { text: words.surfaces, link: `${root}/surfaces` },
          { text: words.networks, link: `${root}/networks` },
          { text: words.own, link: `${root}/own-optimizer` },
          { text: words.schedules, link: `${root}/schedules` },
          { text: words.checkpoints, link: `${root}/checkpoints` },
        ],
      },
    ],
    sidebar: { [`${root}/guide/`]: course, [`${root}/course/`]: course, [`${root}/optimizers/`]: course },
  };
}

export const english: Locale = { themeConfig: menus("en") };

export const chinese: Locale = {
  description: "TypeScript 版的 PyTorch 优化器：观察、比较、自己动手写。",
  themeConfig: {
    ...menus("zh"),
    outline: { label: "本页内容" },
    docFooter: { prev: "上一页", next: "下一页" },
    darkModeSwitchLabel: "外观",
    lightModeSwitchTitle: "切换到浅色",
    darkModeSwitchTitle: "切换到深色",
    sidebarMenuLabel: "目录",
    returnToTopLabel: "回到顶部",
    langMenuLabel: "切换语言",
    skipToContentLabel: "跳到正文",
  },
};
