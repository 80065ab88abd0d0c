/** What runs in the worker: the library, and all that pages compute with it. */
import { expose } from "comlink";
import * as surfaces from "../surfaces/engine.ts";
import { tuneRates } from "../surfaces/tune.ts";
import * as engine from "./engine.ts";

const api = { ...engine, ...surfaces, tuneRates };

/** What pages can ask of the worker. */
export type Engine = typeof api;

expose(api);
