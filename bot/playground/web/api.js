// The way to the server: deeds by POST, and what is seen by WebSocket.
import { tell } from "./dom.js";

export const state = { seen: null, look: { as: null, channel: null, thread: null }, tab: "channel" };
let socket = null;
let onSeen = () => {};

export async function act(action, details = {}) {
  try {
    const response = await fetch("/playground/do", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ action, as: state.look.as, ...details }),
    });
    const answer = await response.json();
    if (!answer.ok) tell(answer.error);
    return answer;
  } catch {
    tell("The playground does not answer; is it still running?");
    return { ok: false };
  }
}

export function look(changes) {
  Object.assign(state.look, changes);
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ look: state.look }));
}

export function watch(callback) {
  onSeen = callback;
  connect();
}

function connect() {
  socket = new WebSocket(`ws://${location.host}/playground/live`);
  socket.addEventListener("open", () => look({}));
  socket.addEventListener("message", (message) => {
    const seen = JSON.parse(message.data);
    // A snapshot for somebody else, or of another channel, was on its way while the page turned.
    if (state.look.as && seen.me !== state.look.as) return;
    if (state.look.channel && seen.channel && seen.channel.id !== state.look.channel) return;
    seen.received = performance.now();
    state.seen = seen;
    state.look.as = seen.me;
    onSeen(seen);
  });
  socket.addEventListener("close", () => setTimeout(connect, 1000));
}
