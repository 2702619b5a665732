/* ARIA 1.2 combobox on top of a plain search form: <form data-combobox="/address/of/options"> around one text input.
   The server renders the options (role="option" data-href|data-value, perhaps in role="group"); without this file the
   form just searches.
   A wrapper around one field of another form works too; data-param then names the parameter of the question. */

const DELAY = 200;

function enhance(form) {
  const input = form.querySelector("input[type=search], input[type=text]");
  const list = document.createElement("ul");
  const status = document.createElement("span");
  let timer;
  let running;

  list.id = `${input.id}-liste`;
  list.className = "combobox__list";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels[0].textContent.trim());
  list.hidden = true;
  status.className = "kern-sr-only";
  status.setAttribute("role", "status");
  input.parentElement.classList.add("combobox");
  input.after(list, status);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
  })) input.setAttribute(name, value);

  const options = () => [...list.querySelectorAll("[role=option]")];
  const current = () => list.querySelector("[aria-selected=true]");

  function show(open) {
    list.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    if (!open) mark(null);
  }
  function mark(option) {
    current()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) input.setAttribute("aria-activedescendant", option.id);
    else input.removeAttribute("aria-activedescendant");
  }
  function move(step) {
    const all = options();
    if (!all.length) return;
    const at = all.indexOf(current());
    mark(all[at < 0 ? (step > 0 ? 0 : all.length - 1) : (at + step + all.length) % all.length]);
  }
  function choose(option) {
    show(false);
    if (option.dataset.href) { window.location.assign(option.dataset.href); return; }
    input.value = option.dataset.value ?? option.textContent.trim();
    input.focus();
  }
  async function ask() {
    const text = input.value.trim();
    running?.abort();
    if (text.length < 2) { list.replaceChildren(); show(false); status.textContent = ""; return; }
    running = new AbortController();
    try {
      const url = new URL(form.dataset.combobox, document.baseURI);
      url.searchParams.set(form.dataset.param ?? input.name, text);
      const answer = await fetch(url, { signal: running.signal, headers: { "HX-Request": "true" } });
      if (!answer.ok) { show(false); return; }
      list.innerHTML = await answer.text();
      options().forEach((option, index) => { option.id ||= `${list.id}-${index}`; });
      const count = options().length;
      const groups = list.querySelectorAll("[role=group]").length;
      status.textContent = (count === 1 ? "1 Vorschlag" : `${count || "Keine"} Vorschläge`)
        + (groups > 1 ? ` in ${groups} Gruppen` : "");
      show(count > 0 && input === document.activeElement);
    } catch (error) {
      if (error.name !== "AbortError") show(false);
    }
  }

  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, DELAY); });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden && options().length) show(true);
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && current()) {
      event.preventDefault();
      choose(current());
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      show(false);
    }
  });
  input.addEventListener("blur", () => show(false));
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(option);
  });
}

document.querySelectorAll("[data-combobox]").forEach(enhance);
