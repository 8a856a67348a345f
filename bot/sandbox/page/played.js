// The order of a played day: its messages, its buttons, and the receipt that is sent of it.

import { ask, base64 } from "./api.js";
import { say } from "./words.js";
import { messagesOf, roomsOf } from "./world.js";

export class PlayedOrder {
  number = 0;

  isAbout(message) {
    const names = new RegExp(`(订单|order) ${this.number}(?!\\d)`, "i");
    return !message.from_bot || names.test(message.text) || Boolean(message.document);
  }

  // The last of what is said of it in a chat.
  newest(chat, room) {
    return messagesOf(chat).findLast((message) => this.concerns(message) || (!room && this.isAbout(message)));
  }

  action(step) {
    return new RegExp(`^orders:${this.number}:${step.press || step.reply}:`);
  }

  // The newest button of that action on the tour's order: in the person's private chat, else in the room.
  button(step, person) {
    const wanted = this.action(step);
    for (const chat of [person, roomsOf(person)[0]?.id]) {
      for (const message of messagesOf(chat).reverse()) {
        const button = message.buttons.flat().find((each) => wanted.test(each.callback_data));
        if (button) return { message, button, room: chat !== person };
      }
    }
    return null;
  }

  concerns(message) {
    return message.buttons.flat().some((button) => button.callback_data?.startsWith(`orders:${this.number}:`));
  }
}

export const element = (pane, found) =>
  pane.at(`.messages [data-id="${found.message.message_id}"] [data-press="${CSS.escape(found.button.callback_data)}"]`);

// The number of the order whose card came last in the room.
export function newest(room) {
  for (const message of messagesOf(room).reverse()) {
    const about = message.buttons.flat().map((button) => button.callback_data?.match(/^orders:(\d+):/)).find(Boolean);
    if (about) return Number(about[1]);
  }
  return 0;
}

export async function sendReceipt(pane, caption) {
  const content = await base64(await receipt(caption));
  const { reply } = pane.composer;
  const answer = reply ? { reply_to: reply.message_id } : {};
  pane.composer.reply = null;
  await ask("photo", { user: pane.person, chat_id: pane.chat, caption, content, ...answer });
  pane.composer.show();
}

// A picture such as a bank's app shows: the sum of the caption on a receipt.
function receipt(caption) {
  const canvas = Object.assign(document.createElement("canvas"), { width: 360, height: 460 });
  const paper = canvas.getContext("2d");
  const put = (colour, font, text, y) => {
    Object.assign(paper, { fillStyle: colour, font: `${font} sans-serif`, textAlign: "center" });
    paper.fillText(text, 180, y);
  };
  paper.fillStyle = "#f4f6f8";
  paper.fillRect(0, 0, 360, 460);
  paper.fillStyle = "#ffffff";
  paper.fillRect(24, 30, 312, 400);
  paper.fillStyle = "#3b8a4f";
  paper.beginPath();
  paper.arc(180, 108, 36, 0, 7);
  paper.fill();
  put("#ffffff", "bold 40px", "✓", 122);
  put("#17212b", "22px", say("receiptTitle"), 190);
  put("#17212b", "bold 38px", `¥${Number(caption.match(/\d+/)?.[0] || 0).toLocaleString("en")}.00`, 250);
  put("#5c6b78", "18px", say("receiptFrom"), 310);
  put("#5c6b78", "16px", `${Date.now()}`, 345);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}
