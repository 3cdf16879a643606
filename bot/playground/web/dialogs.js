// Small questions, and the bot's modals.
import { act, state } from "./api.js";
import { blocks } from "./blocks.js";
import { h } from "./dom.js";
import { plain } from "./mrkdwn.js";

const box = (id) => document.getElementById(id);

// Asks, and resolves to true or false; with a field, to what was typed or null.
export function ask(title, content, yes = "OK", no = "Cancel", field = null) {
  const dialog = box("ask");
  return new Promise((resolve) => {
    const done = (answer) => {
      dialog.close();
      resolve(answer);
    };
    const form = h("form", { onsubmit: (event) => { event.preventDefault(); done(field ? field.value : true); } },
      h("h2", { id: "ask-title" }, title), content, field,
      h("div", { class: "row" }, no && h("button", { type: "button", class: "button", onclick: () => done(field ? null : false) }, no), h("button", { class: "button primary" }, yes)));
    dialog.replaceChildren(form);
    dialog.oncancel = (event) => { event.preventDefault(); done(field ? null : false); };
    dialog.showModal();
    field?.focus();
  });
}

let shown = "";

// Shows the modal on top of the stack; the same view is not drawn again, so that what was typed stays.
export function showModal(views) {
  const dialog = box("modal");
  const view = views.at(-1);
  const key = view ? `${view.id} ${view.hash} ${JSON.stringify(view.blocks)}` : "";
  if (key === shown) return;
  shown = key;
  if (!view) return void (dialog.open && dialog.close());
  const fields = new Map();
  const press = (block, element, value) => act("press", { where: "modal", action_id: element.action_id, block_id: block.block_id, value });
  const form = h("form", { novalidate: true, onsubmit: (event) => { event.preventDefault(); submit(form, fields); } },
    h("header", {}, h("h2", { id: "modal-title" }, plain(view.title.text)), h("button", { type: "button", "aria-label": "Close", onclick: () => act("close") }, "✕")),
    h("div", { class: "blocks" }, blocks(view.blocks, press, fields)),
    h("div", { class: "row" }, h("button", { type: "button", class: "button", onclick: () => act("close") }, plain(view.close?.text ?? "Cancel")), view.submit && h("button", { class: "button primary" }, plain(view.submit.text))));
  dialog.replaceChildren(form);
  dialog.oncancel = (event) => { event.preventDefault(); act("close"); };
  if (!dialog.open) dialog.showModal();
  form.querySelector("input, textarea, select")?.focus();
}

async function submit(form, fields) {
  const values = {};
  const faults = {};
  for (const [block, field] of fields) {
    const value = field.value();
    const filled = Object.values(value).some((each) => (Array.isArray(each) ? each.length : each));
    if (!filled && !field.optional) faults[block] = "Please fill this in.";
    values[block] = { [field.action]: value };
  }
  const answer = Object.keys(faults).length ? { errors: faults } : await act("submit", { values });
  let first = null;
  for (const place of form.querySelectorAll("[data-fault]")) {
    place.textContent = answer.errors?.[place.dataset.fault] ?? "";
    if (place.textContent) first ??= fields.get(place.dataset.fault)?.node;
  }
  first?.focus();
}

export async function preview(file) {
  const response = await fetch(`/playground/file/${encodeURIComponent(file.id)}?as=${encodeURIComponent(state.look.as)}`);
  const text = response.ok ? await response.text() : "This file is gone.";
  await ask(file.name, [h("pre", { class: "preview", tabindex: "0" }, text)], "Close", null);
}
