/** Common phrases go into the opinion; only an approval asks for the attestations, only a refusal for words. */
export function startDecisions(part) {
  for (const form of part.querySelectorAll("form[data-decision]")) start(form);
}

const fold = (form) => form.querySelector("details.fold");
const words = (form) => form.querySelector("textarea[name=opinion]");
const verbs = (form) => [...form.querySelectorAll("button[name=verb]")];
const button = (form, verb) => verbs(form).find((each) => each.value === verb);

function start(form) {
  const opinion = words(form);
  form.querySelector("input[type=file]")?.addEventListener("change", (event) => {
    const names = [...event.target.files].map((file) => file.name);
    if (names.length) form.querySelector("[data-chosen-files]").textContent = names.join("、");
  });
  form.addEventListener("click", (event) => {
    const phrase = event.target.closest("[data-phrase]");
    if (phrase) { write(form, phrase); opinion.focus(); }
    if (event.target.closest("[data-attest-all]")) tick(form);
    if (event.target.closest("summary")) requestAnimationFrame(() => fold(form).open && opinion.focus({ preventScroll: true }));
    const verb = event.target.closest("button[name=verb]");
    if (verb) press(form, verb, event);
  });
  opinion.addEventListener("input", () => preview(form));
  preview(form);
}

/** What was written shows in the line while the form is folded. */
function preview(form) {
  const line = form.querySelector("[data-written]");
  if (!line) return;
  const written = words(form).value.trim();
  line.textContent = written || line.dataset.empty;
  line.classList.toggle("is-written", Boolean(written));
}

/** A button of a folded form unfolds it, so that nobody decides without having seen what the button does. */
function press(form, verb, event) {
  choose(form, verb.value);
  if (fold(form) && !fold(form).open) {
    event.preventDefault();
    offer(form, verb.value);
  } else demand(form, verb.value);
}

function demand(form, verb) {
  for (const box of form.querySelectorAll("input[name=attestation]")) box.required = verb === "approve";
  words(form).required = verb !== "approve";
}

/** The verb that Ctrl+Enter sends; it is said beside what the buttons do. */
function choose(form, verb) {
  form.dataset.chosen = verb;
  for (const each of verbs(form)) each.classList.toggle("is-chosen", each.value === verb);
  const told = form.querySelector("[data-sends]");
  if (!told) return;
  told.hidden = false;
  told.querySelector("strong").textContent = button(form, verb).textContent.trim();
}

function unfold(form) {
  if (fold(form)) fold(form).open = true;
}

function write(form, phrase) {
  const opinion = words(form);
  const written = opinion.value.trim();
  const said = phrase.querySelector("span").textContent;
  opinion.value = written ? `${written}\n${said}` : said;
  opinion.dispatchEvent(new Event("input", { bubbles: true }));
  choose(form, phrase.dataset.phrase);
}

function tick(form) {
  for (const box of form.querySelectorAll("input[name=attestation]")) box.checked = true;
}

/** The key puts the hand on the button, or where words are lacking into their field; Enter presses it. A slip of one finger decides nothing. */
export function offer(form, verb) {
  const found = button(form, verb);
  if (!found) return false;
  unfold(form);
  choose(form, verb);
  if (verb !== "approve" && !words(form).value.trim()) words(form).focus({ preventScroll: true });
  else found.focus({ preventScroll: true });
  return true;
}

/** The so-many-th phrase, and the hand on the button of the verb it belongs to. */
export function sayPhrase(form, number) {
  const phrase = form.querySelectorAll("[data-phrase]")[number - 1];
  if (!phrase) return false;
  unfold(form);
  write(form, phrase);
  return offer(form, phrase.dataset.phrase);
}

/** All attestations, and the hand on the approval they are for. */
export function attestAll(form) {
  if (!form.querySelector("input[name=attestation]")) return false;
  unfold(form);
  tick(form);
  return offer(form, "approve");
}

/** Sends the verb that was chosen; before one was, the hand goes to the buttons. */
export function sendChosen(form) {
  const chosen = button(form, form.dataset.chosen);
  unfold(form);
  if (!chosen) {
    verbs(form)[0].focus();
    return true;
  }
  demand(form, chosen.value);
  form.requestSubmit(chosen);
  return true;
}

/** Folds the form the element stands in; what was written stays. */
export function shut(element) {
  const open = element.closest("details.fold[open]");
  if (!open) return false;
  open.open = false;
  open.querySelector("summary").focus({ preventScroll: true });
  return true;
}
