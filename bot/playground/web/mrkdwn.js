// Slack's mrkdwn, and its dates, as elements.
import { h, link } from "./dom.js";
import { state } from "./api.js";

const EMOJI = {
  "+1": "👍", thumbsup: "👍", "-1": "👎", eyes: "👀", tada: "🎉", fire: "🔥", warning: "⚠️", rotating_light: "🚨", white_check_mark: "✅",
  heavy_check_mark: "✔️", x: "❌", red_circle: "🔴", large_green_circle: "🟢", large_yellow_circle: "🟡", large_orange_circle: "🟠",
  large_blue_circle: "🔵", white_circle: "⚪", hourglass: "⌛", hourglass_flowing_sand: "⏳", lock: "🔒", unlock: "🔓", mag: "🔍", memo: "📝",
  pushpin: "📌", link: "🔗", paperclip: "📎", rocket: "🚀", bug: "🐛", wave: "👋", pray: "🙏", heart: "❤️", thinking_face: "🤔", question: "❓",
  exclamation: "❗", no_entry: "⛔", construction: "🚧", bulb: "💡", ticket: "🎫", ballot_box_with_check: "☑️", headphones: "🎧", calendar: "📅",
  clock1: "🕐", bell: "🔔", speech_balloon: "💬", package: "📦", hammer_and_wrench: "🛠️", chart_with_upwards_trend: "📈", raised_hands: "🙌",
  point_up: "☝️", ok_hand: "👌", clap: "👏", smile: "😄", sweat_smile: "😅", joy: "😂", saluting_face: "🫡", cry: "😢", scream: "😱", coffee: "☕", 100: "💯",
};
export const emoji = (name) => EMOJI[name] ?? `:${name}:`;
export const EMOJI_NAMES = Object.keys(EMOJI);

const TOKEN = new RegExp(
  "```\\n?(?<pre>[\\s\\S]+?)\\n?```|`(?<code>[^`\\n]+)`|<(?<angle>[^<>\\n]+)>|(?<![\\w*])\\*(?<bold>[^*\\n]+)\\*(?![\\w*])" +
    "|(?<![\\w_])_(?<italic>[^_\\n]+)_(?![\\w_])|(?<![\\w~])~(?<strike>[^~\\n]+)~(?![\\w~])|:(?<emoji>[a-z0-9_+-]+):",
  "g",
);
export const plain = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

export function mrkdwn(text) {
  const lines = [];
  for (const line of splitLines(text ?? "")) {
    const quote = /^(?:&gt;|>) ?(.*)$/s.exec(line);
    const item = /^(\s*)(•|◦|▪|\d+\.) (.*)$/s.exec(line);
    if (quote) lines.push(h("blockquote", {}, inline(quote[1])));
    else if (item) lines.push(h("span", { class: "item" }, h("span", { class: "mark" }, item[2]), h("span", {}, inline(item[3]))));
    else lines.push(h("span", { class: "line" }, line ? inline(line) : "\u00a0"));
  }
  return h("div", { class: "mrkdwn" }, lines);
}

// A fenced block is one line, whatever it holds.
function splitLines(text) {
  return text.split(/(```[\s\S]+?```)/).flatMap((part) => (part.startsWith("```") ? [part] : part.replace(/^\n|\n$/g, "").split("\n")))
    .filter((line, place, all) => line !== "" || (place > 0 && place < all.length - 1));
}

export function inline(text) {
  const found = [];
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    if (match.index > end) found.push(plain(text.slice(end, match.index)));
    found.push(token(match.groups));
    end = match.index + match[0].length;
  }
  if (end < text.length) found.push(plain(text.slice(end)));
  return found;
}

function token(groups) {
  if (groups.pre !== undefined) return h("pre", {}, plain(groups.pre));
  if (groups.code !== undefined) return h("code", {}, plain(groups.code));
  if (groups.bold !== undefined) return h("strong", {}, inline(groups.bold));
  if (groups.italic !== undefined) return h("em", {}, inline(groups.italic));
  if (groups.strike !== undefined) return h("s", {}, inline(groups.strike));
  if (groups.emoji !== undefined) return h("span", { title: `:${groups.emoji}:` }, emoji(groups.emoji));
  return angle(groups.angle);
}

function angle(inner) {
  const [target, ...rest] = inner.split("|");
  const label = rest.length ? plain(rest.join("|")) : null;
  if (target.startsWith("@")) return mention(target.slice(1));
  if (target.startsWith("#")) return channelMention(target.slice(1), label);
  if (target.startsWith("!date^")) return date(target, label);
  if (target.startsWith("!")) return h("span", { class: "mention" }, `@${label ?? target.slice(1)}`);
  return anchor(target, label ?? plain(target));
}

export function anchor(url, label) {
  const archive = /\/archives\/(\w+)\/p(\d{10})(\d{6})(?:.*[?&](?:amp;)?thread_ts=([\d.]+))?/.exec(url);
  if (!archive) return link(plain(url), label);
  const [, channel, seconds, micros, thread] = archive;
  const jump = (event) => {
    event.preventDefault();
    document.dispatchEvent(new CustomEvent("jump", { detail: { channel, ts: `${seconds}.${micros}`, thread } }));
  };
  return h("a", { href: "#", class: "citation", title: "Show the message", onclick: jump }, label);
}

export function mention(id) {
  const user = state.seen?.users[id];
  return h("span", { class: "mention" + (id === state.seen?.me ? " me" : "") }, `@${user?.name ?? id}`);
}

export function channelMention(id, label) {
  const channel = state.seen?.channels.find((each) => each.id === id);
  return h("span", { class: "mention" }, `#${channel?.name ?? label ?? "a channel you cannot see"}`);
}

const PARTS = {
  "{date_num}": { year: "numeric", month: "2-digit", day: "2-digit" },
  "{date_short}": { month: "short", day: "numeric", year: "numeric" },
  "{date}": { month: "long", day: "numeric", year: "numeric" },
  "{date_long}": { weekday: "long", month: "long", day: "numeric", year: "numeric" },
  "{time}": { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  "{time_secs}": { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" },
};

function date(target, fallback) {
  const [, seconds, format, url] = target.split("^");
  const at = new Date(Number(seconds) * 1000);
  if (Number.isNaN(at.valueOf())) return fallback ?? "";
  const text = (format ?? "{time}").replace(/\{(\w+?)(?:_pretty)?\}/g, (all, name) => {
    const options = PARTS[`{${name}}`];
    return options ? when(at, options) : all;
  });
  const shown = h("time", { datetime: at.toISOString(), title: fallback ?? "" }, text);
  return url ? anchor(url, shown) : shown;
}

// A moment in the zone of whoever looks.
export function when(at, options) {
  const zone = state.seen?.users[state.seen.me]?.tz ?? "UTC";
  return new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options }).format(at);
}
