// SPDX-License-Identifier: Apache-2.0
// Runs before the first paint, so that the chosen colours never flash.
{
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const theme = localStorage.getItem("fleet-theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch {
    // Storage may be forbidden: then the system's colours it is.
  }
}
