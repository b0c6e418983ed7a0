// Follows the feed. Node 18 or newer, nothing to install.
// QINGCHENG_URL is where it is, QINGCHENG_KEY your key if you have one, STATE the file that keeps the cursor.
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";

const { QINGCHENG_URL, QINGCHENG_KEY, STATE = "cursor.txt" } = process.env;
const headers = QINGCHENG_KEY ? { authorization: `Bearer ${QINGCHENG_KEY}` } : {};
const pause = (ms) => new Promise((later) => setTimeout(later, ms));

function handle(event) {
  console.log(JSON.stringify(event)); // your work; an event may come twice: go by its id
}

function refuse(status, words) {
  // To ask again would not help; the answer says why, and a person has to read it.
  if (status < 400 || status > 499 || status === 408 || status === 429) return;
  console.error(words);
  process.exit(1);
}

async function pageAfter(after) {
  const url = `${QINGCHENG_URL}/notify/v1/events?after=${encodeURIComponent(after)}`;
  const answer = await fetch(url, { headers, signal: AbortSignal.timeout(30_000) });
  if (!answer.ok) {
    const words = await answer.text();
    refuse(answer.status, words);
    throw new Error(`${answer.status} ${words}`);
  }
  return answer.json(); // a gateway's own page is no JSON, and is thrown too
}

let after = existsSync(STATE) ? readFileSync(STATE, "utf8").trim() : "";
for (;;) {
  const page = await pageAfter(after).catch((error) => console.error(`${error}`));
  if (!page?.next || page.next === after) {
    await pause(2000); // away, or no news
    continue;
  }
  for (const event of page.events) handle(event);
  writeFileSync(`${STATE}.new`, page.next);
  renameSync(`${STATE}.new`, STATE);
  after = page.next;
}
