/// <reference lib="esnext.disposable" preserve="true" />
/** `downhill/nn`: what `nn` of `downhill` holds, by itself. */
import "./autograd/methods.ts";

export * from "./nn/index.ts";
