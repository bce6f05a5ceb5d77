import htmx from "htmx.org";
import { startAutosave } from "./autosave.js";
import { startBatch } from "./batch.js";
import { startDecisions } from "./decisions.js";
import { startFolds } from "./folds.js";
import { startDrafts, startDraftsOf } from "./drafts.js";
import { startForms } from "./forms.js";
import { startInbox } from "./inbox.js";
import { startKeyboard } from "./keyboard.js";
import { failedQuietly, startLive } from "./live.js";
import { startTold } from "./told.js";
import { startUploads } from "./uploads.js";

// The content security policy forbids inline styles and evaluated code; htmx must not ask for either.
Object.assign(htmx.config, { allowEval: false, includeIndicatorStyles: false, historyCacheSize: 0, disableInheritance: true, selfRequestsOnly: true, scrollBehavior: "auto" });

const page = document.body;
htmx.on("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRF-Token"] = page.dataset.csrf ?? "";
});
// An expired session or an error answers with a whole page: go there instead of squeezing it into a part of this one.
htmx.on("htmx:beforeSwap", (event) => {
  const { xhr, requestConfig } = event.detail;
  if (xhr.status < 400) return;
  event.detail.shouldSwap = false;
  if (requestConfig.verb === "get" && !failedQuietly(event.detail)) window.location.assign(requestConfig.path);
});

startForms(page);
startFolds(page);
startTold(page);
startDraftsOf(page);
startKeyboard(page);
startInbox(page);
startLive(page, htmx);
htmx.onLoad((part) => {
  startAutosave(part);
  startBatch(part);
  startDecisions(part);
  startDrafts(part);
  startUploads(part);
});
