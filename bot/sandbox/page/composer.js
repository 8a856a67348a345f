// Where one person writes in a chat: the field, a file beside it, what is answered or changed, the menu of commands.

import { ask, base64 } from "./api.js";
import { Menu } from "./menu.js";
import { make, summary } from "./view.js";
import { say } from "./words.js";
import { world } from "./world.js";

const drafts = new Map(); // "person chat" → what was typed and not yet sent

export class Composer {
  // The pane says who writes where, and is told when something was sent.
  constructor(pane) {
    this.pane = pane;
    this.reply = this.edit = null;
    this.menu = new Menu(this);
    this.bind();
  }

  at(selector) {
    return this.pane.at(selector);
  }

  get place() {
    return `${this.pane.person} ${this.pane.chat}`;
  }

  leave() {
    drafts.set(this.place, this.at("textarea").value);
  }

  open() {
    Object.assign(this, { reply: null, edit: null });
    this.at("textarea").value = drafts.get(this.place) || "";
    this.at(".file").value = "";
    this.menu.hide();
  }

  show() {
    const chat = world.chats.get(this.pane.chat);
    const user = world.users.get(this.pane.person);
    const closed = chat.kind === "private" && (!user.started || user.blocked);
    this.at(".composer").hidden = closed;
    this.at(".start").hidden = !closed;
    this.at(".start").textContent = user.blocked ? say("blocked") : say("start");
    this.at(".start").disabled = user.blocked;
    this.label();
    const about = this.edit || this.reply;
    const file = this.at(".file").files[0];
    this.at(".replying").hidden = !about && !file;
    this.at(".replying span").replaceChildren(
      ...(about ? [make("b", "", this.edit ? say("editing") : about.from_name), `${summary(about)} `] : []),
      ...(file ? [make("b", "", say("attached")), file.name] : []),
    );
    this.at(".attach").classList.toggle("chosen", Boolean(file));
    this.grow();
  }

  label() {
    this.at("textarea").placeholder = say("write");
    this.at("textarea").ariaLabel = say("writeIn", this.at("h2").textContent);
    for (const [part, word] of [[".send", "send"], [".attach", "attach"], [".commands", "commands"], [".file", "attach"]]) {
      this.at(part).title = this.at(part).ariaLabel = say(word);
    }
    this.at(".replying button").ariaLabel = say("cancel");
  }

  grow() {
    const text = this.at("textarea");
    if (!text.offsetParent) return; // what isn't shown has no height
    text.style.height = "auto";
    text.style.height = `${Math.min(text.scrollHeight, 220)}px`;
  }

  answer(message, { focused = true } = {}) {
    Object.assign(this, { reply: message, edit: null });
    this.show();
    if (focused) this.at("textarea").focus({ preventScroll: true });
  }

  change(message) {
    Object.assign(this, { edit: message, reply: null });
    this.at("textarea").value = message.text;
    this.show();
    this.at("textarea").focus();
  }

  async send(text) {
    const file = this.at(".file").files[0];
    if (!text.trim() && !file) return;
    const { person, chat, topic } = this.pane;
    const where = { user: person, chat_id: chat };
    const answer = this.reply ? { reply_to: this.reply.message_id } : topic ? { thread: topic } : {};
    try {
      if (this.edit) await ask("edit", { ...where, message_id: this.edit.message_id, text });
      else if (file) await this.sendFile(file, { ...where, ...answer, caption: text });
      else await ask("say", { ...where, ...answer, text });
    } catch (error) {
      return this.pane.does.answer(error.message);
    }
    this.at("textarea").value = this.at(".file").value = "";
    Object.assign(this, { reply: null, edit: null });
    this.show();
    this.pane.sent();
  }

  async sendFile(file, facts) {
    const content = await base64(file);
    if (/^image\/(png|jpeg|gif|webp)$/.test(file.type)) return ask("photo", { ...facts, content });
    return ask("document", { ...facts, content, file_name: file.name, mime_type: file.type || undefined });
  }

  // A picture that was copied, or a file dropped on the chat: as if it had been chosen.
  take(files) {
    if (!files.length || this.at(".composer").hidden) return false;
    const one = new DataTransfer();
    one.items.add(files[0]);
    this.at(".file").files = one.files;
    this.show();
    this.at("textarea").focus();
    return true;
  }

  bind() {
    const text = this.at("textarea");
    this.at(".composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.menu.hide();
      this.send(text.value);
    });
    text.addEventListener("input", () => {
      this.grow();
      this.menu.suggest();
    });
    text.addEventListener("paste", (event) => this.take(event.clipboardData.files) && event.preventDefault());
    for (const kind of ["dragover", "drop"]) {
      this.pane.element.addEventListener(kind, (event) => {
        if (!event.dataTransfer.types.includes("Files")) return;
        event.preventDefault();
        this.take(event.dataTransfer.files);
      });
    }
    text.addEventListener("keydown", (event) => {
      if (this.menu.enter(event)) return;
      // On a phone's keyboard Enter is a new line; orders have many.
      const isPhone = matchMedia("(pointer: coarse)").matches;
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing && !isPhone) {
        event.preventDefault();
        this.at(".composer").requestSubmit();
      }
      if (event.key === "Escape") this.menu.hide();
    });
    this.at(".commands").addEventListener("click", () => {
      if (this.at(".menu").hidden) this.menu.commands();
      else this.menu.hide();
    });
    this.at(".file").addEventListener("change", () => this.show());
    this.at(".start").addEventListener("click", () => this.send("/start"));
    this.at(".replying button").addEventListener("click", () => {
      if (this.edit) text.value = "";
      this.at(".file").value = "";
      Object.assign(this, { reply: null, edit: null });
      this.show();
    });
  }
}
