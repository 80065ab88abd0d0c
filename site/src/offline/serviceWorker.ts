/// <reference lib="webworker" />
/**
 * Keeps every file of the site, so that it works without a network after the first visit, and answers with the headers that
 * let pages share memory among threads, for hosts that can't send them.
 */
export {};

declare const self: ServiceWorkerGlobalScope;
/** All files of the site, what tells one build from another, and the headers: put in by the build. */
declare const FILES: readonly string[];
declare const VERSION: string;
declare const ISOLATED: Readonly<Record<string, string>>;

const CACHE = `downhill-${VERSION}`;

self.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(CACHE);
      await cache.addAll(FILES.map((file) => new Request(file, { cache: "no-cache" })));
      await self.skipWaiting();
    })(),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      const old = (await caches.keys()).filter((name) => name.startsWith("downhill-") && name !== CACHE);
      await Promise.all(old.map((name) => caches.delete(name)));
      await self.clients.claim();
    })(),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== self.location.origin) return;
  event.respondWith(answer(request));
});

/** Scripts and styles have their content in their names, so what is kept is good; pages are asked for anew. */
async function answer(request: Request): Promise<Response> {
  const kept = async () => {
    const { pathname } = new URL(request.url);
    for (const file of [pathname, `${pathname}.html`, `${pathname}index.html`]) {
      const response = await caches.match(file, { cacheName: CACHE });
      if (response !== undefined) return response;
    }
    return undefined;
  };
  if (request.mode !== "navigate") {
    const response = await kept();
    if (response !== undefined) return isolated(response);
  }
  try {
    return isolated(await fetch(request));
  } catch (error) {
    const response = await kept();
    if (response === undefined) throw error;
    return isolated(response);
  }
}

function isolated(response: Response): Response {
  if (response.type === "opaque" || response.type === "opaqueredirect" || response.type === "error") return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(ISOLATED)) headers.set(name, value);
  const { status, statusText } = response;
  return new Response(status === 204 || status === 304 ? null : response.body, { status, statusText, headers });
}
