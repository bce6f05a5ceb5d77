/** What was unfolded stays so when its part of the page is fetched anew, and a bar somebody may have typed into stays as it is. */
export function startFolds(page) {
  let unfolded = [];
  page.addEventListener("htmx:beforeSwap", ({ detail }) => {
    unfolded = [...detail.target.querySelectorAll("details[id][open]")].map((each) => each.id);
  });
  page.addEventListener("htmx:afterSwap", () => {
    for (const id of unfolded) document.getElementById(id)?.setAttribute("open", "");
  });
  page.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
    if (detail.target.id === "bar" && detail.target.querySelector("form")) detail.shouldSwap = false;
  });
}
