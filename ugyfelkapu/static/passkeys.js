// SPDX-License-Identifier: EUPL-1.2
// Passkeys: buttons stay hidden where the browser has none. Asks the server, then the device, then sends
// what the device answered; every outcome is said in words. No library, nothing inline, nothing kept.
"use strict";

(() => {
  const api = window.PublicKeyCredential;
  if (!api || !navigator.credentials) return;

  const toBytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const toText = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  // What newer browsers do themselves, for those that do not yet.
  const described = (list = []) => list.map((each) => ({ ...each, id: toBytes(each.id) }));
  const forCreating = (asked) =>
    api.parseCreationOptionsFromJSON
      ? api.parseCreationOptionsFromJSON(asked)
      : {
          ...asked,
          challenge: toBytes(asked.challenge),
          user: { ...asked.user, id: toBytes(asked.user.id) },
          excludeCredentials: described(asked.excludeCredentials),
        };
  const forAsking = (asked) =>
    api.parseRequestOptionsFromJSON
      ? api.parseRequestOptionsFromJSON(asked)
      : { ...asked, challenge: toBytes(asked.challenge), allowCredentials: described(asked.allowCredentials) };
  const PARTS = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const written = (credential) => {
    const { id, rawId, type, response } = credential;
    const present = PARTS.filter((name) => response[name]);
    const parts = Object.fromEntries(present.map((name) => [name, toText(response[name])]));
    if (response.getTransports) parts.transports = response.getTransports();
    return JSON.stringify({ id, rawId: toText(rawId), type, response: parts });
  };

  // What the form around the button holds beside the answer; a new passkey has a name and maybe a code.
  const typed = (button) => {
    const sent = new URLSearchParams();
    const token = document.querySelector("input[name=csrfmiddlewaretoken]");
    sent.set("csrfmiddlewaretoken", token ? token.value : "");
    if (button.dataset.passkey !== "add" || !button.form) return sent;
    for (const name of ["name", "mailed_code"]) {
      const input = button.form.elements.namedItem(name);
      if (input) sent.set(name, input.value);
    }
    return sent;
  };

  class Told extends Error {}

  // An answer that is no JSON is a page: the session is over, or this page is too old. Show which.
  const post = async (address, body) => {
    const answer = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" } });
    const kind = answer.headers.get("Content-Type") || "";
    if (!kind.includes("json")) {
      window.location.assign(window.location.href);
      return new Promise(() => {});
    }
    const content = await answer.json();
    if (!answer.ok) throw new Told(content.text);
    return content;
  };

  const ask = async (button, asked) =>
    button.dataset.passkey === "add"
      ? navigator.credentials.create({ publicKey: forCreating(asked) })
      : navigator.credentials.get({ publicKey: forAsking(asked) });

  // The device need not keep a passkey that we did not take.
  const disown = (asked, credential) => {
    if (!api.signalUnknownCredential) return;
    api.signalUnknownCredential({ rpId: asked.rp.id, credentialId: credential.id }).catch(() => {});
  };

  const use = async (button, say) => {
    const asked = await post(button.dataset.optionsUrl, typed(button));
    say("waiting");
    const credential = await ask(button, asked);
    const body = typed(button);
    body.set("answer", written(credential));
    try {
      await post(button.dataset.verifyUrl, body);
    } catch (error) {
      if (error instanceof Told && button.dataset.passkey === "add") disown(asked, credential);
      throw error;
    }
    if (button.dataset.nextUrl) window.location.assign(button.dataset.nextUrl);
    else if (button.form) button.form.submit();
  };

  const REASONS = { NotAllowedError: "cancelled", AbortError: "cancelled", InvalidStateError: "known" };

  document.querySelectorAll("[data-passkey-part]").forEach((part) => {
    const button = part.querySelector("[data-passkey]");
    const line = part.querySelector("[data-passkey-message]");
    const say = (name, text) => {
      line.dataset.state = name === "waiting" ? "" : "invalid";
      line.textContent = text || line.dataset[name] || "";
    };
    let busy = false;
    part.hidden = false;
    button.addEventListener("click", async () => {
      if (busy) return;
      busy = true;
      try {
        await use(button, say);
      } catch (error) {
        if (error instanceof Told) say("told", error.message);
        else say(REASONS[error.name] || "failed");
      } finally {
        busy = false;
      }
    });
  });
})();
