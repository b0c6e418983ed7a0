// Hears events as they happen, of every type, also of those that are newer than this program.
// Node 18 or newer, nothing to install. It works in a browser too, but for the file: a browser's own EventSource
// gives up for ever when a gateway answers 502; this does not.
// QINGCHENG_URL is where it is, QINGCHENG_KEY your key if you have one, STATE the file that keeps the cursor.
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";

const { QINGCHENG_URL, QINGCHENG_KEY, STATE = "cursor.txt" } = process.env;
const SILENCE = 60_000; // the server sends a comment every 15 s; after a minute of nothing the line is dead
const pause = (ms) => new Promise((later) => setTimeout(later, ms));
let after = existsSync(STATE) ? readFileSync(STATE, "utf8").trim() : "0"; // 0: all that ever happened

function handle(event) {
  console.log(JSON.stringify(event)); // your work; an event may come twice: go by its id
}

function refuse(status, words) {
  // To ask again would not help; the answer says why, and a person has to read it.
  if (status < 400 || status > 499 || status === 408 || status === 429) return;
  console.error(words);
  process.exit(1);
}

async function listen() {
  const dead = new AbortController();
  let watch = setTimeout(() => dead.abort(), SILENCE);
  try {
    const headers = { accept: "text/event-stream", "last-event-id": after };
    if (QINGCHENG_KEY) headers.authorization = `Bearer ${QINGCHENG_KEY}`;
    const answer = await fetch(`${QINGCHENG_URL}/notify/v1/events/stream`, { headers, signal: dead.signal });
    if (!answer.ok) {
      const words = await answer.text();
      refuse(answer.status, words);
      throw new Error(`${answer.status}`);
    }
    const text = new TextDecoder();
    let rest = "";
    for await (const bytes of answer.body) {
      clearTimeout(watch);
      watch = setTimeout(() => dead.abort(), SILENCE);
      const messages = (rest + text.decode(bytes, { stream: true })).split(/\r?\n\r?\n/);
      rest = messages.pop(); // not whole yet
      messages.forEach(take);
    }
  } finally {
    clearTimeout(watch);
  }
}

function take(message) {
  const fields = message.split(/\r?\n/).map((line) => /^([^:]*): ?(.*)$/.exec(line) ?? []);
  const data = fields.filter(([, name]) => name === "data").map(([, , value]) => value);
  const id = fields.find(([, name]) => name === "id")?.[2];
  if (!data.length || !id) return; // a comment, or how soon to come back
  handle(JSON.parse(data.join("\n")));
  writeFileSync(`${STATE}.new`, id);
  renameSync(`${STATE}.new`, STATE);
  after = id;
}

for (;;) {
  await listen().catch((error) => console.error(`${error}`));
  await pause(2000);
}
