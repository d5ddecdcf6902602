// What a page does beyond links and forms: live figures, a guard for what was typed, printing. Everything works without it.
"use strict";

// Live: <div id="now" data-live="/live/monitoring"> — at each message the page is fetched again and the element with the
// same id replaces this one. Messages that come together are answered once; what was open or in focus stays so.
const speakers = new Map();

function refresh(element) {
  const before = new Map([...element.querySelectorAll("[data-figure]")].map((figure) => [figure.id, figure.textContent]));
  const open = [...element.querySelectorAll("details")].map((details) => details.open);
  const at = [...element.querySelectorAll("a, summary, button")].indexOf(document.activeElement);
  const from = element.dataset.from || location.pathname + location.search;
  // Settling gives classes back, so the mark comes after it.
  document.addEventListener("htmx:afterSettle", () => {
    const fresh = document.getElementById(element.id);
    fresh.querySelectorAll("details").forEach((details, place) => { details.open = open[place] ?? details.open; });
    if (at >= 0) fresh.querySelectorAll("a, summary, button")[at]?.focus({ preventScroll: true });
    for (const [id, text] of before) {
      const figure = document.getElementById(id);
      if (figure && figure.textContent !== text) figure.classList.add("changed");
    }
  }, { once: true });
  htmx.ajax("GET", from, { source: element, target: element, select: `#${element.id}`, swap: "outerHTML" });
}

function listen() {
  for (const element of document.querySelectorAll("[data-live]")) {
    const url = element.dataset.live;
    if (speakers.has(url)) continue;
    const speaker = new EventSource(url);
    let waiting = false;
    const heard = () => {
      if (waiting) return;
      waiting = true;
      setTimeout(() => {
        waiting = false;
        for (const live of document.querySelectorAll("[data-live]")) {
          // A word that somebody is typing is not taken away under their hands.
          const busy = document.activeElement.matches("input, select, textarea") && live.contains(document.activeElement);
          if (live.dataset.live === url && !busy) refresh(live);
        }
      }, 200);
    };
    speaker.addEventListener("changed", heard);
    speakers.set(url, speaker);
  }
}

addEventListener("pagehide", () => { for (const speaker of speakers.values()) speaker.close(); speakers.clear(); });
addEventListener("pageshow", listen);

// A form with something typed asks before it is left; sending it is not leaving.
let typed = false;
addEventListener("input", (event) => { if (event.target.closest("[data-guard]")) typed = true; });
addEventListener("submit", (event) => {
  typed = false;
  // A second click must not send a second order.
  for (const button of event.target.querySelectorAll("button:not([type=button])")) setTimeout(() => { button.disabled = true; });
});
addEventListener("pageshow", (event) => { if (event.persisted) for (const button of document.querySelectorAll("button:disabled")) button.disabled = false; });
addEventListener("beforeunload", (event) => { if (typed) event.preventDefault(); });

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// In the list of mistakes, each one is named by its field's label.
for (const link of document.querySelectorAll("a[data-field]")) {
  const field = document.getElementById(link.hash.slice(1));
  const label = field && (field.matches("fieldset") ? field.querySelector("legend") : field.labels && field.labels[0]);
  const name = label && label.firstChild && label.firstChild.textContent.trim();
  if (name) link.prepend(`${name}: `);
  link.addEventListener("click", (event) => { if (field) { event.preventDefault(); field.focus(); } });
}
