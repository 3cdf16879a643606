// The message box: Enter sends, / @ # : complete, for a channel or a thread.
import { act, state } from "./api.js";
import { h } from "./dom.js";
import { EMOJI_NAMES, emoji } from "./mrkdwn.js";

const halfTyped = new Map();
let number = 0;

export function composer(form, thread) {
  const id = thread ? `composer-text-${++number}` : "composer-text";
  const list = h("ul", { class: "completions", role: "listbox", id: `${id}-list`, hidden: true });
  const text = h("textarea", { id, rows: 1, "aria-label": "Message", role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": `${id}-list`, placeholder: "Message" });
  const picked = h("input", { type: "file", class: "unseen", tabindex: "-1", "aria-hidden": "true" });
  const attach = h("button", { type: "button", class: "button quiet", "aria-label": "Attach a text file", onclick: () => picked.click() }, "📎");
  picked.addEventListener("change", async () => {
    const [file] = picked.files;
    if (file) await act("upload", { channel: state.look.channel, name: file.name, content: await file.text(), thread: thread ? state.look.thread : null });
    picked.value = "";
  });
  form.replaceChildren(list, h("div", { class: "box" }, attach, text, h("button", { class: "button primary", "aria-label": "Send" }, "Send")), picked);
  const completion = completing(text, list, thread);
  form.onsubmit = (event) => { event.preventDefault(); send(); };
  text.addEventListener("keydown", (event) => {
    if (completion.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); send(); }
  });
  text.addEventListener("input", () => { grow(); completion.offer(); halfTyped.set(place(), text.value); });
  text.addEventListener("blur", () => setTimeout(completion.hide, 150));

  const place = () => JSON.stringify([state.look.as, state.look.channel, thread ? state.look.thread : null]);
  // Out of sight it has no height that could be measured.
  const grow = () => { text.style.height = ""; if (text.scrollHeight) text.style.height = `${Math.min(text.scrollHeight, 180)}px`; };
  let shown = "";

  async function send() {
    const words = text.value.trim();
    if (!words) return;
    completion.hide();
    const command = /^(\/[a-z]+)(?:\s+([\s\S]*))?$/i.exec(words);
    text.value = "";
    halfTyped.delete(place());
    grow();
    const { channel } = state.look;
    const answer = command && !thread ? await act("command", { channel, command: command[1], text: command[2] ?? "" })
      : await act("post", { channel, text: words, thread: thread ? state.look.thread : null });
    if (!answer.ok && !text.value) { text.value = words; grow(); }
  }

  // Called with each snapshot: another place has another half-typed text.
  return () => {
    const name = state.seen?.channel?.name;
    text.placeholder = thread ? "Reply" : name ? `Message #${name}` : "Message";
    if (shown === place()) return;
    shown = place();
    text.value = halfTyped.get(shown) ?? "";
    grow();
  };
}

function completing(text, list, thread) {
  let offers = [];
  let at = 0;

  function offer() {
    const before = text.value.slice(0, text.selectionStart);
    offers = found(before, thread).slice(0, 8);
    at = 0;
    draw();
  }

  function draw() {
    list.hidden = !offers.length;
    text.setAttribute("aria-expanded", String(offers.length > 0));
    list.replaceChildren(...offers.map((each, place) => h("li", { role: "option", id: `${list.id}-${place}`, "aria-selected": String(place === at), onmousedown: (event) => { event.preventDefault(); take(place); } }, h("strong", {}, each.name), h("span", {}, each.hint ?? ""))));
    if (offers.length) text.setAttribute("aria-activedescendant", `${list.id}-${at}`);
    else text.removeAttribute("aria-activedescendant");
  }

  function take(place) {
    const { start, insert } = offers[place];
    const after = text.value.slice(text.selectionStart);
    text.value = text.value.slice(0, start) + insert + after;
    text.selectionStart = text.selectionEnd = start + insert.length;
    text.dispatchEvent(new Event("input"));
  }

  function key(event) {
    if (list.hidden) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) { at = (at + step + offers.length) % offers.length; draw(); }
    else if (event.key === "Tab" || (event.key === "Enter" && offers[at].unfinished)) take(at);
    else if (event.key === "Escape") hide();
    else return false;
    event.preventDefault();
    return true;
  }

  const hide = () => { offers = []; draw(); };
  return { offer, key, hide };
}

const VERBS = ["open", "set severity", "set lead", "set service", "set team", "set type", "mitigated", "resolve", "reopen", "status", "list", "help"];

function found(before, thread) {
  const command = /^\/(\S*)$/.exec(before);
  if (command && !thread) return state.seen.commands.filter((each) => each.command.startsWith(`/${command[1]}`)).map((each) => offering(0, before, each.command, `${each.description}  ${each.usage_hint ?? ""}`));
  const verb = /^\/incident ([a-z ]*)$/.exec(before);
  if (verb && !thread) return VERBS.filter((each) => each.startsWith(verb[1]) && each !== verb[1]).map((each) => offering(0, before, `/incident ${each}`));
  const word = /(^|\s)([@#:])([\w.-]*)$/.exec(before);
  if (!word) return [];
  const [, , sign, typed] = word;
  const start = before.length - typed.length - 1;
  const wanted = typed.toLowerCase();
  if (sign === "@") return Object.values(state.seen.users).filter((each) => !each.is_bot || each.id === state.seen.workspace.bot.user).filter((each) => `${each.handle} ${each.name}`.toLowerCase().includes(wanted)).map((each) => offering(start, before, `@${each.handle}`, each.name));
  if (sign === "#") return state.seen.channels.filter((each) => each.name.includes(wanted)).map((each) => offering(start, before, `#${each.name}`));
  return wanted.length < 2 ? [] : EMOJI_NAMES.filter((each) => each.includes(wanted)).map((each) => offering(start, before, `:${each}:`, emoji(each)));
}

const offering = (start, before, insert, hint) => ({ start, name: insert, hint, insert: `${insert} `, unfinished: before.slice(start).trim() !== insert });

