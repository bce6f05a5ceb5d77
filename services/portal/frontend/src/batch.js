/** The bar under the inbox says how many rows are chosen and is in the way of nobody who chose none. */
export function startBatch(part) {
  for (const form of part.querySelectorAll("form.batch")) {
    const bar = form.querySelector(".batch-bar");
    if (!bar) continue;
    const all = form.querySelector("[data-choose-all]");
    const boxes = () => [...form.querySelectorAll("input[name=task]")];
    const show = () => {
      const chosen = boxes().filter((box) => box.checked).length;
      bar.hidden = chosen === 0;
      form.querySelector("[data-chosen]").textContent = chosen;
      if (all) all.checked = chosen > 0 && chosen === boxes().length;
    };
    form.addEventListener("change", (event) => {
      if (event.target === all) for (const box of boxes()) box.checked = all.checked;
      show();
    });
    show();
  }
}
