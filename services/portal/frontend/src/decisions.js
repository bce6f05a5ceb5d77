/** Common phrases go into the opinion; only an approval asks for the attestations, only a refusal for words. */
export function startDecisions(part) {
  for (const form of part.querySelectorAll("form[data-decision]")) {
    const opinion = form.querySelector("textarea[name=opinion]");
    form.querySelector("[data-phrases]")?.addEventListener("change", (event) => {
      if (event.target.value) write(opinion, event.target.value);
      event.target.value = "";
    });
    form.querySelector("input[type=file]")?.addEventListener("change", (event) => {
      const names = [...event.target.files].map((file) => file.name);
      if (names.length) form.querySelector("[data-chosen-files]").textContent = names.join("、");
    });
    form.addEventListener("click", (event) => {
      const all = event.target.closest("[data-attest-all]");
      if (all) for (const box of form.querySelectorAll("input[name=attestation]")) box.checked = true;
      const verb = event.target.closest("button[name=verb]");
      if (verb) demand(form, opinion, verb.value);
    });
  }
}

function write(field, phrase) {
  field.value = field.value.trim() ? `${field.value.trim()}\n${phrase}` : phrase;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}

function demand(form, opinion, verb) {
  for (const box of form.querySelectorAll("input[name=attestation]")) box.required = verb === "approve";
  opinion.required = verb !== "approve";
}
