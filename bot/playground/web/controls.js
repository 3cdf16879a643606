// Block Kit's controls as the browser's own, so that keyboard and screen reader work as everywhere.
// Each control is { node, value() } where value() is the state as Slack would send it.
import { h } from "./dom.js";
import { ask } from "./dialogs.js";
import { mrkdwn, plain } from "./mrkdwn.js";
import { state } from "./api.js";

export const label = (text) => (text ? text.type === "mrkdwn" ? mrkdwn(text.text) : plain(text.text) : "");
const words = (text) => plain(text?.text ?? "");

// `press(element, value)` is called when the control is used; without it the control only holds its state, as in a form.
export function control(element, press, name) {
  const build = BUILDERS[element.type];
  if (!build) return { node: h("span", { class: "unknown" }, `Unknown control: ${element.type}`), value: () => ({}) };
  return build(element, press ?? (() => {}), name ?? words(element.placeholder) ?? element.type);
}

function button(element, press) {
  const node = h("button", { type: "button", class: `button ${element.style ?? ""}`, "data-action": element.action_id }, words(element.text));
  node.addEventListener("click", async () => {
    if (element.confirm && !(await confirmed(element.confirm))) return;
    if (element.url) window.open(/^https?:/.test(element.url) ? element.url : "about:blank", "_blank", "noopener");
    node.disabled = true;
    await press(element, element.value ?? null);
    node.disabled = false;
    node.focus({ preventScroll: true });
  });
  return { node, value: () => ({}) };
}

const confirmed = (about) => ask(words(about.title), [label(about.text)], words(about.confirm), words(about.deny));

function options(element) {
  const groups = element.option_groups ?? [{ options: element.options ?? [] }];
  return groups.flatMap((group) => group.options);
}

function chooser(element, press, name) {
  const all = options(element);
  const chosen = element.initial_option ? all.findIndex((each) => each.value === element.initial_option.value) : -1;
  const shown = [h("option", { value: "-1" }, words(element.placeholder) || "Choose"), ...all.map((each, place) => h("option", { value: place }, words(each.text)))];
  const node = h("select", { "aria-label": name, "data-action": element.action_id }, shown);
  node.value = String(chosen);
  const value = () => ({ selected_option: all[Number(node.value)] ?? null });
  node.addEventListener("change", () => node.value !== "-1" && press(element, value()));
  return { node, value };
}

function several(element, press, name) {
  const all = options(element);
  const initial = new Set((element.initial_options ?? []).map((each) => each.value));
  return boxes(element, press, name, "checkbox", all, (each) => initial.has(each.value), (picked) => ({ selected_options: picked }));
}

function radio(element, press, name) {
  const initial = element.initial_option?.value;
  return boxes(element, press, name, "radio", options(element), (each) => each.value === initial, (picked) => ({ selected_option: picked[0] ?? null }));
}

function boxes(element, press, name, type, all, isOn, wrap) {
  const group = crypto.randomUUID();
  const inputs = all.map((each) => h("input", { type, name: group, checked: isOn(each) }));
  const value = () => wrap(all.filter((_, place) => inputs[place].checked));
  const rows = all.map((each, place) => h("label", { class: "choice" }, inputs[place], label(each.text), each.description && h("small", {}, words(each.description))));
  const node = h("fieldset", { class: "choices", "data-action": element.action_id }, h("legend", { class: "unseen" }, name), rows);
  node.addEventListener("change", () => press(element, value()));
  return { node, value };
}

function picker(kind, field, many) {
  return (element, press, name) => {
    const initial = element[`initial_${field.replace("selected_", "")}`];
    const chosen = new Set(many ? initial ?? [] : [initial]);
    const ids = Object.values(kind === "user" ? state.seen.users : state.seen.channels).filter((each) => !each.is_bot);
    const shown = ids.map((each) => h("option", { value: each.id, selected: chosen.has(each.id) }, kind === "user" ? each.name : `#${each.name}`));
    const node = h("select", { "aria-label": name, multiple: many, "data-action": element.action_id }, many ? shown : [h("option", { value: "" }, words(element.placeholder) || "Choose"), ...shown]);
    const value = () => ({ [field]: many ? [...node.selectedOptions].map((each) => each.value) : node.value || null });
    node.addEventListener("change", () => press(element, value()));
    return { node, value };
  };
}

function typed(type, field, initial) {
  return (element, press, name) => {
    const tag = element.multiline ? "textarea" : "input";
    const node = h(tag, {
      type: tag === "input" ? type : null, "aria-label": name, "data-action": element.action_id, rows: element.multiline ? 5 : null,
      placeholder: words(element.placeholder) || null, maxlength: element.max_length, minlength: element.min_length,
      min: element.min_value, max: element.max_value, value: element[initial] ?? "",
    });
    const value = () => ({ [field]: node.value || null });
    node.addEventListener("change", () => press(element, value()));
    return { node, value };
  };
}

function moment(element, press, name) {
  const zone = state.seen.users[state.seen.me].tz_offset;
  const shown = element.initial_date_time ? new Date((element.initial_date_time + zone) * 1000).toISOString().slice(0, 16) : "";
  const node = h("input", { type: "datetime-local", "aria-label": name, "data-action": element.action_id, value: shown });
  const value = () => ({ selected_date_time: node.value ? Date.parse(`${node.value}Z`) / 1000 - zone : null });
  node.addEventListener("change", () => press(element, value()));
  return { node, value };
}

function overflow(element, press) {
  const menu = h("div", { class: "menu", role: "menu" });
  const node = h("details", { class: "overflow" }, h("summary", { "aria-label": "More actions", "data-action": element.action_id }, "⋯"), menu);
  for (const option of options(element)) {
    menu.append(h("button", { type: "button", role: "menuitem", onclick: async () => {
      node.open = false;
      if (element.confirm && !(await confirmed(element.confirm))) return;
      await press(element, { selected_option: option });
    } }, words(option.text)));
  }
  return { node, value: () => ({}) };
}

function severalFrom(element, press, name) {
  const all = options(element);
  const initial = new Set((element.initial_options ?? []).map((each) => each.value));
  const node = h("select", { multiple: true, "aria-label": name, "data-action": element.action_id }, all.map((each, place) => h("option", { value: place, selected: initial.has(each.value) }, words(each.text))));
  const value = () => ({ selected_options: [...node.selectedOptions].map((each) => all[Number(each.value)]) });
  node.addEventListener("change", () => press(element, value()));
  return { node, value };
}

const BUILDERS = {
  button, overflow, static_select: chooser, external_select: chooser, checkboxes: several, radio_buttons: radio,
  multi_static_select: severalFrom, multi_external_select: severalFrom,
  users_select: picker("user", "selected_user"), multi_users_select: picker("user", "selected_users", true),
  channels_select: picker("channel", "selected_channel"), multi_channels_select: picker("channel", "selected_channels", true),
  conversations_select: picker("channel", "selected_conversation"), multi_conversations_select: picker("channel", "selected_conversations", true),
  plain_text_input: typed("text", "value", "initial_value"), number_input: typed("number", "value", "initial_value"),
  email_text_input: typed("email", "value", "initial_value"), url_text_input: typed("url", "value", "initial_value"),
  datepicker: typed("date", "selected_date", "initial_date"), timepicker: typed("time", "selected_time", "initial_time"),
  datetimepicker: moment,
};
