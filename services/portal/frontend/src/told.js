const READ = 8000;

/** What was just done is told for a while, longer while somebody reads it, and goes by itself. */
export function startTold(page) {
  const told = page.querySelector("[data-told]");
  if (!told) return;
  let timer;
  const stay = () => clearTimeout(timer);
  const go = () => { stay(); timer = setTimeout(() => told.remove(), READ); };
  told.addEventListener("click", (event) => { if (event.target.closest("[data-told-closes]")) told.remove(); });
  for (const name of ["pointerenter", "focusin"]) told.addEventListener(name, stay);
  for (const name of ["pointerleave", "focusout"]) told.addEventListener(name, go);
  go();
}
