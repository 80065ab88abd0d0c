/** What runs in the worker: the library, and all that pages compute with it. */
import { expose } from "comlink";
import * as checkpoints from "../checkpoints/engine.ts";
import * as networks from "../networks/engine.ts";
import { takeRule } from "../rules/engine.ts";
import { scheduleCurve } from "../schedules/engine.ts";
import * as surfaces from "../surfaces/engine.ts";
import { tuneRates } from "../surfaces/tune.ts";
import * as engine from "./engine.ts";

const api = { ...engine, ...surfaces, tuneRates, scheduleCurve, ...checkpoints, ...networks, takeRule };

/** What pages can ask of the worker. */
export type Engine = typeof api;

expose(api);
