import { defineMessages } from "./language/language.ts";

/** The texts around the rooms. */
export const messages = defineMessages(
  {
    tagline:
      "Small language models with a working memory. Everything happens in this page; nothing leaves it.",
    rooms: { write: "Train", remember: "Memory", assist: "Write & chat", judge: "Judge", speed: "Speed" },
    roomsLabel: "Rooms",
    skip: "Skip to the content",
    language: "Language",
    theme: "Colours",
    themes: { auto: "As the system", light: "Light", dark: "Dark" },
    starting: "Starting the kernels …",
    notIsolated:
      "This page is not cross-origin isolated, so it runs on one thread. A host that sends COOP and COEP headers makes it faster.",
    keepsNothing: (why: string) => `Nothing is kept when this page closes: ${why}.`,
    notRestored: (why: string) =>
      `The training that was kept here could not be opened (${why}). It stays until you begin another.`,
    startFailed: (why: string) => `The kernels could not be started: ${why}`,
    noModel: "no model yet",
    model: (name: string) => `Model: ${name}`,
  },
  {
    tagline: "带有工作记忆的小型语言模型。一切都在本页内完成，数据不会离开你的设备。",
    rooms: { write: "训练", remember: "记忆", assist: "写作与聊天", judge: "判断", speed: "速度" },
    roomsLabel: "功能区",
    skip: "跳到正文",
    language: "语言",
    theme: "配色",
    themes: { auto: "跟随系统", light: "浅色", dark: "深色" },
    starting: "正在启动计算内核……",
    notIsolated: "本页未启用跨源隔离，因此只能使用一个线程。若服务器发送 COOP 和 COEP 响应头，速度会更快。",
    keepsNothing: (why: string) => `关闭本页后不会保留任何内容：${why}。`,
    notRestored: (why: string) => `无法打开保存在此的训练（${why}）。在开始新的训练之前，它会一直保留。`,
    startFailed: (why: string) => `计算内核无法启动：${why}`,
    noModel: "还没有模型",
    model: (name: string) => `模型：${name}`,
  },
);
