// Messages of a channel and of a thread.
import { act, look, state } from "./api.js";
import { attachment, blocks } from "./blocks.js";
import { ask, preview } from "./dialogs.js";
import { h, reconcile } from "./dom.js";
import { emoji, mrkdwn, when } from "./mrkdwn.js";
import { asTyped, author, picture } from "./people.js";

const QUICK = ["+1", "eyes", "white_check_mark"];
const seconds = (message) => Number(message.ts);
const NEAR = 300;

// Shows messages in `parent`; those that follow each other by one author within five minutes stand together.
export function showMessages(parent, messages, { thread = null } = {}) {
  const entries = [];
  let before = null;
  for (const message of messages) {
    const day = when(new Date(seconds(message) * 1000), { weekday: "long", day: "numeric", month: "long" });
    if (before?.day !== day) entries.push([`day ${day}`, () => h("div", { class: "day", role: "separator" }, h("span", {}, day))]);
    const near = before && before.day === day && !message.ephemeral && !before.ephemeral && author(before.message).key === author(message).key && seconds(message) - seconds(before.message) < NEAR && !message.subtype?.includes("_");
    const key = JSON.stringify([message, near, state.seen.me, thread]);
    entries.push([key, () => row(message, near, thread)]);
    before = STRUCTURAL.has(message.subtype) ? { message: { user: "", ts: message.ts }, day } : { message, day, ephemeral: message.ephemeral };
  }
  const place = `${state.seen.me} ${state.look.channel} ${thread}`;
  const end = parent.dataset.place !== place || parent.scrollHeight - parent.scrollTop - parent.clientHeight < 80;
  parent.dataset.place = place;
  reconcile(parent, entries);
  if (end) parent.scrollTop = parent.scrollHeight;
}

const STRUCTURAL = new Set(["channel_join", "channel_leave", "group_join", "group_leave", "channel_topic", "channel_purpose", "channel_name", "channel_archive"]);

function row(message, near, thread) {
  if (message.subtype === "tombstone") return h("div", { class: "message gone", "data-ts": message.ts }, "This message was deleted.");
  if (STRUCTURAL.has(message.subtype)) return h("div", { class: "message note", "data-ts": message.ts }, mrkdwn(message.text));
  const who = message.subtype === "huddle_thread" ? { key: "huddle", name: "Huddle", app: false } : author(message);
  const at = new Date(seconds(message) * 1000);
  const time = h("time", { datetime: at.toISOString(), title: when(at, { dateStyle: "full", timeStyle: "medium" }) }, when(at, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }));
  const head = h("div", { class: "who" }, h("strong", {}, who.name), who.app && h("span", { class: "badge" }, "App"), time);
  const edited = message.edited && h("span", { class: "edited" }, "(edited)");
  return h("article", { class: `message ${near ? "near" : ""} ${message.ephemeral ? "private" : ""}`, "data-ts": message.ts, tabindex: "0", "aria-label": `${who.name}: ${(message.text ?? "").slice(0, 80)}` },
    h("div", { class: "side" }, near ? time : picture(who)),
    h("div", { class: "body" },
      message.ephemeral && h("div", { class: "only-you" }, "🔒 Only visible to you"), message.pinned_to?.length > 0 && h("div", { class: "pinned" }, "📌 Pinned"),
      !near && head, content(message), edited, (message.files ?? []).map(file), reactions(message), !thread && replies(message)),
    !message.ephemeral && tools(message, thread));
}

function content(message) {
  if (message.subtype === "huddle_thread") {
    const there = (message.room?.participants?.length ? message.room.participants : message.room?.participant_history) ?? [];
    return h("div", { class: "huddle" }, `🎧 ${message.text}`, h("small", {}, ` ${there.map((id) => state.seen.users[id]?.name ?? id).join(", ")}`));
  }
  const press = (block, element, value) => act("press", { where: "message", channel: state.look.channel, ts: message.ts, action_id: element.action_id, block_id: block.block_id, value });
  // What a person typed is its text; Slack would have made of it the block that says the same.
  const typed = !message.bot_id && message.blocks?.every((block) => block.type === "rich_text");
  const shown = message.blocks?.length && !typed ? blocks(message.blocks, press) : message.text ? mrkdwn(message.text) : null;
  return [shown, (message.attachments ?? []).map((each) => attachment(each, press))];
}

function file(each) {
  if (each.mode === "tombstone") return h("div", { class: "file gone" }, "This file was deleted.");
  return h("div", { class: "file" }, h("span", { "aria-hidden": "true" }, "📄"), h("div", {}, h("strong", {}, each.title || each.name || "A file"), h("small", {}, `${each.filetype ?? "file"}, ${Math.ceil((each.size ?? 0) / 1024)} kB`)),
    h("button", { type: "button", class: "button", onclick: () => preview(each) }, "Open"),
    h("a", { class: "button", href: `/playground/file/${encodeURIComponent(each.id)}?as=${encodeURIComponent(state.look.as)}`, download: each.name ?? "file" }, "Download"));
}

function reactions(message) {
  if (!message.reactions?.length) return null;
  return h("div", { class: "reactions" }, message.reactions.map((each) => {
    const names = each.users.map((id) => state.seen.users[id]?.name ?? id).join(", ");
    return h("button", { type: "button", "aria-pressed": String(each.users.includes(state.seen.me)), title: `${names} reacted with :${each.name}:`, onclick: () => react(message, each.name) }, emoji(each.name), ` ${each.count ?? each.users.length}`);
  }));
}

const react = (message, name) => act("react", { channel: state.look.channel, ts: message.ts, name });

function replies(message) {
  if (!message.reply_count) return null;
  const faces = (message.reply_users ?? []).slice(0, 4).map((user) => picture(author({ user }), "small"));
  return h("button", { type: "button", class: "replies", onclick: () => openThread(message.ts) }, faces, `${message.reply_count} ${message.reply_count === 1 ? "reply" : "replies"}`);
}

export function openThread(ts) {
  look({ thread: ts });
  document.body.dataset.pane = "thread";
}

function tools(message, thread) {
  const mine = message.user === state.seen.me && !message.bot_id;
  const more = h("details", { class: "overflow" }, h("summary", { "aria-label": "More actions" }, "⋯"), h("div", { class: "menu" }, [
    mine && !message.files && ["Edit", () => edit(message)],
    mine && ["Delete", () => remove(message)],
    [message.pinned_to?.length ? "Unpin" : "Pin", () => act("pin", { channel: state.look.channel, ts: message.ts })],
    ...state.seen.shortcuts.map((each) => [each.name, () => act("shortcut", { channel: state.look.channel, ts: message.ts, callback_id: each.callback_id })]),
  ].filter(Boolean).map(([name, work]) => h("button", { type: "button", onclick: () => { more.open = false; work(); } }, name))));
  const quick = QUICK.map((name) => h("button", { type: "button", "aria-label": `React with ${name}`, onclick: () => react(message, name) }, emoji(name)));
  const reply = !thread && h("button", { type: "button", "aria-label": "Reply in thread", onclick: () => openThread(message.thread_ts ?? message.ts) }, "💬");
  return h("div", { class: "tools", role: "group", "aria-label": "Message actions" }, quick, reply, more);
}

async function edit(message) {
  const field = h("textarea", { rows: 4, "aria-label": "Message", value: asTyped(message.text) });
  const text = await ask("Edit the message", [], "Save", "Cancel", field);
  if (text?.trim()) act("edit", { channel: state.look.channel, ts: message.ts, text });
}

async function remove(message) {
  if (await ask("Delete the message?", [h("p", {}, "Debrief will forget it too, and whatever rests on it.")], "Delete")) {
    act("delete", { channel: state.look.channel, ts: message.ts });
  }
}
