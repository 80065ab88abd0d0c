import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize, sep } from "node:path";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

/** A running server of a built site. */
export interface Served {
  readonly origin: string;
  readonly server: Server;
  close(): void;
}

/**
 * Serves a folder as a host for static sites would: `/page` is `page.html`.
 *
 * @param headers of every answer
 * @param port default: one that is free
 */
export async function serve(folder: string, headers: Readonly<Record<string, string>>, port = 0): Promise<Served> {
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    const file = fileOf(folder, request.url ?? "/");
    if (file === null) {
      response.writeHead(404, { "content-type": "text/plain" }).end("not found");
      return;
    }
    response.setHeader("content-type", TYPES[extname(file)] ?? "application/octet-stream");
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    server,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function fileOf(folder: string, url: string): string | null {
  let path: string;
  try {
    path = normalize(decodeURIComponent(new URL(url, "http://site.invalid").pathname));
  } catch {
    return null;
  }
  const file = join(folder, path);
  if (path.split(sep).includes("..")) return null;
  const candidates = [file, `${file}.html`, join(file, "index.html")];
  return candidates.find((candidate) => existsSync(candidate) && statSync(candidate).isFile()) ?? null;
}
