// The page's own words. What people and the bot say is never translated.

const WORDS = {
  zh: {
    person: "以谁的身份",
    hour: "+1 小时",
    morning: "明早 8 点",
    other: "English",
    hint: "演示：选一个人，像在 Telegram 里一样说话、点按钮。换个人看看对方收到什么。",
    write: "输入消息，/ 看命令",
    start: "开始",
    send: "发送",
    attach: "附照片或文件",
    commands: "命令",
    reply: "回复",
    edit: "修改",
    editing: "修改消息",
    edited: "已修改",
    copied: "已复制",
    members: (n) => `${n} 位成员和机器人`,
    withoutBot: (n) => `${n} 位成员，机器人不在`,
    admin: "管理员",
    bot: "机器人",
    typing: "正在输入…",
    blocked: "已停用机器人",
    pinned: "置顶",
    general: "全部话题",
    photo: "照片",
    ok: "好",
    empty: "还没有消息",
    noAnswer: "机器人没有回应",
    lost: "连接断了，正在重连…",
    yesterday: "昨天",
    today: "今天",
    joined: (names) => `${names} 进群了`,
    left: (name) => `${name} 离开了`,
    topicCreated: (name) => `新话题：${name}`,
    migratedTo: "群已升级为超级群，请到新群继续",
    migratedFrom: "本群由原来的群升级而来",
    pinnedMessage: "置顶了一条消息",
  },
  en: {
    person: "Speaking as",
    hour: "+1 hour",
    morning: "Next 08:00",
    other: "中文",
    hint: "Demo: choose a person, then speak and press buttons as in Telegram. Change the person to see what others get.",
    write: "Message, / for commands",
    start: "Start",
    send: "Send",
    attach: "Attach a photo or file",
    commands: "Commands",
    reply: "Reply",
    edit: "Edit",
    editing: "Edit message",
    edited: "edited",
    copied: "Copied",
    members: (n) => `${n} members and the bot`,
    withoutBot: (n) => `${n} members, without the bot`,
    admin: "admin",
    bot: "bot",
    typing: "typing…",
    blocked: "Bot blocked",
    pinned: "Pinned",
    general: "All topics",
    photo: "Photo",
    ok: "OK",
    empty: "No messages yet",
    noAnswer: "The bot did not answer",
    lost: "Connection lost, trying again…",
    yesterday: "yesterday",
    today: "today",
    joined: (names) => `${names} joined`,
    left: (name) => `${name} left`,
    topicCreated: (name) => `New topic: ${name}`,
    migratedTo: "The group became a supergroup; it goes on there",
    migratedFrom: "Upgraded from the former group",
    pinnedMessage: "pinned a message",
  },
};

const LOCALES = { zh: "zh-CN", en: "en-GB" };
let language = localStorage.getItem("language") || "zh";

export const say = (name, ...facts) => {
  const words = WORDS[language][name];
  return typeof words === "function" ? words(...facts) : words;
};

export const locale = () => LOCALES[language];

export function switchLanguage() {
  language = language === "zh" ? "en" : "zh";
  localStorage.setItem("language", language);
  document.documentElement.lang = language;
}

document.documentElement.lang = language;
