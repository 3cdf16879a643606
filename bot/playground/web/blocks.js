// Block Kit as elements. `press(block, element, value)` is called when a control is used.
import { h, link } from "./dom.js";
import { control, label } from "./controls.js";
import { mrkdwn, plain } from "./mrkdwn.js";
import { markdown, richText } from "./richtext.js";

// `fields` collects the controls of inputs by block and action, for a form's submission.
export function blocks(all, press, fields = new Map()) {
  return (all ?? []).map((block) => (RENDERERS[block.type] ?? unknown)(block, press, fields));
}

function unknown(block) {
  return h("details", { class: "block unknown" }, h("summary", {}, `Unknown block: ${block.type}`), h("pre", {}, JSON.stringify(block, null, 1)));
}

const one = (block, element, press) => control(element, (used, value) => press(block, used, value)).node;

function section(block, press) {
  const text = block.text && h("div", { class: "words" }, label(block.text));
  const columns = block.fields && h("div", { class: "fields" }, block.fields.map((field) => h("div", {}, label(field))));
  const beside = block.accessory && (block.accessory.type === "image" ? image(block.accessory) : one(block, block.accessory, press));
  return h("div", { class: "block section" }, h("div", {}, text, columns), beside && h("div", { class: "accessory" }, beside));
}

function image(block) {
  const url = block.image_url ?? "";
  // Pictures from elsewhere are not fetched: the page asks nobody but this machine.
  return h("span", { class: "picture" }, link(url, `🖼 ${block.alt_text ?? "picture"}`));
}

function input(block, press, fields) {
  const name = plain(block.label?.text ?? "");
  const used = block.dispatch_action ? (element, value) => press(block, element, value) : null;
  const made = control(block.element, used, name);
  fields.set(block.block_id, { action: block.element.action_id, value: made.value, optional: block.optional, name, node: made.node });
  const hint = block.hint && h("small", {}, plain(block.hint.text));
  const fault = h("small", { class: "fault", role: "alert", "data-fault": block.block_id });
  return h("div", { class: "block input" }, h("span", { class: "label" }, name, block.optional && h("small", {}, " (optional)")), made.node, hint, fault);
}

function actions(block, press, fields) {
  return h("div", { class: "block actions" }, (block.elements ?? []).map((element) => one(block, element, press)));
}

const RENDERERS = {
  section, input, actions, context_actions: actions,
  header: (block) => h("h3", { class: "block header" }, plain(block.text.text)),
  divider: () => h("hr", { class: "block" }),
  context: (block) => h("div", { class: "block context" }, (block.elements ?? []).map((each) => (each.type === "image" ? image(each) : label(each)))),
  image: (block) => h("div", { class: "block" }, block.title && h("strong", {}, plain(block.title.text)), image(block)),
  rich_text: (block) => h("div", { class: "block" }, richText(block)),
  markdown: (block) => h("div", { class: "block" }, markdown(block.text)),
};

export function attachment(each, press) {
  const fields = (each.fields ?? []).map((field) => h("div", {}, h("strong", {}, plain(field.title ?? "")), mrkdwn(field.value)));
  const node = h("div", { class: "attachment" },
    each.pretext && mrkdwn(each.pretext), each.author_name && h("small", {}, plain(each.author_name)),
    each.title && h("strong", {}, each.title_link ? link(each.title_link, plain(each.title)) : plain(each.title)),
    each.text && mrkdwn(each.text), fields.length > 0 && h("div", { class: "fields" }, fields), blocks(each.blocks, press),
    !each.text && !each.title && !each.blocks && each.fallback && plain(each.fallback), each.footer && h("small", {}, plain(each.footer)));
  if (/^#?[0-9a-f]{6}$/i.test(each.color ?? "")) node.style.borderColor = `#${each.color.replace("#", "")}`;
  else if (["good", "warning", "danger"].includes(each.color)) node.classList.add(each.color);
  return node;
}
