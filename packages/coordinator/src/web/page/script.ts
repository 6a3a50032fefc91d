/**
 * All of the page's JavaScript; its hash stands in the content security policy. News come from the event log, each with its
 * number, and a browser that was cut off asks for what came after the last one it got. Events become rows at once, as text;
 * drawings are asked for again from the server, which alone makes markup.
 */
export const script = `"use strict";
(() => {
  const root = document.documentElement;
  const live = document.getElementById("live");
  const rows = document.getElementById("event-rows");
  const announce = document.getElementById("announce");
  const most = Number(root.dataset.events);
  const drawn = new Map();
  for (const part of document.querySelectorAll("[data-part]")) drawn.set(part.id, part.outerHTML);
  let last = Number(root.dataset.seq);
  let asked = 0;
  let timer;

  function keepState(old, fresh) {
    for (const open of old.querySelectorAll("details[open]")) {
      const same = open.id && fresh.querySelector("#" + CSS.escape(open.id));
      if (same) same.open = true;
    }
    return [...old.querySelectorAll(".scroll")].map((box) => [box.id, box.scrollLeft]);
  }
  function replace(fresh) {
    const old = document.getElementById(fresh.id);
    const text = fresh.outerHTML;
    if (!old || drawn.get(fresh.id) === text) return;
    drawn.set(fresh.id, text);
    if (fresh.id === "attention" || fresh.dataset.state !== old.dataset.state) announce.textContent = fresh.textContent;
    const focus = old.contains(document.activeElement) ? document.activeElement : undefined;
    const focused = focus && (focus.id ? focus.id : focus.closest("[id]").id);
    const scrolls = keepState(old, fresh);
    old.replaceWith(document.adoptNode(fresh));
    for (const [id, left] of scrolls) { const box = document.getElementById(id); if (box) box.scrollLeft = left; }
    if (focused) {
      const again = document.getElementById(focused);
      const target = again && focus.tagName === "SUMMARY" ? again.querySelector("summary") : again;
      if (target) target.focus({ preventScroll: true });
    }
  }
  async function refresh() {
    timer = undefined;
    asked = Date.now();
    try {
      const answer = await fetch(location.href, { headers: { accept: "text/html" } });
      if (!answer.ok) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const part of fresh.querySelectorAll("[data-part]")) {
        if (document.getElementById(part.id)) replace(part);
        else if (part.parentElement.id === "main") document.getElementById("events").before(document.adoptNode(part));
      }
    } catch { /* The event source says that the connection is lost, and when it is back. */ }
  }
  function soon(ms) { timer ??= setTimeout(refresh, Math.max(ms, asked + 1000 - Date.now())); }

  function addRow(id, said) {
    const row = document.createElement("tr");
    const number = document.createElement("th");
    number.scope = "row";
    number.className = "number";
    number.textContent = id;
    row.append(number, ...said.map((text) => { const cell = document.createElement("td"); cell.textContent = text; return cell; }));
    rows.prepend(row);
    while (rows.rows.length > most) rows.deleteRow(-1);
  }
  const source = new EventSource("events?since=" + last + "&lang=" + root.dataset.language);
  source.addEventListener("log", ({ lastEventId, data }) => {
    if (Number(lastEventId) <= last) return;
    last = Number(lastEventId);
    addRow(lastEventId, JSON.parse(data));
    soon(150);
  });
  source.addEventListener("restart", () => location.reload());
  source.addEventListener("open", () => { live.className = "live"; live.textContent = live.dataset.live; soon(0); });
  source.addEventListener("error", () => {
    live.className = "live lost";
    live.textContent = live.dataset.lost;
    if (source.readyState === EventSource.CLOSED) setTimeout(() => location.reload(), 5000);
  });
  setInterval(() => { if (document.visibilityState === "visible") soon(0); }, 5000);
})();
`;
