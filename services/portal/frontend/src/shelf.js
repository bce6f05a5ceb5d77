/** What this browser keeps of a form until the server has it. A browser that keeps nothing, or no more, is no reason not to send. */

export function shelved(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

export function shelve(key, content) {
  try {
    localStorage.setItem(key, JSON.stringify(content));
  } catch {
    // What stood there is older than what could not be put there.
    unshelve(key);
  }
}

export function unshelve(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // Then there is nothing.
  }
}

/** Nobody comes back for what is so old. */
export function sweep(beginning, before) {
  for (const key of keys()) if (key.startsWith(beginning) && (shelved(key)?.at ?? 0) < before) unshelve(key);
}

function keys() {
  try {
    return Object.keys(localStorage);
  } catch {
    return [];
  }
}
