/* Small comforts of every page. Nothing here is needed: without it all pages work the same way. */

/** Move focus to the error summary, so that a screen reader starts there and the keyboard is near it. */
function focusErrorSummary(root = document) {
  root.querySelector("#fehler")?.focus();
}

/** Ignore a second press of the same button; the server refuses repetitions anyway. */
function guardSubmit(event) {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  form.dataset.sent = "1";
  event.submitter?.setAttribute("aria-disabled", "true");
  setTimeout(releaseForms, 5000); // the answer may be a download, then the page stays
}

/** Make forms usable again: after Back (page cache), after an htmx answer. */
function releaseForms() {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
  }
}

/** Escape and a click elsewhere close the open menus of the header. */
function closeMenus(event) {
  for (const menu of document.querySelectorAll("header details[open]")) {
    if (event.type === "keydown") menu.querySelector("summary").focus();
    if (event.type === "keydown" || !menu.contains(event.target)) menu.open = false;
  }
}

/** Give every number marked `data-copy` a button that copies it. */
function addCopyButtons(root = document) {
  for (const code of root.querySelectorAll("[data-copy]:not([data-copy-ready])")) {
    code.dataset.copyReady = "1";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.setAttribute("aria-label", `${code.textContent.trim()} kopieren`);
    button.innerHTML = '<span class="kern-icon kern-icon--content-copy kern-icon--small" aria-hidden="true"></span>';
    const said = document.createElement("span");
    said.setAttribute("role", "status");
    said.className = "copy__said";
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(code.textContent.trim());
      said.textContent = "kopiert";
      setTimeout(() => { said.textContent = ""; }, 2000);
    });
    code.after(button, said);
  }
}

document.addEventListener("submit", guardSubmit, { capture: true }); // before htmx sees it
window.addEventListener("pageshow", releaseForms);
document.addEventListener("keydown", (event) => event.key === "Escape" && closeMenus(event));
document.addEventListener("click", closeMenus);
document.addEventListener("click", (event) => event.target.closest("[data-print]") && window.print());
document.addEventListener("htmx:finally:request", releaseForms);
document.addEventListener("htmx:after:swap", (event) => {
  addCopyButtons();
  if (event.target.querySelector?.("#fehler")) focusErrorSummary();
});
addCopyButtons();
focusErrorSummary();
