// Where one person writes in a chat: the field, a file beside it, what is answered or changed, the menu of commands.

import { ask, base64 } from "./api.js";
import { make, summary } from "./view.js";
import { say } from "./words.js";
import { world } from "./world.js";

const drafts = new Map(); // "person chat" → what was typed and not yet sent

export class Composer {
  // The pane says who writes where, and is told when something was sent.
  constructor(pane) {
    this.pane = pane;
    this.reply = this.edit = null;
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
    this.at("input").value = "";
    this.at(".menu").hidden = true;
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
    this.at(".replying").hidden = !about;
    if (about) {
      const title = this.edit ? say("editing") : about.from_name;
      this.at(".replying span").replaceChildren(make("b", "", title), summary(about));
    }
    const file = this.at("input").files[0];
    this.at(".attach").classList.toggle("chosen", Boolean(file));
    if (file) this.at(".attach").title = file.name;
    this.grow();
  }

  label() {
    this.at("textarea").placeholder = say("write");
    this.at("textarea").ariaLabel = say("writeIn", this.at("h2").textContent);
    for (const [part, word] of [[".send", "send"], [".attach", "attach"], [".commands", "commands"], ["input", "attach"]]) {
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
    const file = this.at("input").files[0];
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
    this.at("textarea").value = this.at("input").value = "";
    Object.assign(this, { reply: null, edit: null });
    this.show();
    this.pane.sent();
  }

  async sendFile(file, facts) {
    const content = await base64(file);
    if (/^image\/(png|jpeg|gif|webp)$/.test(file.type)) return ask("photo", { ...facts, content });
    return ask("document", { ...facts, content, file_name: file.name, mime_type: file.type || undefined });
  }

  async showMenu(typed) {
    const menu = this.at(".menu");
    menu.hidden = !/^\/\w*$/.test(typed);
    if (menu.hidden) return;
    const commands = await ask("commands", { user: this.pane.person, chat_id: this.pane.chat });
    const fitting = commands.filter((command) => `/${command.command}`.startsWith(typed));
    menu.hidden = !fitting.length;
    menu.replaceChildren(
      ...fitting.map((command) => {
        const item = make("button", "", make("b", "", `/${command.command}`), make("span", "", command.description));
        item.type = "button";
        item.addEventListener("click", () => {
          menu.hidden = true;
          this.send(`/${command.command}`);
        });
        return make("li", "", item);
      }),
    );
  }

  bind() {
    const [text, menu] = [this.at("textarea"), this.at(".menu")];
    this.at(".composer").addEventListener("submit", (event) => {
      event.preventDefault();
      menu.hidden = true;
      this.send(text.value);
    });
    text.addEventListener("input", () => {
      this.grow();
      this.showMenu(text.value);
    });
    text.addEventListener("keydown", (event) => {
      // On a phone's keyboard Enter is a new line; orders have many.
      const isPhone = matchMedia("(pointer: coarse)").matches;
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing && !isPhone) {
        event.preventDefault();
        this.at(".composer").requestSubmit();
      }
      if (event.key === "Escape") menu.hidden = true;
    });
    this.at(".commands").addEventListener("click", () => {
      if (menu.hidden) this.showMenu("/");
      else menu.hidden = true;
    });
    this.at("input").addEventListener("change", () => this.show());
    this.at(".start").addEventListener("click", () => this.send("/start"));
    this.at(".replying button").addEventListener("click", () => {
      if (this.edit) text.value = "";
      Object.assign(this, { reply: null, edit: null });
      this.show();
    });
  }
}
