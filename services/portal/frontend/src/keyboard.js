import { attestAll, offer, sayPhrase, sendChosen, shut } from "./decisions.js";

/** Keys for those who work through a list all day: j/k, Enter, a/b/x, A, digits, v, / and ?; Ctrl+Enter sends. */
export function startKeyboard(page) {
  page.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey) return;
    if (event.ctrlKey || event.metaKey) {
      if (event.key === "Enter" && send(page, event.target)) event.preventDefault();
      return;
    }
    if (event.key === "Escape" && shut(event.target)) return;
    if (event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select, dialog") && !begins(event)) return;
    // Caps Lock turns no key into another.
    const key = event.key.length === 1 && !event.shiftKey ? event.key.toLowerCase() : event.key;
    const act = keys[key] ?? (/^[1-9]$/.test(key) ? (there) => decide(there, (form) => sayPhrase(form, Number(key))) : undefined);
    if (act && act(page)) event.preventDefault();
  });
}

const keys = {
  j: (page) => move(page, 1),
  k: (page) => move(page, -1),
  v: (page) => pick(page),
  a: (page) => decide(page, (form) => offer(form, "approve")),
  b: (page) => decide(page, (form) => offer(form, "return")),
  x: (page) => decide(page, (form) => offer(form, "reject")),
  A: (page) => decide(page, attestAll),
  "/": (page) => focus(page.querySelector("#search")),
  "?": (page) => Boolean(page.querySelector("#keys")?.showModal() ?? true),
};

/** After the key of a return or a rejection had led into the empty opinion, a digit chooses a phrase; else it is a digit. */
function begins(event) {
  const field = event.target;
  return /^[1-9]$/.test(event.key) && field.matches(".case-bar textarea[name=opinion]") && !field.value && Boolean(field.form.querySelector(".is-chosen:not([value=approve])"));
}

function focus(element) {
  element?.focus();
  element?.select?.();
  return Boolean(element);
}

/** With the form of the case that is open, unless somebody else has it. */
function decide(page, act) {
  const form = page.querySelector(".case-bar form[data-decision]");
  return Boolean(form?.offsetParent && form.querySelector(".verbs") && !page.querySelector(".case [data-held]") && act(form));
}

/** A decision is sent with the verb that was chosen, any other form of the bar as its button would. */
function send(page, from) {
  const form = from.closest(".case-bar form");
  if (!form) return false;
  if (form.matches("[data-decision]")) return decide(page, sendChosen);
  form.requestSubmit(form.querySelector("button.btn-primary"));
  return true;
}

const rows = (page) => [...page.querySelectorAll("[data-task] a.open")].filter((link) => link.offsetParent);

function move(page, by) {
  const links = rows(page);
  const here = links.indexOf(document.activeElement);
  const open = links.findIndex((link) => link.closest(".is-open"));
  const start = here >= 0 ? here : open;
  const next = links[start < 0 ? 0 : Math.min(links.length - 1, Math.max(0, start + by))];
  next?.scrollIntoView({ block: "nearest" });
  return focus(next);
}

function pick(page) {
  const row = document.activeElement?.closest("[data-task]") ?? page.querySelector("[data-task].is-open");
  row?.querySelector("input[type=checkbox]")?.click();
  return Boolean(row);
}
