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
    page.querySelector(".inbox-head")?.classList.toggle("has-case", open);
  };
  page.addEventListener("htmx:pushedIntoHistory", mark);
  page.addEventListener("htmx:afterSettle", mark);
  const list = page.querySelector(".tasks");
  const row = list?.querySelector(".is-open");
  if (row) list.scrollTop = row.offsetTop - list.offsetTop - list.clientHeight / 3;
}
