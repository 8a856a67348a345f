// One chat as one person sees it: its head, its messages, and where they write.

import { ask, base64 } from "./api.js";
import { dayOf, make, messageElement, shadeOf, summary } from "./view.js";
import { locale, say } from "./words.js";
import { messagesOf, present, read, titleOf, world } from "./world.js";

const SHOWN = 300;
const TOGETHER = 5 * 60000;
const drafts = new Map(); // "person chat" → what was typed and not yet sent

export class Pane {
  // `does`: {answer(text, alert), pressed(data), openChat(chat), welcome()}, the page around.
  constructor(name, does) {
    this.name = name;
    this.does = does;
    this.person = this.chat = this.topic = 0;
    this.reply = this.edit = null;
    this.looks = new Map(); // message id → {sig, element}
    this.atEnd = true;
    this.element = document.getElementById("pane").content.firstElementChild.cloneNode(true);
    this.element.id = name;
    this.bind();
  }

  at(selector) {
    return this.element.querySelector(selector);
  }

  get visible() {
    return this.element.offsetParent !== null && this.chat !== 0;
  }

  show(person, chat) {
    if (person === this.person && chat === this.chat) return this.update();
    drafts.set(`${this.person} ${this.chat}`, this.at("textarea").value);
    Object.assign(this, { person, chat, topic: 0, reply: null, edit: null, atEnd: true });
    this.looks.clear();
    this.at(".messages").replaceChildren();
    this.at("textarea").value = drafts.get(`${person} ${chat}`) || "";
    this.at("input").value = "";
    this.at(".menu").hidden = true;
    this.update();
  }

  update() {
    this.element.classList.toggle("empty", !this.chat);
    if (!this.chat) return this.showNobody();
    this.showHeader();
    this.showMessages();
    this.showComposer();
    if (this.visible) read(this.person, this.chat);
  }

  showNobody() {
    this.at("h2").textContent = say("room");
    this.at("header p").textContent = "";
    this.at(".messages").replaceChildren(make("li", "hint", say("noRoom")));
    for (const part of [".composer", ".start", ".which", ".topic", ".pinned"]) this.at(part).hidden = true;
  }

  showHeader(subtitle) {
    const chat = world.chats.get(this.chat);
    const isPrivate = chat.kind === "private";
    const person = world.users.get(this.person);
    const title = titleOf(chat);
    this.element.setAttribute("aria-label", isPrivate ? say("privateOf", person.first_name) : title);
    this.at("h2").textContent = isPrivate ? say("privateOf", person.first_name) : title;
    this.at(".avatar").textContent = title.slice(0, 1);
    this.at(".avatar").style.background = shadeOf(isPrivate ? world.bot.id : chat.id);
    const isThere = ["member", "administrator"].includes(chat.bot_status);
    const about = isPrivate ? say("withBot", title) : say(isThere ? "members" : "withoutBot", chat.members.length);
    this.at("header p").textContent = subtitle || about;
    const topics = Object.entries(chat.topics);
    this.at(".topic").hidden = topics.length === 0;
    this.at(".topic").ariaLabel = say("topic");
    this.at(".topic").replaceChildren(
      new Option(say("general"), 0),
      ...topics.map(([thread, name]) => new Option(name, thread, false, Number(thread) === this.topic)),
    );
    this.at(".messages").ariaLabel = this.element.ariaLabel;
    this.at("textarea").placeholder = say("write");
    this.at("textarea").ariaLabel = say("writeIn", this.at("h2").textContent);
    for (const [part, word] of [[".send", "send"], [".attach", "attach"], [".commands", "commands"], ["input", "attach"]]) {
      this.at(part).title = this.at(part).ariaLabel = say(word);
    }
    this.at(".replying button").ariaLabel = say("cancel");
  }

  showMessages() {
    const chat = world.chats.get(this.chat);
    const known = world.messages.get(this.chat);
    const shown = messagesOf(this.chat).filter((message) => !this.topic || message.thread === this.topic).slice(-SHOWN);
    const items = [];
    let day = "";
    shown.forEach((message, place) => {
      const itsDay = dayOf(new Date(message.date), world.zone, present());
      if (itsDay !== day) items.push(this.kept(`day ${itsDay}`, locale(), () => make("li", "day", make("span", "", itsDay))));
      const answered = known.get(message.reply_to);
      const seen = {
        own: message.from_id === this.person,
        zone: world.zone,
        group: chat.kind !== "private",
        answered: answered && !answered.service ? answered : null,
        topic: this.topic ? "" : chat.topics[message.thread],
        first: itsDay !== day || !together(shown[place - 1], message),
        last: !together(message, shown[place + 1]),
      };
      day = itsDay;
      const sig = JSON.stringify([locale(), message, { ...seen, answered: seen.answered?.text }]);
      items.push(this.kept(message.message_id, sig, () => messageElement(message, seen, this.acts())));
    });
    if (!items.length) items.push(this.kept("welcome", locale(), () => make("li", "hint", this.does.welcome(this) || say("empty"))));
    this.arrange(items);
    this.showPinned(shown);
  }

  // An element stays as long as it looks the same: whoever hears the page read aloud hears only what is new.
  kept(key, sig, build) {
    const before = this.looks.get(key);
    if (before?.sig === sig) return before.element;
    const element = build();
    if (before && before.sig.slice(0, 7) === sig.slice(0, 7) && !before.element.classList.contains("own")) {
      element.classList.add("changed");
    }
    this.looks.set(key, { sig, element });
    return element;
  }

  arrange(items) {
    const list = this.at(".messages");
    let next = list.firstElementChild;
    for (const item of items) {
      if (item === next) next = next.nextElementSibling;
      else list.insertBefore(item, next);
    }
    while (next) {
      const gone = next;
      next = next.nextElementSibling;
      gone.remove();
    }
    this.toEnd();
  }

  showPinned(shown) {
    const pinned = shown.filter((message) => message.pinned).pop();
    this.at(".pinned").hidden = !pinned;
    if (!pinned) return;
    this.at(".pinned").replaceChildren(make("b", "", say("pinned")), summary(pinned));
    this.at(".pinned").onclick = () => this.find(pinned.message_id);
  }

  showComposer() {
    const chat = world.chats.get(this.chat);
    const user = world.users.get(this.person);
    const closed = chat.kind === "private" && (!user.started || user.blocked);
    this.at(".composer").hidden = closed;
    this.at(".start").hidden = !closed;
    this.at(".start").textContent = user.blocked ? say("blocked") : say("start");
    this.at(".start").disabled = user.blocked;
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

  showTyping() {
    this.showHeader(say("typing"));
    clearTimeout(this.typing);
    this.typing = setTimeout(() => this.chat && this.showHeader(), 4000);
  }

  toEnd() {
    const list = this.at(".messages");
    if (this.atEnd) list.scrollTop = list.scrollHeight;
  }

  find(id) {
    const item = this.looks.get(id)?.element;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    item?.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
    item?.classList.add("found");
    setTimeout(() => item?.classList.remove("found"), 1500);
  }

  grow() {
    const text = this.at("textarea");
    if (!text.offsetParent) return; // what isn't shown has no height
    text.style.height = "auto";
    text.style.height = `${Math.min(text.scrollHeight, 220)}px`;
  }

  // Doing

  acts() {
    return {
      reply: (message) => this.answer(message),
      edit: (message) => {
        Object.assign(this, { edit: message, reply: null });
        this.at("textarea").value = message.text;
        this.showComposer();
        this.at("textarea").focus();
      },
      show: (id) => this.find(id),
      copy: (text) => this.does.copy(text),
      command: (text) => this.send(text),
      link: (url) => this.does.link(url),
      picture: (address) => this.does.picture(address),
      press: (message, button, element) => this.press(message, button, element),
    };
  }

  answer(message, { focused = true } = {}) {
    Object.assign(this, { reply: message, edit: null });
    this.showComposer();
    if (focused) this.at("textarea").focus({ preventScroll: true });
  }

  // A question that wants a reply has it begun.
  asked(message) {
    const wants = message.from_bot && message.reply_markup?.force_reply && message.chat_id === this.chat;
    if (wants && this.visible) this.answer(message);
  }

  async press(message, button, element) {
    if (button.copy_text) return this.does.copy(button.copy_text.text);
    if (button.url) return this.does.link(button.url) || window.open(button.url, "_blank", "noopener");
    element?.classList.add("waiting");
    try {
      const where = { chat_id: message.chat_id, message_id: message.message_id };
      const pressed = await ask("press", { user: this.person, data: button.callback_data, within: 15, ...where });
      if (!pressed.answers.length) this.does.answer(say("noAnswer"));
      else if (!pressed.answers.some((answer) => answer.show_alert)) this.does.pressed(button.callback_data);
    } catch (error) {
      this.does.answer(error.message);
    }
    element?.classList.remove("waiting");
  }

  async send(text) {
    const file = this.at("input").files[0];
    if (!text.trim() && !file) return;
    const where = { user: this.person, chat_id: this.chat };
    const answer = this.reply ? { reply_to: this.reply.message_id } : this.topic ? { thread: this.topic } : {};
    try {
      if (this.edit) await ask("edit", { ...where, message_id: this.edit.message_id, text });
      else if (file) await this.sendFile(file, { ...where, ...answer, caption: text });
      else await ask("say", { ...where, ...answer, text });
    } catch (error) {
      return this.does.answer(error.message);
    }
    this.at("textarea").value = this.at("input").value = "";
    Object.assign(this, { reply: null, edit: null, atEnd: true });
    this.showComposer();
    this.toEnd();
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
    const commands = await ask("commands", { user: this.person, chat_id: this.chat });
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
    const [list, text, menu] = [this.at(".messages"), this.at("textarea"), this.at(".menu")];
    // Whoever reads the end keeps reading the end, also when a font or a picture arrives late.
    list.addEventListener("scroll", () => {
      this.atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
    });
    list.addEventListener("load", () => this.toEnd(), true);
    document.fonts.addEventListener("loadingdone", () => this.toEnd());
    new ResizeObserver(() => this.toEnd()).observe(list);
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
    this.at("input").addEventListener("change", () => this.showComposer());
    this.at(".start").addEventListener("click", () => this.send("/start"));
    this.at(".replying button").addEventListener("click", () => {
      if (this.edit) text.value = "";
      Object.assign(this, { reply: null, edit: null });
      this.showComposer();
    });
    this.at(".which").addEventListener("change", (event) => this.does.openChat(Number(event.target.value)));
    this.at(".topic").addEventListener("change", (event) => {
      this.topic = Number(event.target.value);
      this.atEnd = true;
      this.showMessages();
    });
  }
}

const together = (one, other) =>
  Boolean(one && other && !one.service && !other.service) &&
  one.from_id === other.from_id &&
  Date.parse(other.date) - Date.parse(one.date) < TOGETHER;
