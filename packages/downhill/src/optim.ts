/// <reference lib="esnext.disposable" preserve="true" />
/** `downhill/optim`: what `optim` of `downhill` holds, by itself. */
import "./autograd/commonMethods.ts";

export * from "./optim/index.ts";
