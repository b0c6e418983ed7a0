// What this device keeps until the server has it: dogs and their photos. Tabs tell each other what changed.
const TABS = "BroadcastChannel" in window ? new BroadcastChannel("qingcheng-intake") : null;
const KEPT_DAYS = 3;
export const news = new EventTarget();
let opening = null;

TABS?.addEventListener("message", () => news.dispatchEvent(new Event("change")));

export function changed() {
  news.dispatchEvent(new Event("change"));
  TABS?.postMessage("change");
}

function open() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("qingcheng-intake", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("dogs", { keyPath: "key" });
      request.result.createObjectStore("photos", { keyPath: "id" }).createIndex("dog", "dog");
    };
    request.onsuccess = () => {
      request.result.onclose = () => { opening = null; };
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
  return opening;
}

// Does `work` in one transaction; what it hands to its second argument is the result, once it is on disk.
async function within(mode, work) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const all = database.transaction(["dogs", "photos"], mode, { durability: "strict" });
    let found;
    all.oncomplete = () => resolve(found);
    all.onabort = () => reject(all.error);
    work({ dogs: all.objectStore("dogs"), photos: all.objectStore("photos") }, (value) => { found = value; });
  });
}

function look(store, ask) {
  return within("readonly", (stores, give) => {
    const request = ask(stores[store]);
    request.onsuccess = () => give(request.result);
  });
}

export async function dogs() {
  const all = await look("dogs", (store) => store.getAll());
  return all.sort((one, other) => one.entered_at.localeCompare(other.entered_at));
}

export const dog = (key) => look("dogs", (store) => store.get(key));
export const photos = () => look("photos", (store) => store.getAll());

// A dog and its photos, both or neither. One that has its number by now stays as it is.
export async function keep(entry, pictures) {
  await within("readwrite", (stores) => {
    const before = stores.dogs.get(entry.key);
    before.onsuccess = () => { if (before.result?.state !== "done") stores.dogs.put(entry); };
    pictures.forEach((picture) => stores.photos.put(picture));
  });
  changed();
}

// Changes a row that is still there; a dog that has its number keeps it, whatever another tab says.
async function change(store, key, changes) {
  await within("readwrite", (stores) => {
    const request = stores[store].get(key);
    request.onsuccess = () => {
      const row = request.result;
      if (row && (row.state !== "done" || !("state" in changes))) stores[store].put({ ...row, ...changes });
    };
  });
  changed();
}

export const changeDog = (key, changes) => change("dogs", key, changes);
export const changePhoto = (id, changes) => change("photos", id, changes);

export async function forgetPhoto(id) {
  await within("readwrite", (stores) => { stores.photos.delete(id); });
  changed();
}

// Dogs that have had their number for days, and all of whose photos are sent.
export async function forgetOld() {
  const before = new Date(Date.now() - KEPT_DAYS * 86_400_000).toISOString();
  const wanted = new Set((await photos()).map((photo) => photo.dog));
  const old = (await dogs()).filter((one) => one.state === "done" && (one.answer.entered_at ?? one.entered_at) < before && !wanted.has(one.key));
  await within("readwrite", (stores) => old.forEach((one) => stores.dogs.delete(one.key)));
}
