/** What others do shows up by itself: the server says which parts are stale, each part fetches itself anew. */
export function startLive(page, htmx) {
  if (!page.dataset.live) return;
  let source;
  let shown;

  const tell = (name) => ({ data }) => {
    for (const part of page.querySelectorAll(`[data-live="${name}"], [data-live="${name}:${CSS.escape(data)}"]`)) htmx.trigger(part, "stale");
  };

  function listen() {
    const cases = [...new Set([...page.querySelectorAll('[data-live^="case:"]')].map((part) => part.dataset.live.slice(5)))].join(",");
    if (source && cases === shown) return;
    source?.close();
    shown = cases;
    source = new EventSource(`${page.dataset.live}&case=${encodeURIComponent(cases)}`);
    for (const name of ["inbox", "case", "reminder"]) source.addEventListener(name, tell(name));
  }

  listen();
  page.addEventListener("htmx:afterSettle", listen);
  window.addEventListener("pagehide", () => source?.close());
}
