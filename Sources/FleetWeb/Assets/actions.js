// SPDX-License-Identifier: Apache-2.0
import { at } from "./address.js";

const byId = (id) => document.getElementById(id);
const past = { start: "started", stop: "stopped", restart: "restarted" };

/** Starts, stops and restarts, and says what came of it. */
export class Actions {
  #token = document.querySelector('meta[name="fleet-token"]').content;
  /** What was asked for here and hasn't ended, by the number of the order. */
  #waiting = new Map();
  /** Orders that ended before the answer with their number came. */
  #ended = new Map();
  #fading = 0;

  constructor() {
    const message = byId("message");
    message.addEventListener("click", () => (message.hidden = true));
    // What a form's answer said was said once: a reload needn't say it again.
    if (location.search) history.replaceState(null, "", location.pathname);
  }

  async act(verb, selector) {
    if (selector === "all" && verb !== "start" && !(await this.#confirm(verb))) return;
    const subject = selector === "all" ? "all processes" : selector.replace(/:\*$/, " (group)");
    this.say(`${subject}: ${verb} …`, { isPassing: true });
    try {
      const order = await this.#post(`/v1/${verb}`, { select: [selector], wait: false });
      this.#waiting.set(order.number, { verb, subject });
      this.ended(this.#ended.get(order.number) ?? order);
    } catch (error) {
      this.say(`${subject}: ${error.message}`, { isBad: true });
    }
  }

  /** Hears how every order goes. */
  ended(order) {
    if (order.phase === "active") return;
    const asked = this.#waiting.get(order.number);
    if (!asked) {
      this.#ended.set(order.number, order);
      if (this.#ended.size > 32) this.#ended.delete(this.#ended.keys().next().value);
      return;
    }
    this.#waiting.delete(order.number);
    const bad = order.members.filter((member) => member.ok === false);
    if (!bad.length) return this.say(`${asked.subject}: ${past[asked.verb]}`);
    const shown = bad.slice(0, 3).map((member) => `${member.name}: ${member.message ?? member.outcome}`);
    if (bad.length > 3) shown.push(`and ${bad.length - 3} more`);
    this.say(`${asked.verb} failed · ${shown.join(", ")}`, { isBad: true });
  }

  /** Shows a line of text, which screen readers read out; good news goes away by itself. */
  say(text, { isBad = false, isPassing = false } = {}) {
    const message = byId("message");
    message.hidden = false;
    message.classList.toggle("bad", isBad);
    message.textContent = text;
    clearTimeout(this.#fading);
    if (!isBad && !isPassing) this.#fading = setTimeout(() => (message.hidden = true), 8000);
  }

  async #post(path, body, isAgain = false) {
    const response = await fetch(at(path), {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Fleet-Token": this.#token },
      body: JSON.stringify(body),
    });
    if (response.status === 403 && !isAgain && (await this.#renewToken())) return this.#post(path, body, true);
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) throw new Error([answer.message ?? `the server answered ${response.status}`, answer.hint].filter(Boolean).join("; "));
    return answer;
  }

  /** A supervisor that was started again has a new token. Whether it was another one. */
  async #renewToken() {
    const page = await fetch(at("/"), { cache: "no-store" });
    const fresh = new DOMParser().parseFromString(await page.text(), "text/html");
    const token = fresh.querySelector('meta[name="fleet-token"]')?.content;
    if (!token || token === this.#token) return false;
    this.#token = token;
    for (const field of document.querySelectorAll('input[name="token"]')) field.value = token;
    return true;
  }

  #confirm(verb) {
    const dialog = byId("confirm");
    const word = verb[0].toUpperCase() + verb.slice(1);
    byId("confirm-title").textContent = `${word} all processes?`;
    byId("confirm-text").textContent =
      verb === "stop" ? "Everything stops, and stays down until somebody starts it." : "Everything stops and starts again.";
    byId("confirm-yes").textContent = `${word} all`;
    dialog.returnValue = "no";
    dialog.showModal();
    return new Promise((resolve) => {
      dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
    });
  }
}
