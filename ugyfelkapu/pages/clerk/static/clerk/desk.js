// SPDX-License-Identifier: EUPL-1.2
// What script adds at the desk: readers that end lines with Enter, fields that do not apply, username and read-back while typing.
"use strict";

const SHORTEST_ZONE = 88;
const CARD_ZONE = 90;
const PAUSE = 300;

function letReadersEndLines(field) {
  field.addEventListener("focus", () => field.select());
  field.addEventListener("keydown", (event) => {
    const typed = field.value.replace(/\s/g, "").length;
    const ends = typed === CARD_ZONE || typed === SHORTEST_ZONE;
    if (event.key === "Enter" && typed > 0 && !ends) {
      event.preventDefault();
      field.value += " ";
    }
  });
}

function goOnAfterReading(field) {
  field.addEventListener("keydown", (event) => {
    const next = document.getElementById(field.dataset.next);
    if (event.key === "Enter" && field.value.trim() && next && !next.value) {
      event.preventDefault();
      next.focus();
    }
  });
}

function hideWhatDoesNotApply(part) {
  const group = (name) => part.querySelector(`[name=${name}]`).closest(".govuk-form-group");
  const update = () => {
    const chosen = part.querySelector("[name=address_card]:checked");
    group("address_card_number").hidden = Boolean(chosen) && chosen.value === "na";
    group("address_card_reason").hidden = !chosen || chosen.value !== "na";
  };
  part.addEventListener("change", update);
  update();
}

function checkUsername(field, state) {
  const free = state.querySelector("[data-free]");
  const notFree = state.querySelector("[data-not-free]");
  let waiting = 0;
  let asked = 0;
  const show = (answer) => {
    free.hidden = !answer || !answer.free;
    notFree.hidden = !answer || answer.free;
    notFree.querySelector("span").textContent = answer && !answer.free ? answer.message : "";
  };
  const ask = async () => {
    const mine = ++asked;
    const response = await fetch(`${state.dataset.url}?username=${encodeURIComponent(field.value)}`, { redirect: "error" });
    if (response.ok && mine === asked) show(await response.json());
  };
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    asked += 1;
    show(null);
    if (field.value.trim()) waiting = setTimeout(() => ask().catch(() => show(null)), PAUSE);
  });
}

function readBack(field, place) {
  const words = new Map(
    Object.keys(place.dataset)
      .filter((name) => name.startsWith("sign"))
      .map((name) => [place.dataset[name][0], place.dataset[name].slice(2)]),
  );
  field.addEventListener("input", () => {
    const parts = field.value.trim().split(/([@.\-_+])/).filter(Boolean);
    place.querySelector("strong").textContent = parts.map((part) => words.get(part) || part).join(" ");
    place.hidden = parts.length === 0;
  });
}

function start() {
  const byId = (id) => document.getElementById(id);
  document.querySelectorAll("[data-reader]").forEach(letReadersEndLines);
  document.querySelectorAll("[data-next]").forEach(goOnAfterReading);
  document.querySelectorAll("[data-address-card]").forEach(hideWhatDoesNotApply);
  if (byId("username") && byId("username-state")) checkUsername(byId("username"), byId("username-state"));
  if (byId("email") && byId("read-back")) readBack(byId("email"), byId("read-back"));
}

start();
