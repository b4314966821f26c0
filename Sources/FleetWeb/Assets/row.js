// SPDX-License-Identifier: Apache-2.0
import { detail, size, span } from "./words.js";

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const stopped = new Set(["STOPPED", "EXITED", "FATAL", "UNKNOWN"]);

/** One process: what is known of it, and its line of the table. */
export class Row {
  /** Takes over a line of the page. */
  constructor(element) {
    this.element = element;
    this.name = element.dataset.name;
    this.state = element.dataset.state;
    this.inView = false;
    this.cells = Object.fromEntries([...element.cells].map((cell) => [cell.className, cell]));
    this.buttons = [...element.querySelectorAll("button")];
    this.texts = new Map();
    element.tabIndex = -1;
    this.#reachable(false);
  }

  /** A line for a process that the page didn't have, from the template. */
  static of(document_, template) {
    const element = template.content.querySelector("tr").cloneNode(true);
    const name = document_.name;
    element.dataset.name = name;
    const link = element.querySelector("th a");
    link.textContent = document_.process;
    link.href = `/tail.html?processname=${encodeURIComponent(name)}&limit=65536`;
    element.querySelector("th small").textContent = document_.role === "program" ? "" : document_.role;
    for (const button of element.querySelectorAll("button")) {
      const verb = button.dataset.verb;
      button.setAttribute("formaction", `/?processname=${encodeURIComponent(name)}&action=${verb}`);
      button.setAttribute("aria-label", `${button.textContent} ${name}`);
    }
    return new Row(element);
  }

  get isUp() {
    return !stopped.has(this.state);
  }

  /** The whole truth, as `/v1/processes` tells it. */
  sync(document_) {
    this.state = document_.state;
    this.pid = document_.pid ?? null;
    this.lastPid = this.pid;
    this.startedAt = document_.started_at ?? null;
    this.stoppedAt = document_.stopped_at ?? null;
    this.upSince = document_.uptime_seconds === undefined ? null : performance.now() - document_.uptime_seconds * 1000;
    this.exit = document_.exit ?? null;
    this.failure = document_.spawn_error ?? "";
    this.launches = this.startedAt === null ? 0 : document_.restarts + 1;
    this.trouble = document_.log_trouble ?? "";
    this.render();
  }

  /** A step through the diagram of states, to be rendered later. `isNews` is false where a later snapshot may have told it already. */
  apply(event, isNews) {
    this.state = event.to;
    // A start is only told with its process: what couldn't be started doesn't count.
    if (event.pid !== undefined && event.pid !== this.lastPid) {
      if (isNews) this.launches += 1;
      this.lastPid = event.pid;
    }
    if (event.exit) this.exit = event.exit;
    switch (event.to) {
      case "STARTING":
        this.pid = null;
        this.failure = "";
        this.startedAt = event.time;
        this.upSince = performance.now();
        break;
      case "RUNNING":
        this.pid = event.pid ?? this.pid;
        this.failure = "";
        this.upSince ??= performance.now();
        break;
      case "STOPPED":
      case "EXITED":
      case "BACKOFF":
      case "FATAL":
        if (event.pid !== undefined) this.stoppedAt = event.time;
        this.failure = event.message ?? this.failure;
        this.pid = null;
        this.upSince = null;
        break;
    }
  }

  /** Memory and CPU of its tree of processes; undefined where it has none. */
  use(usage) {
    this.usage = usage;
    if (this.inView) this.#renderUsage();
  }

  render() {
    const { element } = this;
    if (element.dataset.state !== this.state) {
      element.dataset.state = this.state;
      if (this.inView && !calm.matches) {
        element.animate([{ backgroundColor: "var(--flash)" }, { backgroundColor: "transparent" }], 1200);
      }
    }
    this.#write("state", this.state.toLowerCase(), this.cells.state.firstElementChild);
    this.#write("detail", detail(this));
    this.cells.detail.title = this.texts.get("detail");
    this.#write("restarts", String(Math.max(0, this.launches - 1)));
    for (const button of this.buttons) button.hidden = (button.dataset.verb === "start") === this.isUp;
    if (!this.isUp) this.usage = undefined;
    this.#renderUsage();
    this.tick();
  }

  /** Shows how long it has been up by now. */
  tick() {
    this.#write("uptime", this.upSince === null || this.upSince === undefined ? "" : span((performance.now() - this.upSince) / 1000));
  }

  enter(inView) {
    this.inView = inView;
    if (inView) {
      this.tick();
      this.#renderUsage();
    }
  }

  /** Whether it is the one that the keyboard means, whose buttons Tab reaches. */
  set current(isCurrent) {
    this.element.tabIndex = isCurrent ? 0 : -1;
    this.#reachable(isCurrent);
  }

  #reachable(isReachable) {
    for (const item of this.element.querySelectorAll("a, button")) item.tabIndex = isReachable ? 0 : -1;
  }

  #renderUsage() {
    const usage = this.usage;
    this.#write("memory", usage ? size(usage.memory_bytes) : "");
    this.#write("cpu", usage?.cpu_percent === undefined ? "" : `${usage.cpu_percent.toFixed(1)} %`);
    const count = usage?.processes ?? 0;
    this.cells.memory.title = count > 1 ? `${count} processes` : "";
  }

  /** Touches the page only where the words differ. */
  #write(part, text, element = this.cells[part]) {
    if (this.texts.get(part) === text) return;
    this.texts.set(part, text);
    element.textContent = text;
  }
}
