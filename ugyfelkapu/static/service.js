// SPDX-License-Identifier: EUPL-1.2
// What script adds to pages that work without it. No library, nothing inline, nothing kept.
"use strict";

(() => {
  const each = (selector, use) => document.querySelectorAll(selector).forEach(use);

  // Error summaries and success banners take the focus, so that they are read first.
  const focusFirst = () => {
    const target = document.querySelector(".govuk-error-summary[data-focus], [data-focus]");
    if (target) target.focus();
  };

  // A heard but unseen line for what changes without loading a page.
  const liveLine = (after, className) => {
    const line = document.createElement("p");
    line.className = className;
    line.setAttribute("role", "status");
    line.setAttribute("aria-live", "polite");
    after.insertAdjacentElement("afterend", line);
    return line;
  };

  // Passwords can be shown; they are hidden again before they are sent.
  const passwordToggle = (button) => {
    const input = document.getElementById(button.getAttribute("aria-controls"));
    if (!input) return;
    const said = liveLine(button.parentElement, "govuk-visually-hidden");
    const turn = (shown) => {
      input.type = shown ? "text" : "password";
      button.textContent = shown ? button.dataset.hide : button.dataset.show;
      button.setAttribute("aria-label", shown ? button.dataset.hideLabel : button.dataset.showLabel);
    };
    button.hidden = false;
    button.addEventListener("click", () => {
      const shown = input.type === "password";
      turn(shown);
      said.textContent = shown ? button.dataset.shown : button.dataset.hidden;
    });
    if (input.form) input.form.addEventListener("submit", () => turn(false));
  };

  // Free or taken, told while typing: <input data-check-url="…">. The answer is {"free", "message"}.
  const PAUSE = 600;
  const availability = (input) => {
    const line = liveLine(input, "kapu-check");
    let timer = 0;
    let asked = "";
    const show = (state, text) => {
      line.dataset.state = state;
      line.textContent = text;
    };
    const told = async (answer) => {
      if (!(answer.headers.get("Content-Type") || "").startsWith("application/json")) return ["", ""];
      const { free, message } = await answer.json();
      return [answer.ok ? (free ? "free" : "taken") : "", message];
    };
    const ask = async () => {
      const value = input.value.trim();
      if (value === asked) return;
      asked = value;
      if (!value) return show("", "");
      const address = new URL(input.dataset.checkUrl, window.location.href);
      address.searchParams.set(input.name, value);
      try {
        const answer = await fetch(address, { headers: { Accept: "application/json" } });
        const [state, text] = await told(answer);
        if (input.value.trim() === value) show(state, text);
      } catch {
        show("", "");
      }
    };
    input.addEventListener("input", () => {
      clearTimeout(timer);
      if (input.value.trim() !== asked) show("", "");
      timer = setTimeout(ask, PAUSE);
    });
  };

  // A form is sent once; after a while without an answer, or on the way back, it may be sent again.
  const PATIENCE = 15000;
  const sentOnce = (form) => {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) return event.preventDefault();
      form.dataset.sent = "yes";
      setTimeout(() => form.querySelectorAll("button[type=submit]").forEach((button) => { button.disabled = true; }));
      setTimeout(() => open(form), PATIENCE);
    });
  };
  const open = (form) => {
    delete form.dataset.sent;
    form.querySelectorAll("button[type=submit]").forEach((button) => { button.disabled = false; });
  };

  focusFirst();
  each("[data-toggle-password]", passwordToggle);
  each("input[data-check-url]", availability);
  each("form[method=post]:not([data-many])", sentOnce);
  window.addEventListener("pageshow", (event) => { if (event.persisted) each("form[data-sent]", open); });
})();
