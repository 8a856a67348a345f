// One chat as one person sees it: its head and its messages, above where they write.

import { ask } from "./api.js";
import { Composer } from "./composer.js";
import { Finder } from "./finder.js";
import { showHead, showPinned } from "./head.js";
import { dayOf, make, messageElement, together } from "./view.js";
import { locale, say } from "./words.js";
import { messagesOf, present, read, unreadOf, world } from "./world.js";

const SHOWN = 300;
const HEAD = 12;

export class Pane {
  // `does`: {answer(text, alert), pressed(data), openChat(chat), welcome()}, the page around.
  constructor(name, does) {
    this.name = name;
    this.does = does;
    this.person = this.chat = this.topic = 0;
    this.looks = new Map(); // message id → {sig, element}
    this.atEnd = true;
    this.top = 0; // where the list was scrolled to
    this.held = 0; // a message that stays in sight, whatever comes after it
    this.most = SHOWN;
    this.element = document.getElementById("pane").content.firstElementChild.cloneNode(true);
    this.element.id = name;
    this.composer = new Composer(this);
    this.finder = new Finder(this);
    this.bind();
  }

  at(selector) {
    return this.element.querySelector(selector);
  }

  get visible() {
    return this.element.offsetParent !== null && this.chat !== 0 && !document.hidden;
  }

  show(person, chat) {
    if (person === this.person && chat === this.chat) return this.update();
    this.composer.leave();
    this.finder.close();
    Object.assign(this, { person, chat, topic: 0, atEnd: true, held: 0, most: SHOWN });
    this.looks.clear();
    this.at(".messages").replaceChildren();
    this.composer.open();
    this.update();
  }

  update() {
    this.element.classList.toggle("empty", !this.chat);
    if (!this.chat) return this.showNobody();
    showHead(this);
    this.showMessages();
    this.composer.show();
    this.finder.label();
    this.showDown();
  }

  // Only what stands at the end of what one sees is read.
  showDown() {
    if (this.visible && this.atEnd) read(this.person, this.chat);
    const missed = unreadOf(this.person, this.chat);
    const down = this.at(".down");
    down.hidden = this.atEnd;
    down.replaceChildren("↓", ...(missed && !this.atEnd ? [make("span", "unread", String(missed))] : []));
    down.ariaLabel = down.title = [say("toEnd"), missed ? say("unread", missed) : ""].filter(Boolean).join(", ");
  }

  showNobody() {
    this.at("h2").textContent = say("room");
    this.at("header p").textContent = "";
    this.at(".messages").replaceChildren(make("li", "hint", say("noRoom")));
    for (const part of [".composer", ".start", ".which", ".topic", ".pinned", ".down", ".finding"]) this.at(part).hidden = true;
  }

  showMessages() {
    const chat = world.chats.get(this.chat);
    const known = world.messages.get(this.chat);
    const shown = messagesOf(this.chat).filter((message) => !this.topic || message.thread === this.topic).slice(-this.most);
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
    showPinned(this, shown);
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

  showTyping() {
    showHead(this, say("typing"));
    clearTimeout(this.typing);
    this.typing = setTimeout(() => this.chat && showHead(this), 4000);
  }

  toEnd() {
    const list = this.at(".messages");
    const held = this.looks.get(this.held)?.element;
    if (held?.isConnected) list.scrollTop = Math.min(held.offsetTop - HEAD, held.offsetTop + held.offsetHeight + HEAD - list.clientHeight);
    else if (this.atEnd) list.scrollTop = list.scrollHeight;
  }

  hold(id) {
    if (this.held && !id) this.atEnd = false; // let go where one stands
    this.held = id;
    this.toEnd();
  }

  sent() {
    this.held = 0;
    this.jump();
  }

  jump() {
    this.held = 0;
    this.atEnd = true;
    this.toEnd();
    this.showDown();
  }

  find(id) {
    this.held = 0;
    this.atEnd = false;
    const back = messagesOf(this.chat).filter((message) => message.message_id >= id).length;
    if (back > this.most) {
      this.most = back + SHOWN;
      this.showMessages();
    }
    const item = this.looks.get(id)?.element;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    item?.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
    item?.classList.add("found");
    setTimeout(() => item?.classList.remove("found"), 1500);
  }

  // Doing

  acts() {
    return {
      reply: (message) => this.composer.answer(message),
      edit: (message) => this.composer.change(message),
      show: (id) => this.find(id),
      copy: (text) => this.does.copy(text),
      command: (text) => this.composer.send(text),
      link: (url) => this.does.link(url),
      picture: (address) => this.does.picture(address),
      press: (message, button, element) => this.press(message, button, element),
    };
  }

  // The arrows go from message to message; from there the tabulator reaches what can be done with it.
  walk(event) {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    this.held = 0;
    const bubbles = [...this.at(".messages").querySelectorAll(".bubble")];
    const place = bubbles.findIndex((bubble) => bubble.contains(event.target));
    (place < 0 ? bubbles.at(-1) : bubbles[place + step])?.focus();
  }

  // A question that wants a reply has it begun.
  asked(message) {
    const wants = message.from_bot && message.reply_markup?.force_reply && message.chat_id === this.chat;
    if (wants && this.visible) this.composer.answer(message);
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

  bind() {
    const list = this.at(".messages");
    // Whoever reads the end keeps reading the end, also when a font or a picture arrives late.
    list.addEventListener("scroll", () => {
      const isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
      const upward = list.scrollTop < this.top;
      this.top = list.scrollTop;
      if (isAtEnd === this.atEnd || (this.atEnd && !upward)) return; // a picture that grows takes nobody from the end
      this.atEnd = isAtEnd;
      this.showDown();
    });
    for (const kind of ["wheel", "touchmove"]) list.addEventListener(kind, () => (this.held = 0), { passive: true });
    list.addEventListener("keydown", (event) => this.walk(event));
    this.at(".down").addEventListener("click", () => this.jump());
    list.addEventListener("load", () => this.toEnd(), true);
    document.fonts.addEventListener("loadingdone", () => this.toEnd());
    new ResizeObserver(() => this.toEnd()).observe(list);
    this.at(".which").addEventListener("change", (event) => this.does.openChat(Number(event.target.value)));
    this.at(".topic").addEventListener("change", (event) => {
      this.topic = Number(event.target.value);
      this.atEnd = true;
      this.showMessages();
    });
  }
}
