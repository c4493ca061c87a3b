/* Keeps on this phone what a learner gives, until the server says that it has it.

   Each entry lies in localStorage under a key of its own, written before anything is sent.  A reply
   that names its id names the epoch of the database that has it, too: the entry then counts as received
   in that epoch.  It is kept for a while, and offered again when the server's epoch is another one: the
   database was restored from a backup then, and may have lost it.  Answers are kept until the hand-in,
   which carries them, is received.  An entry holds ids, choices and times: no name, no PIN.
   `owner` is the page's mark of whose work it is: one person's entries are neither sent nor shown
   while another is signed in.  Sending twice is harmless; the server stores each id once.

   Modules are loaded by tags of their own, so that each address carries its fingerprint; they meet
   in window.score.  News goes out as events of the document: score:received, score:refused,
   score:waiting, score:signin.  All words come from the page. */

const PREFIX = "score:";
const PATIENCE = 20000;
const LONGEST_WAIT = 60000;
const KEPT = 30 * 24 * 3600 * 1000;
const TRY_LATER = [408, 425, 429];

const box = document.getElementById("queue");
const owner = box ? box.dataset.owner : "";
let epoch = box ? box.dataset.epoch : "";
const aside = new Set();
const tried = new Set();
let sending = false;
let wait = 0;
let timer = 0;

/* True when this browser really keeps what is written: some only pretend to, or are full. */
function works() {
  try {
    localStorage.setItem(PREFIX + "canary", "sings");
    const heard = localStorage.getItem(PREFIX + "canary") === "sings";
    localStorage.removeItem(PREFIX + "canary");
    return heard && Boolean(owner);
  } catch (error) {
    return false;
  }
}

/* True when this browser shows what was kept, though it may have no room for more. */
function reads() {
  try {
    return Boolean(owner) && localStorage.length >= 0;
  } catch (error) {
    return false;
  }
}

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = Array.from(bytes, (byte) => (byte + 256).toString(16).slice(1)).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    return null;
  }
}

/* This learner's entries, the oldest first, with those that were refused or received. */
function all() {
  const found = [];
  for (let place = 0; place < localStorage.length; place += 1) {
    const key = localStorage.key(place);
    const entry = key.indexOf(PREFIX) === 0 ? parsed(localStorage.getItem(key)) : null;
    if (entry && entry.owner === owner) {
      found.push(entry);
    }
  }
  return found.sort((one, other) => one.order - other.order);
}

/* True when the server, as it is now, is not known to have it. */
function isOpen(entry) {
  return !entry.refused && (!entry.received || entry.epoch !== epoch) && !aside.has(entry.id);
}

function unsent() {
  return all().filter(isOpen);
}

function write(entry) {
  localStorage.setItem(PREFIX + entry.id, JSON.stringify(entry));
}

/* Forget an entry that was not received.  It is emptied first: another tab takes an entry that goes
   away whole for received. */
function drop(entry) {
  try {
    localStorage.setItem(PREFIX + entry.id, "");
  } catch (error) {
    /* Not even this is written any more: then it only goes. */
  }
  localStorage.removeItem(PREFIX + entry.id);
}

/* Make room for `entry`: forget what the server has anyway, and give up the unsent answers that a
   newer one to the same question replaces, which must not come after it when the page's form carries
   it. */
function makeRoom(entry) {
  forget((one) => one.received && !isOpen(one));
  const given = unsent().filter((one) => one.attempt === entry.attempt).concat([entry]);
  given.forEach((one, place) => {
    const newer = given.slice(place + 1);
    if (one.question && newer.some((other) => other.question === one.question)) {
      drop(one);
    }
  });
}

/* Forget what was received: there is nothing to tell other tabs. */
function forget(fits) {
  for (const entry of all().filter(fits)) {
    localStorage.removeItem(PREFIX + entry.id);
  }
}

function keepOrThrow(entry) {
  const last = all().pop();
  const order = Math.max(Date.now(), last ? last.order + 1 : 0);
  const whole = Object.assign({ owner: owner, order: order }, entry);
  try {
    write(whole);
  } catch (error) {
    makeRoom(entry);
    write(whole);
  }
}

/* Note what the server has already, to offer it again should the server lose it. */
function note(entry) {
  if (!localStorage.getItem(PREFIX + entry.id)) {
    try {
      keepOrThrow(Object.assign({ received: Date.now(), epoch: epoch }, entry));
    } catch (error) {
      /* No room: then it is only kept by the server. */
    }
  }
}

/* Write an entry ({id, kind, url, fields, attempt, question}) down and send it as soon as may be.
   Says so and throws when the phone is full: the caller then lets the page's form do the work. */
function keep(entry) {
  try {
    keepOrThrow(entry);
  } catch (error) {
    say("full");
    throw error;
  }
  if (box.dataset.said === "full") {
    say("");
  }
  flush();
}

function tell(name, detail) {
  document.dispatchEvent(new CustomEvent("score:" + name, { detail: detail || {} }));
}

/* Show one of the page's own sentences, or with `words` the server's; with no name, none. */
function say(name, words) {
  const old = box.querySelector(".notice");
  if (old) {
    old.remove();
  }
  box.hidden = !name;
  box.dataset.said = name;
  if (name) {
    const copy = document.importNode(box.querySelector("[data-say=" + name + "]").content, true);
    if (words) {
      copy.querySelector("span").textContent = words;
    }
    box.append(copy);
  }
}

function token() {
  const meta = document.querySelector("meta[name=csrf-token]");
  return meta ? meta.content : "";
}

/* A page that was open for long may hold a token that no longer counts: fetch the one that does,
   unless somebody else is signed in by now. */
async function renewToken() {
  const page = await (await fetch(location.href, { credentials: "same-origin" })).text();
  const found = page.match(/name="csrf-token" content="([^"]+)"/);
  if (!found || found[1] === token() || !page.includes('data-owner="' + owner + '"')) {
    return false;
  }
  document.querySelector("meta[name=csrf-token]").content = found[1];
  return true;
}

function post(entry) {
  const patience = new AbortController();
  setTimeout(() => patience.abort(), PATIENCE);
  return fetch(entry.url, {
    method: "POST",
    credentials: "same-origin",
    keepalive: true,
    signal: patience.signal,
    headers: { Accept: "application/json", "X-CSRFToken": token() },
    body: new URLSearchParams(entry.fields),
  });
}

/* Nothing will change this no: the entry stays on the phone for a while and is not sent again.
   Unless the server says it in a new epoch: it may have lost what came before, which goes first then. */
async function setAside(entry, response) {
  const reply = await response.json().catch(() => ({}));
  if (reply.epoch !== undefined && reply.epoch !== epoch && !tried.has(entry.id)) {
    tried.add(entry.id);
    epoch = reply.epoch;
    return;
  }
  const words = response.status === 404 ? "" : reply.message;
  try {
    write(Object.assign(entry, { refused: Date.now() }));
  } catch (error) {
    aside.add(entry.id);
  }
  say("refused", words);
  tell("refused", { entry: entry, words: words });
}

/* The server has it, in the epoch that it names; nothing is said when it was only offered again
   though it was there. */
function receive(entry, reply) {
  const before = entry.received ? entry.epoch : null;
  tried.add(entry.id);
  epoch = reply.epoch;
  try {
    write(Object.assign(entry, { received: Date.now(), epoch: epoch }));
  } catch (error) {
    localStorage.removeItem(PREFIX + entry.id);
  }
  if (entry.kind === "hand-in") {
    forget((one) => one.kind === "answer" && one.attempt === entry.attempt && one.received);
  }
  if (before !== epoch) {
    tell("received", { entry: entry, reply: reply });
  }
}

/* Send one entry; returns true when the next may follow at once. */
async function send(entry) {
  const response = await post(entry);
  if (response.status === 400 && (await renewToken())) {
    return true;
  }
  if (response.status === 400 || response.status === 401 || response.status === 403) {
    say("sign-in");
    tell("signin");
    return false;
  }
  if (response.status > 400 && response.status < 500 && !TRY_LATER.includes(response.status)) {
    await setAside(entry, response);
    return true;
  }
  const reply = response.ok ? await response.json() : {};
  if (reply.id !== entry.id) {
    throw new Error("no reply that names the entry");
  }
  receive(entry, reply);
  return true;
}

/* What is still to be sent now: nothing twice, should two servers name two epochs. */
function waiting() {
  return unsent().filter((entry) => !tried.has(entry.id) || !entry.received);
}

async function sendAll() {
  tried.clear();
  let next = waiting()[0];
  while (next && (await send(next))) {
    next = waiting()[0];
  }
  return !next;
}

/* One tab at a time, where the browser can arrange it. */
function alone(work) {
  return navigator.locks ? navigator.locks.request("score-queue", work) : work();
}

async function flush() {
  if (sending || !owner) {
    return;
  }
  sending = true;
  clearTimeout(timer);
  let done = false;
  try {
    done = await alone(sendAll);
    wait = 0;
  } catch (error) {
    waitAndFlush();
  }
  sending = false;
  if (done) {
    settle();
  }
}

function waitAndFlush() {
  wait = Math.min(LONGEST_WAIT, (wait || 1000) * 2);
  timer = setTimeout(flush, wait * (0.75 + Math.random() / 2));
  if (!document.getElementById("attempt")) {
    say("waiting");
  }
  tell("waiting");
}

/* Everything is sent: take the note away, unless it says something to do; then look once more,
   for something may have been kept while the last reply was read. */
function settle() {
  if (box.dataset.said === "waiting") {
    say("");
  }
  if (waiting().length) {
    flush();
  }
}

function prune() {
  forget((entry) => {
    const since = entry.refused || (entry.epoch === epoch ? entry.received : 0);
    return since && Date.now() - since > KEPT;
  });
}

/* Another tab has delivered an entry when it is marked as received now, or went away whole; one that
   was refused or received before only grew too old. */
function hear(event) {
  const ours = event.key && event.key.indexOf(PREFIX) === 0;
  const entry = ours ? parsed(event.oldValue) : null;
  const now = ours ? parsed(event.newValue) : null;
  const delivered = event.newValue === null || (now && now.received && now.epoch !== (entry || {}).epoch);
  if (entry && delivered && entry.owner === owner && entry.kind && isOpen(entry)) {
    tell("received", { entry: entry, reply: null });
  }
}

window.score = Object.assign(window.score || {}, {
  queue: { works: works, keep: keep, note: note, all: all, unsent: unsent, flush: flush, newId: newId },
});

if (reads()) {
  prune();
  window.addEventListener("online", flush);
  window.addEventListener("pageshow", flush);
  window.addEventListener("storage", hear);
  document.addEventListener("visibilitychange", () => document.hidden || flush());
  flush();
}
