// The page: each snapshot is shown part by part; parts that stay the same are left alone.
import { look, state, watch, act } from "./api.js";
import { blocks } from "./blocks.js";
import { composer } from "./composer.js";
import { showModal } from "./dialogs.js";
import { h, reconcile, tell } from "./dom.js";
import { openThread, showMessages } from "./messages.js";
import { goTo, showClock, showHead, showList, showStory } from "./rooms.js";
import { author } from "./people.js";

const at = (id) => document.getElementById(id);
const refreshComposer = composer(at("composer"), false);
let refreshReply = () => {};
let newest = "";

function show(seen) {
  if (!state.look.channel && seen.channels.length) {
    look({ channel: (seen.channels.find((each) => each.name === "inc-practice") ?? seen.channels[0]).id });
    return;
  }
  showStory(at("story"));
  showClock(at("clock"));
  showList(at("list"));
  showHead(at("head"));
  if (state.tab === "home") showHome(seen);
  else showMessages(at("messages"), seen.messages);
  at("composer").hidden = state.tab === "home" || !seen.channel?.members.includes(seen.me);
  refreshComposer();
  showThread(seen);
  showPanel(seen);
  showModal(seen.modals);
  announce(seen);
}

function showHome(seen) {
  const view = seen.home;
  const press = (block, element, value) => act("press", { where: "home", action_id: element.action_id, block_id: block.block_id, value });
  reconcile(at("messages"), [[`home ${JSON.stringify(view?.blocks)} ${seen.me}`, () => h("div", { class: "home" }, view ? blocks(view.blocks, press) : h("p", {}, "Debrief has shown nothing here yet."))]]);
}

function showThread(seen) {
  const pane = at("thread");
  const thread = state.tab === "channel" ? seen.thread : null;
  pane.hidden = !thread;
  if (!thread) return void pane.replaceChildren();
  if (!pane.firstChild) {
    const form = h("form", { class: "composer" });
    pane.append(h("header", {}, h("h2", {}, "Thread"), h("button", { type: "button", "aria-label": "Close the thread", onclick: closeThread }, "✕")), h("div", { class: "scroll", id: "replies" }), form);
    refreshReply = composer(form, true);
  }
  showMessages(at("replies"), thread.messages, { thread: thread.ts });
  refreshReply();
}

function closeThread() {
  look({ thread: null });
  document.body.dataset.pane = "main";
}

function showPanel(seen) {
  const pane = at("panel");
  if (pane.hidden) return;
  if (!pane.firstChild) pane.append(h("header", {}, h("h2", {}, "Traffic"), h("small", {}, "What the bot received and sent, in UTC, newest last")), h("div", { class: "scroll", id: "traffic" }));
  const list = at("traffic");
  const end = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  reconcile(list, seen.panel.entries.map((each) => [`${each.n} ${each.note}`, () => {
    const body = h("details", { class: `entry ${each.way}` }, h("summary", {}, h("span", { class: "way", title: each.way }, each.way === "received" ? "→" : "←"), h("time", {}, each.at), h("strong", {}, each.kind), h("small", {}, each.note)));
    body.addEventListener("toggle", () => body.children.length === 1 && body.append(h("pre", {}, JSON.stringify(each.body, null, 1))));
    return body;
  }]));
  if (end) list.scrollTop = list.scrollHeight;
}

// Says new messages to those who listen rather than look.
function announce(seen) {
  const last = seen.messages.at(-1);
  const key = `${seen.me} ${seen.channel?.id}`;
  if (last && newest.startsWith(key) && newest !== `${key} ${last.ts}`) at("live").textContent = `${author(last).name}: ${(last.text ?? "").slice(0, 200)}`;
  newest = last ? `${key} ${last.ts}` : key;
}

document.addEventListener("jump", (event) => {
  const { channel, ts, thread } = event.detail;
  const known = state.seen.channels.some((each) => each.id === channel);
  if (!known) return tell("That message is in a channel you cannot see.");
  if (channel !== state.look.channel || state.tab !== "channel") goTo(channel);
  const root = thread ?? state.seen.messages.find((each) => each.ts === ts)?.ts;
  if (thread && thread !== ts) openThread(thread);
  seek(ts, root ? 20 : 40);
});

function seek(ts, tries) {
  const found = [...document.querySelectorAll(".message")].findLast((each) => each.dataset.ts === ts);
  if (!found) return void (tries > 0 ? setTimeout(() => seek(ts, tries - 1), 100) : tell("That message is in a thread that is not open."));
  found.scrollIntoView({ block: "center" });
  found.focus({ preventScroll: true });
  found.classList.remove("found");
  requestAnimationFrame(() => found.classList.add("found"));
}

at("panel-toggle").addEventListener("click", () => {
  const pane = at("panel");
  pane.hidden = !pane.hidden;
  at("panel-toggle").setAttribute("aria-expanded", String(!pane.hidden));
  document.body.dataset.pane = pane.hidden ? "main" : "panel";
  if (state.seen) showPanel(state.seen);
  at("traffic")?.scrollTo(0, 1e9);
});

at("back").addEventListener("click", () => {
  const { pane } = document.body.dataset;
  if (pane === "panel") at("panel-toggle").click();
  else if (pane === "thread") closeThread();
  else document.body.dataset.pane = "list";
});

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.overflow[open]")) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.overflow[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

watch(show);
