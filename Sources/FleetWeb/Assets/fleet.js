// SPDX-License-Identifier: Apache-2.0
import { Actions } from "./actions.js";
import { at } from "./address.js";
import { Feed } from "./feed.js";
import { listen } from "./keys.js";
import { Log } from "./log.js";
import { Table } from "./table.js";
import { clock } from "./words.js";

const byId = (id) => document.getElementById(id);
const root = document.documentElement;
const table = new Table();
const actions = new Actions();
const log = new Log();

// The connection, and what it brings

/** Events that came while the list of all processes was on its way. */
let early = null;
let later = 0;
let isDown = "";

function showLink(state, text) {
  root.dataset.link = state;
  const link = byId("link");
  link.dataset.state = state;
  if (link.textContent !== text) link.textContent = text;
}

/**
 * Asks for everything. What happens meanwhile is heard first and told after: the last news of a process is either older than the
 * list and says the same, or newer and right.
 */
async function sync() {
  if (early) return;
  early = [];
  try {
    const response = await fetch(at("/v1/processes"));
    if (!response.ok && response.status !== 404) throw new Error(`the server answered ${response.status}`);
    table.sync(response.ok ? await response.json() : []);
    for (const event of early) table.apply(event, false);
    showLink("live", isDown || "live");
  } catch (error) {
    showLink("lost", `no answer: ${error.message}`);
    syncLater(3000);
  } finally {
    early = null;
  }
}

/** Once for a flock of changes to the plan. */
function syncLater(delay = 250) {
  clearTimeout(later);
  later = setTimeout(sync, delay);
}

function told(kind, event) {
  switch (kind) {
    case "process_state":
      if (early) early.push(event);
      else if (!table.apply(event, true)) syncLater();
      break;
    case "order":
      actions.ended(event.order);
      if (event.order.verb === "apply" && event.order.phase !== "active") syncLater();
      break;
    case "daemon_state":
      isDown = event.message ?? "";
      showLink("live", isDown || "live");
      break;
    default:
      syncLater();
  }
}

new Feed({
  opened() {
    isDown = "";
    sync();
  },
  event: told,
  usage: (document_) => table.use(document_.processes),
  lost() {
    byId("totals").textContent = "";
    if (root.dataset.link !== "lost") showLink("lost", `connection lost at ${clock()}`);
  },
});

// Pointer

byId("fleet").addEventListener("submit", (event) => {
  event.preventDefault();
  const button = event.submitter;
  if (!button?.dataset.verb) return;
  const line = button.closest("tr");
  actions.act(button.dataset.verb, line ? table.selectorOf(line) : "all");
});

byId("processes").addEventListener("click", (event) => {
  const link = event.target.closest("th a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  log.open(link.closest("tr").dataset.name);
});

// Filter

const field = byId("filter");
field.addEventListener("input", () => table.filter(field.value));
for (const chip of table.chips) chip.addEventListener("click", () => table.toggle(chip.dataset.state));
const filter = {
  focus() {
    field.focus();
    field.select();
  },
  clear() {
    field.value = "";
    table.clearStates();
    table.filter("");
    field.blur();
  },
};
if (field.value) table.filter(field.value); // a reload keeps what was typed

// Tools

byId("main-log").addEventListener("click", () => log.open(null));
byId("help").addEventListener("click", () => byId("keys").showModal());

const themes = { auto: "Auto", light: "Light", dark: "Dark" };
function showTheme() {
  const theme = root.dataset.theme ?? "auto";
  byId("theme").textContent = themes[theme];
  byId("theme").setAttribute("aria-label", `Colours: ${theme === "auto" ? "as the system" : theme}`);
}
byId("theme").addEventListener("click", () => {
  const order = Object.keys(themes);
  const next = order[(order.indexOf(root.dataset.theme ?? "auto") + 1) % order.length];
  if (next === "auto") delete root.dataset.theme;
  else root.dataset.theme = next;
  try {
    localStorage.setItem("fleet-theme", next);
  } catch {
    // Storage may be forbidden: then it holds for this page.
  }
  showTheme();
});
showTheme();

listen({ table, log, actions, filter });
