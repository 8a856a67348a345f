// "Play a day": walks the steps that the server gives, each with its line, and stops where the visitor takes over.
//
// A step: {who, room, line, say, photo, reply, press, yours, until, paper}. `press` and `reply` name a button's action on
// the order of the tour; `until` pushes the clock from reminder to reminder till that person hears of the order.

import { ask } from "./api.js";
import { element, newest, PlayedOrder, sendReceipt } from "./played.js";
import { say, spoken } from "./words.js";
import { listen, messagesOf, personCalled, roomsOf } from "./world.js";

const at = (id) => document.getElementById(id);
const MOST_REMINDERS = 40;
const haste = Number(new URLSearchParams(location.search).get("haste")) || 1;
const settled = () => ask("quiet", { seconds: 0.3, within: 8 });
const pause = (ms) => new Promise((done) => setTimeout(done, ms / haste));

export class Tour {
  // `page`: {show(person, room), pane(room), taken()}.
  constructor(page) {
    this.page = page;
    this.steps = [];
    this.order = new PlayedOrder();
    this.run = 0; // changes whenever the walk is stopped: whatever still waits then ends
    this.acting = false;
    at("onward").addEventListener("click", () => this.onward());
    at("pause").addEventListener("click", () => (this.running ? this.halt(say("tookOver")) : this.go()));
    at("leave").addEventListener("click", () => this.end());
    listen((kind) => {
      if (kind !== "message") return;
      this.keep();
      this.wake?.();
    });
  }

  get shown() {
    return !at("tour").hidden;
  }

  async start() {
    this.steps = await ask("tour", { language: spoken() });
    Object.assign(this, { place: 0, order: new PlayedOrder() });
    at("tour").hidden = false;
    this.go();
  }

  end() {
    this.run += 1;
    this.running = false;
    at("tour").hidden = true;
    this.mark(null);
    for (const room of [true, false]) this.page.pane(room).hold(0);
  }

  // Whatever else the day brings, the played order stays in sight: its card in the room, its newest word in private.
  keep() {
    if (!this.shown || !this.order.number) return;
    for (const room of [true, false]) {
      const pane = this.page.pane(room);
      pane.hold(this.order.newest(pane.chat, room)?.message_id ?? 0);
    }
  }

  // The visitor did something of their own.
  takenOver() {
    if (this.running && !this.acting && !this.steps[this.place]?.yours) this.halt(say("tookOver"));
  }

  halt(line) {
    this.run += 1;
    this.running = false;
    this.explain({ line });
    this.mark(null);
  }

  onward() {
    if (!this.running) return this.go();
    if (this.steps[this.place]?.yours) this.wanted = true;
    this.hurry?.();
    this.wake?.();
  }

  async go() {
    const run = ++this.run;
    this.running = true;
    while (run === this.run && this.place < this.steps.length) {
      const step = this.steps[this.place];
      await this.walk(step, run);
      if (run === this.run) this.place += 1;
    }
    if (run === this.run) this.finish();
  }

  finish() {
    this.running = false;
    at("steer").classList.add("over");
    at("leave").textContent = say("finish");
  }

  async walk(step, run) {
    const person = personCalled(step.who).id;
    at("steer").classList.remove("over");
    if (step.press && this.order.number) await ask("told");
    if (run !== this.run) return;
    if (step.press && this.order.number && !this.order.button(step, person)) return; // the visitor has done it already
    this.page.show(person, step.room);
    this.keep();
    this.explain(step);
    if (step.yours) return this.hand(step, person, run);
    if (step.until) {
      await this.reading(step);
      if (run === this.run) await this.remind(step, run);
      return;
    }
    await this.reading(step);
    if (run !== this.run) return;
    this.acting = true;
    try {
      if (step.press) await this.press(step, person);
      else if (step.say) await this.speak(step, person, run);
    } finally {
      this.acting = false;
    }
    if (step.press || step.say) await this.pausing(1200);
  }

  // The visitor's own step: their button is marked until they, or "press it for me", have pressed it. The bot's answer
  // tells: in a busy room the card may keep its button for a minute.
  async hand(step, person, run) {
    this.wanted = false;
    this.answered = "";
    const button = this.order.action(step);
    while (run === this.run && !button.test(this.answered) && this.order.button(step, person)) {
      this.mark(step, person);
      if (this.wanted) {
        this.wanted = false;
        this.acting = true;
        await this.press(step, person).finally(() => (this.acting = false));
        continue;
      }
      await new Promise((done) => {
        this.wake = done;
        setTimeout(done, 400);
      });
    }
    this.mark(null);
    await settled();
    if (run === this.run) await this.pausing(900);
  }

  // A press was answered with a toast; an alert would say that it can't be.
  pressed(data) {
    this.answered = data;
    this.wake?.();
  }

  async remind(step, run) {
    const person = personCalled(step.until).id;
    const heard = () => messagesOf(person).filter((message) => message.from_bot && this.order.concerns(message)).length;
    const before = step.again ? heard() : 0;
    this.acting = true;
    try {
      for (let pushed = 0; pushed < MOST_REMINDERS && heard() <= before && run === this.run; pushed += 1) {
        if (!(await ask("reminder", { calendar: false })).moved) break;
        await settled();
        await pause(300);
      }
    } finally {
      this.acting = false;
    }
    if (run !== this.run) return;
    this.page.show(person, false);
    this.keep();
    await this.pausing(2500);
  }

  async speak(step, person, run) {
    const pane = this.page.pane(step.room);
    const text = step.say.replaceAll("{order}", this.order.number);
    if (step.reply) {
      const found = this.order.button(step, person);
      if (found) pane.composer.answer(found.message, { focused: false });
    }
    const room = roomsOf(person)[0]?.id;
    const before = newest(room);
    const field = pane.at("textarea");
    const piece = Math.max(1, Math.ceil(text.length / 45));
    for (let end = 0; end < text.length && run === this.run && haste < 5; end += piece) {
      field.value = text.slice(0, end);
      pane.composer.grow();
      await pause(28);
    }
    if (run !== this.run) return;
    field.value = text;
    await pause(500);
    if (step.photo) await sendReceipt(pane, text);
    else await pane.composer.send(text);
    field.value = "";
    await settled();
    for (let waited = 0; step.opens && newest(room) === before && waited < 40; waited += 1) await pause(250 * haste);
    if (step.opens) this.order.number = newest(room);
    this.keep();
  }

  async press(step, person) {
    const found = this.order.button(step, person);
    if (!found) return;
    const pane = this.page.pane(found.room);
    this.mark(step, person);
    await pause(900);
    await pane.press(found.message, found.button, element(pane, found));
    this.mark(null);
    await settled();
  }

  mark(step, person) {
    document.querySelectorAll(".marked").forEach((marked) => marked.classList.remove("marked"));
    const found = step && this.order.button(step, person);
    if (!found) return;
    const pane = this.page.pane(found.room);
    const target = element(pane, found);
    if (target && !target.classList.contains("marked")) target.classList.add("marked");
  }

  explain(step) {
    at("tour").ariaLabel = say("play");
    at("turn").textContent = step.yours ? say("yourTurn") : "";
    at("line").textContent = step.line;
    at("tour").classList.toggle("yours", Boolean(step.yours));
    at("onward").textContent = step.yours ? say("doIt") : say("onward");
    at("onward").hidden = !this.running;
    at("pause").textContent = this.running ? say("pause") : say("resume");
    at("pause").hidden = Boolean(step.yours);
    at("leave").textContent = say("leave");
    at("progress").firstElementChild.style.width = `${(100 * (this.place + 1)) / this.steps.length}%`;
  }

  reading(step) {
    const each = spoken() === "zh" ? 110 : 45;
    return this.pausing(1800 + step.line.length * each);
  }

  // Waits, unless "next" is pressed or the walk stops.
  pausing(ms) {
    return new Promise((done) => {
      this.hurry = done;
      setTimeout(done, ms / haste);
    });
  }
}
