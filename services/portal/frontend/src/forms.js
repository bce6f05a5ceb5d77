/** Forms send once however often they are clicked, never into a network that is not there; filters apply as they are chosen. */
export function startForms(page) {
  // Before anybody else hears of it: what keeps a draft would take the form for sent, and the browser's own page of error
  // would take the place of what was typed.
  page.addEventListener("submit", (event) => {
    if (event.target.method !== "post" || navigator.onLine) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    noNetwork(page, true);
  }, true);
  page.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
  });
  window.addEventListener("online", () => noNetwork(page, false));
  window.addEventListener("pageshow", () => {
    for (const form of page.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });
  page.addEventListener("change", (event) => {
    if (event.target.closest("[data-apply-on-change]")) event.target.form.requestSubmit();
  });
  page.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) document.getElementById(opener.dataset.opens)?.showModal();
    if (event.target.closest("[data-prints]")) window.print();
    view(event);
    for (const menu of page.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  });
  page.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of page.querySelectorAll("details.menu[open]")) menu.open = false;
  });
}

function noNetwork(page, missing) {
  const note = page.querySelector("[data-no-network]");
  if (note) note.hidden = !missing;
}

/** A paper opens beside the case where there is room for it; elsewhere in a tab of its own. */
function view(event) {
  const link = event.target.closest("[data-views]");
  const viewer = document.querySelector("[data-viewer]");
  if (!link || !viewer || event.ctrlKey || event.metaKey || !window.matchMedia("(min-width: 992px)").matches) return;
  event.preventDefault();
  viewer.hidden = false;
  viewer.src = link.href;
}
