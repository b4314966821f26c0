// SPDX-License-Identifier: Apache-2.0

const verbs = { s: "start", x: "stop", r: "restart" };

/** What the keyboard does. Keys with Control, Alt or Meta, and those typed into a field, are the browser's. */
export function listen({ table, log, actions, filter }) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "Escape") return escape(event);
    if (event.target.matches("input:not([type=checkbox]), textarea, select")) {
      if (event.key === "Enter" || event.key === "ArrowDown") {
        table.move(0);
        event.preventDefault();
      }
      return;
    }
    if (press(event)) event.preventDefault();
  });

  function escape(event) {
    if (log.isOpen) log.close();
    else if (table.isFiltered) filter.clear();
    else if (event.target !== document.body) event.target.blur();
  }

  /** Whether the key meant something. */
  function press(event) {
    const isInLog = event.target.closest("#log");
    switch (event.key) {
      case "/":
        filter.focus();
        return true;
      case "?":
        document.getElementById("keys").showModal();
        return true;
      case "j":
      case "k":
        table.move(event.key === "j" ? 1 : -1);
        return true;
      case "ArrowDown":
      case "ArrowUp":
        if (isInLog || !event.target.closest("#processes")) return false;
        table.move(event.key === "ArrowDown" ? 1 : -1);
        return true;
      case "Enter":
        if (!event.target.matches("tr.process")) return false;
        log.open(event.target.dataset.name);
        return true;
      case "s":
      case "x":
      case "r": {
        const line = event.target.closest("#processes tbody tr");
        if (!line || event.repeat) return false;
        actions.act(verbs[event.key], table.selectorOf(line));
        return true;
      }
    }
    return false;
  }
}
