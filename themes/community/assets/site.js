// What a page can't know when it is built: which language a visitor wants at first, and what time it is now.
// Every page is right without this script, as of the day it was built.
"use strict";

const memory = {
  get(name) {
    try { return localStorage.getItem(name); } catch { return null; }
  },
  set(name, value) {
    try { localStorage.setItem(name, value); } catch { /* A visitor who lets us remember nothing is asked again. */ }
  },
};

// A language that was chosen by hand is remembered.
document.addEventListener("click", (event) => {
  const link = event.target.closest(".switch a[hreflang], [data-choice] a[hreflang]");
  if (link) memory.set("language", link.hreflang);
});

// On the page of all languages: to the one that was chosen before; on a first visit, to the one the browser asks for.
// Someone who comes here from the site itself wants to choose.
const choice = document.querySelector("[data-choice]");
if (choice && !document.referrer.startsWith(location.origin + "/")) {
  const links = [...choice.querySelectorAll("a[hreflang]")];
  const find = (tag) => links.find((link) => link.hreflang.toLowerCase().split("-")[0] === tag.toLowerCase().split("-")[0]);
  const chosen = memory.get("language");
  const wanted = chosen ? [chosen] : memory.get("visited") ? [] : navigator.languages;
  const link = wanted.map(find).find(Boolean);
  memory.set("visited", "yes");
  if (link) location.replace(link.href);
}

// Events that are over by the visitor's clock leave what is coming, and say so on their own page.
function passTime() {
  const over = (instant) => Date.parse(instant) <= Date.now();
  for (const item of document.querySelectorAll("[data-until]")) if (over(item.dataset.until)) item.hidden = true;
  for (const item of document.querySelectorAll("[data-from]")) item.hidden = !over(item.dataset.from);
  for (const list of document.querySelectorAll("[data-list]")) {
    for (const group of list.querySelectorAll(".group")) group.hidden = !group.querySelector("li:not([hidden]), article");
    const empty = list.querySelector("[data-empty]");
    if (empty) empty.hidden = Boolean(list.querySelector("li:not([hidden]), article"));
  }
}
passTime();
document.addEventListener("visibilitychange", passTime);
