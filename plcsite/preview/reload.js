// In previewed pages only: reloads them when the site was built again, and shows what kept it from being built.
"use strict";
(() => {
  const own = "/__plcsite__/";
  const generation = document.currentScript.dataset.generation;
  let stream = null;
  let panel = null;

  const make = (name, text, style) => {
    const element = document.createElement(name);
    element.textContent = text;
    Object.assign(element.style, style);
    return element;
  };

  const show = (problems) => {
    if (panel) panel.remove();
    panel = null;
    if (!problems.length) return;
    panel = make("section", "", {
      position: "fixed", inset: "auto 0 0 0", maxHeight: "50vh", overflow: "auto", zIndex: "2147483647",
      padding: "1em 1.5em", background: "#fff4f2", color: "#2b0f0b", borderTop: "4px solid #b3261e",
      font: "16px/1.45 system-ui, sans-serif",
    });
    panel.setAttribute("role", "alert");
    panel.tabIndex = 0;
    for (const problem of problems) {
      panel.append(make("p", `${problem.place}: ${problem.severity}[${problem.code}]`, {
        margin: "0.5em 0 0", font: "600 14px/1.4 ui-monospace, monospace", overflowWrap: "anywhere",
      }));
      panel.append(make("p", problem.message, { margin: "0" }));
      if (problem.hint) panel.append(make("p", problem.hint, { margin: "0", whiteSpace: "pre-wrap" }));
    }
    document.body.append(panel);
  };

  const listen = () => {
    stream = new EventSource(`${own}events`);
    stream.onmessage = async (event) => {
      if (event.data !== generation) {
        location.reload();
        return;
      }
      show(await (await fetch(`${own}problems.json`)).json());
    };
  };

  // A browser keeps only a few connections to one host: pages in the background give theirs up.
  document.addEventListener("visibilitychange", () => {
    if (stream) stream.close();
    stream = null;
    if (!document.hidden) listen();
  });
  if (!document.hidden) listen();
})();
