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

// Decisions: rules to ignore and lines to keep, as a configuration file.
const decided = { ignore: new Set(), allow: new Set() };
const output = document.querySelector("#toml");
const link = document.querySelector("#download");
const list = (values) => [...values].sort().map((value) => `  ${JSON.stringify(value)},\n`).join("");
function write() {
  let text = "";
  for (const [key, values] of Object.entries(decided)) {
    if (values.size) text += `${key} = [\n${list(values)}]\n`;
  }
  output.value = text || "# No decisions yet.\n";
  link.href = URL.createObjectURL(new Blob([output.value], { type: "application/toml" }));
}
for (const button of document.querySelectorAll("button.decide")) {
  button.addEventListener("click", () => {
    const { key, value } = button.dataset;
    const on = !decided[key].has(value);
    on ? decided[key].add(value) : decided[key].delete(value);
    for (const same of document.querySelectorAll("button.decide")) {
      if (same.dataset.key === key && same.dataset.value === value) {
        same.setAttribute("aria-pressed", String(on));
      }
    }
    write();
  });
}
if (output) write();
