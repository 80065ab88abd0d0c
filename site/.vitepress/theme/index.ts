import type { Theme } from "vitepress";
import DefaultTheme from "vitepress/theme-without-fonts";
import { defineAsyncComponent, h } from "vue";
import EngineStatus from "../../src/engine/EngineStatus.vue";
import { registerOffline } from "../../src/offline/register.ts";
import "./style.css";

/** The default theme, with the playground's pages as components that are loaded where they stand. */
const theme: Theme = {
  extends: DefaultTheme,
  Layout: () => h(DefaultTheme.Layout, null, { "layout-bottom": () => h(EngineStatus) }),
  enhanceApp({ app }) {
    app.component(
      "SurfacesPage",
      defineAsyncComponent(() => import("../../src/surfaces/SurfacesPage.vue")),
    );
    app.component(
      "NetworksPage",
      defineAsyncComponent(() => import("../../src/networks/NetworksPage.vue")),
    );
    app.component(
      "SchedulesPage",
      defineAsyncComponent(() => import("../../src/schedules/SchedulesPage.vue")),
    );
    app.component(
      "CheckpointsPage",
      defineAsyncComponent(() => import("../../src/checkpoints/CheckpointsPage.vue")),
    );
    app.component(
      "OwnOptimizerPage",
      defineAsyncComponent(() => import("../../src/rules/OwnOptimizerPage.vue")),
    );
    registerOffline();
  },
};

export default theme;
