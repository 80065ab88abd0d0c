/// <reference lib="esnext.disposable" preserve="true" />
/** `downhill/nn`: what `nn` of `downhill` holds, by itself. */
import "./autograd/commonMethods.ts";

export * from "./nn/index.ts";
