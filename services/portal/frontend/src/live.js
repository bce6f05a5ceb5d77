const AGAIN_AFTER = 3000;

/** Whether a part that was fetching itself anew met a fault that passes: nobody asked for it, so nobody is bothered. */
export function failedQuietly({ requestConfig, xhr }) {
  return requestConfig?.triggeringEvent?.type === "stale" && (xhr.status === 0 || xhr.status >= 500);
}

/** What others do shows up by itself: the server says which parts are stale, each part fetches itself anew. */
export function startLive(page, htmx) {
  if (!page.dataset.live) return;
  let source;
  let shown;
  const timed = new WeakSet();

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

  // What lapses by itself is no news to anybody: the part that shows it asks again at that moment.
  function lapse() {
    for (const each of page.querySelectorAll("[data-lapses]")) {
      if (timed.has(each)) continue;
      timed.add(each);
      setTimeout(() => each.isConnected && htmx.trigger(each.closest("[data-live]"), "stale"), each.dataset.lapses * 1000);
    }
  }

  // What was stale remains so until it is fetched.
  function again({ detail }) {
    if (failedQuietly(detail)) setTimeout(() => detail.elt.isConnected && htmx.trigger(detail.elt, "stale"), AGAIN_AFTER);
  }

  listen();
  lapse();
  for (const fault of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) page.addEventListener(fault, again);
  page.addEventListener("htmx:afterSettle", () => { listen(); lapse(); });
  window.addEventListener("pagehide", () => source?.close());
}
