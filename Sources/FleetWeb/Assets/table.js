// SPDX-License-Identifier: Apache-2.0
import { Row } from "./row.js";
import { size } from "./words.js";

const byId = (id) => document.getElementById(id);

/** All rows by name, in groups; which of them are shown, and which one the keyboard means. */
export class Table {
  #rows = new Map();
  #groups = new Map();
  #words = [];
  #states = new Set();
  #current = null;
  #changed = new Set();
  #frame = 0;
  #observer = new IntersectionObserver((entries) => {
    for (const entry of entries) this.rowOf(entry.target)?.enter(entry.isIntersecting);
  }, { rootMargin: "100px" });

  constructor() {
    this.element = byId("processes");
    this.chips = [...document.querySelectorAll(".chip")];
    for (const body of this.element.tBodies) this.#adopt(body);
    for (const element of this.element.querySelectorAll("tr.process")) this.#add(new Row(element));
    this.#choose(this.visible()[0]);
    setInterval(() => this.#tick(), 1000);
    this.element.addEventListener("focusin", (event) => {
      const line = event.target.closest("tbody tr");
      if (line) this.#choose(line);
    });
  }

  get current() {
    return this.#current;
  }

  get size() {
    return this.#rows.size;
  }

  row(name) {
    return this.#rows.get(name);
  }

  rowOf(element) {
    return this.#rows.get(element.dataset.name);
  }

  /** What a line of the table means as a selector: a process, or all of a group. */
  selectorOf(line) {
    return line.dataset.name ?? `${line.parentElement.dataset.group}:*`;
  }

  /** Makes the table what the list says. Lines that stay are kept, with focus and all. */
  sync(documents) {
    const names = new Set(documents.map((document_) => document_.name));
    for (const [name, row] of this.#rows) if (!names.has(name)) this.#remove(row);
    for (const document_ of documents) {
      let row = this.#rows.get(document_.name);
      if (!row) {
        row = Row.of(document_, byId("row"));
        this.#add(row);
      }
      row.group = document_.group;
      row.process = document_.process;
      row.sync(document_);
    }
    this.#arrange(documents);
    this.update();
  }

  /** False where the process isn't in the table. */
  apply(event, isNews) {
    const row = this.#rows.get(event.name);
    if (!row) return false;
    row.apply(event, isNews);
    this.#changed.add(row);
    this.#frame ||= requestAnimationFrame(() => this.#flush());
    return true;
  }

  use(processes) {
    const used = new Map(processes.map((process) => [process.name, process]));
    for (const row of this.#rows.values()) row.use(used.get(row.name));
    const memory = processes.reduce((sum, process) => sum + process.memory_bytes, 0);
    const cpu = processes.reduce((sum, process) => sum + (process.cpu_percent ?? 0), 0);
    byId("totals").textContent = processes.length ? `· ${size(memory)} · ${cpu.toFixed(0)} % CPU` : "";
  }

  // What is shown

  filter(text) {
    this.#words = text.toLowerCase().split(/\s+/).filter(Boolean);
    this.update();
  }

  toggle(state) {
    if (!this.#states.delete(state)) this.#states.add(state);
    this.update();
  }

  get isFiltered() {
    return this.#words.length > 0 || this.#states.size > 0;
  }

  clearStates() {
    this.#states.clear();
    this.update();
  }

  /** Shows and counts everything anew. */
  update() {
    for (const row of this.#rows.values()) this.#show(row);
    this.#recount();
    if (!this.#current?.isConnected || this.#current.hidden) this.#choose(this.visible()[0]);
  }

  /** The lines that are shown, groups' lines among them. */
  visible() {
    return [...this.element.querySelectorAll("tbody:not([hidden]) > tr:not([hidden])")];
  }

  /** Moves the focus so many lines on. */
  move(step) {
    const lines = this.visible();
    const index = lines.indexOf(this.#current);
    const isThere = this.#current && this.#current.contains(document.activeElement);
    const next = lines[isThere ? Math.min(lines.length - 1, Math.max(0, index + step)) : Math.max(0, index)];
    next?.focus();
  }

  #show(row) {
    const name = row.name.toLowerCase();
    const isShown =
      (!this.#states.size || this.#states.has(row.state)) && this.#words.every((word) => name.includes(word));
    if (row.element.hidden === isShown) row.element.hidden = !isShown;
  }

  #choose(line) {
    if (line === this.#current) return;
    this.#mark(this.#current, false);
    this.#current = line ?? null;
    this.#mark(this.#current, true);
  }

  #mark(line, isCurrent) {
    if (!line) return;
    const row = this.rowOf(line);
    if (row) row.current = isCurrent;
    else line.tabIndex = isCurrent ? 0 : -1;
  }

  // Lines and groups

  #add(row) {
    this.#rows.set(row.name, row);
    this.#observer.observe(row.element);
  }

  #remove(row) {
    this.#rows.delete(row.name);
    this.#observer.unobserve(row.element);
    row.element.remove();
  }

  #adopt(body) {
    body.rows[0].tabIndex = -1;
    this.#groups.set(body.dataset.group, { body, count: body.querySelector(".count") });
  }

  #group(name) {
    let group = this.#groups.get(name);
    if (group) return group;
    const body = byId("group").content.querySelector("tbody").cloneNode(true);
    body.dataset.group = name;
    body.querySelector("b").textContent = name;
    for (const button of body.querySelectorAll("button")) {
      const verb = button.dataset.verb;
      button.setAttribute("formaction", `/?processname=${encodeURIComponent(`${name}:*`)}&action=${verb}`);
      button.setAttribute("aria-label", `${button.textContent} the group ${name}`);
    }
    this.#adopt(body);
    return this.#groups.get(name);
  }

  /** Puts every line in its place; those that are there already are not moved. */
  #arrange(documents) {
    const members = new Map();
    for (const { group, name } of documents) {
      if (!members.has(group)) members.set(group, []);
      members.get(group).push(this.#rows.get(name));
    }
    for (const [name, group] of this.#groups) {
      if (members.has(name)) continue;
      group.body.remove();
      this.#groups.delete(name);
    }
    let place = this.element.tBodies[0] ?? null;
    for (const [name, rows] of members) {
      const { body } = this.#group(name);
      if (body === place) place = nextBody(place);
      else this.element.insertBefore(body, place);
      body.rows[0].hidden = rows.length === 1 && rows[0].process === name;
      rows.forEach((row, index) => {
        if (body.rows[index + 1] !== row.element) body.insertBefore(row.element, body.rows[index + 1] ?? null);
      });
    }
    byId("none").hidden = documents.length > 0;
  }

  #tick() {
    if (document.hidden || document.documentElement.dataset.link !== "live") return;
    for (const row of this.#rows.values()) if (row.inView && row.upSince !== null) row.tick();
  }

  /** What has changed comes into the page once a frame, however much happens. */
  #flush() {
    this.#frame = 0;
    for (const row of this.#changed) {
      row.render();
      if (this.#states.size) this.#show(row);
    }
    this.#changed.clear();
    this.#recount();
  }

  #recount() {
    const states = new Map();
    const groups = new Map();
    let shown = 0;
    for (const row of this.#rows.values()) {
      states.set(row.state, (states.get(row.state) ?? 0) + 1);
      const counts = groups.get(row.group) ?? { all: 0, running: 0, shown: 0 };
      counts.all += 1;
      if (row.state === "RUNNING") counts.running += 1;
      if (!row.element.hidden) {
        counts.shown += 1;
        shown += 1;
      }
      groups.set(row.group, counts);
    }
    for (const chip of this.chips) {
      const count = states.get(chip.dataset.state) ?? 0;
      const isPressed = this.#states.has(chip.dataset.state);
      chip.hidden = count === 0 && !isPressed;
      chip.setAttribute("aria-pressed", String(isPressed));
      write(chip.querySelector("b"), String(count));
    }
    for (const [name, { body, count }] of this.#groups) {
      const counts = groups.get(name);
      if (!counts) continue;
      write(count, counts.running === counts.all ? `${counts.all} running` : `${counts.running} of ${counts.all} running`);
      body.hidden = counts.shown === 0;
    }
    write(byId("shown"), this.isFiltered ? `${shown} of ${this.#rows.size} shown` : "");
    const total = this.#rows.size;
    const running = states.get("RUNNING") ?? 0;
    write(byId("summary"), total === running ? `${total} running` : `${running} of ${total} running`);
  }
}

const write = (element, text) => {
  if (element.textContent !== text) element.textContent = text;
};

const nextBody = (body) => {
  let next = body.nextElementSibling;
  while (next && next.tagName !== "TBODY") next = next.nextElementSibling;
  return next;
};
