// Takes in our webhooks. Node 18 or newer, nothing to install.
// SECRET is the whsec_… that you were shown, PORT where it listens, STATE the file in which all is kept.
import { createHmac, timingSafeEqual } from "node:crypto";
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from "node:fs";
import { createServer } from "node:http";

const { SECRET, PORT = "9000", STATE = "webhook.ndjson" } = process.env;
const SECRETS = SECRET.split(" "); // two of them while you change from one to the other
const LARGEST = 1_000_000; // bytes
const lines = existsSync(STATE) ? readFileSync(STATE, "utf8").split("\n") : [];
const seen = new Set(lines.slice(0, -1).flatMap(idOf)); // what follows the last line end was not kept whole
const torn = lines.at(-1) ? "\n" : "";
const inbox = openSync(STATE, "a");
writeSync(inbox, torn);

function idOf(line) {
  try {
    return [JSON.parse(line).id];
  } catch {
    return []; // cut off by a crash
  }
}

function isFromQingcheng(secret, headers, body) {
  const { "webhook-id": id, "webhook-timestamp": at, "webhook-signature": theirs = "" } = headers;
  if (!id || !(Math.abs(Date.now() / 1000 - Number(at)) < 300)) return false;
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const digest = createHmac("sha256", key).update(`${id}.${at}.`).update(body).digest("base64");
  const ours = Buffer.from(`v1,${digest}`);
  return theirs.split(" ").some((one) => {
    const their = Buffer.from(one);
    return their.length === ours.length && timingSafeEqual(their, ours);
  });
}

function keep(id, body) {
  if (seen.has(id)) return; // the same id comes again when our answer was lost
  writeSync(inbox, `${JSON.stringify({ id, body: body.toString() })}\n`);
  fsyncSync(inbox); // on disk before we say so
  seen.add(id);
  console.log(JSON.stringify(JSON.parse(body))); // your work; better later
}

const server = createServer(async (asked, answer) => {
  const parts = [];
  let length = 0;
  for await (const part of asked) {
    if ((length += part.length) > LARGEST) return answer.writeHead(413).end();
    parts.push(part);
  }
  const body = Buffer.concat(parts);
  const ours = SECRETS.some((secret) => isFromQingcheng(secret, asked.headers, body));
  if (!ours) return answer.writeHead(401).end();
  keep(asked.headers["webhook-id"], body);
  return answer.writeHead(204).end();
});
server.listen(Number(PORT), "127.0.0.1");
process.on("SIGTERM", () => server.close(() => closeSync(inbox)));
