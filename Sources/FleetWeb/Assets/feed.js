// SPDX-License-Identifier: Apache-2.0
import { at } from "./address.js";

const kinds = ["process_state", "order", "group_added", "group_removed", "plan_changed", "log_trouble", "daemon_state", "dropped"];

/** How long the measurements, which come every two seconds, may be missing before the connection counts as lost. */
const patience = 12_000;

/**
 * News of the fleet, by one stream of events and one of measurements.
 *
 * Both are closed while nobody looks at the page, since a browser opens six connections to a server and no more. Neither is ever
 * polled: a stream that fails is opened again, and tells that it has been.
 */
export class Feed {
  #events = null;
  #usage = null;
  #retry = 0;
  #delay = 1000;
  #watch = 0;

  /** `opened`, `event(kind, document)`, `usage(document)` and `lost` are called as they happen. */
  constructor(listener) {
    this.listener = listener;
    document.addEventListener("visibilitychange", () => (document.hidden ? this.#close() : this.#open()));
    addEventListener("pagehide", () => this.#close());
    addEventListener("pageshow", () => this.#open());
    if (!document.hidden) this.#open();
  }

  #open() {
    if (this.#events) return;
    clearTimeout(this.#retry);
    this.#events = new EventSource(at("/v1/events"));
    this.#events.onopen = () => {
      this.#delay = 1000;
      this.listener.opened();
    };
    this.#events.onerror = () => this.#lose();
    for (const kind of kinds) {
      this.#events.addEventListener(kind, (event) => this.listener.event(kind, JSON.parse(event.data)));
    }
    this.#usage = new EventSource(at("/v1/usage"));
    const measured = (event) => {
      this.#expectMore();
      this.listener.usage(JSON.parse(event.data));
    };
    this.#usage.addEventListener("usage", measured);
    this.#usage.onmessage = measured;
  }

  /** A connection that died without a word is noticed by its silence. */
  #expectMore() {
    clearTimeout(this.#watch);
    this.#watch = setTimeout(() => this.#lose(), patience);
  }

  #lose() {
    this.#close();
    this.listener.lost();
    if (document.hidden) return;
    this.#retry = setTimeout(() => this.#open(), this.#delay);
    this.#delay = Math.min(this.#delay * 2, 15_000);
  }

  #close() {
    clearTimeout(this.#retry);
    clearTimeout(this.#watch);
    this.#events?.close();
    this.#usage?.close();
    this.#events = this.#usage = null;
  }
}
