/// <reference types="vitepress/client" />

/** The address of a file of the built site. */
declare module "*?url" {
  const url: string;
  export default url;
}
