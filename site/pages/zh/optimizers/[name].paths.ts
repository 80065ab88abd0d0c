import { optimizers } from "downhill/registry";
import { optimizerPage } from "../../../src/course/page.ts";

export default {
  paths: () =>
    Array.from(optimizers, (info) => ({
      params: { name: info.name.toLowerCase() },
      content: optimizerPage(info, "zh"),
    })),
};
