// Keeps the page of intake, so that it opens where there is no network. VERSION and FILES come before this line.
const PAGE = "/intake/";
const CACHE = `intake-${VERSION}`;
const PATIENCE = 4000; // ms for a network that hangs

// The page and its scripts are kept together or not at all: one without the other is of no use.
async function keepAll() {
  const cache = await caches.open(CACHE);
  await cache.addAll(FILES.map((path) => new Request(path, { cache: "reload" })));
  const page = await fetch(PAGE, { cache: "reload" });
  if (!(await isOurs(page))) throw new Error("nobody is logged in: the page is kept another time");
  await cache.put(PAGE, page);
  await self.skipWaiting();
}

// The page of this version, with no dog's answer on it. A newer one waits for the worker that keeps its scripts.
async function isOurs(page) {
  if (!page.ok || page.redirected || new URL(page.url).searchParams.has("done")) return false;
  return (await page.clone().text()).includes(VERSION);
}

async function dropOthers() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("intake-") && name !== CACHE).map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function fetchPage(request) {
  const page = await fetch(request);
  const kept = page.clone();
  if (await isOurs(page)) await (await caches.open(CACHE)).put(PAGE, kept);
  return page;
}

const hangs = () => new Promise((_, reject) => setTimeout(reject, PATIENCE, new Error("no answer in time")));

async function freshPage(request) {
  const fresh = fetchPage(request);
  fresh.catch(() => {});
  const page = await Promise.race([fresh, hangs()]).catch(() => null);
  if (page && page.status < 500) return page;
  return (await caches.match(PAGE, { cacheName: CACHE })) ?? page ?? fresh;
}

async function keptFile(request) {
  return (await caches.match(request, { cacheName: CACHE })) ?? fetch(request);
}

async function forgetPage() {
  await (await caches.open(CACHE)).delete(PAGE);
}

self.addEventListener("install", (event) => event.waitUntil(keepAll()));
self.addEventListener("activate", (event) => event.waitUntil(dropOthers()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin) return;
  if (request.method === "POST" && pathname === "/intake/logout") event.waitUntil(forgetPage());
  if (request.method !== "GET") return;
  if (request.mode === "navigate" && pathname === PAGE) event.respondWith(freshPage(request));
  else if (FILES.includes(pathname)) event.respondWith(keptFile(request));
});
