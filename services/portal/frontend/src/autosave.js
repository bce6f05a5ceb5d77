/** An application is a record of its own, saved as one types; what cannot be sent stays in this browser until it can. */
import { fill } from "./fields.js";
import { shelve, shelved, unshelve } from "./shelf.js";

const PAUSE = 700;
const RETRY = 5000;

export function startAutosave(part) {
  for (const form of part.querySelectorAll("form[data-autosave]")) watch(form);
}

function watch(form) {
  const status = form.querySelector("[data-saved]");
  const key = `draft:${form.dataset.autosave}`;
  let timer;
  let version = 0;
  let sending;

  const say = (words) => { status.textContent = words; };
  const later = (wait) => { clearTimeout(timer); timer = setTimeout(save, wait); };

  function save() {
    if (sending) return later(PAUSE);
    sending = send().finally(() => { sending = undefined; });
  }

  async function send() {
    const sent = version;
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: "POST", body: new URLSearchParams(new FormData(form)), headers: { "X-CSRF-Token": document.body.dataset.csrf, Accept: "application/json" },
      });
      if (answer.status === 401) return say(status.dataset.expired);
      const { words, version: stored } = await answer.json();
      say(words);
      if (stored !== undefined) form.elements.base_version.value = stored;
      if (answer.ok && sent === version) unshelve(key);
    } catch {
      say(status.dataset.offline);
      later(RETRY);
    }
  }

  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    version += 1;
    const fields = [...new FormData(form)].filter(([name, value]) => name !== "_csrf" && typeof value === "string");
    shelve(key, { base: Number(form.elements.base_version.value), fields });
    say(status.dataset.typing);
    later(PAUSE);
  });
  // The step is sent after the draft that is on its way: it must name the version that draft will have made.
  form.addEventListener("submit", async (event) => {
    clearTimeout(timer);
    if (!sending) return;
    event.preventDefault();
    await sending;
    form.requestSubmit(event.submitter);
  });
  window.addEventListener("online", () => { if (shelved(key)) later(0); });
  if (restore(form, shelved(key))) { say(status.dataset.restored); later(PAUSE); }
  else unshelve(key);
}

/** Puts back what an earlier visit could not send, unless the draft was saved since; true when something was put back. */
function restore(form, kept) {
  if (!kept || kept.base < Number(form.elements.base_version.value)) return false;
  fill(form, kept.fields);
  return true;
}
