/** A row opens its case beside the list; the list stays where it is and shows which row that is. */
export function startInbox(page) {
  const mark = () => {
    const frame = page.querySelector(".inbox");
    if (!frame) return;
    for (const row of frame.querySelectorAll("[data-task]")) {
      const link = row.querySelector("a.open");
      const open = new URL(link.href).pathname === window.location.pathname;
      row.classList.toggle("is-open", open);
      if (open) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    const open = Boolean(frame.querySelector("#case"));
    frame.classList.toggle("has-case", open);
  };
  page.addEventListener("htmx:pushedIntoHistory", mark);
  page.addEventListener("htmx:afterSettle", mark);
  keepPlace(page);
  const list = page.querySelector(".tasks");
  const row = list?.querySelector(".is-open");
  if (row) list.scrollTop = row.offsetTop - list.offsetTop - list.clientHeight / 3;
}

/** When the list fetches itself anew, what was chosen stays chosen, and eye and hand stay where they were. */
function keepPlace(page) {
  const boxes = () => [...page.querySelectorAll("#rows input[name=task]")];
  const address = (element) => element?.closest("#rows [data-task]")?.querySelector("a.open").getAttribute("href");
  let kept;
  page.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (detail.target.id !== "rows") return;
    const chosen = boxes().filter((box) => box.checked).map((box) => box.value);
    kept = { chosen: new Set(chosen), top: detail.target.scrollTop, hand: address(document.activeElement) };
  });
  page.addEventListener("htmx:afterSwap", () => {
    const rows = page.querySelector("#rows");
    if (!kept || !rows) return;
    for (const box of boxes()) box.checked = kept.chosen.has(box.value);
    rows.scrollTop = kept.top;
    if (kept.hand) rows.querySelector(`a.open[href="${CSS.escape(kept.hand)}"]`)?.focus({ preventScroll: true });
    kept = undefined;
    rows.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
