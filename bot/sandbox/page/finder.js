// Search in one chat: the newest message that holds the words first, then up through the older ones.

import { say } from "./words.js";
import { messagesOf } from "./world.js";

export class Finder {
  constructor(pane) {
    this.pane = pane;
    this.found = [];
    this.place = 0;
    pane.at(".search").addEventListener("click", () => (this.form.hidden ? this.open() : this.close()));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.step(1);
    });
    this.field.addEventListener("input", () => this.look());
    this.form.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
    pane.at(".older").addEventListener("click", () => this.step(1));
    pane.at(".newer").addEventListener("click", () => this.step(-1));
    pane.at(".done").addEventListener("click", () => this.close());
  }

  get form() {
    return this.pane.at(".finding");
  }

  get field() {
    return this.pane.at("[type=search]");
  }

  label() {
    const words = { ".search": "search", "[type=search]": "search", ".older": "older", ".newer": "newer", ".done": "close" };
    for (const [part, word] of Object.entries(words)) this.pane.at(part).ariaLabel = this.pane.at(part).title = say(word);
    this.field.placeholder = say("search");
  }

  open() {
    this.form.hidden = false;
    this.field.focus();
    this.look();
  }

  close() {
    const within = this.form.contains(document.activeElement);
    this.form.hidden = true;
    this.field.value = "";
    if (within) this.pane.at(".search").focus();
  }

  look() {
    const words = this.field.value.trim().toLowerCase();
    const holds = (message) => `${message.text} ${message.document?.file_name ?? ""}`.toLowerCase().includes(words);
    this.found = words ? messagesOf(this.pane.chat).filter(holds).reverse() : [];
    this.place = 0;
    this.show();
  }

  step(by) {
    const { length } = this.found;
    if (length) this.place = (this.place + by + length) % length;
    this.show();
  }

  show() {
    const { length } = this.found;
    this.pane.at(".count").textContent = length ? `${this.place + 1}/${length}` : this.field.value.trim() ? say("nothing") : "";
    if (length) this.pane.find(this.found[this.place].message_id);
  }
}
