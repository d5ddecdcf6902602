// What a page does beyond links and forms: live figures, filters in place, a guard for what was typed, printing.
// Everything works without it.
"use strict";

// The page as the server shows it now; null when the answer is elsewhere, and then the whole window has gone there.
async function ask(url) {
  const answer = await fetch(url);
  // An ended session leads to the login, and a place that has moved to where it is now.
  if (answer.redirected) { location.assign(answer.url); return null; }
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
  for (const button of event.target.querySelectorAll("button:not([type=button])")) setTimeout(() => { button.disabled = true; });
  const place = event.target.querySelector(".submit") ?? event.target;
  setTimeout(() => place.append(Object.assign(document.createElement("progress"), { ariaLabel: "Ещё немного, ответ готовится" })), 1000);
});
// Back from the next page, a form that was sent may be sent again.
addEventListener("pageshow", ({ persisted }) => {
  if (!persisted) return;
  for (const bar of document.querySelectorAll("form progress")) bar.remove();
  for (const button of document.querySelectorAll("form button:disabled")) button.disabled = false;
});
addEventListener("pageshow", (event) => { if (event.persisted) for (const button of document.querySelectorAll("button:disabled")) button.disabled = false; });
addEventListener("beforeunload", (event) => { if (typed) event.preventDefault(); });

addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) print();
  const link = event.target.closest("a[data-field]");
  const field = link && document.getElementById(link.hash.slice(1));
  if (field) { event.preventDefault(); field.focus(); }
});

// What only a page with a script has, on this page and on each that is fetched.
function dress(page) {
  for (const button of page.querySelectorAll("[data-print]")) button.hidden = false;
  // In the list of mistakes, each one is named by its field's label.
  for (const link of page.querySelectorAll("a[data-field]")) {
    const field = page.getElementById(link.hash.slice(1));
    const label = field && (field.matches("fieldset") ? field.querySelector("legend") : field.labels && field.labels[0]);
    const name = label && label.firstChild && label.firstChild.textContent.trim();
    if (name) link.prepend(`${name}: `);
  }
}
dress(document);
