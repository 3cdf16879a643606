// rich_text blocks and the markdown block as elements.
import { h, link } from "./dom.js";
import { anchor, channelMention, emoji, mention, when } from "./mrkdwn.js";

export function richText(block) {
  return h("div", { class: "rich" }, (block.elements ?? []).map(part));
}

function part(element) {
  const inner = () => (element.elements ?? []).map(piece);
  switch (element.type) {
    case "rich_text_section":
      return h("p", {}, inner());
    case "rich_text_preformatted":
      return h("pre", {}, inner());
    case "rich_text_quote":
      return h("blockquote", {}, inner());
    case "rich_text_list":
      return h(element.style === "ordered" ? "ol" : "ul", {}, element.elements.map((each) => h("li", {}, part(each))));
    default:
      return h("p", { class: "unknown" }, `Unknown part: ${element.type}`);
  }
}

function piece(element) {
  switch (element.type) {
    case "text":
      return styled(element.text, element.style ?? {});
    case "link":
      return anchor(element.url, element.text ?? element.url);
    case "user":
      return mention(element.user_id);
    case "channel":
      return channelMention(element.channel_id);
    case "broadcast":
      return h("span", { class: "mention" }, `@${element.range}`);
    case "emoji":
      return h("span", { title: `:${element.name}:` }, emoji(element.name));
    case "date":
      return h("time", {}, when(new Date(element.timestamp * 1000), { dateStyle: "medium", timeStyle: "short" }));
    default:
      return h("span", { class: "unknown" }, `[${element.type}]`);
  }
}

function styled(text, style) {
  let shown = text;
  if (style.code) shown = h("code", {}, shown);
  if (style.bold) shown = h("strong", {}, shown);
  if (style.italic) shown = h("em", {}, shown);
  if (style.strike) shown = h("s", {}, shown);
  return shown;
}

// The little Markdown that a reader needs: headings, lists, quotes, tables as they are, bold, code, links.
export function markdown(text) {
  const shown = [];
  let list = null;
  for (const line of text.split("\n")) {
    const item = /^\s*[-*] (.*)$/.exec(line) ?? /^\s*\d+\. (.*)$/.exec(line);
    if (item) {
      if (!list) shown.push((list = h("ul", {})));
      list.append(h("li", {}, marked(item[1])));
      continue;
    }
    list = null;
    const heading = /^(#{1,6}) (.*)$/.exec(line);
    if (heading) shown.push(h(`h${Math.min(6, heading[1].length + 2)}`, {}, marked(heading[2])));
    else if (line.startsWith(">")) shown.push(h("blockquote", {}, marked(line.slice(1))));
    else if (line.trim()) shown.push(h("p", {}, marked(line)));
  }
  return h("div", { class: "markdown" }, shown);
}

function marked(text) {
  const found = [];
  let end = 0;
  for (const match of text.matchAll(/\*\*(.+?)\*\*|`([^`]+)`|\[([^\]]+)\]\(([^)\s]+)\)/g)) {
    found.push(text.slice(end, match.index));
    if (match[1]) found.push(h("strong", {}, match[1]));
    else if (match[2]) found.push(h("code", {}, match[2]));
    else found.push(/\/archives\//.test(match[4]) ? anchor(match[4], match[3]) : link(match[4], match[3]));
    end = match.index + match[0].length;
  }
  found.push(text.slice(end));
  return found;
}
