// The list of channels, the head of the one that is open, the story and the clock.
import { act, look, state } from "./api.js";
import { ask } from "./dialogs.js";
import { h, reconcile } from "./dom.js";
import { when } from "./mrkdwn.js";
import { author, picture } from "./people.js";

const read = new Map();
const place = (channel) => `${state.seen.me} ${channel.id}`;
const SPEEDS = [1, 10, 60, 600];

export function goTo(channel) {
  state.tab = "channel";
  look({ channel, thread: null });
  document.body.dataset.pane = "main";
}

export function showList(parent) {
  const { seen } = state;
  const me = seen.users[seen.me];
  const people = Object.values(seen.users).filter((each) => !each.is_bot);
  const open = seen.channel?.id;
  if (open && state.tab === "channel") read.set(place({ id: open }), seen.channels.find((each) => each.id === open)?.latest);
  const entries = [
    [`me ${me.id} ${people.length}`, () => h("div", { class: "me" }, picture({ key: me.id, name: me.name }), h("label", {}, h("small", {}, "You are"), chooser(people, me)), h("small", { class: "title" }, [me.title, me.tz].filter(Boolean).join(" · ")))],
    ["channels", () => h("h2", {}, "Channels", h("button", { type: "button", class: "button quiet", "aria-label": "Make a channel", onclick: makeChannel }, "+"))],
  ];
  for (const channel of seen.channels) {
    const unread = channel.latest && (read.get(place(channel)) ?? "") < channel.latest && channel.member;
    const here = channel.id === open && state.tab === "channel";
    entries.push([`${channel.id} ${channel.name} ${unread} ${here} ${channel.member} ${channel.archived}`, () => h("button", { type: "button", class: `room ${unread ? "unread" : ""}`, "aria-current": here ? "page" : null, onclick: () => goTo(channel.id) }, h("span", { "aria-hidden": "true" }, channel.private ? "🔒" : "#"), channel.name, channel.private && h("span", { class: "unseen" }, " (private)"), !channel.member && h("small", {}, "not joined"), unread && h("span", { class: "dot", title: "Unread" }, h("span", { class: "unseen" }, "unread")))]);
  }
  const home = state.tab === "home";
  entries.push(["apps", () => h("h2", {}, "Apps")]);
  entries.push([`home ${home}`, () => h("button", { type: "button", class: "room", "aria-current": home ? "page" : null, onclick: openHome }, picture({ own: true, key: "", name: "" }, "small"), "Debrief: Home")]);
  entries.push([`tickets ${JSON.stringify(seen.tickets)}`, () => h("div", { class: "tickets" }, h("h2", {}, "Jira"), seen.tickets.length ? seen.tickets.map((each) => h("div", { class: "ticket" }, h("strong", {}, each.key), each.summary)) : h("small", {}, "No tickets yet."))]);
  reconcile(parent, entries);
}

function chooser(people, me) {
  const node = h("select", { id: "who", "aria-label": "Through whose eyes you look" }, people.map((each) => h("option", { value: each.id, selected: each.id === me.id }, each.name + (each.guest ? " (guest)" : each.external ? " (other workspace)" : ""))));
  node.addEventListener("change", () => {
    look({ as: node.value, thread: null });
    if (state.tab === "home") openHome();
  });
  return node;
}

export function openHome() {
  state.tab = "home";
  document.body.dataset.pane = "main";
  look({ thread: null });
  act("open_home");
}

async function makeChannel() {
  const field = h("input", { type: "text", "aria-label": "Name", placeholder: "inc-mail-delayed", maxlength: 80 });
  const secret = h("input", { type: "checkbox" });
  const name = await ask("Make a channel", [h("p", {}, "One whose name begins with inc- is an incident's for Debrief."), h("label", { class: "choice" }, secret, "Private")], "Make", "Cancel", field);
  if (!name?.trim()) return;
  const made = await act("create_channel", { name: name.trim(), private: secret.checked });
  if (made.ok) goTo(made.channel);
}

export function showHead(parent) {
  const { seen } = state;
  if (state.tab === "home") return reconcile(parent, [["home", () => h("div", { class: "title" }, h("h2", {}, "Debrief: Home"), h("small", {}, "What the bot shows you alone"))]]);
  const channel = seen.channel;
  if (!channel) return reconcile(parent, [["none", () => h("div", { class: "title" }, h("h2", {}, "Choose a channel"))]]);
  const member = channel.members.includes(seen.me);
  const bot = channel.members.includes(seen.workspace.bot.user);
  const faces = channel.members.filter((id) => !seen.users[id]?.is_bot).slice(0, 5).map((user) => picture(author({ user }), "small"));
  const calling = seen.messages.some((each) => each.room && !each.room.has_ended);
  reconcile(parent, [[JSON.stringify([channel, member, bot, calling]), () => h("div", { class: "title" },
    h("h2", {}, `${channel.private ? "🔒 " : "#"}${channel.name}`), channel.topic && h("small", {}, channel.topic), h("span", { class: "faces", title: `${channel.members.length} members` }, faces, h("small", {}, String(channel.members.length))),
    h("span", { class: "row" },
      member && !bot && h("button", { type: "button", class: "button", onclick: () => act("invite_bot", { channel: channel.id }) }, "Invite Debrief"),
      member ? h("button", { type: "button", class: "button quiet", onclick: () => act("leave", { channel: channel.id }) }, "Leave") : h("button", { type: "button", class: "button primary", onclick: () => act("join", { channel: channel.id }) }, "Join"),
      member && h("button", { type: "button", class: "button quiet", onclick: () => act("huddle", { channel: channel.id }) }, calling ? "🎧 Join the huddle" : "🎧 Huddle"),
      member && calling && h("button", { type: "button", class: "button quiet", onclick: () => act("end_huddle", { channel: channel.id }) }, "End it")))]]);
}

let followed = false;

export function showStory(parent) {
  const { story } = state.seen;
  if (story.state === "playing" && story.channel && !followed) {
    followed = true;
    goTo(story.channel);
  }
  reconcile(parent, [[`${story.state} ${story.speed}`, () => {
    const done = story.state === "done" || story.state === "stuck";
    const speed = h("select", { "aria-label": "Pace of the incident" }, SPEEDS.slice(1).map((each) => h("option", { value: each, selected: each === story.speed }, `${each}×`)));
    speed.addEventListener("change", () => state.seen.story.state === "playing" && act("story", { do: "play", speed: Number(speed.value) }));
    const play = h("button", { type: "button", class: "button primary", id: "play", disabled: done, onclick: () => act("story", story.state === "playing" ? { do: "pause" } : { do: "play", speed: Number(speed.value) }) }, story.state === "playing" ? "Pause" : story.state === "paused" ? "Go on" : done ? "Played" : "▶ Play the incident");
    return h("div", { class: "row" }, play, !done && speed, story.state !== "ready" && h("progress", { id: "progress", max: story.steps, "aria-label": "How far the incident is" }));
  }]]);
  const progress = document.getElementById("progress");
  if (progress) progress.value = story.step;
}

export function showClock(parent) {
  const { clock } = state.seen;
  reconcile(parent, [[`clock ${clock.speed}`, () => {
    const speed = h("select", { "aria-label": "Pace of the clock" }, SPEEDS.map((each) => h("option", { value: each, selected: each === clock.speed }, `${each}×`)));
    speed.addEventListener("change", () => act("clock", { speed: Number(speed.value) }));
    const skip = (name, minutes) => h("button", { type: "button", class: "button quiet", onclick: () => act("forward", { minutes }) }, name);
    return h("div", { class: "row" }, h("output", { id: "now", title: "The workspace's own time" }), speed, skip("+10 min", 10), skip("+1 day", 1440));
  }]]);
  tick();
}

function tick() {
  const { seen } = state;
  const now = document.getElementById("now");
  if (!seen || !now) return;
  const at = new Date(Date.parse(seen.clock.now) + (performance.now() - seen.received) * seen.clock.speed);
  now.textContent = when(at, { weekday: "short", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
}
setInterval(tick, 500);
