// Files that are loaded when they are asked for, and kept for the next time, with or without a connection.

const NAME = `arkg ${new URL("./", location.href).pathname}`;

/** Return what is kept here; nothing where the browser keeps nothing, as on a site without encryption. */
const open = async () => globalThis.caches?.open(NAME).catch(() => undefined);

/** Return a file, from what is kept or from the site. */
async function get(address) {
  const cache = await open();
  const kept = await cache?.match(address);
  if (kept) return kept;
  const response = await fetch(address);
  if (!response.ok)
    throw new Error(`${new URL(address, location.href).pathname}: ${response.status} ${response.statusText}`);
  await cache?.put(address, response.clone()).catch(() => {});
  return response;
}

/** Return the bytes of a file that is compressed with gzip, unless a host has told the browser to unpack it. */
export async function unpack(address) {
  const packed = await (await get(address)).arrayBuffer();
  const [first, second] = new Uint8Array(packed, 0, 2);
  if (first !== 0x1f || second !== 0x8b) return packed;
  return new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
}

/** Keep these files and no others, and have a service worker answer with them where there is no connection. */
export async function keep(addresses, worker) {
  const cache = await open();
  if (!cache || !navigator.serviceWorker) return;
  const wanted = new Set(addresses.map((each) => new URL(each, location.href).href));
  for (const request of await cache.keys()) {
    if (wanted.has(request.url)) wanted.delete(request.url);
    else await cache.delete(request);
  }
  await Promise.all([...wanted].map((each) => cache.add(each)));
  await navigator.serviceWorker.register(worker, { scope: "./" });
}
