/** Keys for those who work through a list all day: j/k, Enter, a/b/x, v, / and ?. */
export function startKeyboard(page) {
  page.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select, dialog")) return;
    const act = keys[event.key];
    if (act && act(page)) event.preventDefault();
  });
}

const keys = {
  j: (page) => move(page, 1),
  k: (page) => move(page, -1),
  v: (page) => pick(page),
  a: (page) => offer(page, "approve"),
  b: (page) => offer(page, "return"),
  x: (page) => offer(page, "reject"),
  "/": (page) => focus(page.querySelector("#search")),
  "?": (page) => Boolean(page.querySelector("#keys")?.showModal() ?? true),
};

function focus(element) {
  element?.focus();
  element?.select?.();
  return Boolean(element);
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

/** The key puts the hand on the button; Enter presses it. A slip of one finger decides nothing. */
function offer(page, verb) {
  const button = page.querySelector(`button[name="verb"][value="${verb}"]`);
  button?.scrollIntoView({ block: "nearest" });
  return focus(button);
}
