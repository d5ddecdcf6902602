// What a page does beyond links and forms: live figures, filters in place, a guard for what was typed, printing.
// Everything works without it.
"use strict";

// The page as the server shows it now; null when the answer is elsewhere, and then the whole window has gone there.
async function ask(url) {
  const answer = await fetch(url);
  // An ended session leads to the login, and a place that has moved to where it is now; never away from what is typed.
  if (answer.redirected) { if (typed) tellEnded(); else location.assign(answer.url); return null; }
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  dress(fresh);
  return { ok: answer.ok, page: fresh };
}

// Live: <div id="now" data-live="/live/monitoring"> — at each message the page is fetched again, and the element becomes
// what the one with the same id is there. What is typed, open or in focus stays so.
const speakers = new Map();
const touched = (field) =>
  field.matches("input[type=checkbox], input[type=radio]") ? field.checked !== field.defaultChecked :
  field.matches("input, textarea") ? field.value !== field.defaultValue :
  field.matches("select") && [...field.options].some((option) => option.selected !== option.defaultSelected);
const KEPT = {
  ignoreActiveValue: true,
  callbacks: {
    // A form keeps its one-time key: sent again after a broken answer, it must not be another form.
    beforeNodeMorphed: (old) => old.nodeType !== Node.ELEMENT_NODE || !(touched(old) || old.name === "_once"),
    beforeAttributeUpdated: (name, old) => name !== "open" || !old.matches("details"),
  },
};

async function refresh(url) {
  const answer = await ask(location.href).catch(() => null);
  if (!answer?.ok) return;
  for (const element of document.querySelectorAll(`[data-live="${url}"]`)) {
    const fresh = answer.page.getElementById(element.id);
    if (!fresh) continue;
    const before = new Map([...element.querySelectorAll("[data-figure]")].map((figure) => [figure.id, figure.textContent]));
    Idiomorph.morph(element, fresh, KEPT);
    for (const [id, text] of before) {
      const figure = document.getElementById(id);
      if (!figure || figure.textContent === text) continue;
      // Read in between, so that a second change glows too.
      figure.classList.remove("changed");
      figure.getBoundingClientRect();
      figure.classList.add("changed");
    }
  }
}

function listen() {
  for (const { dataset: { live: url } } of document.querySelectorAll("[data-live]")) {
    if (speakers.has(url)) continue;
    const speaker = new EventSource(url);
    let waiting = false, again = false;
    // Messages that come together, or while the page is fetched, are answered once.
    const heard = async () => {
      again = true;
      if (waiting) return;
      waiting = true;
      while (again) {
        await new Promise((done) => setTimeout(done, 200));
        again = false;
        await refresh(url);
      }
      waiting = false;
    };
    speaker.addEventListener("changed", heard);
    speakers.set(url, speaker);
  }
}

addEventListener("pagehide", () => { for (const speaker of speakers.values()) speaker.close(); speakers.clear(); });
addEventListener("pageshow", listen);

// A filter is a form with method GET: the list changes in place, and the address says what is asked for.
let shown = location.pathname + location.search;
let turn = 0;

async function show(url, { push }) {
  const mine = ++turn;
  const main = document.getElementById("main");
  main.setAttribute("aria-busy", "true");
  const answer = await ask(url).catch(() => null);
  if (mine !== turn) return;  // somebody has asked for something else meanwhile
  const fresh = answer?.page.getElementById("main");
  if (!fresh) { if (push) location.assign(url); else location.reload(); return; }
  if (push) history.pushState(null, "", url);
  shown = location.pathname + location.search;
  document.title = answer.page.title;
  Idiomorph.morph(main, fresh);
  Idiomorph.morph(document.querySelector(".foot"), answer.page.querySelector(".foot"));
  document.getElementById("told").textContent = "Показано по вашему запросу.";
  listen();
}

addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("main form.search[method=get]")) return;
  event.preventDefault();
  typed = false;
  const url = new URL(form.action);
  // Only what is asked for stands in the address.
  url.search = new URLSearchParams([...new FormData(form, event.submitter)].filter(([, value]) => value !== ""));
  show(url.pathname + url.search, { push: true });
});
// A choice of a list's filter is asked for at once; a heading sorts, and a tab narrows, in place.
addEventListener("change", (event) => { if (event.target.matches("form[data-filters] select")) event.target.form.requestSubmit(); });
addEventListener("click", (event) => {
  const link = event.target.closest("a[data-here]");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  show(link.pathname + link.search, { push: true });
});
addEventListener("popstate", () => {
  // A jump within the page is in the history too.
  if (location.pathname + location.search !== shown) show(location.pathname + location.search, { push: false });
});

// A form with something typed asks before it is left; sending it is not leaving.
let typed = false;
addEventListener("input", (event) => { if (event.target.closest("[data-guard]")) typed = true; });
addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  typed = false;
  // A second click must not send a second order.
  for (const button of event.target.elements) if (button.matches("button:not([type=button])")) setTimeout(() => { button.disabled = true; });
  const place = event.target.querySelector(".submit") ?? event.target;
  setTimeout(() => place.append(Object.assign(document.createElement("progress"), { ariaLabel: "Ещё немного, ответ готовится" })), 1000);
});
// Back from the next page, a form that was sent may be sent again.
addEventListener("pageshow", ({ persisted }) => {
  if (!persisted) return;
  for (const bar of document.querySelectorAll("form progress")) bar.remove();
  for (const button of document.querySelectorAll("button:disabled")) button.disabled = false;
});
addEventListener("beforeunload", (event) => { if (typed) event.preventDefault(); });

// A draft: what is typed is kept on the server for its owner alone, a moment after each pause and when the page is left.
// A form that asks for a password is not kept; nothing is stored in the browser, which other people use too.
const PAUSE = 2000;
const waiting = new Map();
const draftable = (form) => form?.matches("form[data-guard]") && !form.querySelector("input[type=password]");

function draftOf(form) {
  const fields = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !["_csrf", "_once", "_owner"].includes(name));
  return JSON.stringify({ path: new URL(form.action).pathname, fields });
}

async function keep(form) {
  clearTimeout(waiting.get(form));
  if (!waiting.delete(form)) return;
  const answer = await fetch("/api/kept-forms", {
    method: "POST", keepalive: true, body: draftOf(form),
    headers: { "Content-Type": "application/json", "X-CSRF-Token": form.elements._csrf.value },
  }).catch(() => null);
  if (answer?.status === 401) tellEnded();
  if (answer?.ok) noteAt(form, "Черновик сохранён. Его видите только вы; хранится неделю.");
}

function noteAt(form, text) {
  let note = form.querySelector("[data-draft]");
  if (!note) {
    note = Object.assign(document.createElement("p"), { className: "small soft" });
    note.dataset.draft = "";
    (form.querySelector(".submit") ?? form).append(note);
  }
  note.textContent = text;
}

function tellEnded() {
  const told = document.getElementById("ended");
  if (!told) return;
  told.hidden = false;
  told.scrollIntoView({ block: "nearest" });
}

addEventListener("input", ({ target: { form } }) => {
  if (!draftable(form)) return;
  clearTimeout(waiting.get(form));
  waiting.set(form, setTimeout(() => keep(form), PAUSE));
});
addEventListener("submit", ({ target: form, defaultPrevented }) => {
  if (defaultPrevented || !waiting.has(form)) return;
  clearTimeout(waiting.get(form));
  waiting.delete(form);
});
addEventListener("pagehide", () => { for (const form of [...waiting.keys()]) keep(form); });

addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) print();
  const link = event.target.closest("a[data-field]");
  const field = link && document.getElementById(link.hash.slice(1));
  if (field) { event.preventDefault(); field.focus(); }
});

// What only a page with a script has, on this page and on each that is fetched.
function dress(page) {
  for (const button of page.querySelectorAll("[data-print]")) button.hidden = false;
  // What was typed and not sent is offered where it can be seen.
  for (const offer of page.querySelectorAll(".unsent")) for (let fold = offer.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
}
dress(document);
