/** What one types into a form is kept by the server as one types, and in this browser until the server has it. */
import { fill } from "./fields.js";
import { shelve, shelved, sweep, unshelve } from "./shelf.js";

const PAUSE = 700;
const RETRY = 5000;
const PATIENCE = 2000;
const MOST_HELD = 10;
const SHELF_DAYS = 30;
const UNTYPED = new Set(["_csrf", "_draft"]);

const watching = new Set();

export function startDrafts(part) {
  for (const line of part.querySelectorAll("[data-draft]")) watch(line.closest("form"), line);
}

/** Once for the page: what is not saved yet is sent when the page, or a part of it, goes; old shelves are emptied. */
export function startDraftsOf(page) {
  const flush = () => { for (const form of watching) form.flush(); };
  window.addEventListener("pagehide", flush);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") flush(); });
  page.addEventListener("htmx:beforeSwap", flush);
  window.addEventListener("online", () => { for (const form of watching) form.again(); });
  sweep("typed:/", Date.now() - SHELF_DAYS * 86400000);
}

function watch(form, line) {
  const status = line.querySelector("[data-saved]");
  const key = `typed:${line.dataset.draft}:${line.dataset.owner}`;
  const touched = new Set(line.dataset.names.split(" ").filter(Boolean));
  let version = line.dataset.version || null;
  // Versions of ours whose answer has not come: the server may have any of them.
  let mine = [];
  let dirty = false;
  let waits = false;
  let leaving = false;
  let sending;
  let timer;

  const say = (words, ...choices) => {
    status.replaceChildren(...[words, ...choices].filter(Boolean));
    const clears = line.querySelector("[data-clears]");
    if (clears) clears.hidden = waits;
  };
  const later = (wait) => { clearTimeout(timer); timer = setTimeout(save, wait); };
  const keep = (more) => shelve(key, { base: version, mine, fields: typed(form, touched), at: Date.now(), ...more });
  const hold = () => {
    const held = [version, ...mine].filter(Boolean).slice(-MOST_HELD).join(" ");
    form.elements._draft.value = held;
    const clears = line.querySelector("[data-clears]");
    if (clears) clears.value = `${line.dataset.draft} ${held}`;
  };

  function save() {
    if (!dirty || waits || leaving) return;
    if (sending) return later(PAUSE);
    sending = send().finally(() => { sending = undefined; });
  }

  async function send(keepalive = false) {
    clearTimeout(timer);
    dirty = false;
    const made = newVersion();
    mine.push(made);
    hold();
    keep();
    try {
      const answer = await fetch(`/drafts${line.dataset.draft}`, {
        method: "PUT", keepalive, body: JSON.stringify({ version: made, base: version, fields: typed(form, touched) }),
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": document.body.dataset.csrf },
      });
      if (answer.status === 401) return say(line.dataset.expired);
      // What is no sentence for people comes from a server in trouble, and is tried again.
      const told = await answer.json();
      if (answer.ok) return stored(made, told.words);
      if (answer.status !== 409) return say(told.words);
      if (!mine.includes(told.version)) return choose(told);
      // An earlier save of ours had come through after all.
      [version, mine] = [told.version, []];
      dirty = true;
      later(0);
    } catch {
      dirty = true;
      say(line.dataset.offline);
      later(RETRY);
    }
  }

  function stored(made, words) {
    [version, mine] = [made, []];
    hold();
    if (dirty) keep();
    else unshelve(key);
    say(words);
  }

  /** Something newer lies there: nothing is overwritten before the person has chosen. */
  function choose(told) {
    waits = true;
    say(`${told.words} `, ...look(told.fields), button(line.dataset.mine, () => {
      [version, mine, waits, dirty] = [told.version, [], false, true];
      save();
    }), button(line.dataset.theirs, () => {
      [version, mine, waits, dirty] = [told.version, [], false, false];
      if (told.fields) fill(form, told.fields);
      else form.reset();
      for (const [name] of told.fields ?? []) touched.add(name);
      unshelve(key);
      hold();
      say("");
    }));
  }

  function look(fields) {
    const words = (fields ?? []).filter(([name, value]) => value && form.querySelector(`textarea[name="${CSS.escape(name)}"], input[name="${CSS.escape(name)}"]:not([type=hidden], [type=radio], [type=checkbox])`));
    if (!words.length) return [];
    const box = document.createElement("details");
    const summary = document.createElement("summary");
    const text = document.createElement("pre");
    summary.textContent = line.dataset.look;
    text.className = "stored";
    text.textContent = words.map(([, value]) => value).join("\n");
    box.append(summary, text);
    return [box];
  }

  /** What an earlier visit could not send is put back, unless something else lies there by now. */
  function restore() {
    const kept = shelved(key);
    if (!kept) return;
    if (line.dataset.cameBack !== undefined) return unshelve(key);
    if (kept.base === version || kept.mine.includes(version)) return put(kept);
    if (kept.sent) return unshelve(key);
    waits = true;
    const shown = version;
    say(`${line.dataset.here} `, ...look(kept.fields), button(line.dataset.mine, () => { [version, waits] = [shown, false]; put(kept); }),
      button(line.dataset.theirs, () => { waits = false; unshelve(key); say(""); }));
  }

  function put(kept) {
    for (const [name] of kept.fields) touched.add(name);
    fill(form, kept.fields);
    dirty = true;
    say(line.dataset.restored);
    later(PAUSE);
  }

  function noticed(event) {
    if (event.target.type === "file" || event.target.type === "password" || UNTYPED.has(event.target.name)) return;
    const before = touched.size;
    if (event.type !== "click" && event.target.name) touched.add(event.target.name);
    for (const field of form.elements) if (field.name && field.type !== "hidden" && isChanged(field)) touched.add(field.name);
    if (event.type === "click" && touched.size === before) return;
    dirty = true;
    keep();
    if (!waits) say(line.dataset.typing);
    later(PAUSE);
  }

  // Not on `change`, which follows its `input` only when the field is left: by pressing the very button this line must not move.
  for (const type of ["input", "click"]) form.addEventListener(type, noticed);
  // The form is sent after the draft that is on its way, so that it names the version which must go; but no network keeps it waiting.
  form.addEventListener("submit", async (event) => {
    if (event.defaultPrevented) return;
    if (sending) {
      event.preventDefault();
      await Promise.race([sending, new Promise((done) => { setTimeout(done, PATIENCE); })]);
      sending = undefined;
      form.requestSubmit(event.submitter);
      return;
    }
    clearTimeout(timer);
    leaving = true;
    hold();
    if (dirty || shelved(key)) keep({ sent: true });
  });
  line.querySelector("[data-clears]")?.addEventListener("click", () => { leaving = true; unshelve(key); });
  window.addEventListener("pageshow", (event) => { if (event.persisted) leaving = false; });
  watching.add({
    flush: () => {
      if (dirty && !waits && !leaving) send(true);
      if (!form.isConnected) for (const each of watching) if (each.form === form) watching.delete(each);
    },
    again: () => { if (dirty && form.isConnected) later(0); },
    form,
  });
  restore();
  // What was refused stands in the form and may not be in the draft yet.
  if (line.dataset.cameBack !== undefined && touched.size) { dirty = true; later(PAUSE); }
}

/** What was typed, and what the page itself keeps beside it; never a file, a password or a token. */
function typed(form, touched) {
  const fields = [];
  for (const field of form.elements) {
    if (!field.name || UNTYPED.has(field.name) || field.name.startsWith("says:") || field.disabled) continue;
    if (["file", "password", "submit", "button", "fieldset"].includes(field.type)) continue;
    if ((field.type === "radio" || field.type === "checkbox") && !field.checked) continue;
    if (field.type === "hidden" || touched.has(field.name)) fields.push([field.name, field.value.toWellFormed?.() ?? field.value]);
  }
  return fields;
}

function isChanged(field) {
  if (field.type === "radio" || field.type === "checkbox") return field.checked !== field.defaultChecked;
  if (field.options) return [...field.options].some((option) => option.selected !== option.defaultSelected && (field.multiple || option.selected) && option.index > 0);
  return field.type !== "file" && field.type !== "password" && field.defaultValue !== undefined && field.value !== field.defaultValue;
}

function button(words, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "phrase";
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}

function newVersion() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (sign) => (sign ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (sign / 4)))).toString(16));
}
