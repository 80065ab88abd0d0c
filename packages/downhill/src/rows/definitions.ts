import type { RowDefinition } from "../ir/rows.ts";
import * as channels from "./channels.ts";
import * as normalization from "./normalization.ts";
import * as softmax from "./softmax.ts";

const FILES = { channels, normalization, softmax };

/** Every definition, by the file it stands in: what the script that writes `functions.ts` walks. */
export const ROW_DEFINITIONS: Readonly<Record<string, readonly RowDefinition[]>> = Object.fromEntries(
  Object.entries(FILES).map(([file, definitions]) => [
    file,
    Object.values(definitions).sort((a, b) => (a.name < b.name ? -1 : 1)),
  ]),
);
