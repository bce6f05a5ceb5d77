/** Files by drop, camera or choice, each with its own progress; without scripts the same form sends them as usual. */
export function startUploads(part) {
  for (const form of part.querySelectorAll("form[data-upload]")) {
    const zone = form.querySelector(".drop");
    const input = form.querySelector("input[type=file]");
    for (const name of ["dragover", "dragenter"]) zone.addEventListener(name, (event) => { event.preventDefault(); zone.classList.add("over"); });
    for (const name of ["dragleave", "drop"]) zone.addEventListener(name, () => zone.classList.remove("over"));
    zone.addEventListener("drop", (event) => { event.preventDefault(); send(form, event.dataTransfer.files); });
    input.addEventListener("change", () => send(form, input.files));
  }
}

async function send(form, files) {
  const list = form.querySelector("[data-upload-list]");
  const results = [];
  for (const file of files) results.push(await sendOne(form, list, file));
  if (results.length && results.every(Boolean)) window.location.assign(form.dataset.upload);
}

function sendOne(form, list, file) {
  const row = document.createElement("li");
  const bar = document.createElement("progress");
  const words = document.createElement("span");
  words.textContent = file.name;
  bar.max = 100;
  bar.value = 0;
  bar.setAttribute("aria-label", file.name);
  row.append(words, bar);
  list.append(row);
  if (file.size > Number(form.dataset.limit)) return fail(words, bar, `${file.name}：${form.dataset.tooBig}`);
  const body = new FormData(form);
  body.delete("file");
  body.append("file", file);
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRF-Token", document.body.dataset.csrf);
    request.upload.onprogress = (event) => { bar.value = event.lengthComputable ? (event.loaded / event.total) * 100 : 50; };
    request.onerror = () => resolve(fail(words, bar, `${file.name}：${form.dataset.offline}`));
    request.onload = () => {
      if (request.status < 300) return resolve(true);
      return resolve(fail(words, bar, `${file.name}：${reason(request) ?? form.dataset.offline}`));
    };
    request.send(body);
  });
}

function reason(request) {
  try {
    return JSON.parse(request.responseText).words;
  } catch {
    return undefined;
  }
}

function fail(words, bar, text) {
  words.textContent = text;
  words.className = "late-text";
  words.setAttribute("role", "alert");
  bar.remove();
  return false;
}
