"use strict";
document.documentElement.classList.add("js");

// Filters of the sampled documents.
const form = document.querySelector("form.filters");
const shown = document.querySelector("#shown");
const documents = [...document.querySelectorAll("details.sampled")];
function filter() {
  const { rule, host, language, search } = form.elements;
  const words = search.value.toLowerCase().trim();
  let count = 0;
  for (const one of documents) {
    const fits = (!rule.value || one.dataset.rules.split(" ").some(
        (id) => id === rule.value || id.startsWith(rule.value + ".")))
      && (!host.value || one.dataset.host === host.value)
      && (!language.value || one.dataset.language === language.value)
      && (!words || one.textContent.toLowerCase().includes(words));
    one.hidden = !fits;
    count += fits;
  }
  shown.textContent = `${count} of ${documents.length} documents shown`;
}
if (form) {
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));
  filter();
}

// Decisions: rules to ignore, everywhere or on a host, and lines to keep, as a configuration file.
const decided = { ignore: new Set(), allow: new Set(), host: new Set() };
const output = document.querySelector("#toml");
const link = document.querySelector("#download");
const buttons = [...document.querySelectorAll("button.decide")];
const list = (values) => [...values].sort().map((value) => `  ${JSON.stringify(value)},\n`).join("");
function values(button) {
  const { key, value, host } = button.dataset;
  if (key === "host") return [`${host}\n${value}`];
  if (key === "ignore") return [value];
  const text = value ?? button.previousElementSibling.textContent;
  return text.split("\n").map((line) => line.trim()).filter(Boolean);
}
const isOn = (button) => values(button).every((value) => decided[button.dataset.key].has(value));
function write() {
  let text = "";
  for (const key of ["ignore", "allow"]) {
    if (decided[key].size) text += `${key} = [\n${list(decided[key])}]\n`;
  }
  const hosts = {};
  for (const value of [...decided.host].sort()) {
    const [host, rule] = value.split("\n");
    (hosts[host] ??= []).push(rule);
  }
  for (const [host, rules] of Object.entries(hosts)) {
    text += `\n[host.${JSON.stringify(host)}]\nignore = [\n${list(rules)}]\n`;
  }
  output.value = text || "# No decisions yet.\n";
  link.href = URL.createObjectURL(new Blob([output.value], { type: "application/toml" }));
}
for (const button of buttons) {
  button.addEventListener("click", () => {
    const set = decided[button.dataset.key];
    const on = !isOn(button);
    for (const value of values(button)) on ? set.add(value) : set.delete(value);
    for (const other of buttons) other.setAttribute("aria-pressed", String(isOn(other)));
    write();
  });
}
if (output) write();
