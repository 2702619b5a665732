/* The attendance sheet: every tick is saved at once, also over bad Wi-Fi.

   A tick goes into a queue in localStorage (ids only, no names) and from there to the server, which
   sets the cell to the given value; sending it twice changes nothing. What cannot be sent waits for
   the network and is tried again every ten seconds, also after the page was closed and opened again.
   Without this file the same form is saved by its button "Zwischenspeichern". */

const RETRY_AFTER_MS = 10_000;
const SAVED_AT = new Intl.DateTimeFormat("de-DE", { hour: "2-digit", minute: "2-digit" });

/** The ticks that the server has not yet taken: cell ("enrolment:day") → present. */
class Queue {
  constructor(key) {
    this.key = key;
    this.kept = {}; // for browsers that refuse localStorage
  }

  read() {
    try {
      return JSON.parse(localStorage.getItem(this.key)) ?? {};
    } catch {
      return this.kept;
    }
  }

  write(ticks) {
    this.kept = ticks;
    try {
      if (Object.keys(ticks).length) localStorage.setItem(this.key, JSON.stringify(ticks));
      else localStorage.removeItem(this.key);
    } catch { /* kept in memory */ }
  }

  put(cell, present) {
    this.write({ ...this.read(), [cell]: present });
  }

  /** Forget a tick that was answered, unless it was changed again while it was under way. */
  drop(cell, present) {
    const ticks = this.read();
    if (ticks[cell] === present) delete ticks[cell];
    this.write(ticks);
  }

  get size() {
    return Object.keys(this.read()).length;
  }
}

class Sheet {
  constructor(form) {
    this.form = form;
    this.queue = new Queue(`anwesenheit:${form.dataset.owner}:${form.dataset.seminar}`);
    this.said = document.getElementById("speicherstand");
    this.sending = null;
    this.retry = 0;
  }

  start() {
    this.form.querySelector("[data-save]").hidden = true;
    this.say("ok", "Änderungen werden sofort gespeichert");
    for (const [cell, present] of Object.entries(this.queue.read())) {
      const box = this.box(cell);
      if (box) box.checked = present;
      else this.queue.drop(cell, present); // the day was confirmed meanwhile
    }
    this.form.addEventListener("change", (event) => this.ticked(event.target));
    window.addEventListener("online", () => this.send());
    window.addEventListener("submit", (event) => this.beforeSubmit(event), { capture: true });
    window.addEventListener("beforeunload", (event) => this.queue.size && event.preventDefault());
    if (this.queue.size) this.send();
  }

  box(cell) {
    return this.form.querySelector(`input[name="anwesend"][value="${CSS.escape(cell)}"]`);
  }

  ticked(box) {
    if (box.name !== "anwesend") return;
    this.queue.put(box.value, box.checked);
    this.send();
  }

  /** Send the queue, one tick after the other; a second call joins the first. */
  send() {
    clearTimeout(this.retry);
    this.sending ??= this.sendAll().finally(() => { this.sending = null; });
    return this.sending;
  }

  async sendAll() {
    for (;;) {
      const [next] = Object.entries(this.queue.read());
      if (!next) return this.say("ok", `Alles gespeichert, ${SAVED_AT.format(new Date())} Uhr`);
      if (!(await this.sendOne(...next))) return undefined;
    }
  }

  /** Send one tick. False when sending must pause; the tick is then still in the queue. */
  async sendOne(cell, present) {
    const answer = await this.post(cell, present);
    if (answer === null || answer.status >= 500 || answer.status === 429) return this.pause();
    if (answer.redirected || answer.status === 403) {
      return this.stop("Noch nicht gespeichert: Ihre Anmeldung ist abgelaufen. Bitte laden Sie die Seite neu; die Haken bleiben erhalten.");
    }
    this.queue.drop(cell, present);
    if (answer.ok) {
      merge(await answer.text());
      return true;
    }
    const box = this.box(cell);
    if (box) box.checked = !present;
    const reason = answer.headers.get("Content-Type")?.startsWith("text/plain") ? await answer.text() : "";
    return this.stop(`Nicht gespeichert. ${reason || "Bitte laden Sie die Seite neu."}`);
  }

  async post(cell, present) {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
    body.set("zelle", cell);
    body.set("anwesend", present ? "1" : "0");
    try {
      return await fetch(this.form.dataset.tick, { method: "POST", body, signal: AbortSignal.timeout(20_000) });
    } catch {
      return null;
    }
  }

  pause() {
    const waiting = this.queue.size;
    this.say("waiting", `${waiting === 1 ? "1 Haken ist" : `${waiting} Haken sind`} noch nicht gespeichert. Keine Verbindung; wird von selbst nachgeholt.`);
    return this.later();
  }

  stop(sentence) {
    this.say("failed", sentence);
    return this.later();
  }

  later() {
    if (this.queue.size) this.retry = setTimeout(() => this.send(), RETRY_AFTER_MS);
    return false;
  }

  say(kind, sentence) {
    this.said.dataset.kind = kind;
    const text = this.said.querySelector("[data-text]");
    if (text.textContent !== sentence) text.textContent = sentence;
  }

  /** No confirmation and no "Alle anwesend" overtakes a tick that is waiting, or whose answer is. */
  async beforeSubmit(event) {
    const form = event.target;
    if (!form.closest("[data-after-saving]") || !(this.queue.size || this.sending)) return;
    const button = event.submitter;
    event.preventDefault();
    event.stopImmediatePropagation();
    await this.send();
    if (!this.queue.size) form.requestSubmit(button);
    else this.said.scrollIntoView({ block: "center" });
  }
}

/** Put the parts of the answer where parts of the same id stand: the person's result and the sums. */
function merge(html) {
  const answer = document.createElement("template");
  answer.innerHTML = html;
  for (const part of [...answer.content.children]) {
    if (part.id) document.getElementById(part.id)?.replaceWith(part);
  }
}

const form = document.querySelector("form[data-tick]");
if (form) new Sheet(form).start();
