// SPDX-License-Identifier: Apache-2.0
import { at } from "./address.js";

const byId = (id) => document.getElementById(id);
/** How much of a log is asked for at first, in bytes. */
const beginning = 65_536;
/** How much text is kept, in characters, and how much goes at once when it is more. */
const most = 1_000_000;
const spare = 250_000;

/** The log at the bottom: the end of one stream, and whatever is written from then on. */
export class Log {
  #source = null;
  #channel = "stdout";
  #stream = null;
  #pending = "";
  #frame = 0;
  #length = 0;
  #panel = byId("log");
  #text = byId("log-text");
  #follow = byId("log-follow");
  /** What had the focus before. */
  #before = null;

  constructor() {
    for (const button of this.#panel.querySelectorAll("[data-channel]")) {
      button.addEventListener("click", () => this.#read(this.#source, button.dataset.channel));
    }
    byId("log-close").addEventListener("click", () => this.close());
    byId("log-empty").addEventListener("click", () => this.#empty());
    byId("log-wrap").addEventListener("change", (event) => this.#text.classList.toggle("wide", !event.target.checked));
    this.#follow.addEventListener("change", () => this.#stick());
    // Who scrolls up wants to read; who returns to the end wants to follow.
    this.#text.addEventListener("scroll", () => {
      const { scrollTop, clientHeight, scrollHeight } = this.#text;
      if (!this.#frame) this.#follow.checked = scrollTop + clientHeight >= scrollHeight - 8;
    });
  }

  get isOpen() {
    return !this.#panel.hidden;
  }

  /** Follows the log of a process, or the supervisor's own where `name` is null. */
  open(name) {
    if (!this.isOpen) this.#before = document.activeElement;
    this.#panel.hidden = false;
    document.body.classList.add("with-log");
    this.#panel.querySelector(".channels").hidden = name === null;
    byId("log-title").textContent = name ?? "Supervisor's log";
    this.#read(name, "stdout");
    this.#text.focus();
  }

  close() {
    this.#stream?.abort();
    this.#panel.hidden = true;
    document.body.classList.remove("with-log");
    this.#before?.focus();
  }

  async #read(name, channel) {
    this.#stream?.abort();
    const stream = (this.#stream = new AbortController());
    this.#source = name;
    this.#channel = channel;
    for (const button of this.#panel.querySelectorAll("[data-channel]")) {
      button.setAttribute("aria-pressed", String(button.dataset.channel === channel));
    }
    this.#empty();
    this.#follow.checked = true;
    const path = name === null ? "main" : `${encodeURIComponent(name)}/${channel}`;
    try {
      const response = await fetch(at(`/v1/logs/${path}?follow=true&bytes=${beginning}`), { signal: stream.signal });
      if (!response.ok) {
        const refusal = await response.json();
        return this.#remark(refusal.message);
      }
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        const { value, done } = await reader.read();
        if (done) break;
        this.#append(value);
      }
      this.#remark("the log has ended");
    } catch (error) {
      if (!stream.signal.aborted) this.#remark(`the connection was lost: ${error.message}`);
    }
  }

  #remark(text) {
    this.#append(`${this.#length ? "\n" : ""}==> ${text} <==\n`);
  }

  #empty() {
    this.#pending = "";
    this.#length = 0;
    this.#text.replaceChildren();
  }

  /** Text comes into the page once a frame, however often it comes. */
  #append(text) {
    this.#pending += text;
    if (this.#pending.length > most) this.#pending = this.#pending.slice(-most);
    this.#frame ||= requestAnimationFrame(() => {
      this.#text.append(plain(this.#pending));
      this.#length += this.#pending.length;
      this.#pending = "";
      while (this.#length > most + spare && this.#text.childNodes.length > 1) {
        this.#length -= this.#text.firstChild.length;
        this.#text.firstChild.remove();
      }
      this.#stick();
      this.#frame = 0;
    });
  }

  #stick() {
    if (this.#follow.checked) this.#text.scrollTop = this.#text.scrollHeight;
  }
}

/** Without the escape sequences that colour a terminal. */
const plain = (text) => text.replace(/\x1b\[[0-9;?]*[A-Za-z]/g, "").replace(/\r\n/g, "\n");
