/** What others do shows up by itself: the server says which parts are stale, each part fetches itself anew. */
export function startLive(page, htmx) {
  if (!page.dataset.live) return;
  const source = new EventSource(page.dataset.live);
  const tell = (name) => (event) => {
    const about = event.data;
    for (const part of page.querySelectorAll(`[data-live="${name}"], [data-live="${name}:${CSS.escape(about)}"]`)) htmx.trigger(part, "stale");
  };
  for (const name of ["inbox", "case", "reminder"]) source.addEventListener(name, tell(name));
  window.addEventListener("pagehide", () => source.close());
}
