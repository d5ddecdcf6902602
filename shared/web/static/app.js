// What a page does beyond links and forms: live figures, a guard for what was typed, printing. Everything works without it.
"use strict";

// Live: <div id="now" data-live="/monitoring/live"> — at each message the page is fetched again and the element with the
// same id replaces this one. Messages that come together are answered once.
const speakers = new Map();

function refresh(element) {
  const before = new Map([...element.querySelectorAll("[data-figure]")].map((figure) => [figure.id, figure.textContent]));
  const from = element.dataset.from || location.pathname + location.search;
  // Settling gives classes back, so the mark comes after it.
  document.addEventListener("htmx:afterSettle", () => {
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
    speaker.onmessage = () => {
      if (waiting) return;
      waiting = true;
      setTimeout(() => {
        waiting = false;
        // Nobody's open list or typed word is taken away under their hands.
        for (const live of document.querySelectorAll(`[data-live="${CSS.escape(url)}"]`)) {
          if (!live.contains(document.activeElement) || document.activeElement === document.body) refresh(live);
        }
      }, 200);
    };
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
