// SPDX-License-Identifier: EUPL-1.2
// Sends an answer to its service at once; without script a button does. Whoever comes back is not sent again.
"use strict";

(() => {
  const form = document.querySelector("form[data-send]");
  const [visit] = performance.getEntriesByType("navigation");
  if (form && (!visit || visit.type !== "back_forward")) form.submit();
})();
