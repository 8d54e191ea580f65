// Service worker of the page that asks: from the site where there is a connection, else from what the page has kept.

const NAME = `arkg ${new URL("./", location.href).pathname}`;
const HASHED = /-[A-Za-z0-9]{8}\.\w+(\.gz)?$|\?[0-9a-f]{8}$/;

/** Return a file whose address holds its hash from what is kept, any other from the site if it can be reached. */
async function answer(request) {
  const cache = await caches.open(NAME);
  const kept = await cache.match(request, { ignoreSearch: request.mode === "navigate" });
  if (kept && HASHED.test(request.url)) return kept;
  try {
    const response = await fetch(request);
    if (kept && response.ok && !(request.mode === "navigate" && new URL(request.url).search)) {
      await cache.put(request, response.clone());
    }
    return response;
  } catch (fault) {
    if (kept) return kept;
    throw fault;
  }
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method === "GET" && new URL(url).origin === location.origin) event.respondWith(answer(event.request));
});
