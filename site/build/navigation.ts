import type { DefaultTheme, LocaleSpecificConfig } from "vitepress";

type Locale = LocaleSpecificConfig<DefaultTheme.Config>;

export const english: Locale = {
  themeConfig: {
    nav: [
      { text: "Surfaces", link: "/surfaces" },
      { text: "Networks", link: "/networks" },
      { text: "Schedules", link: "/schedules" },
      { text: "Checkpoints", link: "/checkpoints" },
    ],
  },
};

export const chinese: Locale = {
  description: "TypeScript 版的 PyTorch 优化器：观察、比较、自己动手写。",
  themeConfig: {
    nav: [
      { text: "曲面", link: "/zh/surfaces" },
      { text: "网络", link: "/zh/networks" },
      { text: "学习率调度", link: "/zh/schedules" },
      { text: "检查点", link: "/zh/checkpoints" },
    ],
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
