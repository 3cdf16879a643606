// Builds elements. Text goes in as text nodes alone, so that nothing a person or the bot wrote becomes markup.

export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else if (name === "value") element.value = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(9).filter((each) => each !== null && each !== undefined && each !== false));
  return element;
}

// Puts `entries` ([key, build] in order) into `parent`, keeping the elements whose key has not changed, and with them focus and open menus.
export function reconcile(parent, entries) {
  const known = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  let place = parent.firstElementChild;
  for (const [key, build] of entries) {
    let child = known.get(key);
    if (child) known.delete(key);
    else {
      child = build();
      child.dataset.key = key;
    }
    if (child === place) place = place.nextElementSibling;
    else parent.insertBefore(child, place);
  }
  for (const child of known.values()) child.remove();
}

// Only links that lead to the web are links.
export function link(url, ...children) {
  const safe = /^https?:\/\//i.test(url);
  return safe ? h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, ...children) : h("span", {}, ...children);
}

const notice = () => document.getElementById("notice");
let hiding;
export function tell(sentence) {
  notice().textContent = sentence;
  notice().hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => (notice().hidden = true), 6000);
}
