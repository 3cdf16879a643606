// Who wrote something, as pictures and names.
import { state } from "./api.js";
import { h } from "./dom.js";
import { plain } from "./mrkdwn.js";

// { key, name, app }: a person, another app, or this one.
export function author(message) {
  const { users, apps, workspace } = state.seen;
  if (message.bot_id === workspace.bot.bot_id || message.user === workspace.bot.user) return { key: "debrief", name: workspace.bot.name, app: true, own: true };
  if (message.bot_id) return { key: message.bot_id, name: plain(message.username ?? apps[message.bot_id]?.name ?? "An app"), app: true };
  return { key: message.user ?? "?", name: users[message.user]?.name ?? message.user ?? "Slack", app: Boolean(users[message.user]?.is_bot) };
}

export function picture(who, size = "") {
  if (who.own) return h("span", { class: `picture-of own ${size}`, "aria-hidden": "true" }, "≡");
  const initials = who.name.split(/\s+/).map((word) => word[0]).filter((letter) => /\p{L}/u.test(letter)).slice(0, 2).join("") || "?";
  const hue = [...who.key].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 997, 7) % 8;
  return h("span", { class: `picture-of hue-${hue} ${who.app ? "app" : ""} ${size}`, "aria-hidden": "true", "data-name": who.name }, initials);
}

// A person's typed text again, from what Slack carries.
export function asTyped(text) {
  const handle = (id) => state.seen.users[id]?.handle ?? id;
  return plain((text ?? "").replace(/<@(\w+)(?:\|[^>]*)?>/g, (_, id) => `@${handle(id)}`).replace(/<([a-z]+:[^>|]+)(?:\|[^>]*)?>/g, "$1"));
}
