import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface Site {
  readonly origin: string;
  /** What the page posts to `/report`. */
  readonly report: Promise<string>;
  close(): void;
}

/** Serves a page that runs `/page.js`, with the given headers on every answer. */
export async function serve(
  scripts: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>>,
): Promise<Site> {
  const page = '<!doctype html><title>Downhill</title><script type="module" src="/page.js"></script>';
  let settle: (body: string) => void;
  const report = new Promise<string>((resolve) => {
    settle = resolve;
  });
  const server = createServer(async (request, response) => {
    const { method, url = "/" } = request;
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    if (method === "POST" && url === "/report") {
      let body = "";
      for await (const chunk of request) body += String(chunk);
      settle(body);
      response.end();
    } else if (url === "/") response.setHeader("content-type", "text/html").end(page);
    else if (url in scripts) response.setHeader("content-type", "text/javascript").end(scripts[url]);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    report,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
